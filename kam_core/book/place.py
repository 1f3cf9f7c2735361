"""Where a book is: a file of the data folder, or what KAM_BOOK names."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, exc, make_url

from kam_core.errors import BookError
from kam_core.i18n import msg

FOLDER = "book"
OWN, DEMO = "book.sqlite", "demo.sqlite"
"""The files of data/book: one's own book, and that of the made-up company."""
ENVIRONMENT = "KAM_BOOK"


def place(data: Path, demo: bool = False) -> URL:
    """The address of a book. The demo's is always a file, so that nothing made up comes into a company's database."""
    wanted = os.environ.get(ENVIRONMENT, "").strip()
    if demo or not wanted:
        return URL.create("sqlite", database=str(data.resolve() / FOLDER / (DEMO if demo else OWN)))
    try:
        url = make_url(wanted)
    except (exc.ArgumentError, ValueError):
        raise _unknown() from None
    backend = url.drivername.split("+")[0]
    if backend in ("postgresql", "postgres") and url.database:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return URL.create("sqlite", database=str(Path(url.database).resolve()))
    raise _unknown()


def file_of(url: URL) -> Path | None:
    """The file of a book; None where it is in a server."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _unknown() -> BookError:
    # The text itself is not repeated: it may hold a password.
    return BookError(
        msg("The address of the book in {name} is not understood.", name=ENVIRONMENT),
        next=msg("Write it as {example}.", example="postgresql://user:password@host/database"),
    )
