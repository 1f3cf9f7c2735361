"""The period of a scope against what the ledger holds: is there a year before, is a month unfinished."""

from __future__ import annotations

import datetime

import pandas as pd

from kam_core.i18n import Count, Day, Message, Month, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import timeless
from kam_core.scope import OWNER, Scope, add_months
from kam_core.settings import Settings

ENOUGH = 0.5
"""Part of the months of a period that must hold sales before something is compared with it."""


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


def left_out(ledger: Ledger, scope: Scope) -> list[Message]:
    """Says that the scope stops right before a month which has sales and is not complete; else nothing."""
    full, last = ledger.info.last_full_month, ledger.info.last_date
    if full is None or last is None or scope.end != add_months(full, 1) or last < scope.end:
        return []
    return [msg("{month} is not complete (sales to {day}) and is not counted.", month=Month(last, long=True),
                day=Day(last))]


def sparse(ledger: Ledger, scope: Scope) -> list[Message]:
    """Says that most months of the scope hold no sales; else nothing."""
    span = bounds(ledger, scope)
    if span is None or enough(ledger, *span):
        return []
    months = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month
    return [nmsg("Of the {n} month of the period {held} hold sales: amounts and rates are of these alone.",
                 "Of the {n} months of the period {held} hold sales: amounts and rates are of these alone.", months,
                 held=Count(held(ledger, *span)))]


def loaded(ledger: Ledger) -> pd.DatetimeIndex:
    """The months in which the ledger holds any sales line at all, whoever looks; all others were not brought in."""
    return pd.DatetimeIndex(timeless.query(ledger, "loaded_months", Scope(viewer=OWNER))["month"])


def held(ledger: Ledger, start: datetime.date, end: datetime.date) -> int:
    """How many months from start to end, end not included, hold sales."""
    months = loaded(ledger)
    return int(((months >= pd.Timestamp(start)) & (months < pd.Timestamp(end))).sum())


def enough(ledger: Ledger, start: datetime.date, end: datetime.date) -> bool:
    """Whether at least half of the months from start to end, end not included, hold sales."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return held(ledger, start, end) >= max(1.0, ENOUGH * months)


def known_before(ledger: Ledger, start: datetime.date) -> bool:
    """Whether what lies before ``start`` can tell who is new: half of the year before, or of what the ledger has of it.

    One stray old year would otherwise make every client new.
    """
    first = month_of(ledger.info.first_date)
    return first is not None and first < start and enough(ledger, max(first, add_months(start, -12)), start)


def comparison(ledger: Ledger, scope: Scope) -> tuple[Scope | None, Message | None]:
    """The same scope a year before, or None and why there is none.

    There is none where fewer than half of its months hold sales: a month that was not brought in is missing, not zero.
    """
    return _earlier(ledger, scope, 12)


def windows(ledger: Ledger, scope: Scope, settings: Settings) -> tuple[Scope | None, Message | None]:
    """The earlier period of equal length that the scope is compared with, or None and why there is none.

    The setting compare_with says which: the same months a year before, or the months right before. They are one for
    twelve months. A period that is longer than a year would overlap itself a year before: it is compared with what is
    right before it.
    """
    months = scope.months or 12
    return _earlier(ledger, scope, months if months > 12 or settings.text("compare_with") == "previous" else 12)


def _earlier(ledger: Ledger, scope: Scope, months: int) -> tuple[Scope | None, Message | None]:
    before, first = scope.before(months), month_of(ledger.info.first_date)
    if before is None or before.start is None or before.end is None:
        return None, msg("All time has no year before to compare with.")
    if first is None:
        return None, None
    if before.start < first:
        if months != 12:
            return None, msg("The ledger begins in {month}: there is no earlier period to compare with.",
                             month=Month(first, long=True))
        return None, msg("The ledger begins in {month}: there is no whole year before to compare with.",
                         month=Month(first, long=True))
    partial = unfinished(ledger, scope)
    if partial is not None:
        return None, msg("The data end on {day}, so the period is not compared with the year before.",
                         day=Day(ledger.info.last_date or partial))
    if not enough(ledger, before.start, before.end):
        return None, _gap(held(ledger, before.start, before.end), before.start, before.end)
    return before, None


def _gap(some: int, start: datetime.date, end: datetime.date) -> Message:
    first, last = Month(start), Month(add_months(end, -1))
    if not some:
        return msg("The ledger holds no sales of the year before ({first} – {last}), so nothing is compared with it.",
                   first=first, last=last)
    return msg("Only {some} of the months of the year before ({first} – {last}) hold sales, so nothing is compared "
               "with it.", some=Count(some), first=first, last=last)
