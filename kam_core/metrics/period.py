"""The period of a scope against what the ledger holds: is there a year before, is a month unfinished."""

from __future__ import annotations

import datetime

from kam_core.i18n import Day, Message, Month, msg
from kam_core.ledger import Ledger
from kam_core.scope import Scope, add_months


def month_of(day: datetime.date | None) -> datetime.date | None:
    """First day of the month of a date; a timestamp becomes a date."""
    return None if day is None else datetime.date(day.year, day.month, 1)


def bounds(ledger: Ledger, scope: Scope) -> tuple[datetime.date, datetime.date] | None:
    """(start, end) of the scope, end not included; all time is what the ledger holds. None: the ledger has no sales."""
    if scope.start is not None and scope.end is not None:
        return scope.start, scope.end
    first, last = month_of(ledger.info.first_date), month_of(ledger.info.last_date)
    return None if first is None or last is None else (first, add_months(last, 1))


def unfinished(ledger: Ledger, scope: Scope) -> datetime.date | None:
    """The first month of the scope that the ledger does not hold in full; None where all are whole."""
    span, last = bounds(ledger, scope), ledger.info.last_full_month
    if span is None or last is None or span[1] <= add_months(last, 1):
        return None
    return max(span[0], add_months(last, 1))


def comparison(ledger: Ledger, scope: Scope) -> tuple[Scope | None, Message | None]:
    """The same scope a year before, or None and why there is none."""
    before, first = scope.before(12), month_of(ledger.info.first_date)
    if before is None or before.start is None:
        return None, msg("All time has no year before to compare with.")
    if first is None:
        return None, None
    if before.start < first:
        return None, msg("The ledger begins in {month}: there is no whole year before to compare with.",
                         month=Month(first, long=True))
    partial = unfinished(ledger, scope)
    if partial is not None:
        return None, msg("The data end on {day}, so the period is not compared with the year before.",
                         day=Day(ledger.info.last_date or partial))
    return before, None
