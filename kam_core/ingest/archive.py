"""A .zip of tables: what is in it, under its real names, unpacked within limits. Inner archives are not opened."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from kam_core.errors import StoppedError
from kam_core.ingest.workbook_checks import MEGABYTE, check_sizes, is_outside, open_directory
from kam_core.ingest.workbook_kinds import sniff_kind
from kam_core.ingest.workbook_refusals import refusal
from kam_core.settings import Settings

TABLES = frozenset({
    "csv", "tsv", "tab", "txt", "dat", "asc", "xlsx", "xlsm", "xltx", "xltm", "xlsb", "xls", "xlt", "ods", "ots",
    "parquet", "",
})
ARCHIVES = frozenset({"zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "zst", "cab", "arj", "lzh"})
# What systems leave beside people's files.
LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"})
# Stored, deflated, bzip2; the dictionary of lzma may take gigabytes.
METHODS = frozenset({0, 8, 12})
BLOCK = 1 << 20


class Stop(Protocol):
    """A threading.Event, or anything like it."""

    def is_set(self) -> bool:
        """Whether the work should end."""


@dataclass(frozen=True)
class Member:
    """A table in an archive.

    name: with its folders, as people see it; size: unpacked, bytes; path: where it lies now
    """

    name: str
    size: int
    path: Path


@dataclass(frozen=True)
class Unpacked:
    """The tables of an archive in the order of their names, and the names of what is no table. Iterates the tables."""

    members: tuple[Member, ...]
    ignored: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)


def unpack(path: Path, into: Path, settings: Settings, stop: Stop | None = None) -> Unpacked:
    """Unpack every table of a zip into a folder (made if absent), under file names of our own.

    Errors: WorkbookError truncated, damaged, parts, bomb, ratio, path, duplicate_part, locked_entry, method, nested,
    no_tables, checksum, disk; StoppedError.
    """
    limit = settings.number("max_unpacked_mb")
    with open_directory(path) as archive:
        check_sizes(archive, path, limit)
        wanted, ignored = listing(archive, path.name)
        if not wanted:
            raise refusal("no_tables", path.name)
        into.mkdir(parents=True, exist_ok=True)
        left = int(limit * MEGABYTE)
        members = []
        for number, (name, info) in enumerate(wanted, 1):
            suffix = PurePosixPath(name).suffix.lower()
            target = into / f"{number:05d}{suffix if suffix[1:] in TABLES else ''}"
            left -= extract(archive, info, name, target, path.name, left, stop)
            members.append(Member(name, target.stat().st_size, target))
    return Unpacked(tuple(members), tuple(ignored))


def listing(archive: zipfile.ZipFile, file: str) -> tuple[list[tuple[str, zipfile.ZipInfo]], list[str]]:
    """Tables (name, entry) by name, and the names of all else; refuses what is made to harm or cannot be unpacked."""
    tables, ignored = [], []
    seen: set[str] = set()
    for info in archive.infolist():
        name = real_name(info)
        if is_outside(info.filename) or is_outside(name):
            raise refusal("path", file, {"part": name[:80]})
        plain = PurePosixPath(name.replace("\\", "/"))
        if info.is_dir() or name.endswith("\\") or is_litter(plain):
            continue
        if name in seen:
            raise refusal("duplicate_part", file, {"part": name[:80]})
        seen.add(name)
        suffix = plain.suffix.lower()[1:]
        if suffix in ARCHIVES:
            raise refusal("nested", file, {"part": name[:80]})
        if suffix not in TABLES or stat.S_ISLNK(info.external_attr >> 16) or not info.file_size:
            ignored.append(str(plain))
            continue
        if info.flag_bits & 1:
            raise refusal("locked_entry", file, {"part": name[:80]})
        if info.compress_type not in METHODS:
            raise refusal("method", file, {"part": name[:80]})
        tables.append((str(plain), info))
    return sorted(tables, key=lambda table: table[0]), sorted(ignored)


def is_litter(path: PurePosixPath) -> bool:
    """Whether a system left this beside people's files."""
    return "__MACOSX" in path.parts or path.name.lower() in LITTER or path.name.startswith(("._", "~$"))


def extract(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, target: Path, file: str, left: int, stop: Stop | None
) -> int:
    """Unpack one entry as a stream; its size. left: bytes that may still be written."""
    written = 0
    try:
        with archive.open(info) as source, target.open("wb") as sink:
            while block := source.read(BLOCK):
                if stop is not None and stop.is_set():
                    raise StoppedError
                written += len(block)
                if written > left:
                    raise refusal("bomb", file, {"size": written // MEGABYTE, "limit": left // MEGABYTE})
                sink.write(block)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error) as error:
        raise refusal("checksum", f"{file}/{name}") from error
    except (NotImplementedError, RuntimeError) as error:
        raise refusal("method", file, {"part": name[:80]}) from error
    except OSError as error:
        raise refusal("disk" if error.errno in (27, 28) else "damaged", file) from error
    if sniff_kind(target) == "zip":
        raise refusal("nested", file, {"part": name[:80]})
    return written


def real_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry as it was meant: UTF-8 where marked or where it is, else the DOS page of Windows (cp866)."""
    if info.flag_bits & 0x800:
        return info.filename
    extra = unicode_path(info)
    if extra:
        return extra
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if raw.isascii():
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return max((raw.decode(page, "replace") for page in ("cp866", "cp1251")), key=russian)


def russian(text: str) -> int:
    """How much a text looks Russian: letters count for it, odd signs and capitals inside words against it."""
    letters = len(re.findall("[а-яё]", text)) * 2 + len(re.findall(r"(?<![а-яёА-ЯЁ])[А-ЯЁ]", text))
    return letters - 3 * len(re.findall(r"[^\w .,()№\-/\\]", text)) - 2 * len(re.findall("[а-яё][А-ЯЁ]", text))


def unicode_path(info: zipfile.ZipInfo) -> str | None:
    """The name kept in UTF-8 beside the other one (extra field 0x7075 of Info-ZIP)."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        body, extra = extra[4:4 + size], extra[4 + size:]
        if kind == 0x7075 and len(body) > 5 and body[0] == 1:
            return body[5:].decode("utf-8", "replace")
    return None
