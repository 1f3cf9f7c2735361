"""The tables behind time to resolution: the curve, months of opening, the backlog, parts of the company."""

from __future__ import annotations

import datetime
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.metrics import waiting
from kam_core.metrics.intervals import wilsons
from kam_core.metrics.requests import SLACK, Requests
from kam_core.metrics.survival import Survival
from kam_core.scope import add_months

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

POINTS = 120
"""Points of a curve at most."""
MONTHS = 36
"""Months of a trend at most, the last ones."""
LONG = 240
"""Months that are counted once, for all periods."""
WEEK, MONTH = 7, 28
"""Days up to which an open request is young, and of middle age."""
BUCKETS = ("hour", "part", "day", "days", "week", "weeks", "month", "over")
"""Times to resolution: up to 1 hour, 4 hours, a day, three days, a week, two weeks, four weeks, over that."""


def within(hours: Floats, solved: Flags, limit: Floats | float) -> tuple[Flags, Flags]:
    """(kept, missed): solved within the limit; solved later, or still not solved when it had passed. Others are not due yet."""
    late = hours > np.asarray(limit) + SLACK
    return solved & ~late & ~np.isnan(hours), late


def curve(found: Survival | None, part: str) -> pd.DataFrame:
    """A curve as points: part, hours, waiting (share not resolved, 0-1), low, high, at_risk; up to where few are watched."""
    columns = ("hours", "waiting", "low", "high", "at_risk")
    if found is None:
        return pd.DataFrame({"part": pd.Series(dtype=object), **{name: np.zeros(0) for name in columns}})
    end = int((found.at_risk >= waiting.AT_RISK).sum()) or found.times.size
    times, left = found.times[:end], found.survival[:end]
    by_share = np.searchsorted(-left, -np.linspace(1, left[-1], POINTS // 2))
    by_time = np.searchsorted(times, np.geomspace(max(times[0], 0.01), max(times[-1], 0.02), POINTS // 2))
    keep = np.unique(np.clip(np.concatenate((by_share, by_time, [0, end - 1])), 0, end - 1))
    rows = pd.DataFrame({"part": part, "hours": times[keep], "waiting": left[keep], "low": found.low[keep],
                         "high": found.high[keep], "at_risk": found.at_risk[keep]})
    first = pd.DataFrame({"part": [part], "hours": [0.0], "waiting": [1.0], "low": [1.0], "high": [1.0],
                          "at_risk": [found.at_risk[0]]})
    return pd.concat([first, rows], ignore_index=True)


def grouped(found: Requests, clock: str, group: npt.NDArray[np.int64], groups: int) -> pd.DataFrame:
    """A row for each group: n, resolved, open (neither resolved nor closed), late (open past the limit), median, median_above,
    p90, p90_above (hours), within, low, high (0-1), within_of. group: its number for each request"""
    hours, solved, still = found.numbers(clock), found.flags("solved"), found.flags("waiting")
    kept, missed = within(hours, solved, found.numbers("limit"))

    def counted(which: Flags) -> Floats:
        return np.bincount(group[which], minlength=groups).astype(float)

    place = found.places(clock)
    median, p90 = waiting.percentiles(hours[place], solved[place], group[place], groups)
    met, of = counted(kept), counted(kept | missed)
    bounds = wilsons(met, of)
    return pd.DataFrame({
        "n": np.bincount(group, minlength=groups), "resolved": counted(solved).astype(np.int64),
        "open": counted(still).astype(np.int64), "late": counted(still & missed).astype(np.int64),
        "median": median.value, "median_above": median.above, "p90": p90.value, "p90_above": p90.above,
        "within": np.divide(met, of, out=np.full(groups, np.nan), where=of > 0), "low": bounds.low, "high": bounds.high,
        "within_of": of.astype(np.int64),
    })


def by(found: Requests, clock: str, field: str) -> pd.DataFrame:
    """By a field of requests.FIELDS: part (its name, an id for clients), then the columns of ``grouped``; most requests first.

    Requests without it have the part null.
    """
    names = found.names[field]
    codes = found.frame[field].to_numpy()
    rows = grouped(found, clock, np.where(codes < 0, len(names), codes), len(names) + 1)
    rows.insert(0, "part", pd.Series([*names, None], dtype=object))
    rows = rows[rows["n"] > 0]
    return rows.sort_values(["n", "part"], ascending=[False, True], kind="stable").reset_index(drop=True)


def months(found: Requests, start: datetime.date | None, end: datetime.date | None, most: int = MONTHS) -> list[datetime.date]:
    """The months that a trend goes over: the period and the year before it, at most ``most``, as far as there are requests."""
    if found.as_of is None or found.frame.empty:
        return []
    first = pd.Timestamp(found.frame["opened"].iloc[0]).date().replace(day=1)
    last = add_months(min(end, add_months(found.as_of.date(), 1)) if end else found.as_of.date(), -1 if end else 0)
    first = max(first, add_months(last, 1 - most), *([add_months(start, -12)] if start else []))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [add_months(first, step) for step in range(count)]


def by_month(every: Requests, clock: str, over: list[datetime.date]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(``trend``, ``backlog``) of these months. every: all requests; what is said of their months is counted once"""
    key = (clock, len(every.frame))
    if every not in _kept or _kept[every][0] != key:
        whole = months(every, None, None, LONG)
        _kept[every] = (key, trend(every, clock, whole), backlog(every, whole))
    found = _kept[every][1:]
    if over and over[0] < found[0]["month"].iloc[0]:
        return trend(every, clock, over), backlog(every, over)
    chosen = (rows[rows["month"].isin(over)].reset_index(drop=True) for rows in found)
    return next(chosen), next(chosen)


_kept: WeakKeyDictionary[Requests, tuple[tuple[str, int], pd.DataFrame, pd.DataFrame]] = WeakKeyDictionary()


def trend(found: Requests, clock: str, over: list[datetime.date]) -> pd.DataFrame:
    """By month of opening: month, then the columns of ``grouped``. found: of all time"""
    if not over:
        return grouped(found.opened(datetime.date(1, 1, 1), datetime.date(1, 1, 1)), clock, np.zeros(0, dtype=np.int64), 0) \
            .assign(month=pd.Series(dtype=object))
    some = found.opened(over[0], add_months(over[-1], 1))
    first = (over[0].year - 1970) * 12 + over[0].month - 1
    rows = grouped(some, clock, some.frame["month"].to_numpy() - first, len(over))
    rows.insert(0, "month", pd.Series(over, dtype=object))
    return rows


def backlog(found: Requests, over: list[datetime.date]) -> pd.DataFrame:
    """What was open at the end of each month (of the last known day in the last): month, open, young (up to a week), middle (up
    to four), old, median_age (days). found: of all time"""
    opened, ended = found.frame["opened"].to_numpy(), found.frame["ended"].to_numpy()
    rows = []
    for month in over:
        assert found.as_of is not None
        at = min(np.datetime64(add_months(month, 1), "us"), np.datetime64(found.as_of, "us"))
        begun = opened[: int(np.searchsorted(opened, at, side="right"))]
        leaves = ended[: begun.size]
        days = (at - begun[np.isnat(leaves) | (leaves > at)]) / np.timedelta64(1, "D")
        young, middle = int((days <= WEEK).sum()), int((days <= MONTH).sum())
        rows.append((month, days.size, young, middle - young, days.size - middle,
                     float(np.median(days)) if days.size else np.nan))
    return pd.DataFrame(rows, columns=["month", "open", "young", "middle", "old", "median_age"])


def histogram(found: Requests, clock: str, day: float) -> pd.DataFrame:
    """How many took how long: bucket (of BUCKETS), upto (hours), resolved, open (by how long they have waited).

    day: hours of a day by this clock
    """
    week = day * (7 if clock == "calendar" else 5)
    edges = np.maximum.accumulate([1.0, 4.0, day, 3 * day, week, 2 * week, 4 * week])
    hours, solved = found.numbers(clock), found.flags("solved")
    timed = ~np.isnan(hours)
    place = np.searchsorted(edges + SLACK, hours)
    counts = [np.bincount(place[timed & which], minlength=len(BUCKETS))
              for which in (solved, found.flags("waiting"))]
    return pd.DataFrame({"bucket": BUCKETS, "upto": [*edges, np.nan], "resolved": counts[0], "open": counts[1]})
