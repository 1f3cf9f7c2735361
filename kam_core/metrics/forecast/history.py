"""The months that a forecast may rest on: full, brought in, one after another, up to the end of the scope."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import pandas as pd

from kam_core.i18n import Count, Message, Month, msg
from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.scope import Scope, add_months

LONGEST = 84
"""Months of history that are used at most: what was seven years ago says little of the next year."""
BEGINS = 10
"""Where the first sales of the ledger are later than this day of a month, that month is not taken as full."""
HORIZON = 12
"""Months ahead."""
ORIGINS = 3
"""Origins that a method is tried at, at least."""
LEAST = 12 + HORIZON + ORIGINS - 1
"""Full months in a row that there must be: a year to go by, the year that came after it, and three such pairs."""


@dataclass(frozen=True)
class History:
    """start, end: first days of months, end not included; why: a reason against any forecast; notes: to be said."""

    start: datetime.date
    end: datetime.date
    why: Message | None = None
    notes: list[Message] = field(default_factory=list)

    @property
    def months(self) -> int:
        """Number of months."""
        return distance(self.start, self.end)


def distance(start: datetime.date, end: datetime.date) -> int:
    """Months from one month to another."""
    return (end.year - start.year) * 12 + end.month - start.month


def history(ledger: Ledger, scope: Scope) -> History | None:
    """What a forecast as of the scope's end may rest on; None where the ledger has no full month up to there.

    A month that was not brought in is missing, not zero: only what follows the last such month is used, and where the
    last month itself is missing there is no forecast.
    """
    first, last = ledger.info.first_date, ledger.info.last_full_month
    if first is None or last is None:
        return None
    end = add_months(last, 1) if scope.end is None else min(scope.end, add_months(last, 1))
    begin = datetime.date(first.year, first.month, 1)
    if first.day > BEGINS:
        begin = add_months(begin, 1)
    begin = max(begin, add_months(end, -LONGEST))
    if begin >= end:
        return None
    held = set(period.loaded(ledger))
    missing = [month for month in _months(begin, end) if pd.Timestamp(month) not in held]
    if missing and missing[-1] == add_months(end, -1):
        return History(end, end, msg("No sales of {month} were brought in, so nothing is forecast from there.",
                                     month=Month(missing[-1], long=True)))
    notes: list[Message] = []
    if missing:
        begin = add_months(missing[-1], 1)
        notes.append(msg("No sales of {month} were brought in; the forecast rests on the months after it.",
                         month=Month(missing[-1], long=True)))
    found = distance(begin, end)
    why = None
    if found < LEAST:
        why = msg("The ledger holds {months} full months in a row up to {last}; a forecast and its test need {least}.",
                  months=Count(found), last=Month(add_months(end, -1), long=True), least=Count(LEAST))
    return History(begin, end, why, notes)


def _months(start: datetime.date, end: datetime.date) -> list[datetime.date]:
    return [add_months(start, place) for place in range(distance(start, end))]
