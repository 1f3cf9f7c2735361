"""Files that are damaged, made to harm, or not what they say: each gets its own clear answer, and the app lives."""

from __future__ import annotations

import os
import struct
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from books import (
    MAIN,
    biff5,
    book,
    cell,
    ods,
    ods_cell,
    ole,
    pack,
    parts,
    row,
    sheet_xml,
    strings_part,
)

from kam_core.errors import StoppedError
from kam_core.i18n import use_language
from kam_core.ingest.workbook import Sheet, WorkbookError, read_workbook, sniff_kind
from kam_core.settings import Settings

SECONDS = 90
TABLE = row(1, cell("A1", "Client"), cell("B1", "Revenue")) + row(2, cell("A2", "Acme"), cell("B2", 10.5))
READ = [["Client", "Revenue"], ["Acme", "10.5"]]


def read(path: Path, settings: Settings | None = None, **options: object) -> list[Sheet]:
    into = path.parent / "out"
    into.mkdir(exist_ok=True)
    started = time.monotonic()
    try:
        return read_workbook(path, into, settings or Settings(), **options)  # type: ignore[arg-type]
    finally:
        assert time.monotonic() - started < SECONDS


def cells(sheet: Sheet) -> list[list[str | None]]:
    return [list(r) for r in zip(*(c.to_pylist() for c in pq.read_table(sheet.parquet).columns), strict=True)]


# ---- each maker writes a file; what must come of it stands beside it


def far_corner(path: Path) -> Path:
    return book(path, row(1, cell("A1")) + row(1048576, cell("XFD1048576")))


def far_column(path: Path) -> Path:
    return book(path, TABLE + "".join(row(i, cell(f"A{i}", "x")) for i in range(3, 400)) + row(400, cell("XFD400")))


def far_row(path: Path) -> Path:
    line = "".join(cell(f"{c}1048576") for c in ("A", "BZZ"))
    return book(path, TABLE + f'<row r="1048576">{line}</row>')


def letters_missing(path: Path) -> Path:
    return book(path, row(1, cell("1A")))


def zero_row(path: Path) -> Path:
    return book(path, row(0, cell("A0")))


def negative_row(path: Path) -> Path:
    return book(path, row(-1, cell("A-1")))


def beyond_columns(path: Path) -> Path:
    return book(path, row(1, cell("A1"), cell("ZZZZ1")))


def beyond_rows(path: Path) -> Path:
    return book(path, row(1, cell("A1")) + row(99999999999, cell("A99999999999")))


def just_beyond_rows(path: Path) -> Path:
    return book(path, TABLE + row(1048577, cell("A1048577")))


def wide(path: Path) -> Path:
    def name(number: int) -> str:
        text = ""
        while number:
            number, rest = divmod(number - 1, 26)
            text = chr(65 + rest) + text
        return text

    return book(path, "".join(row(r, *(cell(f"{name(c)}{r}") for c in range(1, 16385))) for r in (1, 2)))


def password(path: Path) -> Path:
    path.write_bytes(ole({"EncryptionInfo": b"\4\0\4\0" + b"x" * 400, "EncryptedPackage": os.urandom(9000)}))
    return path


def flagged_as_encrypted(path: Path) -> Path:
    data = bytearray(book(path, TABLE).read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    path.write_bytes(data)
    return path


def password_xls(path: Path) -> Path:
    stream = biff5([(0, 0, "Client", False)])
    locked = stream[:12] + struct.pack("<HHHH", 0x002F, 4, 0x1234, 0x5678) + stream[12:]
    path.write_bytes(locked)
    return path


def cut_off(path: Path) -> Path:
    data = book(path, "".join(row(i, cell(f"A{i}", os.urandom(20).hex())) for i in range(1, 2000))).read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    return path


def directory_only_half(path: Path) -> Path:
    data = book(path, TABLE).read_bytes()
    path.write_bytes(data[:-30])
    return path


def zeros(path: Path) -> Path:
    return pack(path, parts(sheet_xml(TABLE), more={"xl/media/x.bin": b"\0" * (200 << 20)}))


def overlapping(path: Path) -> Path:
    """A thousand entries that all lie on the same hundred kilobytes (after Fifield's bomb)."""
    book(path, TABLE)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/0.bin", b"\0" * (8 << 20))
        info = archive.getinfo("xl/media/0.bin")
        for number in range(1, 1000):
            again = zipfile.ZipInfo(f"xl/media/{number}.bin")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(again, field, getattr(info, field))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
    return path


ENTITIES = ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>")


def entity_bomb(path: Path) -> Path:
    return book(path, row(1, cell("A1", "&i;")), prolog=ENTITIES)


def outer_entity(path: Path) -> Path:
    content = parts(sheet_xml(TABLE))
    content["xl/workbook.xml"] = '<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + str(content["xl/workbook.xml"])
    return pack(path, content)


def entity_in_utf16(path: Path) -> Path:
    text = sheet_xml(row(1, cell("A1", "&i;")), prolog=ENTITIES.replace("?>", ' encoding="UTF-16"?>', 1))
    return pack(path, parts("") | {"xl/worksheets/sheet1.xml": text.encode("utf-16")})


def entity_in_ods(path: Path) -> Path:
    ods(path, "")
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    content["content.xml"] = ENTITIES.encode() + content["content.xml"]
    return pack(path, content)


def no_content_types(path: Path) -> Path:
    content = parts(sheet_xml(TABLE))
    del content["[Content_Types].xml"]
    return pack(path, content)


def no_workbook(path: Path) -> Path:
    content = parts(sheet_xml(TABLE))
    del content["xl/workbook.xml"]
    return pack(path, content)


def no_sheet_part(path: Path) -> Path:
    content = parts(sheet_xml(TABLE))
    del content["xl/worksheets/sheet1.xml"]
    return pack(path, content)


def text_index_beyond(path: Path) -> Path:
    shared = '<c r="A1" t="s"><v>99</v></c>'
    return book(path, row(1, shared), **{"xl/sharedStrings.xml": strings_part("one", "two")})


def no_shared_texts(path: Path) -> Path:
    return book(path, row(1, '<c r="A1" t="s"><v>0</v></c>'))


def absurd_text_count(path: Path) -> Path:
    shared = row(1, '<c r="A1" t="s"><v>0</v></c>')
    return book(path, shared, **{"xl/sharedStrings.xml": strings_part("Client", count=4_294_967_295)})


def unknown_type(path: Path) -> Path:
    return book(path, row(1, '<c r="A1" t="zz"><v>9</v></c>'))


def zero_bytes_inside(path: Path) -> Path:
    content = parts(sheet_xml(TABLE))
    content["xl/worksheets/sheet1.xml"] = b"\0" * 5000
    return pack(path, content)


def unclosed(path: Path) -> Path:
    content = parts(sheet_xml("".join(row(i, cell(f"A{i}", i)) for i in range(1, 500))))
    text = str(content["xl/worksheets/sheet1.xml"])
    return pack(path, content | {"xl/worksheets/sheet1.xml": text[: len(text) // 2]})


def bad_checksum(path: Path) -> Path:
    content = parts(sheet_xml("".join(row(i, cell(f"A{i}", f"text {i}")) for i in range(1, 3000))))
    data = bytearray(pack(path, content, zipfile.ZIP_STORED).read_bytes())
    at = data.find(b"text 1500")
    data[at:at + 4] = b"TEXT"
    path.write_bytes(data)
    return path


def bad_checksum_of_texts(path: Path) -> Path:
    """One letter of a client's name has flipped: read in silence, it would make a new client."""
    shared = {"xl/sharedStrings.xml": strings_part(*(f"Client {i}" for i in range(100)))}
    content = parts(sheet_xml(row(1, '<c r="A1" t="s"><v>7</v></c>')), more=shared)
    data = bytearray(pack(path, content, zipfile.ZIP_STORED).read_bytes())
    data[data.find(b"Client 7")] ^= 1
    path.write_bytes(data)
    return path


def twice_the_same(path: Path) -> Path:
    book(path, TABLE)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml(row(1, cell("A1", "other"))))
    return path


def outside(path: Path) -> Path:
    return pack(path, parts(sheet_xml(TABLE)) | {"../../etc/cron.d/x": "boo"})


def many_parts(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts(sheet_xml(TABLE)).items():
            archive.writestr(name, text)
        for number in range(11_000):
            archive.writestr(f"xl/media/{number}", b"")
    return path


def lying_count(path: Path) -> Path:
    """The end record says 60,000 entries where there are five."""
    data = bytearray(book(path, TABLE).read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 8:at + 12] = struct.pack("<HH", 60_000, 60_000)
    path.write_bytes(data)
    return path


def nothing(path: Path) -> Path:
    return book(path, "")


def only_blanks(path: Path) -> Path:
    return book(path, row(1, '<c r="A1" s="0"/>', '<c r="B1" s="0"/>'))


def only_charts(path: Path) -> Path:
    content = parts(sheet_xml(""))
    rels = str(content["xl/_rels/workbook.xml.rels"])
    content["xl/_rels/workbook.xml.rels"] = rels.replace("/worksheet\"", "/chartsheet\"").replace(
        "worksheets/sheet1", "chartsheets/sheet1")
    content["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"/>'
    return pack(path, content)


def never_calculated(path: Path) -> Path:
    return book(path, row(1, '<c r="A1"><f>1+1</f></c>', '<c r="B1"><f>A1*2</f><v></v></c>'))


def of_bytes(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def garbage_in_xls(path: Path) -> Path:
    stream = bytearray(biff5([(0, 0, "Client", False), (1, 0, 5, False)]))
    stream[60:] = bytes(range(256)) * 4
    path.write_bytes(ole({"Book": bytes(stream)}))
    return path


def cut_off_xls(path: Path) -> Path:
    data = ole({"Workbook": biff5([(i, 0, f"Client {i}", False) for i in range(2000)])})
    path.write_bytes(data[:3000])
    return path


def word_in_ole(path: Path) -> Path:
    path.write_bytes(ole({"WordDocument": b"x" * 5000}))
    return path


def broken_xlsb(path: Path) -> Path:
    content = parts(sheet_xml(TABLE))
    del content["xl/workbook.xml"]
    return pack(path, content | {"xl/workbook.bin": os.urandom(3000)})


def ods_bomb(path: Path) -> Path:
    big = ods_cell(7, ' table:number-columns-repeated="1000000000"')
    return ods(path, f"<table:table-row>{big}</table:table-row>")


def ods_rows_bomb(path: Path) -> Path:
    many = ods_cell("x", ' table:number-columns-repeated="1000"')
    return ods(path, f'<table:table-row table:number-rows-repeated="1048576">{many}</table:table-row>')


def ods_negative(path: Path) -> Path:
    less = ods_cell(7, ' table:number-columns-repeated="-5"')
    return ods(path, f"<table:table-row>{less}</table:table-row>")


def docx(path: Path) -> Path:
    return pack(path, {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})


SPREADSHEET_2003 = ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
                    'xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>')

REFUSED = [
    ("far_corner", "x.xlsx", far_corner, "far_cell"),
    ("far_column", "x.xlsx", far_column, "far_cell"),
    ("far_row", "x.xlsx", far_row, "far_cell"),
    ("letters_missing", "x.xlsx", letters_missing, "bad_reference"),
    ("zero_row", "x.xlsx", zero_row, "bad_reference"),
    ("negative_row", "x.xlsx", negative_row, "bad_reference"),
    ("beyond_columns", "x.xlsx", beyond_columns, "bad_reference"),
    ("beyond_rows", "x.xlsx", beyond_rows, "bad_reference"),
    ("just_beyond_rows", "x.xlsx", just_beyond_rows, "bad_reference"),
    ("16384 columns", "x.xlsx", wide, "too_wide"),
    ("password", "x.xlsx", password, "password"),
    ("encrypted entries", "x.xlsx", flagged_as_encrypted, "password"),
    ("password xls", "x.xls", password_xls, "password"),
    ("cut off", "x.xlsx", cut_off, "truncated"),
    ("half a directory", "x.xlsx", directory_only_half, "truncated"),
    ("zeros", "x.xlsx", zeros, "ratio"),
    ("overlapping", "x.xlsx", overlapping, "bomb"),
    ("entity bomb", "x.xlsx", entity_bomb, "declaration"),
    ("outer entity", "x.xlsx", outer_entity, "declaration"),
    ("entity in UTF-16", "x.xlsx", entity_in_utf16, "declaration"),
    ("entity in ods", "x.ods", entity_in_ods, "declaration"),
    ("no content types", "x.xlsx", no_content_types, "missing_part"),
    ("no workbook", "x.xlsx", no_workbook, "missing_part"),
    ("no sheet part", "x.xlsx", no_sheet_part, "missing_part"),
    ("text index beyond", "x.xlsx", text_index_beyond, "shared_string"),
    ("no shared texts", "x.xlsx", no_shared_texts, "shared_string"),
    ("absurd text count", "x.xlsx", absurd_text_count, "text_count"),
    ("unknown type", "x.xlsx", unknown_type, "damaged"),
    ("zero bytes inside", "x.xlsx", zero_bytes_inside, "damaged"),
    ("unclosed", "x.xlsx", unclosed, "damaged"),
    ("bad checksum", "x.xlsx", bad_checksum, "checksum"),
    ("bad checksum of texts", "x.xlsx", bad_checksum_of_texts, "checksum"),
    ("twice the same", "x.xlsx", twice_the_same, "duplicate_part"),
    ("outside", "x.xlsx", outside, "path"),
    ("many parts", "x.xlsx", many_parts, "parts"),
    ("lying count", "x.xlsx", lying_count, "parts"),
    ("nothing", "x.xlsx", nothing, "empty"),
    ("only blanks", "x.xlsx", only_blanks, "empty"),
    ("only charts", "x.xlsx", only_charts, "no_sheets"),
    ("never calculated", "x.xlsx", never_calculated, "never_calculated"),
    ("zero bytes", "x.xlsx", of_bytes(b""), "empty_file"),
    ("HTML", "x.xls", of_bytes(b"<html><body><table><tr><td>1</td></tr></table></body></html>"), "not_workbook"),
    ("SpreadsheetML", "x.xls", of_bytes(SPREADSHEET_2003.encode()), "not_workbook"),
    ("CSV", "x.xls", of_bytes("Клиент;Сумма\nАльфа;5\n".encode("cp1251")), "not_workbook"),
    ("PDF", "x.xlsx", of_bytes(b"%PDF-1.7\n" + b"x" * 100), "not_workbook"),
    ("docx", "x.xlsx", docx, "not_workbook"),
    ("doc", "x.xls", word_in_ole, "not_workbook"),
    ("garbage in xls", "x.xls", garbage_in_xls, "damaged"),
    ("cut off xls", "x.xls", cut_off_xls, "damaged"),
    ("broken xlsb", "x.xlsb", broken_xlsb, "damaged"),
    ("ods bomb", "x.ods", ods_bomb, "too_many_cells"),
    ("ods rows bomb", "x.ods", ods_rows_bomb, "too_many_cells"),
    ("ods negative", "x.ods", ods_negative, "bad_reference"),
]


@pytest.mark.parametrize(("name", "make", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_is_refused_with_its_reason(tmp_path: Path, name: str, make: Callable[[Path], Path], code: str) -> None:
    path = make(tmp_path / name)
    with pytest.raises(WorkbookError) as caught:
        read(path)
    error = caught.value
    assert error.code == code
    for language in ("en", "ru"):
        with use_language(language):
            assert name in str(error.what), "the file is named"
            assert str(error.means), "what it means is said"
            assert str(error.next), "the next step is said"
    assert "Traceback" not in str(error)


def test_sheet_and_cell_are_named(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        read(far_corner(tmp_path / "x.xlsx"))
    assert "“S”" in str(caught.value.what)
    assert "XFD1048576" in str(caught.value.what)


def test_real_truncated_file(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_workbook(shared / "real" / "online_retail" / "truncated.xlsx", tmp_path, Settings())
    assert caught.value.code == "truncated"
    assert list(tmp_path.iterdir()) == []


# ---- odd, but readable


def wrong_dimension(path: Path) -> Path:
    return book(path, TABLE, before='<dimension ref="A1:XFD1048576"/>')


def small_dimension(path: Path) -> Path:
    return book(path, TABLE, before='<dimension ref="A1"/>')


def styled_rows(path: Path) -> Path:
    blank = "".join(f'<row r="{i}" s="0" customFormat="1"><c r="A{i}" s="0"/><c r="B{i}" s="0"/></row>'
                    for i in range(3, 1_000_001))
    return book(path, TABLE + blank)


def large_text_count(path: Path) -> Path:
    shared = row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>')
    shared += row(2, cell("A2", "Acme"), cell("B2", 10.5))
    return book(path, shared, **{"xl/sharedStrings.xml": strings_part("Client", "Revenue", count=100)})


def outer_links(path: Path) -> Path:
    return book(path, TABLE, **{
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
        '2006/relationships"><Relationship Id="rId1" Type="x/externalLinkPath" Target="http://example.invalid/x.xlsx" '
        'TargetMode="External"/></Relationships>',
    })


def zip64(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts(sheet_xml(TABLE)).items():
            with archive.open(name, "w", force_zip64=True) as file:
                file.write(str(text).encode())
    return path


def prefixed(path: Path) -> Path:
    text = sheet_xml(TABLE).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    return pack(path, parts("") | {"xl/worksheets/sheet1.xml": text})


def without_references(path: Path) -> Path:
    bare = "<row><c t=\"inlineStr\"><is><t>{}</t></is></c>{}</row>"
    return book(path, bare.format("Client", '<c t="inlineStr"><is><t>Revenue</t></is></c>')
                + bare.format("Acme", "<c><v>10.5</v></c>"))


def ods_with_endless_blanks(path: Path) -> Path:
    rows = [[ods_cell("Client"), ods_cell("Revenue")], [ods_cell("Acme"), ods_cell(10.5)]]
    blank = '<table:table-cell table:number-columns-repeated="16382"/>'
    text = "".join(f"<table:table-row>{''.join(r)}{blank}</table:table-row>" for r in rows)
    last = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
    return ods(path, text + last + "</table:table-row>")


def bytes_after_the_end(path: Path) -> Path:
    path.write_bytes(book(path, TABLE).read_bytes() + b"\0" * 1000)
    return path


READABLE = [wrong_dimension, small_dimension, styled_rows, large_text_count, outer_links, zip64, prefixed,
            without_references, ods_with_endless_blanks, bytes_after_the_end]


@pytest.mark.parametrize("make", READABLE, ids=lambda make: make.__name__)
def test_is_read_all_the_same(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    sheet, = read(make(tmp_path / ("x.ods" if make is ods_with_endless_blanks else "x.xlsx")))
    assert cells(sheet) == READ


def test_xls_named_xlsx_and_back(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(biff5([(0, 0, "Клиент", False), (1, 0, 5, False)]))
    assert cells(read(tmp_path / "x.xlsx")[0]) == [["Клиент"], ["5"]]
    book(tmp_path / "y.xls", TABLE)
    assert cells(read(tmp_path / "y.xls")[0]) == READ


# ---- limits, stopping, debris


def test_memory_limit(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", "".join(row(i, cell(f"A{i}", f"{i:0>5000}")) for i in range(1, 60_001)))
    with pytest.raises(WorkbookError) as caught:
        read(path, Settings().with_(reader_memory_gb=0.25))
    assert caught.value.code == "memory"
    assert "0.25" in str(caught.value.what)


def test_cell_limit(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", "".join(row(i, cell(f"A{i}"), cell(f"B{i}")) for i in range(1, 601)))
    with pytest.raises(WorkbookError) as caught:
        read(path, Settings().with_(max_sheet_cells=1000))
    assert caught.value.code == "too_many_cells"


def test_unpacked_limit(tmp_path: Path) -> None:
    path = book(tmp_path / "x.xlsx", "".join(row(i, cell(f"A{i}", os.urandom(50).hex())) for i in range(1, 20_001)))
    with pytest.raises(WorkbookError) as caught:
        read(path, Settings().with_(max_unpacked_mb=1))
    assert caught.value.code == "bomb"


def large(path: Path) -> Path:
    """A sheet that takes longer than a second to read, on a quick machine too."""
    return book(path, "".join(
        row(i, cell(f"A{i}", f"Client {i}"), *(cell(f"{letter}{i}", i) for letter in "BCDEFGHIJKL")) for i in range(1, 300_001)
    ))


def children() -> set[int]:
    """Living child processes of this one."""
    mine = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z":
            mine.add(int(entry.parent.name))
    return mine


def test_time_limit_and_stop_leave_no_process(tmp_path: Path) -> None:
    path = large(tmp_path / "x.xlsx")
    before = children()
    with pytest.raises(WorkbookError) as caught:
        read(path, Settings().with_(reader_seconds=1))
    assert caught.value.code == "time"
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    with pytest.raises(StoppedError):
        read(path, stop=stop)
    assert time.monotonic() - started < 5
    assert children() <= before


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError) as caught:
        read(tmp_path / "no.xlsx")
    assert caught.value.code == "cannot_open"


@pytest.mark.parametrize(("data", "kind"), [
    (b"Client;Sum\nAcme;5\n", "text"), ("Клиент\tСумма\n".encode("cp866"), "text"),
    ("Клиент\tСумма\nАльфа\t5\n".encode("utf-16"), "text"), ("Клиент;Сумма\nАльфа;5\n".encode("utf-16-le"), "text"),
    ("Клиент;Сумма\nАльфа;5\n".encode("utf-16-be"), "text"), (b"PAR1" + b"x" * 20 + b"PAR1", "parquet"),
    (b"\x1f\x8b\x08" + b"x" * 20, "gzip"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "binary"), (b" \r\n", "empty"),
    (b"\xef\xbb\xbf<!DOCTYPE html><html>", "html"), ("<table><tr><td>я".encode("cp1251"), "html"),
    (b'<?xml version="1.0"?><data/>', "xml"), (b"<5;Sum\n1;2\n", "text"), (b"sep=;\na;b\n", "text"),
])
def test_sniff_kind(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(data)
    assert sniff_kind(path) == kind


def test_sniff_kind_of_archives(tmp_path: Path) -> None:
    assert sniff_kind(pack(tmp_path / "a", {"x.csv": "a,b"})) == "zip"
    assert sniff_kind(book(tmp_path / "b", TABLE)) == "xlsx"
    assert sniff_kind(ods(tmp_path / "c", "")) == "ods"
    assert sniff_kind(cut_off(tmp_path / "d")) == "xlsx"
    assert sniff_kind(password(tmp_path / "e")) == "encrypted"
    assert sniff_kind(docx(tmp_path / "f")) == "office"
