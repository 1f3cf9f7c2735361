"""Which records somebody reaches: the one place where the book decides it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from kam_core.access.reach import Reach
from kam_core.book import kinds
from kam_core.book.models import RECORDS as R
from kam_core.errors import AccessError
from kam_core.i18n import msg

if TYPE_CHECKING:
    from kam_core.book.record import Record


class Seeing:
    """The rule. A record of a client goes with the client; a person with any client they have a position at, or whoever
    wrote them down while they have none; what belongs to nobody is read by all who read dossiers and written by those who
    edit every client.
    """

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def seen(self, connection: Connection, found: Iterable[Record]) -> list[Record]:
        """Those of the records that may be read."""
        if not self.reach.dossiers:
            return []
        records = list(found)
        if self.reach.sees is None:
            return records
        persons = [record.id for record in records if kinds.kind(record.kind).about == "person"]
        places = self._places(connection, persons)
        return [record for record in records if self._sees(record, places.get(record.id))]

    def expect_add(self, record: Record) -> None:
        """AccessError where a new record may not be written, as rights are at this moment."""
        Seeing(self.reach.now())._expect_add(record)

    def _expect_add(self, record: Record) -> None:
        self._expect_dossiers()
        about = kinds.kind(record.kind).about
        if about == "client":
            self.reach.expect_edit(record.client_id)
        elif about == "all":
            self._expect_all()
        elif self.reach.edits is not None and not self.reach.edits:
            self.reach.expect_edit(None)

    def expect_edit(self, connection: Connection, record: Record) -> None:
        """AccessError where a record that was seen may not be changed, as rights are at this moment."""
        Seeing(self.reach.now())._expect_edit(connection, record)

    def _expect_edit(self, connection: Connection, record: Record) -> None:
        self._expect_dossiers()
        about = kinds.kind(record.kind).about
        if about == "client":
            self.reach.expect_edit(record.client_id)
        elif about == "all":
            self._expect_all()
        elif self.reach.edits is not None and not self._with(
                record, self._places(connection, [record.id]).get(record.id), self.reach.edits):
            raise AccessError(
                msg("This person is shared with you to read, not to change."),
                next=msg("Ask its manager, or somebody who may edit every client."),
            )

    def _sees(self, record: Record, places: set[str] | None) -> bool:
        about = kinds.kind(record.kind).about
        if about == "client":
            return self.reach.may_see(record.client_id)
        return about == "all" or self._with(record, places, self.reach.sees or frozenset())

    def _with(self, record: Record, places: set[str] | None, clients: frozenset[str]) -> bool:
        """Whether a person goes with these clients: a client that was handed over takes its people along."""
        if places:
            return bool(places & clients)
        return bool(self.reach.who) and record.created_by == self.reach.who

    def _places(self, connection: Connection, persons: list[str]) -> dict[str, set[str]]:
        """The clients at which persons have a position, those who have none left out."""
        query = select(R.c.parent, R.c.client_id).where(R.c.kind == "position", R.c.deleted_at.is_(None))
        found: dict[str, set[str]] = {}
        for start in range(0, len(persons), 500):
            for row in connection.execute(query.where(R.c.parent.in_(persons[start : start + 500]))):
                found.setdefault(row.parent, set()).add(row.client_id)
        return found

    def _expect_dossiers(self) -> None:
        if not self.reach.dossiers:
            self.reach.expect_see(None)
            raise AccessError(msg("Your role does not open dossiers."), next=msg("Ask the administrator for another role."))

    def _expect_all(self) -> None:
        if self.reach.edits is not None:
            raise AccessError(msg("This is the same for all clients: only those who may edit every client change it."),
                              next=msg("Ask one of them."))
