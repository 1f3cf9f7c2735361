"""Records: everything that people write about clients and the persons there, of whichever kind.

One table for all of them, so that history, undo, conflicts, the bin and the erasing of a person work alike everywhere.
Every write is one change in the log: ``area`` is "record", ``subject`` the client, ``item`` the record, ``after`` the
fields that were written.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection, and_, insert, select

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import kinds, log
from kam_core.book.conflicts import Clash, ConflictError
from kam_core.book.database import Database
from kam_core.book.kinds import SINGLE, Value
from kam_core.book.models import CHANGES
from kam_core.book.models import RECORDS as R
from kam_core.book.record import AREA, ERASE, Record, Stamp, record_of, row_of, told, write
from kam_core.book.seeing import Seeing
from kam_core.book.words import client_of, moment, who_of
from kam_core.errors import BookError, UsageError
from kam_core.i18n import Message, msg

BIN_DAYS = 30
"""For so many days what was removed can be brought back."""


class Records:
    """The records of one book, as far as they are reached."""

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach
        self._seeing = Seeing(reach)

    def of(
        self, kind: str | Iterable[str], client_id: str | None = None, *, parent: str | Iterable[str] | None = None,
        deleted: bool = False,
    ) -> list[Record]:
        """The records of a kind (or of several), the oldest first; of one client; of one parent, or of several.

        deleted: those in the bin
        """
        wanted = [kind] if isinstance(kind, str) else list(kind)
        query = select(R).where(R.c.kind.in_([kinds.kind(each).key for each in wanted]))
        if client_id is not None:
            query = query.where(R.c.client_id == client_id)
        if parent is not None:
            query = query.where(R.c.parent == parent if isinstance(parent, str) else R.c.parent.in_(sorted(set(parent))))
        query = query.where(R.c.deleted_at > _bin_from() if deleted else R.c.deleted_at.is_(None))
        with self._database.reading() as connection:
            found = [record_of(row) for row in connection.execute(query.order_by(R.c.created_at, R.c.id))]
            return self._seeing.seen(connection, found)

    def get(self, id: str) -> Record | None:
        """A record, removed or not; None where there is none, or it is out of reach."""
        with self._database.reading() as connection:
            return self._find(connection, id)

    def many(self, ids: Iterable[str]) -> dict[str, Record]:
        """Records by id; those that are not there or out of reach are left out."""
        wanted = sorted(set(ids))
        with self._database.reading() as connection:
            found = [record_of(row) for start in range(0, len(wanted), 500)
                     for row in connection.execute(select(R).where(R.c.id.in_(wanted[start : start + 500])))]
            return {record.id: record for record in self._seeing.seen(connection, found)}

    def single(self, kind: str, client_id: str) -> Record | None:
        """The one record of a client (its dossier, its team); None while nothing was written."""
        return self.get(single(kind, client_id))

    def add(
        self, kind: str, client_id: str | None, values: Mapping[str, object], who: str, *, parent: str | None = None,
        account_id: str | None = None, id: str | None = None,
    ) -> Record:
        """Write a new record. client_id: None for persons and what belongs to no client; id: given for questions alone.

        AccessError where the client is out of reach; UsageError where a value does not fit its field
        """
        shape, who = kinds.kind(kind), self._who(who)
        if (client_id is None) != (shape.about != "client"):
            raise UsageError(msg("“{kind}” belongs to a client, or to none: it is told by its kind.", kind=shape.label))
        if client_id is not None:
            client_of(client_id)
        kept: dict[str, Value] = {key: value for key, value in shape.checked(values, whole=True).items() if value is not None}
        new = single(kind, client_id) if kind in SINGLE and client_id is not None else id or uuid.uuid4().hex
        with self._database.writing() as connection:
            at = log.now()  # of whoever has the book: the moments of the log are in order
            stamps = {field: Stamp(at, who, 1) for field in kept}
            record = Record(new, kind, client_id, account_id, parent, kept, stamps, 1, at, who)
            self._seeing.expect_add(record)
            if parent is not None:
                self._expect_there(connection, parent)
            old = self._find(connection, new)
            if old is not None:
                raise ConflictError(old, {}, _meanwhile(old.changed))
            log.append(connection, AREA, client_id or "", new, "add", who=who, why="", at=at, before=None,
                       after=told(record, shape.written(kept)))
            connection.execute(insert(R).values(**row_of(record)))
        return record

    def edit(self, id: str, values: Mapping[str, object], who: str, seen: Mapping[str, int] | None = None) -> Record:
        """Write some fields of a record; others stay as they are, whoever changed them meanwhile.

        seen: versions of the fields as they were in sight (``Record.seen``; 0 or nothing for a field that was never
        written). A ConflictError names the fields that somebody has changed since, with both versions. None: no matter
        """
        who = self._who(who)
        with self._database.writing() as connection:
            record = self._expect(connection, id)
            shape = kinds.kind(record.kind)
            wanted = {key: value for key, value in shape.checked(values).items() if value != record.get(key)}
            clashes = {
                key: Clash(record.get(key), value, record.stamps[key].who, record.stamps[key].at)
                for key, value in wanted.items()
                if seen is not None and key in record.stamps and record.stamps[key].version != seen.get(key, 0)
            }
            if clashes:
                latest = max((record.stamps[key] for key in clashes), key=lambda stamp: stamp.version)
                raise ConflictError(record, clashes, _meanwhile(latest))
            shape.agreed({**record.values, **wanted}, wanted)
            return record if not wanted else write(connection, record, wanted, who, "edit")

    def put(self, kind: str, client_id: str, values: Mapping[str, object], who: str,
            seen: Mapping[str, int] | None = None) -> Record:
        """Write fields of the one record of a client; made where there is none yet."""
        if self.single(kind, client_id) is None:
            try:
                return self.add(kind, client_id, values, who)
            except ConflictError:
                pass  # somebody was faster: theirs is edited, and their fields are told apart by ``seen``
        return self.edit(single(kind, client_id), values, who, seen)

    def remove(self, id: str, who: str) -> Record:
        """Put a record into the bin; its one dossier and team stay with a client, whose fields can be emptied."""
        return self._bin(id, who, "remove")

    def restore(self, id: str, who: str) -> Record:
        """Bring a record back from the bin; UsageError after BIN_DAYS."""
        return self._bin(id, who, "restore")

    def undo(self, id: str, who: str, expected: int | None = None) -> Record:
        """Take the last change of a record back; again: the one before it. UsageError where there is none.

        expected: the version of the record that was seen; a ConflictError says who has changed it since. None: no matter
        """
        who = self._who(who)
        with self._database.writing() as connection:
            record = self._expect(connection, id, removed=True)
            if expected is not None and record.version != expected:
                raise ConflictError(record, {}, _meanwhile(record.changed))
            done: list[log.Change] = []
            for change in self._changes(connection, id):
                if change.action == "undo":
                    done.pop()
                else:
                    done.append(change)
            # what a person was erased from says no longer what was there
            if not done or done[-1].redacted_by is not None or done[-1].action == ERASE:
                raise UsageError(msg("There is nothing to undo."), next=msg("Look at the history."))
            last, shape = done[-1], kinds.kind(record.kind)
            if last.action == "add" and record.kind in SINGLE:
                return write(connection, record, dict.fromkeys((last.after or {}).get("values", {})), who, "undo")
            if last.action in ("add", "restore"):
                return write(connection, replace(record, deleted_at=log.now(), deleted_by=who), {}, who, "undo")
            if last.action == "remove":
                _expect_in_time(record)
                return write(connection, replace(record, deleted_at=None, deleted_by=None), {}, who, "undo")
            before = shape.read((last.before or {}).get("values", {}))
            return write(connection, record, before, who, "undo")

    def history(self, id: str, field: str | None = None) -> list[log.Change]:
        """The changes of a record, oldest first; those that touched one field."""
        with self._database.reading() as connection:
            if self._find(connection, id) is None:
                return []
            found = self._changes(connection, id)
        return [change for change in found if field is None or field in ((change.after or {}).get("values") or {})]

    def bin(self, client_id: str) -> list[Record]:
        """What was removed from a client's dossier and can be brought back, the latest first."""
        found = self.of(list(kinds.KINDS), client_id, deleted=True)
        return sorted(found, key=lambda record: record.deleted_at or record.created_at, reverse=True)

    def _find(self, connection: Connection, id: str) -> Record | None:
        row = connection.execute(select(R).where(R.c.id == id)).one_or_none()
        return None if row is None else next(iter(self._seeing.seen(connection, [record_of(row)])), None)

    def _expect(self, connection: Connection, id: str, removed: bool = False) -> Record:
        """A record that may be written. It is the same whether it is not there or not seen."""
        record = self._find(connection, id)
        if record is None:
            raise _gone()
        self._seeing.expect_edit(connection, record)
        if record.deleted_at is not None and not removed:
            raise ConflictError(record, {}, msg("{who} has removed it, on {when}.", who=record.deleted_by,
                                                when=moment(record.deleted_at)))
        return record

    def _expect_there(self, connection: Connection, id: str) -> None:
        """A record that another may belong to: it is seen, and not in the bin."""
        record = self._find(connection, id)
        if record is None or record.deleted_at is not None:
            raise _gone()

    def _who(self, who: str) -> str:
        """Whoever has signed in writes under their own name and no other."""
        return who_of(self._reach.who or who)

    def _changes(self, connection: Connection, id: str) -> list[log.Change]:
        query = select(CHANGES).where(and_(CHANGES.c.item == id, CHANGES.c.area == AREA)).order_by(CHANGES.c.id)
        return [log.change(row) for row in connection.execute(query)]

    def _bin(self, id: str, who: str, action: str) -> Record:
        who = self._who(who)
        with self._database.writing() as connection:
            record = self._expect(connection, id, removed=True)
            if action == "remove" and record.kind in SINGLE:
                raise UsageError(msg("“{kind}” belongs to a client and is not removed.", kind=kinds.kind(record.kind).label),
                                 next=msg("Empty its fields."))
            if (action == "remove") == (record.deleted_at is not None):
                return record
            if action == "restore":
                _expect_in_time(record)
            gone = replace(record, deleted_at=log.now(), deleted_by=who) if action == "remove" else replace(
                record, deleted_at=None, deleted_by=None)
            return write(connection, gone, {}, who, action)


def single(kind: str, client_id: str) -> str:
    """The id of the one record of a client."""
    return f"{kind}:{client_id}"


def _bin_from() -> datetime.datetime:
    return log.now() - datetime.timedelta(days=BIN_DAYS)


def _expect_in_time(record: Record) -> None:
    """A removed record that can still be brought back."""
    if record.deleted_at is not None and record.deleted_at < _bin_from():
        raise UsageError(msg("It was removed more than {days} days ago.", days=BIN_DAYS),
                         next=msg("Write it anew; the log holds what it said."))


def _meanwhile(last: Stamp) -> Message:
    return msg("{who} has changed it meanwhile, on {when}.", who=last.who, when=moment(last.at))


def _gone() -> BookError:
    return BookError(msg("This is not in the book, or it is not yours to see."), next=msg("Open the client anew."))
