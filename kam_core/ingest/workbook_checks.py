"""A look at the directory of a zip container before anything in it is unpacked."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path, PurePosixPath

from kam_core.ingest.workbook_refusals import WorkbookError, refusal

MEGABYTE = 1 << 20
# Excel's own limit of sheets is memory; a workbook of ten thousand parts has never been exported by anything.
MAX_PARTS = 10_000
# Sheets of empty styled rows pack about a thousand times; below this size any ratio is harmless.
HARMLESS = 128 * MEGABYTE
MAX_RATIO = 400
END, END64, LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"


def open_directory(path: Path, max_parts: int = MAX_PARTS) -> zipfile.ZipFile:
    """The zip, opened, after its number of entries was found bearable.

    WorkbookError truncated (no end record), parts (too many entries), damaged, cannot_open.
    """
    try:
        parts = entry_count(path)
    except OSError as error:
        raise refusal("cannot_open", path.name) from error
    if parts is None:
        raise refusal("truncated", path.name)
    if parts > max_parts:
        raise refusal("parts", path.name, {"parts": parts, "limit": max_parts})
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error, OSError) as error:
        raise refusal("damaged", path.name) from error


def entry_count(path: Path) -> int | None:
    """How many entries the end record declares, or its directory has room for; None without an end record."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    where = tail.rfind(END)
    if where < 0 or len(tail) - where < 22:
        return None
    total, length = struct.unpack("<HI", tail[where + 10:where + 16])
    if total == 0xFFFF or length == 0xFFFFFFFF:
        locator = tail.rfind(END64, 0, where)
        if locator >= 0 and len(tail) - locator >= 48:
            total, length = struct.unpack("<QQ", tail[locator + 32:locator + 48])
    # an entry of the directory takes at least 46 bytes: a lying count does not help
    return int(max(total, min(length, size) // 400))


def check_sizes(archive: zipfile.ZipFile, path: Path, unpacked_mb: float) -> None:
    """Refuse what unpacks past the limit, or far beyond what tables ever pack."""
    total = sum(info.file_size for info in archive.infolist())
    if total > unpacked_mb * MEGABYTE:
        raise refusal("bomb", path.name, {"size": total // MEGABYTE, "limit": unpacked_mb})
    packed = max(1, min(sum(info.compress_size for info in archive.infolist()), path.stat().st_size))
    if total > HARMLESS and total > packed * MAX_RATIO:
        raise refusal("ratio", path.name, {"ratio": total // packed})


def is_outside(name: str) -> bool:
    """Whether an entry's name leads out of the folder that it is unpacked to."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or plain[1:2] == ":" or ".." in PurePosixPath(plain).parts or "\0" in name


def check_workbook(path: Path, kind: str, unpacked_mb: float) -> None:
    """Refuse a workbook's container that no office program writes.

    kind: xlsx, xlsb or ods. WorkbookError truncated, damaged, parts, bomb, ratio, path, duplicate_part, password,
    missing_part.
    """
    with open_directory(path) as archive:
        check_sizes(archive, path, unpacked_mb)
        seen: set[str] = set()
        for info in archive.infolist():
            name = info.filename.replace("\\", "/").lower()
            if is_outside(info.filename) and not name.startswith("/xl/"):
                raise refusal("path", path.name, {"part": info.filename[:80]})
            if name in seen and not name.endswith("/"):
                raise refusal("duplicate_part", path.name, {"part": info.filename[:80]})
            seen.add(name)
            if info.flag_bits & 1:
                raise refusal("password", path.name)
        missing = missing_part(seen, kind)
        if missing:
            raise refusal("missing_part", path.name, {"part": missing})


def missing_part(names: set[str], kind: str) -> str | None:
    """The part that a workbook of this kind cannot do without and lacks. names: lower case."""
    if kind == "ods":
        return None if "content.xml" in names else "content.xml"
    if "[content_types].xml" not in names:
        return "[Content_Types].xml"
    folder = {name for name in names if name.startswith(("xl/", "/xl/"))}
    if not any(name.rpartition("/")[2].startswith("workbook") and not name.endswith(".rels") for name in folder):
        return f"xl/workbook.{'bin' if kind == 'xlsb' else 'xml'}"
    return None


__all__ = ["WorkbookError", "check_sizes", "check_workbook", "entry_count", "is_outside", "open_directory"]
