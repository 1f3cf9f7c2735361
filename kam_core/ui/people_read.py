"""The people of a client as the page reads them: once a run, as far as whoever looks may see."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from kam_core.book import Book, Record
from kam_core.errors import BookError
from kam_core.metrics import people as facts
from kam_core.metrics.people import Seat
from kam_core.metrics.people_revenue import Entity, Hanging, entities, hanging
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.session import data_folder
from kam_core.ui.view import View

LOOK_EVERY = 3600
"""Seconds: a look at the same people by the same person is written into the log once in so many."""
MOST_LOOKS = 5_000
_looks: dict[tuple[str, str, str], tuple[float, frozenset[str]]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class People:
    """The people of one client.

    persons, positions: records by id, none of the bin; seats: at this client; elsewhere: of the same persons at others
    removed: what is in the bin of this client: positions, and persons whose positions are here, with the person's name
    entities: where any of them acts, and those of this client; hanging: by person
    """

    today: datetime.date
    persons: dict[str, Record]
    positions: dict[str, Record]
    seats: list[Seat]
    elsewhere: list[Seat]
    removed: list[tuple[Record, str]]
    entities: dict[str, Entity]
    hanging: dict[str, Hanging]

    def of(self, person: str) -> list[Seat]:
        """What a person is at this client."""
        return [seat for seat in self.seats if seat.person == person]


def read(found: DossierView) -> People:
    """The people of the client that is open; the look is written down."""
    today, records = _today(), found.book.records
    here = records.of("position", found.client_id)
    binned = records.of("position", found.client_id, deleted=True)
    known = records.many(record.parent or "" for record in (*here, *binned))
    persons = {id: record for id, record in known.items() if record.deleted_at is None}
    looked(found.book, found.client_id, found.who, {record.parent or "" for record in here} & set(persons))
    every = records.of("position", parent=list(persons)) if persons else []
    met = facts.met(records.of("visit", found.client_id), today)
    seats = facts.seats(persons, every, met)
    own = [seat for seat in seats if seat.client == found.client_id]
    acting = {seat.person for seat in own}
    elsewhere = [seat for seat in seats if seat.client != found.client_id and seat.person in acting]
    places = entities(found.view.open_ledger, found.view.scope,
                      {found.client_id, *(seat.client for seat in elsewhere)})
    removed = [(record, _name(known, record)) for record in binned if record.parent in persons]
    gone = {record.parent: known[record.parent] for record in here if record.parent in known and record.parent not in persons}
    removed += [(record, str(record.get("name"))) for record in gone.values()]
    return People(
        today, {id: persons[id] for id in dict.fromkeys(seat.person for seat in own)},
        {record.id: record for record in every}, own, elsewhere, removed, places,
        {each.person: each for each in hanging([*own, *elsewhere], places, today)},
    )


def _name(known: dict[str, Record], record: Record) -> str:
    person = known.get(record.parent or "")
    return "" if person is None else str(person.get("name"))


def every_seat(book: Book) -> list[Seat]:
    """What every person that is seen is at every client that is seen."""
    positions = book.records.of("position")
    return facts.seats(book.records.many({record.parent or "" for record in positions}), positions)


def lost_deciders(view: View) -> tuple[str, ...]:
    """Ids of clients whose decision maker left without another known, by the scope's level, as far as dossiers are read."""
    try:
        found = every_seat(view.book)
    except BookError:
        return ()
    return tuple(sorted(facts.deciders_lost(found, _today(), view.scope.level)))


def looked(book: Book, client_id: str, who: str, persons: Iterable[str]) -> None:
    """Write a look at data of persons into the log: once an hour, and where somebody is among them who was not before."""
    shown = frozenset(persons)
    key, now = (str(data_folder()), client_id, book.reach.who or who), time.monotonic()
    with _lock:
        at, before = _looks.get(key, (0.0, frozenset()))
        fresh = key in _looks and now - at < LOOK_EVERY
    if not shown or (fresh and shown <= before):
        return
    book.note("look", client_id, "people", who, {"persons": sorted(shown)})
    with _lock:
        while len(_looks) >= MOST_LOOKS:
            del _looks[next(iter(_looks))]
        _looks[key] = (at, shown | before) if fresh else (now, shown)


def _today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()
