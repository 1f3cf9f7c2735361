"""How old and how complete a dossier is: each section by itself, and the one clock of the whole.

A section was revised when somebody last wrote in it, or confirmed that it still holds. The dossier is to be revised as
soon as its oldest section is older than the setting ``dossier_months``; one where a section was never written is due now.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.book.kinds.dossier import SECTIONS
from kam_core.ledger import Ledger
from kam_core.scope import Scope
from kam_core.settings import Settings


@dataclass(frozen=True)
class Client:
    """A corporate group. accounts: its legal entities that are seen, id → name; manager: None where they have several"""

    client_id: str
    name: str
    accounts: dict[str, str]
    manager: str | None


def client(ledger: Ledger, scope: Scope, id: str) -> Client | None:
    """The client with this id, or whose legal entity has it; None where there is none, or it is not seen."""
    rows = ledger.query("dossier_client", replace(scope, level="group", where=(), only=None), id=id)
    if rows.empty:
        return None
    row = rows.iloc[0]
    manager = row["manager"] if isinstance(row["manager"], str) else None
    return Client(str(row["client_id"]), str(row["name"]), dict(zip(row["accounts"], row["names"], strict=True)), manager)


@dataclass(frozen=True)
class Section:
    """One section. filled, fields: how many of its fields hold something; revised: None while nothing was written"""

    key: str
    filled: int
    fields: int
    revised: datetime.date | None
    due: datetime.date | None

    def late(self, today: datetime.date) -> bool:
        """Whether it is to be revised by now."""
        return self.due is None or self.due < today


@dataclass(frozen=True)
class Clock:
    """A dossier. due: the day by which it is to be revised; None: nothing is written of some section, so now"""

    sections: tuple[Section, ...]

    @property
    def revised(self) -> datetime.date | None:
        """The day on which its oldest section was revised."""
        days = [section.revised for section in self.sections]
        return None if None in days else min(day for day in days if day is not None)

    @property
    def due(self) -> datetime.date | None:
        """The day by which the first of its sections is to be revised."""
        days = [section.due for section in self.sections]
        return None if None in days else min(day for day in days if day is not None)

    @property
    def filled(self) -> float:
        """The share of all fields that hold something, 0 to 1."""
        return sum(section.filled for section in self.sections) / sum(section.fields for section in self.sections)

    def late(self, today: datetime.date) -> bool:
        """Whether it is to be revised by now."""
        return self.due is None or self.due < today


def clock(record: Record | None, settings: Settings, others: Mapping[str, datetime.date] | None = None) -> Clock:
    """The clock of a dossier.

    record: None while nothing was written; others: by section, the day on which records that belong to it (persons,
    competitors) were last written
    """
    fields = kind("dossier").fields
    months = int(settings.number("dossier_months"))
    sections = []
    for key in SECTIONS:
        own = [field.key for field in fields if field.section == key]
        days = [stamp.at.astimezone().date() for name, stamp in (record.stamps if record else {}).items()
                if name in own or name == f"confirmed_{key}"]
        if others and key in others:
            days.append(others[key])
        revised = max(days, default=None)
        filled = sum(record is not None and record.get(name) is not None for name in own)
        sections.append(Section(key, filled, len(own), revised, None if revised is None else _later(revised, months)))
    return Clock(tuple(sections))


def _later(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later; the last of that month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for number in range(day.day, 27, -1):
        try:
            return datetime.date(year, month + 1, number)
        except ValueError:
            continue
    return datetime.date(year, month + 1, day.day)
