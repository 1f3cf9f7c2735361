"""The log of every change: when, who, what, why, before and after. It is only ever added to.

Whoever reads all of it reads it row by row: it may be larger than memory.
"""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Generator, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from kam_core.book import chain
from kam_core.book.models import CHANGES

ERASED = "erased"
"""The area of the changes that erased a person; ``after`` holds {"rows": {number of a row: digest of what it says now}}."""
AT_ONCE = 2_000
"""Rows that are fetched at once."""
_told: ContextVar[datetime.datetime | None] = ContextVar("told", default=None)


@dataclass(frozen=True)
class Change:
    """One change.

    area: keys, scores, opinions, marks, or the kind of a record; subject: a client's id; item: a factor, a key, the id of a
    record, or empty; before, after: None: nothing; redacted_by: the change that erased a person from its texts
    """

    id: int
    at: datetime.datetime
    who: str
    area: str
    subject: str
    item: str
    action: str
    why: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    redacted_by: int | None = None


def append(
    connection: Connection, area: str, subject: str, item: str, action: str, *, who: str, why: str,
    before: dict[str, Any] | None, after: dict[str, Any] | None, at: datetime.datetime,
) -> int:
    """Write one change inside the transaction that makes it; gives its number."""
    return append_all(connection, [Entry(area, subject, item, action, before, after)], who=who, why=why, at=at)


@dataclass(frozen=True)
class Entry:
    """What one change says, as ``Change`` has it."""

    area: str
    subject: str
    item: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def append_all(connection: Connection, entries: Sequence[Entry], *, who: str, why: str, at: datetime.datetime) -> int:
    """Write changes of one moment in their order, inside the transaction that makes them; gives the number of the last."""
    number, previous = head(connection)
    made: list[dict[str, Any]] = []
    for each in entries:
        number += 1
        salt, then, now = chain.salt(), written(each.before), written(each.after)
        said = chain.digest(salt, each.item, why, then, now)
        previous = chain.linked(previous, number, at, who, each.area, each.subject, each.action, said)
        made.append({"id": number, "at": at, "who": who, "area": each.area, "subject": each.subject, "item": each.item,
                     "action": each.action, "why": why, "before": then, "after": now, "salt": salt, "digest": said,
                     "hash": previous})
    if made:
        connection.execute(insert(CHANGES), made)
    return number


def broken(connection: Connection) -> int | None:
    """The number of the first row that does not fit the one before it, or does not say what its digest says; None: whole.

    A row that a person was erased from says what the change that erased them says it does.
    """
    previous = chain.NOTHING
    erased: dict[int, tuple[int, str]] = {}
    for row in rows(connection, select(CHANGES).where(CHANGES.c.area == ERASED)):
        erased |= {int(number): (row.id, said) for number, said in json.loads(row.after or "{}").get("rows", {}).items()}
    with contextlib.closing(rows(connection, select(CHANGES))) as found:
        for row in found:
            said = chain.digest(row.salt or "", row.item, row.why, row.before, row.after)
            fits = said == row.digest if row.redacted_by is None else erased.get(row.id) == (row.redacted_by, said)
            previous = chain.linked(previous, row.id, row.at, row.who, row.area, row.subject, row.action, row.digest)
            if not fits or previous != row.hash:
                return int(row.id)
    return None


def rows(connection: Connection, query: Select[Any]) -> Generator[Row[Any], None, None]:
    """Rows of the log in their order, a few at a time."""
    found = connection.execute(query.order_by(CHANGES.c.id).execution_options(yield_per=AT_ONCE))
    try:
        yield from found
    finally:
        found.close()  # who stops midway leaves no cursor open in the server


def stream(
    connection: Connection, area: str | None = None, subject: str | None = None, *, who: str | None = None,
    start: datetime.datetime | None = None, end: datetime.datetime | None = None,
) -> Iterator[Change]:
    """The changes, oldest first; of one area, of one client, of one author, from a moment on and before another (aware)."""
    query = select(CHANGES)
    for column, wanted in ((CHANGES.c.area, area), (CHANGES.c.subject, subject), (CHANGES.c.who, who)):
        if wanted is not None:
            query = query.where(column == wanted)
    if start is not None:
        query = query.where(CHANGES.c.at >= start)
    if end is not None:
        query = query.where(CHANGES.c.at < end)
    return (change(row) for row in rows(connection, query))


def read(connection: Connection, area: str | None = None, subject: str | None = None) -> list[Change]:
    """The changes, oldest first; of one area, of one client."""
    return list(stream(connection, area, subject))


def head(connection: Connection) -> tuple[int, str]:
    """The number of the newest row and its hash, which stands for all before it: kept elsewhere, it tells of a log that was
    written anew as a whole or cut off at its end."""
    last = connection.execute(select(CHANGES.c.id, CHANGES.c.hash).order_by(CHANGES.c.id.desc()).limit(1)).one_or_none()
    return (0, chain.NOTHING) if last is None else (last.id, last.hash)


def change(row: Row[Any]) -> Change:
    """A row of the table as a change."""
    return Change(row.id, row.at, row.who, row.area, row.subject, row.item, row.action, row.why,
                  _read(row.before), _read(row.after), row.redacted_by)


@contextlib.contextmanager
def dated(at: datetime.datetime) -> Iterator[None]:
    """What is decided inside the block is decided at this moment: the made-up company has a past. at: aware"""
    token = _told.set(at.astimezone(datetime.UTC))
    try:
        yield
    finally:
        _told.reset(token)


def now() -> datetime.datetime:
    """This moment, in UTC; that of ``dated`` inside its block."""
    return _told.get() or datetime.datetime.now(datetime.UTC)


def _day(value: datetime.datetime) -> str:
    return value.isoformat()


def written(value: dict[str, Any] | None) -> str | None:
    """What a change says, as the table keeps it."""
    if value is None:
        return None
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=_day)
    return text.encode("utf-8", "replace").decode()  # a file's name may hold what no database keeps


def _read(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
