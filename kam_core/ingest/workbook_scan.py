"""Child's part: a look at the raw parts of a workbook, beside the reading, with nothing but the standard library.

Finds what the reader would choke on or pass over in silence: entity declarations, cells far from the rest, cell
references that are none, formulas that nobody ever calculated; and notes how the rows look (indent, bold, outline
level).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kam_core.ingest.reader_child import Refused
from kam_core.ingest.workbook_parts import sheet_parts, style_looks

CHUNK = 1 << 20
LONGEST_ROW = 1 << 24
# A larger sheet is looked through row by row, not cell by cell: the reader itself finds a bad reference in it.
THOROUGH = 8 << 20
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
VALUED = re.compile(rb'<c r="([A-Z]{1,3})[1-9]\d{0,6}"[^>/]*>')
BLANK = re.compile(rb'<c r="[A-Z]{1,3}[1-9]\d{0,6}"[^>/]*/>')
CELL = re.compile(rb"<c(?=[\s/>])([^>]*)>")
OTHER_CELL = re.compile(rb"<c[\t\r\n>/]")
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
PLAIN_REFERENCE = re.compile(rb"[A-Z]{1,3}[1-9]\d{0,6}")
GOOD_REFERENCE = re.compile(rb"\s*([A-Za-z]{1,3})([1-9]\d{0,6})\s*")
ROW_NUMBER = re.compile(rb"""<row\s(?:[^>]*?\s)?r\s*=\s*["']([^"']*)["']""")
FORMULA = rb"<c\s([^>]*)>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*"
NEVER = re.compile(FORMULA + rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
ZERO = re.compile(FORMULA + rb"<v>0</v>\s*</c>")
LOOK = re.compile(
    rb"<row(\s[^>]*)?>(?:\s*<c\s[^>]*/>|\s*<c\s[^>/]*>\s*</c>)*(?:\s*<c(\s[^>/]*)>)?"
)
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")


@dataclass
class Findings:
    """What stands in one sheet.

    cells: cells with a value · low_row, high_row: first and last row with a value (from 1) · letters: column letters →
    the first reference met in that column · last: the reference of the last cell · never: formulas without a value ·
    zeros: formulas whose kept value is 0 · formulas · errors: cells that show an error such as #N/A
    """

    cells: int = 0
    low_row: int = 0
    high_row: int = 0
    letters: dict[str, str] = field(default_factory=dict)
    last: str = ""
    never: int = 0
    zeros: int = 0
    formulas: int = 0
    errors: int = 0


def scan(request: dict[str, Any], emit: Callable[..., None]) -> None:
    """Look through a workbook; emits {"scanned": sheet, …} for each sheet of an .xlsx.

    request: path, kind, into (folder), sheet (name or null), styles (bool), cells and columns (the most allowed)
    """
    if request["kind"] == "xls":
        return
    try:
        with zipfile.ZipFile(request["path"]) as archive:
            refuse_declarations(archive)
            check_sums(archive)
            if request["kind"] == "xlsx":
                refuse_false_count(archive)
                for index, (name, part) in enumerate(sheet_parts(archive)):
                    if request["sheet"] in (None, name):
                        scan_sheet(archive, name, index, part, request, emit)
            elif request["kind"] == "ods":
                from kam_core.ingest.workbook_ods import scan_ods

                scan_ods(archive, request)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Refused("checksum", detail=str(error)[:300]) from error


def refuse_declarations(archive: zipfile.ZipFile) -> None:
    """No part may declare a document type: entities are how 2 KB of text become 2 GB."""
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(info) as part:
            head = part.read(1 << 16)
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:4]:
            head = head.replace(b"\0", b"")  # UTF-16: enough to see a declaration
        prolog = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", head, flags=re.DOTALL)
        if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
            raise Refused("declaration", part=info.filename)


def check_sums(archive: zipfile.ZipFile) -> None:
    """Read the parts that hold cells and are not looked through otherwise: zipfile compares their checksums at the end.

    The reader stops at the last cell, before it could compare, and would take flipped bits for figures.
    """
    for info in archive.infolist():
        name = info.filename.lower()
        if name.endswith("sharedstrings.xml") or (name.startswith("xl/") and name.endswith(".bin") and "sheet" in name):
            with archive.open(info) as part:
                while part.read(CHUNK):
                    pass


def refuse_false_count(archive: zipfile.ZipFile) -> None:
    """The part of shared texts may not announce more texts than it has bytes: the reader reserves room for each."""
    for info in archive.infolist():
        if info.filename.lower().endswith("sharedstrings.xml"):
            with archive.open(info) as part:
                match = re.search(rb"""uniqueCount\s*=\s*["'](\d{1,20})["']""", part.read(4096))
            if match and int(match[1]) > info.file_size:
                raise Refused("text_count", count=int(match[1]))


def scan_sheet(
    archive: zipfile.ZipFile, name: str, index: int, part: str, request: dict[str, Any], emit: Callable[..., None]
) -> None:
    """Look through one sheet of an .xlsx; emits what was found, refuses what the reader would choke on."""
    found = Findings()
    looks = style_looks(archive) if request["styles"] else []
    lines: list[tuple[int, int, str]] = []
    quick = archive.getinfo(part).file_size > THOROUGH
    for text in pieces(archive, part):
        look_at(text, found, name, quick)
        if request["styles"]:
            lines += row_looks(text, looks, len(lines))
    check_extent(found, name, int(request["cells"]), int(request["columns"]))
    start = min([column for _, column, _ in lines] or [min(map(column_number, found.letters), default=1) - 1])
    styles = None
    if request["styles"]:
        styles = f"look{index}.styles.tsv"
        rows = (f"{row}\t{column - start}\t{rest}" for row, column, rest in lines)
        (Path(request["into"]) / styles).write_text(
            "\n".join(["row\tcolumn\tindent\tbold\toutline", *rows]) + "\n", "utf-8"
        )
    emit(scanned=name, first_column=start, styles=styles, never=found.never, zeros=found.zeros,
         formulas=found.formulas, errors=found.errors, cells=found.cells)


def pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The text of a sheet in pieces that begin with a row and end before one, element names without their prefix."""
    rest, prefix = b"", None
    with archive.open(part) as stream:
        while block := stream.read(CHUNK):
            rest += block
            if prefix is None:
                match = re.search(rb"<(\w+:)?(?:worksheet|sheetData)[\s>]", rest)
                prefix = (match[1] or b"") if match else b""
            cut = rest.rfind(b"<" + prefix + b"row")
            if cut <= 0:
                if len(rest) < LONGEST_ROW:
                    continue
                raise Refused("damaged", detail="a row of more than 16 MB")
            yield plain(rest[:cut], prefix)
            rest = rest[cut:]
    yield plain(rest, prefix or b"")


def plain(text: bytes, prefix: bytes) -> bytes:
    """Element names without their prefix."""
    return text.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</") if prefix else text


def look_at(text: bytes, found: Findings, name: str, quick: bool) -> None:
    """Add one piece of a sheet to what was found. quick: the last cell of each row speaks for the row."""
    if not quick or not look_quickly(text, found):
        look_thoroughly(text, found, name)
    if b"<f" in text:
        found.formulas += text.count(b"</f>") + len(re.findall(rb"<f\s[^>]*/>", text))
        found.never += sum(b't="str"' not in match for match in NEVER.findall(text))
        found.zeros += len(ZERO.findall(text))
    found.errors += text.count(b't="e"')


def look_quickly(text: bytes, found: Findings) -> bool:
    """The corner cells of rows that are written as Excel writes them; False where they are not, with nothing noted."""
    cells = text.count(b'<c r="')
    if text.count(b"<c") != cells and text.count(b"<c") != cells + text.count(b"<col"):
        return False
    ends: dict[bytes, bytes] = {}
    first = last = b""
    for row in text.split(b"</row>"):
        where = row.rfind(b'<c r="')
        if where < 0 or b"</c>" not in row:
            continue
        if row[row.find(b">", where) - 1] == 47:  # a blank cell at the end: look for the last one that holds something
            filled = [match.start() for match in VALUED.finditer(row)]
            if not filled:
                continue
            where = filled[-1]
        reference = row[where + 6:where + 18].split(b'"', 1)[0]
        if not PLAIN_REFERENCE.fullmatch(reference):
            return False
        ends.setdefault(reference.rstrip(b"0123456789"), reference)
        first, last = first or reference, reference
    for letters, reference in ends.items():
        found.letters.setdefault(letters.decode(), reference.decode())
    start = VALUED.search(text)
    if start:
        found.letters.setdefault(start[1].decode(), start[1].decode() + "1")
    if first:
        extend(found, first)
        extend(found, last)
    found.cells += cells
    return True


def look_thoroughly(text: bytes, found: Findings, name: str) -> None:
    """Every row and cell of a piece."""
    for number in ROW_NUMBER.findall(text):
        if not number.isdigit() or not 1 <= int(number[:9]) <= MAX_ROW:
            raise Refused("bad_reference", sheet=name, reference=number.decode("latin-1")[:20])
    letters = VALUED.findall(text)
    if set(letters) - {key.encode() for key in found.letters}:
        for match in VALUED.finditer(text):
            found.letters.setdefault(match[1].decode(), match[0][6:].split(b'"', 1)[0].decode())
    found.cells += len(letters)
    if OTHER_CELL.search(text) or text.count(b"<c ") != len(letters) + len(BLANK.findall(text)):
        unusual_cells(text, found, name)
    elif letters:
        first = VALUED.search(text)
        where = last = text.rfind(b"<c ")
        while where >= 0 and not VALUED.match(text, where):
            where = text.rfind(b"<c ", 0, where)
        for position in (first.start() if first else last, where):
            reference = REFERENCE.search(text, position)
            if reference:
                extend(found, reference[1])


def unusual_cells(text: bytes, found: Findings, name: str) -> None:
    """The slow way, for cells that are not written as Excel writes them."""
    for attributes in CELL.findall(text):
        match = REFERENCE.search(attributes)
        if not match:
            continue  # its place follows from its neighbours
        good = GOOD_REFERENCE.fullmatch(match[1])
        if not good:
            raise Refused("bad_reference", sheet=name, reference=match[1].decode("latin-1")[:20])
        if not attributes.rstrip().endswith(b"/"):
            found.letters.setdefault(good[1].decode().upper(), match[1].decode())
            extend(found, match[1])
            found.cells += 1


def extend(found: Findings, reference: bytes) -> None:
    """Widen the range of rows to a cell."""
    row = int(re.sub(rb"\D", b"", reference) or b"0")
    if row > found.high_row:
        found.high_row, found.last = row, reference.decode()
    found.low_row = min(found.low_row or row, row)


def check_extent(found: Findings, name: str, cells: int, columns: int) -> None:
    """Refuse a sheet whose used range is more than can be read."""
    if not found.letters:
        return
    numbers = {column_number(letter): reference for letter, reference in found.letters.items()}
    if max(numbers) > MAX_COLUMN or found.high_row > MAX_ROW:
        reference = numbers[max(numbers)] if max(numbers) > MAX_COLUMN else found.last
        raise Refused("bad_reference", sheet=name, reference=reference)
    wide = max(numbers) - min(numbers) + 1
    area = wide * (found.high_row - found.low_row + 1)
    if wide <= columns and area <= cells:
        return
    if found.cells * 20 < area:
        raise Refused("far_cell", sheet=name, reference=numbers[max(numbers)] if wide > columns else found.last)
    if wide > columns:
        raise Refused("too_wide", sheet=name, columns=wide)
    raise Refused("too_many_cells", sheet=name, cells=area)


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def row_looks(text: bytes, looks: list[tuple[int, bool]], before: int) -> list[tuple[int, int, str]]:
    """Of each row that holds something: its number, its first filled column (from 0), "indent, bold, outline level"."""
    result: list[tuple[int, int, str]] = []
    for attributes, cell in LOOK.findall(text):
        if not cell:
            continue
        row = dict(ATTRIBUTE.findall(attributes))
        first = dict(ATTRIBUTE.findall(cell))
        style = int(first.get(b"s", b"0")) if first.get(b"s", b"0").isdigit() else 0
        indent, bold = looks[style] if style < len(looks) else (0, False)
        level = row.get(b"outlineLevel", b"0")
        reference = GOOD_REFERENCE.fullmatch(first.get(b"r", b""))
        column = column_number(reference[1].decode().upper()) - 1 if reference else 0
        number = int(reference[2]) if reference else before + len(result) + 1
        result.append((number, column, f"{indent}\t{int(bold)}\t{level.decode() if level.isdigit() else 0}"))
    return result
