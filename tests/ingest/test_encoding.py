"""Encodings: the bytes are made by Python's codecs, so the expected text is known."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kam_core.ingest.encoding import Encoding, detect_encoding, head, transcode

RUSSIAN = 'Дата;Контрагент;Сумма\n01.02.2024;ООО "Ёлка" № 5;1\xa0234,50\n02.02.2024;ТД «Байкал»;−5\n'
SHORT = {
    "cp1251": ["Клиент\nИ", 'ООО "ЯЩЕРЪ"', "a;b\nЁж;№5\n", "a;b\n«x»;5\n", "КЛИЕНТ;СУММА\nОАО РЖД;5", "a;b\nВ;1\n"],
    "cp866": ["Клиент\nИ", 'ООО "ЯЩЕРЪ"', "a;b\nЁж;№5\n", "КЛИЕНТ;СУММА\nОАО РЖД;5", "Менеджер\nПетров"],
    "latin-1": ["a;b\nMünster;5\n", "Größe", "Åse\nØystein", "São Paulo", "T;U\n100 £;5\n"],
}


def put(folder: Path, data: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("codec", "name", "bom"), [
    ("utf-8", "utf-8", 0), ("utf-8-sig", "utf-8", 3), ("utf-16-le", "utf-16-le", 0), ("utf-16-be", "utf-16-be", 0),
    ("utf-16", "utf-16-le", 2), ("cp1251", "cp1251", 0), ("cp866", "cp866", 0),
])
def test_russian_in_every_encoding(tmp_path: Path, codec: str, name: str, bom: int) -> None:
    text = RUSSIAN if codec.startswith("utf") else RUSSIAN.replace("−", "-")
    text = text.replace("«", "<").replace("»", ">") if codec == "cp866" else text
    path = put(tmp_path, text.encode(codec))
    found = detect_encoding(path)
    assert (found.name, found.bom_bytes, found.certain, found.bad) == (name, bom, True, 0)
    assert head(path, found) == text
    target = tmp_path / "utf8.csv"
    assert transcode(path, found, target) == 0
    assert target.read_bytes() == text.encode("utf-8")


@pytest.mark.parametrize(("codec", "text"), [(codec, text) for codec, texts in SHORT.items() for text in texts])
def test_a_few_words_are_enough(tmp_path: Path, codec: str, text: str) -> None:
    path = put(tmp_path, text.encode(codec))
    assert head(path, detect_encoding(path)) == text


def test_big_endian_mark(tmp_path: Path) -> None:
    path = put(tmp_path, codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"))
    assert head(path, detect_encoding(path)) == RUSSIAN


def test_a_bad_byte_at_the_very_end_counts(tmp_path: Path) -> None:
    path = put(tmp_path, b"date,customer\n" * 800_000 + "01.02.2024,Привет\n".encode("cp1251"))
    assert detect_encoding(path).name == "cp1251"


def test_a_character_across_two_blocks_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kam_core.ingest.encoding.CHUNK", 7)
    text = "Контрагент;€\r\nМир;😀\r\n"
    path = put(tmp_path, text.encode())
    found = detect_encoding(path)
    assert (found.name, found.bad, found.newline) == ("utf-8", 0, "crlf")
    target = tmp_path / "out.csv"
    assert transcode(path, found, target) == 0
    assert target.read_text(encoding="utf-8") == text.replace("\r\n", "\n")


def test_damaged_utf8_stays_utf8_and_is_counted(tmp_path: Path) -> None:
    path = put(tmp_path, (RUSSIAN * 10).encode() + b"\xd0;\xff\n")
    found = detect_encoding(path)
    assert (found.name, found.certain, found.bad) == ("utf-8", False, 2)
    target = tmp_path / "out.csv"
    assert transcode(path, found, target) == 2
    assert target.read_text(encoding="utf-8").endswith("�;�\n")


def test_bytes_that_an_alphabet_does_not_know_are_kept_and_counted(tmp_path: Path) -> None:
    path = put(tmp_path, "Контрагент;Ёлка\n".encode("cp1251") * 3 + b"\x98;5\n")
    found = detect_encoding(path)
    assert (found.name, found.bad) == ("cp1251", 1)
    target = tmp_path / "out.csv"
    assert transcode(path, found, target) == 1
    assert target.read_text(encoding="utf-8").endswith("\x98;5\n")


def test_nel_ends_no_line(tmp_path: Path) -> None:
    path = put(tmp_path, "a;b\nx\x85y;1\n".encode())
    found = detect_encoding(path)
    assert found.controls == 1
    assert head(path, found).count("\n") == 2
    assert transcode(path, found, tmp_path / "out.csv") == 1
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "a;b\nx\x85y;1\n"


def test_nul_bytes_are_dropped_and_counted(tmp_path: Path) -> None:
    path = put(tmp_path, "Клиент;Сумма\nО\0ОО;5\n".encode())
    found = detect_encoding(path)
    assert (found.name, found.nul, found.as_it_is) == ("utf-8", 1, False)
    assert head(path, found) == "Клиент;Сумма\nООО;5\n"
    assert transcode(path, found, tmp_path / "out.csv") == 1


@pytest.mark.parametrize(("ends", "kind", "as_it_is"), [
    ("\n", "lf", True), ("\r\n", "crlf", True), ("\r", "cr", False),
])
def test_line_ends(tmp_path: Path, ends: str, kind: str, as_it_is: bool) -> None:
    path = put(tmp_path, f"a;b{ends}1;2{ends}".encode())
    found = detect_encoding(path)
    assert (found.newline, found.as_it_is) == (kind, as_it_is)
    assert head(path, found) == "a;b\n1;2\n"


def test_mixed_line_ends_become_one(tmp_path: Path) -> None:
    path = put(tmp_path, b"a;b\r\n1;2\n3;4\r5;6")
    found = detect_encoding(path)
    assert found.newline == "mixed"
    transcode(path, found, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == b"a;b\n1;2\n3;4\n5;6"


def test_head_gives_whole_lines(tmp_path: Path) -> None:
    path = put(tmp_path, b"first;line\nsecond;line\nthird;line\n")
    assert head(path, Encoding("utf-8"), 25) == "first;line\nsecond;line\n"
    assert head(path, Encoding("utf-8"), 5) == "first"


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    path = put(tmp_path, RUSSIAN.encode("cp1251", "replace"))
    transcode(path, Encoding("cp1251"), tmp_path / "out.csv", lambda done, total: seen.append((done, total)))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_real_files(shared: Path) -> None:
    """The retailer's survey is cp1252 with 17 bytes that it does not have; the register is cp1251."""
    found = detect_encoding(shared / "real" / "nps_retailer" / "nps_redacted.csv")
    assert (found.name, found.bad) == ("latin-1", 17)
    assert detect_encoding(shared / "layouts" / "register_cp1251.csv").name == "cp1251"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0\ufeff"), max_size=200))
def test_utf8_comes_through_unchanged(tmp_path: Path, text: str) -> None:
    """Law: whatever is valid UTF-8 and no UTF-16 is told as UTF-8, and transcoding changes nothing in it."""
    path = put(tmp_path, text.encode())
    found = detect_encoding(path)
    assert found.name == "utf-8"
    transcode(path, found, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == text.encode()
