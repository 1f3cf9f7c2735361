"""Working hours between two moments: the week, holidays and clock of a company, for many requests at once.

Sources: the count of business days to a day, as numpy's busday_count has it, read off a running sum of the calendar; public
holidays, days off moved to other days and weekends that are worked instead, from the package holidays. A day shortened
before a holiday is taken as a whole one.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

import holidays
import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]

HOUR = 3_600_000_000
"""Microseconds."""
DAY = 24 * HOUR
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)
"""Moments outside are typing errors: nothing is counted from or to them."""
HOLIDAYS_FROM, HOLIDAYS_TO = 1980, 2100
"""Years that public holidays are asked for."""


@dataclass(frozen=True)
class Week:
    """When a company works.

    opens, closes: hours after midnight, 9.5 is half past nine; workdays: 0 is Monday
    off: days off besides; country: ISO code whose public holidays are off, '' for none
    zone: name of the time zone of the working hours, '' for the one that moments are written in; written: name of the zone
    that moments are written in, '' for that of the working hours
    """

    opens: float = 9.0
    closes: float = 18.0
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    off: tuple[datetime.date, ...] = ()
    country: str = ""
    zone: str = ""
    written: str = ""

    @property
    def hours(self) -> float:
        """Hours of a working day."""
        return self.closes - self.opens


@lru_cache(maxsize=64)
def _public(country: str, year: int) -> tuple[frozenset[datetime.date], frozenset[datetime.date]]:
    """(days off, weekend days worked instead) of a country in a year."""
    known = holidays.country_holidays(country, years=year)
    return (frozenset(day for day in known if day.year == year),
            frozenset(day for day in known.weekend_workdays if day.year == year))


@lru_cache(maxsize=16)
def _worked(week: Week, first: int, last: int) -> npt.NDArray[np.int64]:
    """Working days before each day from ``first`` to ``last``, days since 1970, one more at the end."""
    days = np.arange(first, last + 1)
    works = np.isin((days + 3) % 7, week.workdays)
    off: set[datetime.date] = set(week.off)
    on: set[datetime.date] = set()
    if week.country:
        years = range(int(days[0]) // 366 + 1969, int(days[-1]) // 365 + 1972)
        for year in years:
            if HOLIDAYS_FROM <= year <= HOLIDAYS_TO:
                closed, instead = _public(week.country, year)
                off |= closed
                on |= instead
    for chosen, state in ((on, True), (off, False)):
        places = np.array([(day - datetime.date(1970, 1, 1)).days for day in chosen], dtype=np.int64) - first
        works[places[(places >= 0) & (places < works.size)]] = state
    return np.concatenate(([0], np.cumsum(works)))


def local(moments: Moments, week: Week) -> Moments:
    """Moments as the clock on the wall of the working hours shows them. moments: as they are written, without a zone"""
    source, wanted = week.written or week.zone, week.zone or week.written
    if source == wanted:
        return moments
    return _aware(moments, source).tz_convert(wanted).tz_localize(None).to_numpy()


def _aware(moments: Moments, zone: str) -> pd.DatetimeIndex:
    """Moments with their zone. An hour that the clock shows twice is the first; one that it leaves out begins after it."""
    index = pd.DatetimeIndex(moments)
    return index.tz_localize(zone, ambiguous=np.ones(len(index), dtype=bool), nonexistent="shift_forward")


def hours(starts: Moments, ends: Moments, week: Week) -> Floats:
    """Working hours from each start to its end, negative where the end is before; NaN where either is unknown.

    starts, ends: numpy datetime64, as written (see Week)
    """
    begin, end = (_microseconds(local(moments, week)) for moments in (starts, ends))
    known = _inside(begin) & _inside(end)
    found = np.full(begin.shape, np.nan)
    if known.any():
        first = min(int(begin[known].min()), int(end[known].min())) // DAY
        last = max(int(begin[known].max()), int(end[known].max())) // DAY
        # whole years: the same few sums serve most questions
        first, last = first - first % 366, last - last % 366 + 366
        found[known] = _before(end[known], week, first, last) - _before(begin[known], week, first, last)
    return found


def _before(moments: npt.NDArray[np.int64], week: Week, first: int, last: int) -> Floats:
    """Working hours from the beginning of the calendar to each moment."""
    worked = _worked(week, first, last)
    day = moments // DAY
    place = day - first
    clock = (moments - day * DAY) / HOUR
    today = np.clip(clock, week.opens, week.closes) - week.opens
    whole = worked[place]
    return np.asarray(whole * week.hours + (worked[place + 1] - whole) * today, dtype=float)


def elapsed(starts: Moments, ends: Moments, week: Week) -> Floats:
    """Hours by the calendar from each start to its end, over changes of the clock where the zone is known."""
    zone = week.written or week.zone
    begin, end = (
        _microseconds(_aware(moments, zone).tz_convert("UTC").tz_localize(None).to_numpy() if zone else moments)
        for moments in (starts, ends)
    )
    return np.where(_inside(begin) & _inside(end), (end - begin) / HOUR, np.nan)


def _microseconds(moments: Moments) -> npt.NDArray[np.int64]:
    return np.asarray(moments, dtype="datetime64[us]").astype(np.int64)


def _inside(moments: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    low, high = (int(np.datetime64(day, "us").astype(np.int64)) for day in (FIRST, LAST))
    return (moments >= low) & (moments < high)
