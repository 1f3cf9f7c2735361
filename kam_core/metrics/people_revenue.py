"""The revenue that hangs on a person: of the legal entities where they decide, and of all where they act."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from kam_core.i18n import Message, Month, msg
from kam_core.ledger import Ledger
from kam_core.metrics import timeless
from kam_core.metrics.client_scope import yearly
from kam_core.metrics.people import WORST, Seat
from kam_core.scope import Scope, add_months


@dataclass(frozen=True)
class Entity:
    """A legal entity that is seen. client: id of its group, client_name: its name; revenue: exact, of twelve months"""

    id: str
    name: str
    client: str
    client_name: str
    manager: str | None
    revenue: Decimal


@dataclass(frozen=True)
class Hanging:
    """What hangs on a person. decides, acts: revenue of the entities where they decide, and of all where they act

    entities: by client, those where they act, the largest first; only what is seen
    """

    person: str
    name: str
    decides: Decimal
    acts: Decimal
    entities: dict[str, tuple[Entity, ...]]
    seats: tuple[Seat, ...]

    @property
    def attitude(self) -> str:
        """The one to worry about most, of all their positions that decide, or of all where none does."""
        deciding = [seat for seat in self.seats if seat.decides] or self.seats
        return min((seat.attitude for seat in deciding), key=WORST.index)


def entities(ledger: Ledger, scope: Scope, clients: Iterable[str]) -> dict[str, Entity]:
    """The legal entities of these clients that the viewer sees, by id, with their revenue of twelve full months."""
    wanted = tuple(sorted(set(clients)))
    if not wanted:
        return {}
    asked = _whole(yearly(ledger, scope), wanted)
    return {
        str(row.account_id): Entity(
            str(row.account_id), str(row.name), str(row.client_id), str(row.client),
            row.manager if isinstance(row.manager, str) else None, Decimal(str(row.revenue)),
        )
        for row in timeless.again(ledger, "people_entities", asked).itertuples()
    }


def total(ledger: Ledger, scope: Scope) -> Decimal:
    """The revenue of twelve full months of all that the viewer sees: the whole that shares are taken of."""
    value = timeless.again(ledger, "people_total", _whole(yearly(ledger, scope), None))["revenue"].iloc[0]
    return Decimal(str(value)) if isinstance(value, str) else Decimal(0)


def _whole(scope: Scope, only: tuple[str, ...] | None) -> Scope:
    return replace(scope, level="group", base="revenue", where=(), only=only)


def months(ledger: Ledger) -> Message:
    """Which twelve months are meant, in words."""
    last = ledger.info.last_full_month
    if last is None:
        return msg("all time")
    return msg("{first} – {last}", first=Month(add_months(last, -11)), last=Month(last))


def hanging(found: Iterable[Seat], known: dict[str, Entity], today: datetime.date) -> list[Hanging]:
    """What hangs on each person who acts, the most first; an entity counts once, however many positions they have there.

    known: ``entities``. A position of no entity in particular is one at every entity of its client.
    """
    by_client: dict[str, list[Entity]] = {}
    for entity in known.values():
        by_client.setdefault(entity.client, []).append(entity)
    by_person: dict[str, list[Seat]] = {}
    for seat in found:
        if seat.acts(today):
            by_person.setdefault(seat.person, []).append(seat)
    made = []
    for person, own in by_person.items():
        acts = _at(own, known, by_client)
        decides = _at([seat for seat in own if seat.decides], known, by_client)
        parted: dict[str, list[Entity]] = {}
        for entity in sorted(acts.values(), key=lambda each: (-each.revenue, each.id)):
            parted.setdefault(entity.client, []).append(entity)
        made.append(Hanging(person, own[0].name, _sum(decides), _sum(acts),
                            {client: tuple(each) for client, each in parted.items()}, tuple(own)))
    return sorted(made, key=lambda each: (-each.decides, -each.acts, each.name.casefold(), each.person))


def _at(own: Iterable[Seat], known: dict[str, Entity], by_client: dict[str, list[Entity]]) -> dict[str, Entity]:
    places: dict[str, Entity] = {}
    for seat in own:
        if seat.account is None:
            places |= {entity.id: entity for entity in by_client.get(seat.client, [])}
        elif seat.account in known:
            places[seat.account] = known[seat.account]
    return places


def _sum(places: dict[str, Entity]) -> Decimal:
    return sum((entity.revenue for entity in places.values()), Decimal(0))
