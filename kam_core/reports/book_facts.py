"""What a deck takes from the book: the list of key clients, dossiers and their age, plans, opportunities, what is asked for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from kam_core.book import Book, Record
from kam_core.book.kinds.market import CLOSED
from kam_core.metrics.dossier import Clock, clock
from kam_core.metrics.people import deciders_lost, seats
from kam_core.settings import Settings


@dataclass(frozen=True)
class BookFacts:
    """By client. plans: state of the plan; asks: what the plan asks of the company; opportunities: those that are open

    lost: clients whose decision maker has left
    """

    listed: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    opportunities: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    def in_time(self, client_id: str, day: datetime.date) -> bool:
        """Whether a client has a dossier that was revised in time."""
        known = self.clocks.get(client_id)
        return known is not None and not known.late(day)

    def opportunity(self, case: str, years: int) -> Decimal:
        """What all open opportunities bring in so many years. case: low, base, high"""
        amounts = [record.get(f"y{years}_{case}") for found in self.opportunities.values() for record in found]
        return sum((each for each in amounts if each is not None), Decimal(0))


def gather(book: Book, settings: Settings, level: str = "group") -> BookFacts:
    """Read what a portfolio deck needs, as far as the book's reader reaches."""
    listed = book.keys.current()
    plans = {record.client_id or "": record for record in book.records.of("plan")}
    open_: dict[str, list[Record]] = {}
    for record in book.records.of("opportunity"):
        if record.get("stage") not in CLOSED and record.client_id:
            open_.setdefault(record.client_id, []).append(record)
    return BookFacts(
        listed.ids, {entry.client_id: entry.name for entry in listed.entries},
        {record.client_id or "": clock(record, settings) for record in book.records.of("dossier")},
        {**dict.fromkeys(plans, "draft"), **{client: each.state for client, each in book.plans.all().items()}},
        {client: str(record.get("asks")) for client, record in plans.items() if record.get("asks")},
        {client: tuple(found) for client, found in open_.items()},
        _lost(book, level),
    )


def _lost(book: Book, level: str) -> tuple[str, ...]:
    positions = book.records.of("position")
    found = seats(book.records.many({each.parent for each in positions if each.parent}), positions)
    return tuple(sorted(deciders_lost(found, datetime.datetime.now().astimezone().date(), level)))
