"""Books as files: a copy that is whole while people write, and a copy put back under a running app.

Both go through SQLite's own online backup: a file that is moved away under an open connection would go on being written
to, and seen by nobody. A book in PostgreSQL is backed up with PostgreSQL's own tools.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL

from kam_core.book.database import WAIT, Database
from kam_core.book.place import DEMO, FOLDER, OWN, file_of, place
from kam_core.book.refusals import refusal, shown
from kam_core.book.schema import alone, bring_up

NAMES = tuple(f"{FOLDER}/{name}" for name in (OWN, DEMO))
"""What the books are called in a backup."""


def copies(data: Path, folder: Path) -> dict[str, Path]:
    """Copies of the books of a data folder, made in another folder: name in the backup → file. Nothing is written in data."""
    found = {}
    for name, path in _files(data).items():
        if path.exists():
            target = folder / Path(name).name
            _copy(path, target)
            found[name] = target
    return found


def elsewhere(data: Path) -> str | None:
    """Where the book is when it is in no file, without the password; None where it is in one."""
    url = place(data)
    return None if file_of(url) is not None else shown(url)


def examine(folder: Path) -> None:
    """Bring unpacked books up to date; BookError where one is damaged, or of a later Kamerton."""
    for name in NAMES:
        path = folder / name
        if path.exists():
            url = _url(path)
            with _explained(url), contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute("pragma quick_check").fetchall()
            _bring_up(url)


def put_back(folder: Path, data: Path, before: Path) -> None:
    """Make the books of a data folder those of a folder that was examined. What they were is copied to ``before`` first.

    A book that the folder does not hold stays as it is.
    """
    for name, path in _files(data).items():
        if not (folder / name).exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path):
            if path.exists():
                (before / FOLDER).mkdir(parents=True, exist_ok=True)
                _copy(path, before / name)
            _copy(folder / name, path, live=True)


def renew(url: URL) -> None:
    """Make a file an empty book, whoever has it open."""
    path = file_of(url)
    if path is None or not path.exists():
        return
    fresh = path.with_name(f".new-{path.name}")
    try:
        _bring_up(_url(fresh))
        with alone(path):
            _copy(fresh, path, live=True)
    finally:
        for each in fresh.parent.glob(f"{fresh.name}*"):
            each.unlink(missing_ok=True)


def _files(data: Path) -> dict[str, Path]:
    own = file_of(place(data)) or data / FOLDER / OWN
    return dict(zip(NAMES, (own, data / FOLDER / DEMO), strict=True))


def _url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _bring_up(url: URL) -> None:
    database = Database(url)
    try:
        bring_up(database)
    finally:
        database.close()


@contextlib.contextmanager
def _explained(url: URL) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise refusal(url, error) from error


def _copy(source: Path, target: Path, live: bool = False) -> None:
    """Copy a database at one moment of it. live: others have the target open; else it becomes one file and no more."""
    with (
        _explained(_url(source)),
        contextlib.closing(sqlite3.connect(source, timeout=WAIT)) as old,
        contextlib.closing(sqlite3.connect(target, timeout=WAIT)) as new,
    ):
        old.backup(new)
        new.execute("pragma journal_mode = wal" if live else "pragma journal_mode = delete")
