"""What a file really is, by its content: the name is a wish, the first bytes are a fact."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

Kind = Literal[
    "xlsx", "xlsb", "ods", "xls", "encrypted", "zip", "parquet", "gzip", "html", "xml", "pdf", "office", "binary",
    "text", "empty",
]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A BIFF stream without a container begins with its BOF record: versions 2, 3, 4, 5 and 8.
BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
BINARY = (
    b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3\0", b"\x7fELF",
    b"BZh", b"\xfd7zXZ", b"MZ\x90\0", b"{\\rtf", b"ORC", b"Obj\x01", b"ARROW1", b"\x28\xb5\x2f\xfd",
)
HEAD = 65536


def sniff_kind(path: Path) -> Kind:
    """The kind of a file by its content. OSError where it cannot be opened.

    encrypted: an OLE container with a password-protected workbook · office: a document or slides, not a workbook ·
    xml: among others SpreadsheetML 2003 · binary: a known kind that holds no table, or unknown bytes · zip: any other
    zip · text: everything that may be CSV, also when it is named .xls
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if head.startswith(OLE):
        return ole_kind(path)
    if head.startswith(BIFF):
        return "xls"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return zip_kind(path, head)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-"):
        return "pdf"
    return "binary" if head.startswith(BINARY) else text_kind(head)


def ole_kind(path: Path) -> Kind:
    """An OLE container: its directory names its streams in UTF-16."""
    names = {"xls": (b"Workbook", b"WORKBOOK", b"Book", b"BOOK"), "encrypted": (b"EncryptedPackage",)}
    found: set[str] = set()
    with path.open("rb") as file:
        tail = b""
        while block := file.read(1 << 20):
            text = tail + block
            for kind, words in names.items():
                for word in words:
                    if word.decode().encode("utf-16-le") + b"\0\0" in text:
                        found.add(kind)
            tail = block[-64:]
    if "encrypted" in found:
        return "encrypted"
    return "xls" if "xls" in found or path.stat().st_size <= directory_place(path) else "office"


def directory_place(path: Path) -> int:
    """Where the directory of an OLE container begins; a file that ends before it has been cut off."""
    with path.open("rb") as file:
        header = file.read(52)
    if len(header) < 52:
        return 1 << 62
    shift, sector = int.from_bytes(header[30:32], "little"), int.from_bytes(header[48:52], "little")
    return (sector + 1) << min(shift, 16)


def zip_kind(path: Path, head: bytes) -> Kind:
    """A zip by its directory; by its first entries where the directory is lost."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.replace("\\", "/").lower().lstrip("/") for name in archive.namelist()}
            first = head[30:200]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        names, first = set(), head
    if b"opendocument.spreadsheet" in first:
        return "ods"
    if b"opendocument." in first[:200]:
        return "office"
    if "xl/workbook.bin" in names or (not names and b"xl/workbook.bin" in head):
        return "xlsb"
    lost = not names and re.search(rb"\[Content_Types\]|_rels/|xl/", head)
    if lost or any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "office"
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return "ods"
    return "xlsx" if "[content_types].xml" in names else "zip"


def wide_text(head: bytes) -> str | None:
    """The beginning of a text in UTF-16, with or without its mark; None where it is none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "replace").lstrip("\ufeff")
    if b"\0" not in head:
        return None
    for page in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) & ~1].decode(page, "replace")
        # letters of Latin and Cyrillic, digits, signs and line ends, and hardly anything else
        if sum(char < "\u0500" and (char >= " " or char in "\t\r\n") for char in text) > 0.95 * len(text):
            return text
    return None


def text_kind(head: bytes) -> Kind:
    """HTML, XML or plain text; bytes that no text holds are binary."""
    wide = wide_text(head)
    plain = wide.encode() if wide is not None else head
    # A stray NUL in an export is damage; many control codes are another kind of file.
    if wide is None and sum(b < 9 or 13 < b < 26 for b in head[:4096]) > max(1, len(head[:4096]) // 50):
        return "binary"
    start = plain.removeprefix(b"\xef\xbb\xbf").lstrip()[:4096].lower()
    start = re.sub(rb"^(?:<!--.*?-->\s*)+", b"", start, flags=re.DOTALL)
    if re.match(rb"<(?:!doctype\s+html|html|head|meta|table|body|style|div)\b", start):
        return "html"
    if start.startswith(b"<?xml") or re.match(rb"<[a-z][\w.:-]*[\s>]", start):
        return "html" if b"<html" in start else "xml"
    return "text"
