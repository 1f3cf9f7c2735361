"""What became of the items of the attention list: done, later, not relevant; with who, when and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models import MARKS as M
from kam_core.book.scores import MOST
from kam_core.book.words import client_of, key_of, moment, who_of, why_of
from kam_core.errors import ChangedError, UsageError
from kam_core.i18n import Joined, msg

AREA = "marks"
STATES = ("done", "later", "not_relevant")
LONGEST = 600
"""Characters of a key: what an index of PostgreSQL holds in any alphabet."""


@dataclass(frozen=True)
class Mark:
    """A mark in force. state: one of STATES; until: of ``later``, the day on which the item is seen again; at: UTC

    version: how often it was changed; why: never empty where it is not relevant
    """

    key: str
    client_id: str
    kind: str
    state: str
    who: str
    at: datetime.datetime
    version: int
    until: datetime.date | None = None
    why: str = ""

    def hides(self, today: datetime.date) -> bool:
        """Whether the item is out of sight on this day. A key names one episode, so a new one is never hidden."""
        return self.until is None or today < self.until


class Marks:
    """The marks in one book.

    ``expected``: the version that was seen, 0 for none; a ChangedError says who has changed it since. None: no matter
    """

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def of(self, keys: Iterable[str] | None = None) -> dict[str, Mark]:
        """The marks by key, all or of these; what has none, or had it taken back, is left out."""
        query = select(M).where(M.c.state.is_not(None)).order_by(M.c.key)
        wanted = None if keys is None else set(keys)
        if wanted is not None and len(wanted) <= MOST:
            query = query.where(M.c.key.in_(wanted))
        with self._database.reading() as connection:
            return {row.key: _mark(row) for row in connection.execute(query)
                    if self._reach.may_see(row.client_id) and (wanted is None or row.key in wanted)}

    def put(
        self, key: str, client_id: str, kind: str, state: str, *, who: str, why: str = "",
        until: datetime.date | None = None, expected: int | None = None,
    ) -> Mark:
        """Mark an item; gives the mark in force. ``later`` needs a day, ``not_relevant`` a reason; the same again is none."""
        key, client_id, kind, who = _key(key), client_of(client_id), key_of(kind), who_of(self._reach.who or who)
        self._reach.expect_edit(client_id)
        if state not in STATES:
            raise UsageError(msg("“{state}” is not a mark.", state=state),
                             next=msg("Take one of: {allowed}.", allowed=Joined(STATES)))
        why = why_of(why) if why.strip() or state == "not_relevant" else ""
        if (until is not None) != (state == "later"):
            raise UsageError(msg("It is not said until when it waits."),
                             next=msg("Give a day for “later”, and for nothing else."))
        with self._database.writing() as connection:
            row = self._row(connection, key, expected)
            known = None if row is None or row.state is None else _mark(row)
            after = {"kind": kind, "state": state, "until": None if until is None else until.isoformat(), "why": why}
            if known is not None and _told(known) == after:
                return known
            return _write(connection, row, Mark(key, client_id, kind, state, who, log.now(), 1, until, why), state, after)

    def undo(self, key: str, *, who: str, expected: int | None = None) -> None:
        """Take a mark back: the item is seen again. Nothing where there is none."""
        key, who = _key(key), who_of(self._reach.who or who)
        with self._database.writing() as connection:
            row = self._row(connection, key, expected)
            if row is not None and row.state is not None:
                mark = Mark(key, row.client_id, row.kind, row.state, who, log.now(), 1)
                _write(connection, row, mark, "undo", None)

    def _row(self, connection: Connection, key: str, expected: int | None) -> Row[Any] | None:
        """What stands under a key: a mark stays with its client, so that client decides who may change it."""
        row = connection.execute(select(M).where(M.c.key == key)).one_or_none()
        if row is not None:
            self._reach.expect_edit(row.client_id)
        return _expected(row, expected)


def there(connection: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """What stands in the table, in the words of the log: by client and key."""
    rows = connection.execute(select(M).where(M.c.state.is_not(None)))
    return {(row.client_id, row.key): _told(_mark(row)) for row in rows}


def _key(key: str) -> str:
    if not key or key != key.strip() or len(key) > LONGEST or "\x00" in key or any("\ud800" <= one <= "\udfff" for one in key):
        raise UsageError(msg("This is not the key of an item."), next=msg("Take one that the attention list gives."))
    return key


def _expected(row: Row[Any] | None, expected: int | None) -> Row[Any] | None:
    there = 0 if row is None or row.state is None else row.version
    if row is not None and expected is not None and expected != there:
        raise ChangedError(
            msg("{who} has marked this meanwhile, on {when}: {state}.", who=row.who, when=moment(row.at),
                state=row.state or "—"),
            next=msg("Look at the list as it is now, then decide again."),
        )
    return row


def _mark(row: Row[Any]) -> Mark:
    return Mark(row.key, row.client_id, row.kind, row.state, row.who, row.at, row.version, row.until, row.why)


def _told(mark: Mark) -> dict[str, Any]:
    until = None if mark.until is None else mark.until.isoformat()
    return {"kind": mark.kind, "state": mark.state, "until": until, "why": mark.why}


def _write(
    connection: Connection, row: Row[Any] | None, mark: Mark, action: str, after: dict[str, Any] | None
) -> Mark:
    """Write the mark (after None: take it back) and its change. A mark stays with the client that it was first put on."""
    before = None if row is None or row.state is None else _told(_mark(row))
    client, version = (mark.client_id, 1) if row is None else (row.client_id, row.version + 1)
    log.append(connection, AREA, client, mark.key, action, who=mark.who, why=mark.why, at=mark.at, before=before, after=after)
    values = {"kind": mark.kind, "state": None if after is None else mark.state, "until": mark.until, "why": mark.why,
              "who": mark.who, "at": mark.at, "version": version}
    if row is None:
        connection.execute(insert(M).values(key=mark.key, client_id=client, **values))
    else:
        connection.execute(update(M).where(M.c.key == mark.key).values(**values))
    return Mark(mark.key, client, mark.kind, mark.state, mark.who, mark.at, version, mark.until, mark.why)
