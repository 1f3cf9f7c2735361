"""The people of a client: who acts where, who is lost, what hangs on whom. Pure functions over records of the book.

Kinds ``person`` and ``position``: a position's parent is the person, its client a corporate group, its account a legal
entity (none: the whole group). Findings in words are in people_said.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kam_core.book import Record
from kam_core.book.kinds.people import DECIDERS
from kam_core.i18n import Message, msg

COLUMNS: tuple[tuple[str, Message, tuple[str, ...]], ...] = (
    ("decide", msg("Decide"), DECIDERS),
    ("influence", msg("Have influence"), ("influences", "expert")),
    ("use", msg("Use, buy, keep the gate"), ("uses", "buys", "gate")),
    ("unknown", msg("Role not known"), ()),
)
"""Columns of the decision map: (key, words, roles)."""
INFLUENCES = ("high", "middle", "low")
WORST = ("opponent", "unknown", "neutral", "supporter")
"""Attitudes, the one to worry about first."""


@dataclass(frozen=True)
class Seat:
    """What one person is at one client. account: the legal entity, None for all of them; touched: see ``seats``"""

    id: str
    person: str
    name: str
    client: str
    account: str | None
    position: str | None
    role: str | None
    influence: str | None
    attitude: str
    held_by: str | None
    since: datetime.date | None
    left: datetime.date | None
    touched: datetime.date

    @property
    def decides(self) -> bool:
        """Whether this person says yes or no there."""
        return self.role in DECIDERS

    @property
    def column(self) -> int:
        """The place of its role among COLUMNS."""
        return next((place for place, (_, _, roles) in enumerate(COLUMNS) if self.role in roles), len(COLUMNS) - 1)

    def acts(self, today: datetime.date) -> bool:
        """Whether they have not left by that day."""
        return self.left is None or self.left > today


@dataclass(frozen=True)
class Node:
    """One person on the decision map: the strongest of their roles, the highest influence, the attitude that goes with it.

    column: place among COLUMNS; holders: who of us holds the contact, by name; seats: all that was put together
    """

    person: str
    name: str
    column: int
    influence: str | None
    attitude: str
    holders: tuple[str, ...]
    seats: tuple[Seat, ...] = field(repr=False)


def met(visits: Iterable[Record], today: datetime.date) -> dict[str, datetime.date]:
    """The day on which each person was last met or spoken to, by the visits and calls that took place."""
    found: dict[str, datetime.date] = {}
    for visit in visits:
        day = visit.get("date")
        if visit.get("state") != "done" or day is None or day > today:
            continue
        for person in visit.get("people") or ():
            found[person] = max(day, found.get(person, day))
    return found


def seats(
    persons: Mapping[str, Record], positions: Iterable[Record], met: Mapping[str, datetime.date] | None = None
) -> list[Seat]:
    """Positions with their persons: who decides first, then by influence and name. Those of a removed person are left out.

    touched: the latest day on which somebody wrote about the person or the position, or met the person
    """
    found = []
    for record in positions:
        person = persons.get(record.parent or "")
        if person is None or person.deleted_at is not None or record.deleted_at is not None or record.client_id is None:
            continue
        days = [each.changed.at.astimezone().date() for each in (record, person)]
        days += [day for day in ((met or {}).get(person.id),) if day is not None]
        found.append(Seat(
            record.id, person.id, str(person.get("name")), record.client_id, record.account_id, record.get("position"),
            record.get("role"), record.get("influence"), record.get("attitude") or "unknown", record.get("held_by"),
            record.get("since"), record.get("left"), max(days),
        ))
    return sorted(found, key=_order)


def _order(seat: Seat) -> tuple[Any, ...]:
    return (seat.column, _rank(seat.influence, INFLUENCES), WORST.index(seat.attitude), seat.name.casefold(), seat.person,
            seat.account or "", seat.id)


def _rank(value: str | None, order: tuple[str, ...]) -> int:
    return order.index(value) if value in order else len(order)


def at(found: Iterable[Seat], account: str | None) -> list[Seat]:
    """Those who act for a legal entity: by it, or for the whole client. None: all."""
    return [seat for seat in found if account is None or seat.account in (account, None)]


def nodes(found: Iterable[Seat], today: datetime.date) -> list[Node]:
    """The persons who act, one node each, in the order of ``seats``."""
    by: dict[str, list[Seat]] = {}
    for seat in sorted(found, key=_order):
        if seat.acts(today):
            by.setdefault(seat.person, []).append(seat)
    made = []
    for person, own in by.items():
        influence = min((seat.influence for seat in own), key=lambda each: _rank(each, INFLUENCES))
        first = min(own, key=lambda seat: (seat.column, WORST.index(seat.attitude)))
        holders = tuple(sorted({seat.held_by for seat in own if seat.held_by}, key=str.casefold))
        made.append(Node(person, first.name, first.column, influence, first.attitude, holders, tuple(own)))
    return sorted(made, key=lambda node: (node.column, _rank(node.influence, INFLUENCES), node.name.casefold(), node.person))


def deciders_lost(found: Iterable[Seat], today: datetime.date, level: str = "group") -> frozenset[str]:
    """Ids of groups (or accounts, by the level) where somebody who decided has left and nobody known decides since.

    An account also has those who decide for the whole of its group. Source: a lost decision maker is a knock-out of
    customer-success practice, whatever the rest of a score says.
    """
    kept: set[tuple[str, str]] = set()
    left: set[tuple[str, str]] = set()
    whole: set[str] = set()
    for seat in found:
        if not seat.decides:
            continue
        id = (seat.client, seat.client if level == "group" else seat.account or seat.client)
        (kept if seat.acts(today) else left).add(id)
        if seat.acts(today) and seat.account is None:
            whole.add(seat.client)
    return frozenset(id for client, id in left - kept if client not in whole)
