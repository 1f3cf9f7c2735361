"""One series of numbers: values that stand out of it, and the place where its level moved. Pure functions.

Sources: Hampel (1974) for the median of a moving window and its spread; Hinkley (1970) for the one best place of a shift.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

SPREAD = 1.4826
"""Median of absolute deviations to standard deviation, for a normal distribution."""
WINDOW = 3
"""Values on either side that a value is held against."""
FAR = 15.0
"""Spreads from which on a value stands out: a wrong entry, not a large move. Robust residuals have heavy tails: at the usual
3.5 a clean series is full of them."""


@dataclass(frozen=True)
class Outlier:
    """place: position from 0; value; usual: what stands in its place between its neighbours; score: distance in spreads"""

    place: int
    value: float
    usual: float
    score: float


@dataclass(frozen=True)
class Shift:
    """count: values before the shift; before, after: means; p: chance of one so clear in a series without any."""

    count: int
    before: float
    after: float
    p: float


def residuals(values: Sequence[float] | Floats, window: int = WINDOW) -> Floats:
    """Each value less the median of the values around it; NaN stays NaN, and is no neighbour."""
    series = np.asarray(values, dtype=float)
    if not series.size:
        return series
    padded = np.concatenate([np.full(window, np.nan), series, np.full(window, np.nan)])
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * window + 1)
    found = np.full(series.shape, np.nan)
    known = ~np.isnan(series)
    found[known] = series[known] - np.nanmedian(around[known], axis=1)
    return found


def outliers(values: Sequence[float] | Floats, far: float = FAR, window: int = WINDOW) -> list[Outlier]:
    """Values that stand out of their neighbourhood, the farthest first; the spread is that of all residuals of the series.

    A series that repeats itself exactly but for a few values has no spread to measure by: then these few are told, with an
    infinite score.
    """
    series, left = np.asarray(values, dtype=float), residuals(values, window)
    known = ~np.isnan(left)
    if not known.any():
        return []
    spread = SPREAD * float(np.median(np.abs(left[known] - np.median(left[known]))))
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.nan_to_num(np.abs(left) / spread, nan=0.0, posinf=np.inf)
    places = np.flatnonzero(score > far)
    calm = np.flatnonzero(known & (score <= far))
    usual = np.interp(places, calm, series[calm]) if calm.size else np.full(places.size, np.nan)
    found = [Outlier(int(at), float(series[at]), float(fit), float(score[at]))
             for at, fit in zip(places, usual, strict=True)]
    return sorted(found, key=lambda each: (-each.score, each.place))


def shift(values: Sequence[float] | Floats, least: int = 2) -> Shift | None:
    """The one place at which the mean moved most clearly: that which leaves the least squared error on both sides.

    least: values that each side holds at least. None where the series is shorter than both sides, or is one constant.
    p is that of a t-test times the number of places tried (Bonferroni): it rather understates.
    """
    series = np.asarray(values, dtype=float)
    series = series[~np.isnan(series)]
    count = series.size
    if count < max(2 * least, 3):
        return None
    centred = series - series.mean()
    whole = float((centred**2).sum())
    if whole <= 1e-20 * float((series**2).sum()):
        return None
    splits = np.arange(least, count - least + 1)
    sums = np.cumsum(centred)[splits - 1]
    gained = sums**2 / splits + sums**2 / (count - splits)
    best = int(gained.argmax())
    at = int(splits[best])
    rest = max(whole - float(gained[best]), 0.0)
    t = math.inf if rest <= 1e-14 * whole else math.sqrt(float(gained[best]) / (rest / (count - 2)))
    p = min(1.0, 2.0 * splits.size * float(stats.t.sf(t, count - 2)))
    return Shift(at, float(series[:at].mean()), float(series[at:].mean()), p)
