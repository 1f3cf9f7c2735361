"""Kept originals without a person: text is rewritten line by line, the texts of a workbook in its parts; else it is removed."""

from __future__ import annotations

import hashlib
import html
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import zstandard

from kam_core.book.naming import ALONE, FULL, Spelling, forms, parts
from kam_core.ledger.door import connect
from kam_core.ledger.tables import literal
from kam_core.settings import Settings

BLOCK = 1 << 22
REWRITABLE = ("xl/", "content.xml", "docProps/", "meta.xml")
"""Parts of .xlsx and .ods that hold texts."""
_TEXT = re.compile(r">([^<>]+)<")
_CELL = re.compile(r"<(?:si|is|text:p|cell)\b.*?</(?:si|is|text:p|cell)>", re.DOTALL)


def rewrite(
    path: Path, spelling: Spelling, by: str, accounts: frozenset[str], encoding: str | None, work: Path
) -> str | None:
    """Put an original without a person beside one that names them (path: its .zst), and give its fingerprint; the same
    fingerprint where it does not name them; None where it cannot be rewritten. The old one stays.

    accounts: ways in which their clients are written: a surname alone is theirs in such a line; work: a folder for the while
    """
    sha = path.name.removesuffix(".zst")
    plain, new = work / "original", work / "rewritten"
    with path.open("rb") as packed, plain.open("wb") as out:
        zstandard.ZstdDecompressor().copy_stream(packed, out)
    try:
        kind = _kind(plain)
        if kind == "text":
            encoding = encoding or _encoding(plain)
            if not _text(plain, new, spelling, by, accounts, encoding):
                return sha
        elif kind == "zip" and not _in_workbook(plain, spelling):
            return sha
        elif kind == "zip" and _workbook(plain, new, spelling, by):
            pass
        elif kind == "zip" or _in_bytes(plain, spelling, kind):
            return None
        else:
            return sha
        return _pack(new, path)
    finally:
        plain.unlink(missing_ok=True)
        new.unlink(missing_ok=True)


def _pack(new: Path, path: Path) -> str:
    with new.open("rb") as file:
        sha = hashlib.file_digest(file, "sha256").hexdigest()
    draft = path.with_name(f"{sha}.zst.new")
    with new.open("rb") as source, draft.open("wb") as target:
        zstandard.ZstdCompressor(level=1).copy_stream(source, target)
    draft.replace(path.with_name(f"{sha}.zst"))
    return sha


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    return "ole" if head.startswith(b"\xd0\xcf\x11\xe0") else "text"


def _encoding(path: Path) -> str:
    """Of a text that no manifest knows any more: a mark, else UTF-8 where it is that, else Windows Cyrillic."""
    with path.open("rb") as file:
        head = file.read(BLOCK)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head[: len(head) - 4].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"


def _text(path: Path, new: Path, spelling: Spelling, by: str, accounts: frozenset[str], encoding: str) -> bool:
    """Rewrite a text; whether anything was changed. What is no letter in its encoding stays as it is."""
    near = _near(spelling, accounts)
    changed = False
    with (path.open(encoding=encoding, errors="surrogateescape", newline="") as old,
          new.open("w", encoding=encoding, errors="surrogateescape", newline="") as out):
        for line in old:
            if not spelling.may_be_in(line):
                out.write(line)
                continue
            said = spelling.replaced(line, ALONE if near(line) else FULL, by)
            changed = changed or said != line
            out.write(_fitting(said, encoding))
    return changed


def _fitting(text: str, encoding: str) -> str:
    """The words that stand for a name in an alphabet that the file's encoding has."""
    try:
        text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return re.sub(r"\[удалённое лицо (\d+)\]", r"[erased person \1]", text)
    return text


def _near(spelling: Spelling, accounts: frozenset[str]) -> Callable[[str], bool]:
    """Whether a surname alone in a line is this person's: the line names their client, or their given name apart from it."""
    given = parts(spelling.name).given
    words = [rf"{re.escape(each)}" for each in accounts if each]
    if len(given) > 1:
        words.append(forms(given)[1])
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE) if words else None
    return lambda line: pattern is not None and pattern.search(line) is not None


def _parts(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return (each for each in archive.infolist() if each.filename.startswith(REWRITABLE) and each.filename.endswith(".xml"))


def _in_workbook(path: Path, spelling: Spelling) -> bool:
    with zipfile.ZipFile(path) as archive:
        for each in archive.infolist():
            content = archive.read(each)
            is_xml = each.filename.endswith((".xml", ".rels"))
            text = html.unescape(content.decode("utf-8", "replace")) if is_xml else _wide(content)
            if spelling.may_be_in(text) and _finds(text, spelling):
                return True
    return False


def _finds(text: str, spelling: Spelling) -> bool:
    """Whether a part of a workbook names the person, in a cell of one style or of several."""
    if spelling.found(text, FULL):
        return True
    return any(spelling.found(re.sub(r"<[^>]*>", "", cell[0]), FULL) for cell in _CELL.finditer(text))


def _workbook(path: Path, new: Path, spelling: Spelling, by: str) -> bool:
    """Rewrite a workbook; whether nothing names the person afterwards."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as out:
        wanted = {each.filename for each in _parts(old)}
        for each in old.infolist():
            content = old.read(each)
            if each.filename in wanted:
                text = content.decode("utf-8")
                content = _TEXT.sub(lambda hit: f">{_escaped(spelling, hit[1], by)}<", text).encode()
            out.writestr(each.filename, content)
    return not _in_workbook(new, spelling)


def _escaped(spelling: Spelling, text: str, by: str) -> str:
    plain = html.unescape(text)
    said = spelling.replaced(plain, FULL, by)
    return text if said == plain else html.escape(said, quote=False)


def _wide(content: bytes) -> str:
    """Texts of a binary part, in the encodings that such parts have."""
    return "\n".join((content.decode("utf-16-le", "replace"), content[1:].decode("utf-16-le", "replace"),
                      content.decode("cp1251", "replace"), content.decode("utf-8", "replace")))


def _in_bytes(path: Path, spelling: Spelling, kind: str) -> bool:
    if kind == "parquet":
        with closing(duckdb.connect()) as connection:
            rows = connection.execute(f"select t::VARCHAR from read_parquet({literal(str(path))}) t").fetchall()
        return any(spelling.found(row[0] or "", FULL) for row in rows)
    return bool(spelling.found(_wide(path.read_bytes()), FULL))


def named_in(folder: Path, spelling: Spelling, settings: Settings) -> bool:
    """Whether a data folder that was put aside before a restore names a person: in a book, a version, an original, a file."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if path.suffix == ".sqlite":
            found = _in_book(path, spelling)
        elif path.suffix == ".duckdb":
            found = _in_version(path, spelling, settings)
        elif path.suffix == ".zst":
            found = _in_original(path, spelling)
        else:
            found = bool(spelling.found(path.read_text("utf-8", "replace"), FULL))
        if found:
            return True
    return False


def _in_book(path: Path, spelling: Spelling) -> bool:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        return any(spelling.found(value, FULL) for table in tables for row in connection.execute(f'select * from "{table}"')
                   for value in row if isinstance(value, str))


def _in_version(path: Path, spelling: Spelling, settings: Settings) -> bool:
    with closing(connect(path, settings)) as connection:
        columns = connection.execute("select table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' "
                                     "and not internal").fetchall()
        for table, column in columns:
            rows = connection.execute(f'select distinct "{column}" from "{table}"').fetchall()
            if any(spelling.found(row[0] or "", FULL) for row in rows):
                return True
    return False


def _in_original(path: Path, spelling: Spelling) -> bool:
    with path.open("rb") as packed:
        content = zstandard.ZstdDecompressor().stream_reader(packed).read()
    if content.startswith(b"PK\x03\x04"):
        copy = path.with_suffix(".unpacked")
        try:
            copy.write_bytes(content)
            return _in_workbook(copy, spelling)
        finally:
            copy.unlink(missing_ok=True)
    return bool(spelling.found(_wide(content), FULL))
