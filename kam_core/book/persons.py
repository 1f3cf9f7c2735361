"""The rights of a person whose data a book holds: everything about them handed out, everything about them erased.

Neither asks who may see what: whoever calls has the right to erase (``Capability`` erase).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from kam_core.book import log, mentions, record
from kam_core.book.acts import Act
from kam_core.book.database import Database
from kam_core.book.erasing import erase, erased, instead, scrub
from kam_core.book.mentions import Place, Subject
from kam_core.book.models import DRAFTS, RECORDS
from kam_core.book.naming import Spelling
from kam_core.book.record import Record, record_of
from kam_core.book.words import who_of, why_of
from kam_core.i18n import Message


@dataclass(frozen=True)
class Known:
    """A person in the list. clients: where they have a position; removed: in the bin"""

    id: str
    name: str
    email: str
    clients: tuple[str, ...]
    removed: bool


class Persons:
    """The persons in one book, those in the bin too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Known]:
        """All of them, by name."""
        with self._database.reading() as connection:
            places: dict[str, set[str]] = {}
            query = select(RECORDS.c.parent, RECORDS.c.client_id).where(RECORDS.c.kind == "position",
                                                                        RECORDS.c.deleted_at.is_(None))
            for row in connection.execute(query):
                places.setdefault(row.parent, set()).add(row.client_id)
            found = [record_of(row) for row in connection.execute(select(RECORDS).where(RECORDS.c.kind == "person"))]
        known = [Known(each.id, str(each.get("name") or ""), str(each.get("email") or ""),
                       tuple(sorted(places.get(each.id, ()))), each.deleted_at is not None) for each in found]
        return sorted(known, key=lambda each: (each.name.casefold(), each.id))

    def spelling(self, person_id: str, also: Iterable[str] = (), alone: bool = True) -> tuple[Spelling, frozenset[str]]:
        """By what the person is found in texts, and the clients in whose texts a surname alone is theirs."""
        with self._database.reading() as connection:
            about = mentions.subject(connection, person_id, tuple(also), alone)
        return about.spelling, about.near

    def instead(self) -> str:
        """What will stand in the place of the next person that is erased."""
        with self._database.reading() as connection:
            return instead(erased(connection) + 1)

    def find(self, person_id: str, also: Iterable[str] = (), alone: bool = True) -> list[Place]:
        """Where the book names a person, for review before an erasure: ``sure`` places are rewritten by it, others stay.

        also: further words to look for as they are; alone: whether a surname alone counts near the person's clients
        """
        with self._database.reading() as connection:
            return list(mentions.find(connection, mentions.subject(connection, person_id, tuple(also), alone)))

    def export(self, person_id: str, who: str, also: Iterable[str] = ()) -> dict[str, Any]:
        """Everything that the book holds of a person, as JSON; ``readable`` makes it a text. The log notes that it was given.

        person, positions: as they stand, with who wrote what when; references: records that name them by id
        mentions: texts that name them; drafts: what somebody has typed about them; history: every change
        """
        who = who_of(who)
        with self._database.reading() as connection:
            about = mentions.subject(connection, person_id, tuple(also))
            found = {
                "made": log.now().isoformat(), "by": who,
                "person": _plain(about.person), "positions": [_plain(each) for each in about.own],
                "references": [{"id": each.id, "kind": each.kind, "client": each.client_id, "values": _plain(each)["values"]}
                               for each in mentions.referring(connection, about)],
                "mentions": [{**asdict(each), "words": list(each.words)} for each in mentions.find(connection, about)],
                "drafts": [{"who": row.who, "field": row.field, "value": json.loads(row.value), "at": row.at.isoformat()}
                           for row in connection.execute(select(DRAFTS)) if any(id in row.place for id in about.ids)],
                "history": [{**asdict(each), "at": each.at.isoformat()} for each in mentions.history(connection, about)],
            }
        with self._database.writing() as connection:
            log.append(connection, "export", "", person_id, "person", who=who, why="", before=None, after={"person": person_id},
                       at=log.now())
        return found

    def erase(
        self, person_id: str, who: str, why: str, *, also: Iterable[str] = (), alone: bool = True,
        found: Mapping[str, int] | None = None, left: Mapping[str, int] | None = None,
    ) -> Act:
        """Take a person out of the book for good, its history and its files included. It cannot be undone.

        why: the request (its day, its number); also, alone: as of ``find``; found, left: what was done elsewhere, for the act
        and the log. BookError where there is no such person
        """
        who, why = who_of(who), why_of(why)
        with self._database.writing() as connection:
            if self._database.sqlite:
                connection.exec_driver_sql("pragma secure_delete = on")
            about = mentions.subject(connection, person_id, tuple(also), alone)
            counts = self._counted(connection, about)
            act = erase(connection, about, who, why, {**counts, **(found or {})}, left or {})
        return replace(act, storage=(scrub(self._database),))

    def scrub(self) -> Message:
        """Overwrite once more what erased rows have left in the files, where somebody was reading then."""
        return scrub(self._database)

    def _counted(self, connection: Connection, about: Subject) -> dict[str, int]:
        places = tuple(mentions.find(connection, about))
        counts = Counter(each.where for each in places if each.sure)
        counts["review"] = sum(not each.sure for each in places)
        counts["own"] = 1 + len(about.own)
        counts["own_log"] = sum(1 for _ in mentions.history(connection, about))
        counts["references"] = len(mentions.referring(connection, about))
        return dict(counts)


def readable(found: dict[str, Any]) -> str:
    """An export as text."""
    lines: list[str] = []

    def told(value: Any, name: str, depth: int) -> None:
        pad = "  " * depth
        if isinstance(value, dict):
            lines.append(f"{pad}{name}:" if name else "")
            for key, each in value.items():
                told(each, key, depth + 1)
        elif isinstance(value, list):
            lines.append(f"{pad}{name}: {len(value)}")
            for number, each in enumerate(value, 1):
                told(each, str(number), depth + 1)
        elif value not in (None, ""):
            lines.append(f"{pad}{name}: {value}")

    for key, value in found.items():
        told(value, key, 0)
    return "\n".join(lines) + "\n"


def _plain(each: Record) -> dict[str, Any]:
    stands = record.row_of(each)
    moments = {key: None if stands[key] is None else stands[key].isoformat() for key in ("created_at", "deleted_at")}
    return {**stands, **moments, "values": json.loads(stands.pop("data")), "stamps": json.loads(stands.pop("stamps"))}
