"""The log of every change: when, who, what, why, before and after. It is only ever added to."""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from kam_core.book.models import CHANGES

_told: ContextVar[datetime.datetime | None] = ContextVar("told", default=None)


@dataclass(frozen=True)
class Change:
    """One change.

    area: keys, scores, opinions, marks; subject: a client's id; item: a factor or a key, or empty; before, after: None: nothing
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


def append(
    connection: Connection, area: str, subject: str, item: str, action: str, *, who: str, why: str,
    before: dict[str, Any] | None, after: dict[str, Any] | None, at: datetime.datetime,
) -> int:
    """Write one change inside the transaction that makes it; gives its number."""
    number = int(connection.execute(select(func.coalesce(func.max(CHANGES.c.id), 0))).scalar_one()) + 1
    connection.execute(insert(CHANGES).values(
        id=number, at=at, who=who, area=area, subject=subject, item=item, action=action, why=why,
        before=_written(before), after=_written(after),
    ))
    return number


def read(connection: Connection, area: str | None = None, subject: str | None = None) -> list[Change]:
    """The changes, oldest first; of one area, of one client."""
    query = select(CHANGES).order_by(CHANGES.c.id)
    if area is not None:
        query = query.where(CHANGES.c.area == area)
    if subject is not None:
        query = query.where(CHANGES.c.subject == subject)
    return [
        Change(row.id, row.at, row.who, row.area, row.subject, row.item, row.action, row.why,
               _read(row.before), _read(row.after))
        for row in connection.execute(query)
    ]


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


def _written(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=_day)


def _read(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
