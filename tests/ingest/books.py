"""Workbooks made by hand for the tests: with zipfile and strings, so that they may be as wrong as they like."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def cell(reference: str, value: object = 1, more: str = "") -> str:
    """A cell with a number, or with a text written into it."""
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"{more}><is><t>{value}</t></is></c>'
    return f'<c r="{reference}"{more}><v>{value}</v></c>'


def row(number: int | str, *cells: str, more: str = "") -> str:
    """A row of a sheet."""
    return f'<row r="{number}"{more}>{"".join(cells)}</row>'


def sheet_xml(rows: str, before: str = "", prolog: str = "") -> str:
    """A worksheet part."""
    return f'{prolog}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def parts(
    *sheets: str, names: tuple[str, ...] = ("S",), more: Mapping[str, str | bytes] | None = None
) -> dict[str, str | bytes]:
    """The parts of an .xlsx with these sheet parts."""
    count = range(1, len(sheets) + 1)
    names = names if len(names) == len(sheets) else tuple(f"S{i}" for i in count)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{CONTENT}.worksheet+xml"/>' for i in count
    )
    listed = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>' for i, name in zip(count, names, strict=True))
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in count
    )
    extra = dict(more or {})
    if "xl/sharedStrings.xml" in extra:
        links += f'<Relationship Id="rId900" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    if "xl/styles.xml" in extra:
        links += f'<Relationship Id="rId901" Type="{OFFICE}/styles" Target="styles.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{CONTENT}.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in zip(count, sheets, strict=True)},
        **extra,
    }


def pack(path: Path, content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip of these parts."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return path


def book(path: Path, rows: str, before: str = "", prolog: str = "", **more: str | bytes) -> Path:
    """An .xlsx of one sheet “S” with these rows."""
    return pack(path, parts(sheet_xml(rows, before, prolog), more=more))


def strings_part(*texts: str, count: int | None = None) -> str:
    """The part of shared texts."""
    number = len(texts) if count is None else count
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return f'<sst xmlns="{MAIN}" count="{number}" uniqueCount="{number}">{items}</sst>'


def ods(path: Path, rows: str, sheet: str = "S") -> Path:
    """An .ods of one sheet with these rows."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{urn}:office:1.0" xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0" '
        f'office:version="1.3"><office:body><office:spreadsheet><table:table table:name="{sheet}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def ods_cell(value: object, more: str = "") -> str:
    """A cell of an .ods with a number or a text."""
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'
    return (f'<table:table-cell office:value-type="float" office:value="{value}"{more}><text:p>{value}</text:p>'
            "</table:table-cell>")


def record(code: int, body: bytes = b"") -> bytes:
    """A record of a BIFF stream."""
    return struct.pack("<HH", code, len(body)) + body


def biff5(cells: list[tuple[int, int, object, bool]], codepage: int | None = 1251, sheet: str = "Sheet1") -> bytes:
    """A BIFF5 workbook stream (Excel 5.0/95) after Microsoft's and OpenOffice's descriptions of the format.

    cells: (row, column, text or number, whether it is formatted as a date), from 0
    """
    page = f"cp{codepage or 1251}"
    font = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0xCC, 0) + bytes([5]) + b"Arial"
    def xf(format_: int) -> bytes:
        return record(0x00E0, struct.pack("<HHHHHHHH", 0, format_, 1, 0x20, 0x20C0, 0, 0, 0))

    # workbook globals: BOF, code page, fonts, formats (14 is Excel's own d/m/yyyy), cell formats
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0x096C, 0x07C9))
    if codepage:
        head += record(0x0042, struct.pack("<H", codepage))
    head += record(0x0031, font) * 5 + xf(0) * 16 + xf(14)
    name = sheet.encode(page)
    bound = struct.pack("<IBBB", 0, 0, 0, len(name)) + name
    offset = len(head) + len(record(0x0085, bound)) + len(record(0x000A))
    globals_ = head + record(0x0085, struct.pack("<I", offset) + bound[4:]) + record(0x000A)
    body = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0x096C, 0x07C9))
    for row_, column, value, date in cells:
        place = struct.pack("<HHH", row_, column, 16 if date else 0)
        if isinstance(value, str):
            text = value.encode(page)
            body += record(0x0204, place + struct.pack("<H", len(text)) + text)
        else:
            body += record(0x0203, place + struct.pack("<d", float(str(value))))
    return globals_ + body + record(0x000A)


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 container (version 3, sectors of 512 bytes) with these streams, each padded to at least 4,096 bytes."""
    size = 512
    padded = {name: data + b"\0" * (max(4096, -(-len(data) // size) * size) - len(data)) for name, data in streams.items()}
    chains: list[int] = []
    starts = []
    for data in padded.values():
        first = len(chains)
        starts.append(first)
        count = len(data) // size
        chains += [*range(first + 1, first + count), 0xFFFFFFFE]
    directory_at = len(chains)
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0), *((n, 2, s, len(padded[n])) for n, s in zip(padded, starts, strict=True))]
    directory = b""
    for number, (name, kind, start, length) in enumerate(entries):
        text = name.encode("utf-16-le") + b"\0\0"
        child = 1 if number == 0 and len(entries) > 1 else 0xFFFFFFFF
        right = number + 1 if 0 < number < len(entries) - 1 else 0xFFFFFFFF
        directory += (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
                      + b"\0" * 36 + struct.pack("<III", start, length, 0))
    directory += b"\0" * (-len(directory) % size)
    count = len(directory) // size
    chains += [*range(directory_at + 1, directory_at + count), 0xFFFFFFFE]
    table_at = len(chains)
    tables = -(-(len(chains) + 1) // 128)
    while tables * 128 < len(chains) + tables:
        tables += 1
    chains += [0xFFFFFFFD] * tables
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(tables * size, b"\xff")
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
              + struct.pack("<IIIIIIIII", 0, tables, directory_at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0))
    places = [table_at + i for i in range(tables)] + [0xFFFFFFFF] * (109 - tables)
    return header + struct.pack("<109I", *places) + b"".join(padded.values()) + directory + table
