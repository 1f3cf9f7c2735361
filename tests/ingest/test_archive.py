"""Archives of tables: real names, limits, and nothing that leads out of the folder."""

from __future__ import annotations

import os
import struct
import threading
import zipfile
import zlib
from pathlib import Path

import pytest
from books import pack

from kam_core.errors import StoppedError
from kam_core.ingest.archive import real_name, unpack
from kam_core.ingest.workbook_refusals import WorkbookError
from kam_core.settings import Settings

CSV = "a;b\n1;2\n"


def refused(path: Path, tmp_path: Path, settings: Settings | None = None) -> str:
    with pytest.raises(WorkbookError) as caught:
        unpack(path, tmp_path / "out", settings or Settings())
    assert path.name in str(caught.value.what)
    return caught.value.code


def test_tables_by_name_and_the_rest_named(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {
        "b/2011-11-02.csv": CSV, "b/2011-11-01.csv": CSV * 2, "readme.md": "hello", "scheme.png": "x", "b/": "",
        "__MACOSX/b/._2011-11-01.csv": "x", ".DS_Store": "x", "b/~$x.xlsx": "x", "empty.csv": "",
    })
    found = unpack(path, tmp_path / "out", Settings())
    assert [(m.name, m.size) for m in found] == [("b/2011-11-01.csv", 16), ("b/2011-11-02.csv", 8)]
    assert found.ignored == ("empty.csv", "readme.md", "scheme.png")
    assert [m.path.read_text() for m in found] == [CSV * 2, CSV]
    assert all(m.path.parent == tmp_path / "out" for m in found)


def raw_zip(name: bytes, flag: int = 0, extra: bytes = b"", data: bytes = CSV.encode()) -> bytes:
    """A zip of one stored entry, its name as raw bytes, the way old programs write it."""
    crc = zlib.crc32(data)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, flag, 0, 0, 33, crc, len(data), len(data), len(name), len(extra))
    central = struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, flag, 0, 0, 33, crc, len(data), len(data), len(name),
                          len(extra), 0, 0, 0, 0, 0)
    body = local + name + extra + data
    directory = central + name + extra
    return body + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(directory), len(body), 0)


@pytest.mark.parametrize(("name", "page"), [
    ("Продажи за январь 2026.csv", "cp866"), ("ОТГРУЗКИ.csv", "cp866"), ("Контрагенты/Ёлка №2.csv", "cp866"),
    ("Реализация товаров.csv", "cp1251"), ("Отчёт (копия).csv", "utf-8"), ("sales.csv", "ascii"),
])
def test_names_of_russian_windows(tmp_path: Path, name: str, page: str) -> None:
    raw = name.encode(page, "replace") if "№" not in name else name.encode("cp866")
    path = tmp_path / "x.zip"
    path.write_bytes(raw_zip(raw))
    member, = unpack(path, tmp_path / "out", Settings())
    assert member.name == name
    assert member.path.read_text() == CSV


def test_name_kept_beside_in_utf8(tmp_path: Path) -> None:
    right = "Продажи.csv".encode()
    raw = b"?????.csv"
    extra = struct.pack("<HHBI", 0x7075, 5 + len(right), 1, zlib.crc32(raw)) + right
    (tmp_path / "x.zip").write_bytes(raw_zip(raw, extra=extra))
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert real_name(archive.infolist()[0]) == "Продажи.csv"


@pytest.mark.parametrize("name", ["../x.csv", "a/../../x.csv", "/etc/x.csv", "..\\..\\x.csv", "C:\\x.csv", "C:/x.csv"])
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.zip").write_bytes(raw_zip(name.encode()))
    assert refused(tmp_path / "x.zip", tmp_path) == "path"
    assert not (tmp_path / "out").exists()


def test_inner_archives(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", {"a.csv": CSV}).read_bytes()
    assert refused(pack(tmp_path / "x.zip", {"a.csv": CSV, "deep/inner.zip": inner}), tmp_path) == "nested"
    assert refused(pack(tmp_path / "y.zip", {"a.csv": inner}), tmp_path) == "nested"
    assert refused(pack(tmp_path / "z.zip", {"a.rar": "x"}), tmp_path) == "nested"


def test_no_tables(tmp_path: Path) -> None:
    assert refused(pack(tmp_path / "x.zip", {"readme.md": "x"}), tmp_path) == "no_tables"
    assert refused(pack(tmp_path / "y.zip", {}), tmp_path) == "no_tables"


def test_bombs(tmp_path: Path) -> None:
    big = pack(tmp_path / "x.zip", {"a.csv": b"0" * (3 << 20), "b.csv": b"1" * (3 << 20)})
    assert refused(big, tmp_path, Settings().with_(max_unpacked_mb=5)) == "bomb"
    assert refused(pack(tmp_path / "y.zip", {"a.csv": b"0" * (150 << 20)}), tmp_path) == "ratio"


def test_size_that_lies(tmp_path: Path) -> None:
    """An entry that unpacks to more than it declares is cut at what it declares, and its checksum tells."""
    data = bytearray(pack(tmp_path / "x.zip", {"a.csv": b"0" * (3 << 20)}).read_bytes())
    for at, offset in ((data.find(b"PK\x03\x04"), 22), (data.find(b"PK\x01\x02"), 24)):
        data[at + offset:at + offset + 4] = struct.pack("<I", 1000)
    (tmp_path / "x.zip").write_bytes(data)
    assert refused(tmp_path / "x.zip", tmp_path) == "checksum"


def test_damage(tmp_path: Path) -> None:
    data = pack(tmp_path / "x.zip", {"a.csv": os.urandom(5000)}, zipfile.ZIP_STORED).read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[:3000])
    assert refused(tmp_path / "cut.zip", tmp_path) == "truncated"
    wrong = bytearray(data)
    wrong[1000] ^= 0xFF
    (tmp_path / "wrong.zip").write_bytes(wrong)
    assert refused(tmp_path / "wrong.zip", tmp_path) == "checksum"


def test_password_and_method(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(raw_zip(b"a.csv", flag=1))
    assert refused(tmp_path / "x.zip", tmp_path) == "locked_entry"
    odd = bytearray(raw_zip(b"a.csv"))
    for at, offset in ((odd.find(b"PK\x03\x04"), 8), (odd.find(b"PK\x01\x02"), 10)):
        odd[at + offset:at + offset + 2] = struct.pack("<H", 9)
    (tmp_path / "y.zip").write_bytes(odd)
    assert refused(tmp_path / "y.zip", tmp_path) == "method"


def test_same_name_twice(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"a.csv": CSV})
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.csv", CSV * 2)
    assert refused(path, tmp_path) == "duplicate_part"


def test_links_are_no_tables(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refused(tmp_path / "x.zip", tmp_path) == "no_tables"


def test_stop(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(StoppedError):
        unpack(pack(tmp_path / "x.zip", {"a.csv": CSV}), tmp_path / "out", Settings(), stop)
