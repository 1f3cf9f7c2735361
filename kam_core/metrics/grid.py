"""The full months of a period that were brought in, and the buckets of them that variation is taken over."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.metrics.period import month_of
from kam_core.scope import Scope, add_months

YEAR = 12
MOST_SEASONS = 3


@dataclass(frozen=True)
class Grid:
    """The months from start to end, end not included.

    held: positions of those that were brought in, from start on; missing: of the others
    size: months of a bucket; first: where the first whole bucket begins; skipped: buckets with a missing month
    """

    start: datetime.date
    end: datetime.date
    held: tuple[int, ...]
    missing: tuple[int, ...]
    size: int
    first: datetime.date
    skipped: tuple[int, ...]

    @property
    def months(self) -> int:
        """How many months were brought in."""
        return len(self.held)

    @property
    def buckets(self) -> int:
        """How many whole buckets there are."""
        return _span(self.first, self.end) // self.size - len(self.skipped)

    def since(self, first_month: pd.Series) -> npt.NDArray[np.int64]:
        """Months of the grid after each month; all of them for one before the grid, none for an unknown one."""
        places = (first_month.dt.year - self.start.year) * YEAR + first_month.dt.month - self.start.month
        after = len(self.held) - np.searchsorted(np.array(self.held), places.fillna(10**6).to_numpy(dtype=float), "right")
        return np.asarray(after, dtype=np.int64)

    def buckets_after(self, bucket: pd.Series) -> npt.NDArray[np.int64]:
        """Whole buckets after each bucket."""
        kept = np.array([each for each in range(_span(self.first, self.end) // self.size) if each not in self.skipped])
        after = len(kept) - np.searchsorted(kept, bucket.fillna(10**6).to_numpy(dtype=float), "right")
        return np.asarray(after, dtype=np.int64)


def _span(start: datetime.date, end: datetime.date) -> int:
    return (end.year - start.year) * YEAR + end.month - start.month


def grid(ledger: Ledger, scope: Scope, size: int = 1) -> Grid | None:
    """The grid of a scope in buckets of ``size`` months, counted back from its end; None where no month is full."""
    span, last = period.bounds(ledger, scope), ledger.info.last_full_month
    if span is None or last is None:
        return None
    start, end = span[0], min(span[1], add_months(last, 1))
    count = _span(start, end)
    if count < 1:
        return None
    loaded = {month_of(month.date()) for month in period.loaded(ledger)}
    missing = tuple(place for place in range(count) if add_months(start, place) not in loaded)
    first = add_months(end, -(count // size) * size)
    left = count % size
    skipped = tuple(sorted({(place - left) // size for place in missing if place >= left}))
    held = tuple(place for place in range(count) if place not in missing)
    return Grid(start, end, held, missing, size, first, skipped)


def seasons(ledger: Ledger, end: datetime.date) -> int:
    """How many years up to ``end`` can tell a season: 3 or 2 where every month was brought in, else 0."""
    for years in range(MOST_SEASONS, 1, -1):
        if period.held(ledger, add_months(end, -YEAR * years), end) == YEAR * years:
            return years
    return 0
