"""Is a book whole? Its file, its format, its log against what stands in its tables. Nothing is changed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, func, select

from kam_core.book import keys, log, marks, members, opinions, ownership, plans, record, scores
from kam_core.book.database import Database
from kam_core.book.models import CHANGES, KEY_DECISIONS, OPINIONS, SCORES
from kam_core.book.place import file_of, place
from kam_core.book.schema import HEAD, revision, revisions
from kam_core.errors import BookError
from kam_core.i18n import Message, msg

COMPARED = (keys.AREA, scores.AREA, opinions.AREA, marks.AREA, members.AREA, ownership.OWNERS, ownership.SHARES,
            plans.AREA)
"""What the log says last of these is what their tables say."""


@dataclass(frozen=True)
class Checked:
    """One check of one book. book: own or demo; detail: what is wrong, or None"""

    book: str
    check: str
    ok: bool
    detail: Message | None = None


def verify(data: Path) -> list[Checked]:
    """Check the books of a data folder, as far as there are any."""
    found: list[Checked] = []
    for name, url in (("own", place(data)), ("demo", place(data, demo=True))):
        path = file_of(url)
        if path is None or path.exists():
            found += _book(name, url)
    return found


def _book(name: str, url: URL) -> list[Checked]:
    with _opened(url) as database:
        try:
            if database.sqlite:
                with database.reading() as connection:
                    said = [str(row[0]) for row in connection.exec_driver_sql("pragma integrity_check(5)")]
                if said != ["ok"]:
                    return [Checked(name, "file", False, msg("{error}", error="; ".join(said)))]
            with database.reading() as connection:
                stands = revision(connection)
                if stands is None:
                    return [Checked(name, "file", True)]  # it waits for whoever opens it first
                if stands not in revisions():
                    detail = msg("The book's format is {format}, this Kamerton knows {known}.",
                                 format=stands or "—", known=HEAD)
                    return [Checked(name, "file", True), Checked(name, "format", False, detail)]
                found = [Checked(name, "file", True), Checked(name, "format", True)]
                return found if stands != HEAD else [*found, *_log(name, connection)]
        except BookError as error:
            return [Checked(name, "file", False, error.what)]


def _log(name: str, connection: Connection) -> list[Checked]:
    """Whether every number of the log is there, and what it says last is what the tables say."""
    gaps = sum(_gaps(connection, column) for column in (CHANGES.c.id, KEY_DECISIONS.c.version))
    missing = msg("The log misses {n} entries.", n=gaps)
    last: dict[tuple[str, str, str], dict[str, Any] | None] = {}
    for change in log.stream(connection):
        place = (change.area, change.subject, change.item)
        if change.area == record.AREA:
            last[place] = record.folded(last.get(place), change)
        elif change.area in COMPARED:
            last[place] = change.after
    told = {place: after for place, after in last.items() if after is not None}
    there = _there(connection)
    differ = sorted({place[1] for place in set(told) | set(there) if told.get(place) != there.get(place)})
    other = msg("The log says otherwise than the book on: {clients}.", clients=", ".join(differ[:5]))
    return [
        Checked(name, "log", not gaps, missing if gaps else None),
        Checked(name, "agreement", not differ, other if differ else None),
        _chain(name, connection),
    ]


def _chain(name: str, connection: Connection) -> Checked:
    """Whether every row of the log stands on the one before it, as it was written."""
    number = log.broken(connection)
    return Checked(name, "chain", number is None, None if number is None else msg(
        "The log was changed after it was written: entry {number} does not fit the one before it.", number=number))


def _gaps(connection: Connection, column: Any) -> int:
    query = select(func.count(), func.coalesce(func.max(column), 0)).select_from(column.table)
    counted, highest = connection.execute(query).one()
    return abs(int(highest) - int(counted))


def _there(connection: Connection) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What stands in the tables, in the words of the log."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {
        (keys.AREA, entry.client_id, ""): {**asdict(entry), "since": entry.since.isoformat()}
        for entry in keys.stands(connection).entries
    }
    for row in connection.execute(select(SCORES).where(SCORES.c.value.is_not(None))):
        found[scores.AREA, row.client_id, row.factor] = {"value": row.value, "why": row.why}
    for row in connection.execute(select(OPINIONS).where(OPINIONS.c.band.is_not(None))):
        found[opinions.AREA, row.client_id, ""] = {"band": row.band, "why": row.why}
    found |= {(record.AREA, *place): told for place, told in record.there(connection).items()}
    found |= {(members.AREA, *place): told for place, told in members.there(connection).items()} | ownership.there(connection)
    found |= {(plans.AREA, *place): told for place, told in plans.there(connection).items()}
    found |= {(marks.AREA, client, key): told for (client, key), told in marks.there(connection).items()}
    return found


@contextlib.contextmanager
def _opened(url: URL) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()
