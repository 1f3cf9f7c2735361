"""The log as the administrator reads it: what was changed, exported and looked at, by whom and when, in pages."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.log import Change
from kam_core.book.models import CHANGES as C
from kam_core.errors import AccessError
from kam_core.i18n import msg

MOST = 500
"""So many clients are named in one question."""


@dataclass(frozen=True)
class Asked:
    """What of the log is asked for; nothing chosen: all of it.

    clients: ids; since, until: days by the clock of this machine, both included
    """

    who: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    clients: tuple[str, ...] | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


class Logbook:
    """The log of one book, for whoever may read it: AccessError for others."""

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def count(self, asked: Asked) -> int:
        """How many changes are asked for."""
        return int(self._one(self._chosen(select(func.count()), asked)) or 0)

    def page(self, asked: Asked, first: int, most: int) -> list[Change]:
        """Some of them, newest first, from the ``first`` (0: the newest) on."""
        self._expect()
        query = self._chosen(select(C), asked).order_by(C.c.id.desc()).offset(first).limit(most)
        with self._database.reading() as connection:
            return [log.change(row) for row in connection.execute(query)]

    def all(self, asked: Asked) -> Iterator[Change]:
        """All of them, oldest first, a few at a time: there may be more than fit into memory."""
        self._expect()
        with self._database.reading() as connection, contextlib.closing(
                log.rows(connection, self._chosen(select(C), asked))) as found:
            for row in found:
                yield log.change(row)

    def people(self) -> list[str]:
        """Who stands in the log, by name."""
        return self._column(select(C.c.who).distinct())

    def areas(self) -> list[str]:
        """What the log is about."""
        return self._column(select(C.c.area).distinct())

    def broken(self) -> int | None:
        """The number of the first change that does not fit the one before it; None where the chain is whole."""
        self._expect()
        with self._database.reading() as connection:
            return log.broken(connection)

    def _expect(self) -> None:
        if not self._reach.now().log:
            raise AccessError(msg("Your roles do not open the log."), next=msg("Ask the administrator."))

    def _one(self, query: Select[Any]) -> Any:
        self._expect()
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def _column(self, query: Select[Any]) -> list[str]:
        self._expect()
        with self._database.reading() as connection:
            return sorted(str(value) for (value,) in connection.execute(query))

    def _chosen(self, query: Select[Any], asked: Asked) -> Select[Any]:
        query = query.select_from(C)
        if asked.who:
            query = query.where(C.c.who.in_(asked.who))
        if asked.areas:
            query = query.where(C.c.area.in_(asked.areas))
        if asked.clients is not None:
            query = query.where(C.c.subject.in_(asked.clients[:MOST]))
        if asked.since is not None:
            query = query.where(C.c.at >= _midnight(asked.since))
        if asked.until is not None:
            query = query.where(C.c.at < _midnight(asked.until + datetime.timedelta(days=1)))
        return query


def _midnight(day: datetime.date) -> datetime.datetime:
    """The beginning of a day by the clock of this machine."""
    return datetime.datetime.combine(day, datetime.time()).astimezone()
