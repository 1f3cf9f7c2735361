"""What is looked at, and by whom. The one cache key of every answer, beside the ledger's version and the settings."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg

Base = Literal["revenue", "margin", "contribution"]
Level = Literal["group", "account"]
BASES: tuple[str, ...] = get_args(Base)
LEVELS: tuple[str, ...] = get_args(Level)
FIELDS = ("unit", "region", "segment", "industry", "manager")
"""What a scope can be filtered by."""
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that months can be asked for in."""


@dataclass(frozen=True)
class Viewer:
    """Who looks, as far as it decides what is seen: everything, or only some accounts; nobody sees nothing.

    Two who see the same are equal, so that they share what is kept. An account is seen where it is named, where its group is,
    or where its manager in the account list is, unless it or its group was given to somebody else.

    email: who asks, for the answer to say; decides nothing
    accounts: ids of accounts seen in any case; None: all there are, lines without a client included
    clients: ids of corporate groups seen whole in any case; managers: names in the account list
    others, other_accounts: ids of groups and of accounts that the list's manager has no longer
    """

    email: str = field(default="", compare=False)
    accounts: frozenset[str] | None = frozenset()
    clients: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    other_accounts: frozenset[str] = frozenset()

    @property
    def sees_all(self) -> bool:
        """Whether everything is seen."""
        return self.accounts is None

    @property
    def sees_nothing(self) -> bool:
        """Whether there is nothing that could be seen, whatever the ledger holds."""
        return self.accounts is not None and not (self.accounts or self.clients or self.managers)


NOBODY = Viewer()
OWNER = Viewer("", None)
"""Whoever runs Kamerton on a machine of their own, without a list of members."""


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The first day of the month that is ``months`` after the month of ``day``; UsageError past the calendar's ends."""
    index = day.year * 12 + day.month - 1 + months
    if not datetime.MINYEAR <= index // 12 <= datetime.MAXYEAR:
        raise _no_such_year(index // 12)
    return datetime.date(index // 12, index % 12 + 1, 1)


def in_years(day: datetime.date) -> datetime.date:
    """The same day, or a UsageError where its year is none that a company has data of."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _no_such_year(day.year)
    return day


def _no_such_year(year: int) -> UsageError:
    return UsageError(
        msg("The year {year} is out of range.", year=year),
        next=msg("Take months from {first} to {last}.", first=FIRST_YEAR, last=LAST_YEAR),
    )


@dataclass(frozen=True)
class Scope:
    """A period of whole months, a base, a level, filters and a viewer.

    start, end: first days of months, end not included; both None means all time, partial months too
    where: ((field, (value, ...)), ...), any of the values, all of the fields
    viewer: who looks
    only: ids of corporate groups that alone are looked at (the list of key clients); None: all of them
    """

    start: datetime.date | None = None
    end: datetime.date | None = None
    base: Base = "revenue"
    level: Level = "group"
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    viewer: Viewer = field(default=NOBODY)
    only: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            if day is not None and day.day != 1:
                raise UsageError(
                    msg("{day} is not the first day of a month.", day=day.isoformat()),
                    msg("Periods are whole months."),
                    msg("Take {before} or {after}.", before=day.replace(day=1), after=add_months(day, 1)),
                )
        if (self.start is None) != (self.end is None):
            raise UsageError(msg("A period needs both its ends."), next=msg("Give both --from and --to."))
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise UsageError(
                msg("The period from {start} to {end} is empty.", start=self.start, end=self.end),
                next=msg("Take an end after the start; the end is not included."),
            )
        _choice("base", self.base, BASES)
        _choice("level", self.level, LEVELS)
        for name, _ in self.where:
            _choice("field", name, FIELDS)

    @property
    def months(self) -> int | None:
        """Number of months in the period; None for all time."""
        if self.start is None or self.end is None:
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def before(self, months: int = 12) -> Scope | None:
        """The same scope ``months`` earlier (a year by default); None for all time."""
        if self.start is None or self.end is None:
            return None
        return replace(self, start=add_months(self.start, -months), end=add_months(self.end, -months))

    def values(self, name: str) -> tuple[str, ...]:
        """The values that a field is filtered by; empty when it is not."""
        return next((values for key, values in self.where if key == name), ())

    def filtered(self, name: str, values: tuple[str, ...]) -> Scope:
        """The same scope with this field's filter replaced; no values take it off."""
        rest = [(key, kept) for key, kept in self.where if key != name]
        if values:
            rest.append((name, tuple(sorted(set(values)))))
        return replace(self, where=tuple(sorted(rest)))


def _choice(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(
            msg("There is no {what} “{value}”.", what=what, value=value),
            next=msg("Take one of: {allowed}.", allowed=Joined(allowed)),
        )


def last_months(last: datetime.date, months: int = 12) -> tuple[datetime.date, datetime.date]:
    """(start, end) of the ``months`` full months up to and including the month of ``last``; UsageError before 1900."""
    end = add_months(last, 1)
    return in_years(add_months(end, -months)), end


def parse_month(text: str) -> datetime.date:
    """'2026-03' as the first day of that month, in 1900 to 2100; UsageError for anything else."""
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-01)?", text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise UsageError(
            msg("“{text}” is not a month.", text=text), next=msg("Write it as {example}.", example="2026-03")
        )
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise _no_such_year(int(found[1]))
    return datetime.date(int(found[1]), int(found[2]), 1)
