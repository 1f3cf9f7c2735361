"""Records as the book gives them, without a book."""

from __future__ import annotations

import datetime
import itertools

from kam_core.book import Record, Stamp
from kam_core.book.kinds import kind

_ids = itertools.count()
WRITTEN = datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.UTC)


def record(of: str, client: str | None = "G1", *, id: str | None = None, at: datetime.datetime = WRITTEN, **values) -> Record:
    """A record with these values, checked as the book checks them, all written at one moment."""
    kept = {key: value for key, value in kind(of).checked(values).items() if value is not None}
    return Record(id or f"r{next(_ids):05d}", of, client, None, None, kept, {key: Stamp(at, "ann", 1) for key in kept}, 1, at,
                  "ann")
