"""Which record of the book a row of a file means: by the record it was exported from, else by its key."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable
from typing import Any

from kam_core.book import Book, Record
from kam_core.book.kinds import KINDS, Kind
from kam_core.errors import UsageError
from kam_core.i18n import Count, Message, msg
from kam_core.ingest.book.entities import Entity
from kam_core.ingest.book.lines import Line
from kam_core.ingest.book.merge import Wanted
from kam_core.ingest.book.tables import TARGETS, Target

REFERENCE = re.compile(r"([A-Za-z0-9:_.\-]{1,700})@(\d{1,9})(?:@(\d{1,9}))?")
"""'id@version' of the record; for a contact 'id@version of the position@version of the person'."""
GONE = msg("Its record is not in the book any more, or not yours to see: empty the cell “Kamerton record” to bring it as new.")
OTHER_CLIENT = msg("Its record belongs to another client.")


def plain(text: object) -> str:
    """A name as it is compared: small letters, one blank between words."""
    return " ".join(str(text).split()).casefold()


def reference(line: Line) -> tuple[str, int, int | None] | None:
    """What the export wrote into a row; None where nothing, or something else, stands there."""
    found = REFERENCE.fullmatch(str(line.values.get("record", "")))
    return None if found is None else (found[1], int(found[2]), int(found[3]) if found[3] else None)


def said(target: Target, kind: Kind, line: Line, person: bool) -> tuple[dict[str, Any], set[str]]:
    """(values, emptied fields) of a row for one of its records. Empty cells empty nothing but what was exported."""
    fields = [field.key for field in kind.fields if (field.key in target.person) == person or not target.person]
    empty = line.empty if reference(line) is not None else set()
    return {key: line.values[key] for key in fields if key in line.values}, {key for key in fields if key in empty}


class Single:
    """Opportunities and contracts: a row is a record of a client."""

    def __init__(self, table: str, book: Book) -> None:
        self.target = TARGETS[table]
        self.kind = KINDS[self.target.kind]
        self.wanted: dict[str, Wanted] = {}
        self._by_key: dict[tuple[Any, ...], list[Wanted]] = {}
        for record in book.records.of(self.kind.key):
            self._remember(Wanted(record.id, self.kind, record, record.client_id, record.account_id))

    def take(self, line: Line, entity: Entity | None) -> Message | None:
        """Find or make the record of a row; gives why it cannot come in."""
        if "won" in line.values and "stage" not in line.values:
            closed = "won" if line.values["won"] else "lost" if "closed" in line.values else None
            line.values |= {} if closed is None else {"stage": closed}
        found = self._find(line, entity)
        if isinstance(found, Message):
            return found
        return tell(found, line, *said(self.target, self.kind, line, False))

    def first(self, line: Line) -> int:
        """When a row has its turn: rows that name their record before others."""
        return 0 if reference(line) else 1

    def _find(self, line: Line, entity: Entity | None) -> Wanted | Message:
        came_from = reference(line)
        if came_from is not None:
            found = self.wanted.get(came_from[0])
            if found is None or found.record is None:
                return GONE
            if entity is not None and entity.client_id != found.client_id:
                return OTHER_CLIENT
            found.seen = came_from[1]
            return found
        assert entity is not None
        key = (entity.client_id, *_keyed(self.target, line.values))
        fitting = [each for each in self._by_key.get(key, []) if entity.account_id in (None, each.account_id)
                   or each.account_id is None]
        exact = [each for each in fitting if each.account_id == entity.account_id] or fitting
        if len(exact) > 1:
            return msg("There are {n} records of this name at this client: export them, and change them there.",
                       n=Count(len(exact)))
        if exact:
            return exact[0]
        new = Wanted(uuid.uuid4().hex, self.kind, None, entity.client_id, entity.account_id)
        self._remember(new, key)
        return new

    def _remember(self, each: Wanted, key: tuple[Any, ...] | None = None) -> None:
        self.wanted[each.id] = each
        if key is None and each.record is not None:
            key = (each.client_id, *_keyed(self.target, each.record.values))
        self._by_key.setdefault(key or (), []).append(each)


def _keyed(target: Target, values: Any) -> tuple[object, ...]:
    return tuple(value if isinstance(value := values.get(key), datetime.date) else plain(value or "") for key in target.key)


def tell(found: Wanted, line: Line, values: dict[str, Any], empty: set[str]) -> Message | None:
    """Write what a row says to its record; gives why it cannot."""
    try:
        contradiction = found.tell(line, values, empty)
        if contradiction is None and found.record is None:
            found.kind.checked(found.values, whole=True)
    except UsageError as error:
        return error.what
    if contradiction is None:
        return None
    known, other = contradiction
    return msg("Row {n} says something else of “{field}” of the same: bring it once.", n=Count(other.number), field=known.label)


def untold(found: Iterable[Wanted]) -> list[Wanted]:
    """Those that the file says something of."""
    return [each for each in found if each.lines]


def new_id() -> str:
    """An id for a new record."""
    return uuid.uuid4().hex


__all__ = ["GONE", "OTHER_CLIENT", "Record", "Single", "new_id", "plain", "reference", "said", "tell", "untold"]
