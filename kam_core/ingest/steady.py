"""A file must be, while it is brought in, what was looked at before."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kam_core.errors import FileError
from kam_core.i18n import msg
from kam_core.ingest.plan import Rows


def mark_of(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change in nanoseconds."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


@contextlib.contextmanager
def steady(rows: Rows) -> Iterator[None]:
    """Raises FileError where the file is another one before or after the work, whatever came of the work."""
    check(rows)
    try:
        yield
    except Exception:
        check(rows)
        raise
    check(rows)


def check(rows: Rows) -> None:
    """Raises FileError where the file has changed since it was looked at, or is gone."""
    try:
        same = rows.mark in (None, mark_of(rows.path))
    except OSError:
        same = False
    if not same:
        raise changed(rows)


def changed(rows: Rows) -> FileError:
    """The error of a file that has changed since it was looked at."""
    return FileError(
        msg("{file} has changed since it was looked at.", file=rows.name),
        next=msg("Look at it again, then bring it in."),
    )
