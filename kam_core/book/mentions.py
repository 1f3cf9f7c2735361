"""Where a book speaks of a person: in which records, drafts, decisions and entries of the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from kam_core.book import keys, log, members, ownership, record
from kam_core.book.models import CHANGES, DRAFTS, KEY_DECISIONS, MARKS, OPINIONS, RECORDS, SCORES
from kam_core.book.models_members import MEMBERS, OWNERS, SHARES
from kam_core.book.models_plans import PLAN_VERSIONS
from kam_core.book.naming import ALONE, CONTACT, FULL, Spelling, parts, walked
from kam_core.book.record import Record, record_of
from kam_core.errors import BookError
from kam_core.i18n import msg

NAMES_OF_CLIENTS = (keys.AREA, ownership.OWNERS, ownership.SHARES)
"""Areas of the log whose ``name`` is that of a legal entity: it stays, as it does in the ledger."""
AROUND = 40
"""Letters on each side that a place is shown with."""


@dataclass(frozen=True)
class Place:
    """Where a person is named.

    where: record, log, draft, keys, scores, opinions, marks, plans; id: of the record, number in the log…
    field: which text of it
    words: as they stand there; text: what stands around them
    sure: it names this person; else only a surname far from their clients, which may be somebody else's: for review
    """

    where: str
    id: str
    client_id: str | None
    field: str
    words: tuple[str, ...]
    text: str
    sure: bool


@dataclass(frozen=True)
class Subject:
    """A person as a book holds them, and where a word alone names them.

    own: their positions, removed ones included; near: clients where they have or had a position or a meeting and nobody else
    has their surname, and other persons at these: a surname alone is theirs there
    namesakes: other persons with the same full name, and the clients of these: there only e-mail and phone are theirs
    """

    person: Record
    own: tuple[Record, ...]
    spelling: Spelling
    near: frozenset[str] = frozenset()
    namesakes: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the records about this person."""
        return frozenset({self.person.id, *(each.id for each in self.own)})

    def level(self, client_id: str | None, item: str = "") -> int:
        """What names them in a text about this client or this other record."""
        if client_id in self.namesakes or item in self.namesakes:
            return CONTACT
        return ALONE if client_id in self.near or item in self.near else FULL

    def changer(self, client_id: str | None, item: str, by: str) -> Callable[[str], str]:
        """What takes the person out of one text."""
        level = self.level(client_id, item)
        return lambda text: self.spelling.replaced(text, level, by)

    def concerns(self, text: str) -> bool:
        """A quick look at the JSON of many texts."""
        return self.spelling.may_be_in(text) or any(id in text for id in self.ids)


def subject(connection: Connection, person_id: str, also: tuple[str, ...] = (), alone: bool = True) -> Subject:
    """A person; BookError where there is none. alone: a surname alone counts near their clients"""
    row = connection.execute(select(RECORDS).where(RECORDS.c.id == person_id, RECORDS.c.kind == "person")).one_or_none()
    if row is None:
        raise BookError(msg("There is no person {id} in the book.", id=person_id[:60]), next=msg("See “person list”."))
    person = record_of(row)
    spelling = Spelling(str(person.get("name") or ""), str(person.get("email") or ""), str(person.get("phone") or ""), also)
    own = [record_of(row) for row in connection.execute(select(RECORDS).where(RECORDS.c.parent == person_id))]
    others = _others(connection, person_id)
    namesakes = {id for id, (name, _) in others.items() if spelling.found(name, FULL)}
    taken = namesakes | {client for id in namesakes for client in others[id][1]}
    if not alone:
        return Subject(person, tuple(own), spelling, namesakes=frozenset(taken))
    met = [row.client_id for row in connection.execute(select(RECORDS.c.client_id, RECORDS.c.data)) if person_id in row.data]
    alike = {client for name, clients in others.values() if spelling.found(parts(name).surname, ALONE) for client in clients}
    clients = {client for client in [*met, *(each.client_id for each in own)] if client} - alike
    people = {id for id, (_, theirs) in others.items() if theirs & clients}
    return Subject(person, tuple(own), spelling, frozenset(clients | people), frozenset(taken))


def _others(connection: Connection, person_id: str) -> dict[str, tuple[str, set[str]]]:
    """The other persons: their name, and the clients at which they have or had a position."""
    rows = connection.execute(select(RECORDS.c.id, RECORDS.c.data).where(RECORDS.c.kind == "person", RECORDS.c.id != person_id))
    found: dict[str, tuple[str, set[str]]] = {row.id: (str(json.loads(row.data).get("name", "")), set()) for row in rows}
    for row in connection.execute(select(RECORDS.c.client_id, RECORDS.c.parent).where(RECORDS.c.kind == "position")):
        if row.parent in found and row.client_id:
            found[row.parent][1].add(row.client_id)
    return found


def find(connection: Connection, about: Subject) -> Iterator[Place]:
    """Every place, but for the records about the person and their history."""
    for where, id, client, item, name, text in _texts(connection, about):
        words = about.spelling.found(text, about.level(client, item))
        found = words or about.spelling.found(text, ALONE)
        if found:
            yield Place(where, id, client, name, tuple(found), _around(text, found[0]), bool(words))


def referring(connection: Connection, about: Subject) -> list[Record]:
    """Records of others that refer to the person by id, removed ones included."""
    rows = connection.execute(select(RECORDS).where(RECORDS.c.id.not_in(about.ids)))
    return [record_of(row) for row in rows if any(id in row.data for id in about.ids)]


def history(connection: Connection, about: Subject) -> Iterator[log.Change]:
    """The changes of the records about the person, oldest first."""
    query = select(CHANGES).where(CHANGES.c.item.in_(about.ids), CHANGES.c.area == record.AREA)
    return (log.change(row) for row in log.rows(connection, query))


def untouched(connection: Connection, about: Subject) -> dict[str, int]:
    """Where the person is named and stays: members, names of clients, authors of changes, other persons with the same name."""
    def count(values: set[str]) -> int:
        return sum(bool(about.spelling.found(value, FULL)) for value in values)

    clients = {row.name for table in (KEY_DECISIONS, OWNERS, SHARES) for row in connection.execute(select(table.c.name))}
    found = {
        "members": count({f"{row.name}, {row.email}" for row in connection.execute(select(MEMBERS))}),
        "clients": count(clients),
        "authors": count({row.who for row in connection.execute(select(CHANGES.c.who).distinct())}),
        "namesakes": sum(bool(about.spelling.found(name, FULL)) for name, _ in _others(connection, about.person.id).values()),
    }
    return {where: n for where, n in found.items() if n}


def said_in_log() -> Select[Any]:
    """The columns of the log that may name somebody, and where they stand."""
    c = CHANGES.c
    return select(c.id, c.area, c.subject, c.item, c.why, c.before, c.after)


def _whole(row: Any) -> str:
    return "\n".join((row.item, row.why, row.before or "", row.after or ""))


def rewritten(about: Subject, row: Any, by: str) -> dict[str, Any] | None:
    """What a row of the log shall say without the person: item, why, before, after; None where it stays as it is."""
    if row.area == members.AREA:
        return None
    if row.area == record.AREA and row.item in about.ids:
        kind = next(each.kind for each in (about.person, *about.own) if each.id == row.item)
        empty = log.written({"kind": kind, "values": {}, "erased": True})
        why = about.changer(row.subject, row.item, by)(row.why)
        return {"item": row.item, "why": why, "before": row.before and empty, "after": row.after and empty}
    if not about.concerns(_whole(row)):
        return None
    change = about.changer(row.subject, row.item, by)

    def said(text: str | None) -> str | None:
        if text is None or not about.concerns(text):
            return text
        old = json.loads(text)
        new = walked(old, change, about.ids, staying(row.area, str(old.get("kind"))))
        return text if new == old else log.written(new)

    item = row.item if row.area == record.AREA else change(row.item)
    new = {"item": item, "why": change(row.why), "before": said(row.before), "after": said(row.after)}
    return None if all(getattr(row, name) == value for name, value in new.items()) else new


def staying(area: str, kind: str) -> tuple[str, ...]:
    """Keys whose values are not this person's, whatever they say: names of clients, and what others are called."""
    if area in NAMES_OF_CLIENTS:
        return ("name",)
    if area == log.ERASED:
        return ("rows",)
    return ("name", "email", "phone") if area == record.AREA and kind == "person" else ()


def _texts(connection: Connection, about: Subject) -> Iterator[tuple[str, str, str | None, str, str, str]]:
    """Every text: where, id, client, item, field, text."""
    for row in connection.execute(select(RECORDS).where(RECORDS.c.id.not_in(about.ids))):
        if about.spelling.may_be_in(row.data):
            for name, text in _leaves(json.loads(row.data), skip=staying(record.AREA, row.kind)):
                yield "record", row.id, row.client_id, row.id, name, text
    for row in connection.execute(select(DRAFTS)):
        for _, text in _leaves(json.loads(row.value)):
            yield "draft", row.place, row.client_id, row.place, row.field, text
    for row in connection.execute(select(KEY_DECISIONS)):
        for name in ("why", "reason"):
            yield "keys", str(row.version), row.client_id, "", name, getattr(row, name) or ""
    for where, table in (("scores", SCORES), ("opinions", OPINIONS), ("marks", MARKS)):
        for row in connection.execute(select(table)):
            yield where, getattr(row, "factor", ""), row.client_id, "", "why", row.why
            if where == "marks":
                yield where, "", row.client_id, "", "key", row.key
    for row in connection.execute(select(PLAN_VERSIONS)):
        yield "plans", str(row.number), row.client_id, "", "why", row.why
        for name, text in _leaves(json.loads(row.content)):
            yield "plans", str(row.number), row.client_id, "", name, text
    for row in log.rows(connection, said_in_log().where(CHANGES.c.area != members.AREA)):
        if (row.area == record.AREA and row.item in about.ids) or not about.spelling.may_be_in(_whole(row)):
            continue
        yield "log", str(row.id), row.subject, row.item, "why", row.why
        if row.area != record.AREA:
            yield "log", str(row.id), row.subject, row.item, "item", row.item
        for name in ("before", "after"):
            text = getattr(row, name)
            if text and about.spelling.may_be_in(text):
                said = json.loads(text)
                for inner, leaf in _leaves(said, skip=staying(row.area, str(said.get("kind")))):
                    yield "log", str(row.id), row.subject, row.item, f"{name}.{inner}", leaf


def _leaves(value: Any, name: str = "", skip: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in skip:
                yield from _leaves(each, f"{name}.{key}" if name else key, skip)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, name, skip)


def _around(text: str, word: str) -> str:
    at = text.index(word)
    start, end = max(0, at - AROUND), min(len(text), at + len(word) + AROUND)
    shown = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"
