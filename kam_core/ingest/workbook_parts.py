"""Child's part: which parts of an .xlsx hold the sheets, and how its cell styles look."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from kam_core.ingest.reader_child import Refused

# Parts of this size hold styles by the hundred thousand; a legal workbook has at most 64,000.
LARGEST = 64 << 20


def find(archive: zipfile.ZipFile, part: str) -> zipfile.ZipInfo | None:
    """A part by its name; capitals and backslashes do not matter, as they do not to Excel."""
    if part in archive.NameToInfo:
        return archive.NameToInfo[part]
    wanted = part.replace("\\", "/").lower()
    return next((i for i in archive.infolist() if i.filename.replace("\\", "/").lstrip("/").lower() == wanted), None)


def tree(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """A part as a tree. Declarations of document types were refused before: expat has no entity to expand."""
    info = find(archive, part)
    if info is None:
        raise Refused("missing_part", part=part)
    if info.file_size > LARGEST:
        raise Refused("damaged", detail=f"{part} is too large")
    try:
        return ElementTree.fromstring(archive.read(info))  # noqa: S314  see above
    except ElementTree.ParseError as error:
        raise Refused("damaged", detail=f"{part}: {error}"[:300]) from error


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id → (kind, target part)."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", name + ".rels")
    if find(archive, path) is None:
        return {}
    result = {}
    for child in tree(archive, path):
        target = child.get("Target", "").replace("\\", "/")
        if child.get("TargetMode") == "External":
            continue  # never followed
        target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        result[child.get("Id", "")] = (child.get("Type", "").rpartition("/")[2], target)
    return result


def workbook_part(archive: zipfile.ZipFile) -> str:
    """The part that lists the sheets."""
    for kind, target in relations(archive, "").values():
        if kind == "officeDocument":
            return target
    return "xl/workbook.xml"


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of every worksheet in the order of the workbook; charts and macro sheets are left out."""
    book = workbook_part(archive)
    targets = relations(archive, book)
    for element in tree(archive, book).iter():
        if local(element.tag) != "sheet":
            continue
        identifier = next((value for key, value in element.items() if key.endswith("}id")), "")
        kind, target = targets.get(identifier, ("", ""))
        if kind == "worksheet":
            info = find(archive, target)
            if info is None:
                raise Refused("missing_part", part=target)
            yield element.get("name", ""), info.filename


def style_looks(archive: zipfile.ZipFile) -> list[tuple[int, bool]]:
    """Of each cell style in order: indent, bold."""
    part = next((t for k, t in relations(archive, workbook_part(archive)).values() if k == "styles"), None)
    if part is None:
        return []
    fonts: list[bool] = []
    looks: list[tuple[int, bool]] = []
    for group in tree(archive, part):
        if local(group.tag) == "fonts":
            for font in group:
                flags = [child.get("val", "1") for child in font if local(child.tag) == "b"]
                fonts.append(bool(flags) and flags[0] not in ("0", "false"))
        elif local(group.tag) == "cellXfs":
            for style in group:
                number = style.get("fontId", "0")
                bold = number.isdigit() and int(number) < len(fonts) and fonts[int(number)]
                indent = next((c.get("indent", "0") for c in style if local(c.tag) == "alignment"), "0")
                looks.append((int(indent) if indent.isdigit() else 0, bold))
    return looks
