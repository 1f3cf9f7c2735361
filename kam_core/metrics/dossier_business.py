"""Opportunities of a client by horizon, and the days that its contracts ask for. Pure: over records that are given.

The size of an opportunity is an assumption of people, not a forecast: a range for one, three and five years.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kam_core.book import Record
from kam_core.book.kinds.market import CASES, CLOSED, HORIZONS
from kam_core.i18n import Day, Message, msg
from kam_core.settings import Settings

Prior = tuple[float, float] | None
"""The usual chance to close, from and to; None: there is none for such a client."""


def is_open(opportunity: Record) -> bool:
    """Whether it is neither won nor lost nor declined."""
    return opportunity.get("stage") not in CLOSED


def prior(key: bool, new: bool, settings: Settings) -> Prior:
    """The usual chance to close with a client on the list of key clients, or with a new one."""
    if not key and not new:
        return None
    name = "key" if key else "new"
    low, high = settings.number(f"chance_{name}_low"), settings.number(f"chance_{name}_high")
    return min(low, high), max(low, high)


def chance(opportunity: Record, usual: Prior) -> Prior:
    """The chance to close: as it was entered, else the usual one."""
    entered = opportunity.get("probability")
    return usual if entered is None else (float(entered), float(entered))


@dataclass(frozen=True)
class Range:
    """Income of one horizon. low, base, high: None where they were not entered"""

    years: int
    low: Decimal | None
    base: Decimal | None
    high: Decimal | None

    @property
    def whole(self) -> bool:
        """Whether all three are there, in order."""
        return self.low is not None and self.base is not None and self.high is not None and self.low <= self.base <= self.high

    @property
    def some(self) -> bool:
        """Whether any of the three is there."""
        return self.low is not None or self.base is not None or self.high is not None


def ranges(opportunity: Record) -> list[Range]:
    """Its three horizons."""
    return [Range(years, *(opportunity.get(f"y{years}_{case}") for case in CASES)) for years in HORIZONS]


@dataclass(frozen=True)
class Horizon:
    """Open opportunities of a client together, in one horizon.

    low, base, high: sums of those that have a whole range, ``counted`` of them; None where there is none
    partial: those that have one or two of the three amounts, or not in order, and are in no sum
    expected: base × chance to close, from and to, of those with a chance, ``weighed`` of them; None where there is none
    """

    years: int
    low: Decimal | None
    base: Decimal | None
    high: Decimal | None
    counted: int
    partial: int
    expected: tuple[Decimal, Decimal] | None
    weighed: int


def horizons(opportunities: Iterable[Record], usual: Prior) -> list[Horizon]:
    """The sums over open opportunities for 1, 3 and 5 years. Exact: nothing is rounded before it is summed."""
    found = [(each, {one.years: one for one in ranges(each)}) for each in opportunities if is_open(each)]
    sums = []
    for years in HORIZONS:
        whole = [(each, of[years]) for each, of in found if of[years].whole]
        odds = [(one.base, chance(each, usual)) for each, one in whole]
        weighed = [(base, of) for base, of in odds if of is not None and base is not None]
        low, base, high = (_sum(getattr(one, case) for _, one in whole) if whole else None for case in CASES)
        expected = (_sum(base * Decimal(str(of[0])) for base, of in weighed),
                    _sum(base * Decimal(str(of[1])) for base, of in weighed)) if weighed else None
        partial = sum(of[years].some and not of[years].whole for _, of in found)
        sums.append(Horizon(years, low, base, high, len(whole), partial, expected, len(weighed)))
    return sums


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def covered(opportunities: Iterable[Record], categories: Iterable[str]) -> set[str]:
    """Those of the categories that an open opportunity names as its product, letters of any size."""
    named = {str(each.get("product")).strip().casefold() for each in opportunities if is_open(each) and each.get("product")}
    return {category for category in categories if category.strip().casefold() in named}


Where = Literal["ahead", "running", "notice", "missed", "renewed", "ended"]
STATES: dict[Where, Message] = {
    "notice": msg("to be decided now"), "missed": msg("notice can be given no longer"), "running": msg("runs"),
    "ahead": msg("begins later"), "renewed": msg("has renewed itself"), "ended": msg("has ended"),
}
"""Where a contract stands, what needs somebody first."""


@dataclass(frozen=True)
class Term:
    """One contract on one day. notice_by: the last day to give notice, end − notice days; None where none is agreed

    decide_by: the day by which somebody must have decided: that of notice, else the end
    """

    record: Record
    state: Where
    start: datetime.date
    end: datetime.date
    notice_by: datetime.date | None

    @property
    def decide_by(self) -> datetime.date:
        """Notice, else the end."""
        return self.notice_by or self.end

    @property
    def renews(self) -> bool:
        """Whether it renews by itself."""
        return bool(self.record.get("auto_renewal"))


def term(contract: Record, today: datetime.date, warn_days: int) -> Term:
    """Where a contract stands. warn_days: so long before the day of decision it needs somebody"""
    start, end, days = contract.get("start"), contract.get("end"), contract.get("notice_days")
    notice = None if days is None else end - datetime.timedelta(days=int(days))
    state: Where = "running"
    if end < today:
        state = "renewed" if contract.get("auto_renewal") else "ended"
    elif start > today:
        state = "ahead"
    elif notice is not None and notice < today:
        state = "missed"
    elif (notice or end) <= today + datetime.timedelta(days=warn_days):
        state = "notice"
    return Term(contract, state, start, end, notice)


def terms(contracts: Iterable[Record], today: datetime.date, warn_days: int) -> list[Term]:
    """All contracts, what expires first of those that run; the ended ones last, the latest of them first."""
    found = [term(each, today, warn_days) for each in contracts]
    over = sorted((each for each in found if each.state in ("ended", "renewed")), key=lambda each: each.end, reverse=True)
    live = sorted((each for each in found if each not in over), key=lambda each: (each.decide_by, each.end))
    # what has renewed itself is in force, and its new end is not written down: that comes before what is settled
    return [*[each for each in over if each.state == "renewed"], *live, *[each for each in over if each.state == "ended"]]


def deadline(found: Term) -> Message:
    """What ends when, in words."""
    if found.state == "ended":
        return msg("ended on {day}", day=Day(found.end))
    if found.state == "renewed":
        return msg("was to end on {day} and renews by itself: the new end is not written down", day=Day(found.end))
    if found.notice_by is None:
        return msg("renews by itself on {day}; no notice is agreed", day=Day(found.end)) if found.renews else msg(
            "ends on {day}; no notice is agreed", day=Day(found.end))
    if found.state == "missed":
        day = Day(found.notice_by)
        return msg("the day of notice, {day}, has passed; renews by itself on {end}", day=day, end=Day(found.end)) if (
            found.renews) else msg("the day of notice, {day}, has passed; ends on {end}", day=day, end=Day(found.end))
    if found.renews:
        return msg("notice must be given by {day}, else it renews by itself on {end}", day=Day(found.notice_by),
                   end=Day(found.end))
    return msg("notice must be given by {day}; ends on {end}", day=Day(found.notice_by), end=Day(found.end))
