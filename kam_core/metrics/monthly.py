"""Months of many clients side by side, and what several ways of judging them share. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

YEAR, YEARS = 12, 3
LEAST = YEAR
"""Full months before those that are judged, at least."""
REGULAR, SELDOM = (1, 3), (3, 6, 12)
"""Months that are judged together: of clients that buy in most months, and of those that buy seldom."""
PEERS = 5
"""Clients of a segment that tell how much its clients vary, at least; with fewer it is those of the company."""
KINDS = ("", "months", "theta", "days")


@dataclass(frozen=True)
class Months:
    """revenue, days: clients × months, money and days with a purchase, 0 where there was none; starts: the first full month of
    each client; segment: the number of its segment.
    """

    revenue: Floats
    days: Floats
    starts: Whole
    segment: Whole

    @property
    def count(self) -> int:
        """Number of months."""
        return int(self.revenue.shape[1])

    def of(self, rows: Flags | Whole) -> Months:
        """Some of the clients."""
        return Months(self.revenue[rows], self.days[rows], self.starts[rows], self.segment[rows])


@dataclass(frozen=True)
class Judged:
    """What a window of months is held against, an entry a client.

    kind: place in KINDS; 0 where a client cannot be judged, then all else is NaN
    p: chance of so little or less; expected, actual: money of the window; smallest: the smallest share (0-1) of the expected
    that had to be missing to be seen, NaN where even nothing at all would not be; after: expected of the months after
    """

    window: int
    kind: Whole
    p: Floats
    expected: Floats
    actual: Floats
    smallest: Floats
    after: Floats


def seldom(months: Months, at: int, share: float) -> tuple[Whole, Flags]:
    """(months of history, whether more than ``share`` of them had no purchase) of each client before month ``at``."""
    first = np.maximum(months.starts, max(0, at - YEARS * YEAR))
    inside = np.arange(at)[None, :] >= first[:, None]
    age = np.maximum(at - first, 0)
    bought = ((months.days[:, :at] > 0) & inside).sum(axis=1)
    return age, age - bought > share * age + 1e-9


def half_way(own: Floats, freedom: Floats, segment: Whole) -> tuple[Floats, Floats]:
    """(variances drawn half-way to their segment on the scale of logarithms, their degrees of freedom).

    The segment is the geometric mean of its variances; that of all clients where it has few. Where clients vary alike, the
    draw quarters the variance of the estimate: four times the degrees of freedom. Where they truly differ, half of that
    difference is an error of the estimate; how much they differ is told from their variances (after Satterthwaite, 1946).
    """
    if len(own) < PEERS:
        return own, freedom
    # the logarithm of a variance that is estimated lies below that of the true one, on average by this
    fair = np.log(own) - special.digamma(freedom / 2) + np.log(freedom / 2)
    chance = float(special.polygamma(1, freedom / 2).mean())
    count = np.bincount(segment)
    mean = np.bincount(segment, weights=fair) / np.maximum(count, 1)
    centre = np.where(count[segment] >= PEERS, mean[segment], fair.mean())
    differ = max(0.0, float(((fair - centre) ** 2).mean()) - chance)
    return np.exp((np.log(own) + centre) / 2), 8 / (2 / freedom + differ)
