"""Periods as the address names them: 12m, all, 2025, 2025-q3, 2025-01..2025-06 (both months included)."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from kam_core.errors import UsageError
from kam_core.i18n import Message, Month, msg
from kam_core.scope import add_months, in_years, last_months

DEFAULT = "12m"
QUARTERS = 12
"""How many quarters are offered by name; earlier ones are reached by their months."""

Span = tuple[datetime.date, datetime.date]


@dataclass(frozen=True)
class Calendar:
    """The months that a ledger covers: first and last full month, as their first days; None where nothing is full."""

    first: datetime.date | None
    last: datetime.date | None

    def keys(self) -> list[str]:
        """The periods that can be chosen by name, the usual one first."""
        if self.first is None or self.last is None:
            return ["all"]
        years = [str(year) for year in range(self.last.year, self.first.year - 1, -1)]
        quarters: list[str] = []
        month = _quarter_start(self.last)
        while month > add_months(self.first, -3) and len(quarters) < QUARTERS:
            quarters.append(f"{month.year}-q{(month.month + 2) // 3}")
            month = add_months(month, -3)
        return [DEFAULT, *quarters[:1], *years[:1], *quarters[1:], *years[1:], "all"]

    def months(self) -> list[datetime.date]:
        """Every full month, the first first."""
        if self.first is None or self.last is None:
            return []
        found = [self.first]
        while found[-1] < self.last:
            found.append(add_months(found[-1], 1))
        return found

    def span(self, key: str) -> Span | None:
        """(start, end) of a period, end not included, cut at the last full month; None for all time.

        Raises ValueError where the key is no period, or none that the ledger covers.
        """
        if key == "all":
            return None
        if self.last is None:
            raise ValueError(key)
        if key == DEFAULT:
            return last_months(self.last)
        whole = parse(key)
        if whole is None:
            raise ValueError(key)
        start, end = whole
        end = min(end, add_months(self.last, 1))
        if start >= end:
            raise ValueError(key)
        return start, end

    def label(self, key: str) -> object:
        """A period in words, with its months where the name does not say them."""
        span = self.span(key)
        if span is None:
            return msg("All time")
        months = between(span)
        if key == DEFAULT:
            return msg("Last 12 months · {months}", months=months)
        whole = parse(key)
        name: object = key
        if "q" in key:
            name = msg("Q{quarter} {year}", quarter=key[-1], year=key[:4])
        elif ".." in key:
            return months
        return name if whole == span else msg("{name} · {months}", name=name, months=months)


def parse(key: str) -> Span | None:
    """(start, end) of a year, a quarter or a range of months as its key names it, end not included."""
    if found := re.fullmatch(r"(\d{4})", key):
        return _months(int(found[1]), 1, 12)
    if found := re.fullmatch(r"(\d{4})-q([1-4])", key):
        return _months(int(found[1]), int(found[2]) * 3 - 2, 3)
    if found := re.fullmatch(r"(\d{4})-(\d\d)\.\.(\d{4})-(\d\d)", key):
        try:
            start = in_years(datetime.date(int(found[1]), int(found[2]), 1))
            end = add_months(in_years(datetime.date(int(found[3]), int(found[4]), 1)), 1)
        except (ValueError, UsageError):
            return None
        return (start, end) if start < end else None
    return None


def range_key(first: datetime.date, last: datetime.date) -> str:
    """The key of the months from ``first`` to ``last``, both included, whichever comes first."""
    first, last = sorted((first, last))
    return f"{first:%Y-%m}..{last:%Y-%m}"


def between(span: Span) -> Message | Month:
    """'Jan 25 – Dec 25': the months of a period, or the one."""
    start, last = span[0], add_months(span[1], -1)
    if start == last:
        return Month(start)
    return msg("{start} – {last}", start=Month(start), last=Month(last))


def _months(year: int, month: int, count: int) -> Span | None:
    try:
        start = in_years(datetime.date(year, month, 1))
        return start, add_months(start, count)
    except (ValueError, UsageError):
        return None


def _quarter_start(day: datetime.date) -> datetime.date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
