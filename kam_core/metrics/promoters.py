"""Net Promoter Score of counts of answers: score, variance, intervals, and the test of a difference. Pure functions.

Promoters give 9 or 10, passives 7 or 8, detractors 0 to 6; scores and limits are fractions from -1 to 1. Counts may be
numbers or arrays of one shape. Sources: Reichheld (2003) for the score; Rocks (2016), «Interval Estimation for the Net
Promoter Score», The American Statistician 70(4), for the variance and the adjusted Wald interval, which adds three
quarters, one and a half and three quarters of an answer; the R package NPS gives the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from kam_core.metrics.intervals import Z

Floats = npt.NDArray[np.float64]
PROMOTER, PASSIVE = 9, 7
"""A promoter gives at least the first, a passive at least the second."""
ENDS, ADDED = 0.75, 3.0
"""Answers that the adjusted interval adds to promoters and to detractors each, and in all."""


class Counts(NamedTuple):
    """How many promoters, passives and detractors."""

    promoters: int
    passives: int
    detractors: int


def counts(scores: Iterable[float]) -> Counts:
    """Scores of 0 to 10, sorted into the three; one by one, never their mean."""
    given = np.asarray(list(scores), dtype=float)
    promoters, detractors = int((given >= PROMOTER).sum()), int((given < PASSIVE).sum())
    return Counts(promoters, len(given) - promoters - detractors, detractors)


def score(promoters: npt.ArrayLike, detractors: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """(promoters - detractors) / n; NaN where n is 0."""
    return _over(np.subtract(promoters, detractors), n)


def variance(promoters: npt.ArrayLike, detractors: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Variance of one answer that counts 1, 0 or -1: p + d - (p - d)², with shares; of a population, not a sample."""
    both = np.asarray(_over(np.add(promoters, detractors), n))
    return np.maximum(both - score(promoters, detractors, n) ** 2, 0.0)


def error(promoters: npt.ArrayLike, detractors: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Standard error of the score; NaN where n is 0."""
    return np.sqrt(_over(variance(promoters, detractors, n), n))


def wald(promoters: npt.ArrayLike, detractors: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    """The plain 95 % interval. Of no width where all answers are alike: for comparison only."""
    middle, half = score(promoters, detractors, n), Z * error(promoters, detractors, n)
    return np.maximum(middle - half, -1.0), np.minimum(middle + half, 1.0)


def adjusted_wald(
    promoters: npt.ArrayLike, detractors: npt.ArrayLike, n: npt.ArrayLike, *, centre: Literal["adjusted", "raw"] = "adjusted",
    population: float | None = None,
) -> tuple[Floats, Floats]:
    """The adjusted 95 % interval, within -1 and 1; NaN where n is 0.

    centre: around the score of the answers with those that are added, which holds the true score in 95 cases of 100 from
    five answers on; or around the score itself, which holds it in 88 of 100 at five answers and in 94 at a hundred
    population: how many could have answered; what is left unknown then narrows to nothing as all of them do (finite
    population correction, Cochran 1977). None: a sample of very many
    """
    more = np.add(n, ADDED)
    up, down = np.add(promoters, ENDS), np.add(detractors, ENDS)
    plain = score(promoters, detractors, n)
    middle, half = score(up, down, more), Z * error(up, down, more)
    if centre == "raw":
        middle = plain
    left = 1.0 if population is None else _left(np.asarray(n, dtype=float), population)
    with np.errstate(invalid="ignore"):
        low, high = plain + left * (middle - half - plain), plain + left * (middle + half - plain)
    return np.clip(low, -1.0, 1.0), np.clip(high, -1.0, 1.0)


def _left(n: Floats, population: float) -> Floats:
    return np.sqrt(np.clip((population - n) / max(population - 1, 1.0), 0.0, 1.0))


@dataclass(frozen=True)
class Difference:
    """A difference of two scores. change: fraction, z: in standard errors, p: two-sided chance of one as large."""

    change: float
    z: float
    p: float


def difference(now: Counts, before: Counts) -> Difference | None:
    """Two scores of different answers, compared. None where one has no answers.

    Only for windows that share no answer. Where all answers of both windows are alike, the error is that of the adjusted
    counts: the plain one is zero.
    """
    sizes = sum(now), sum(before)
    if not all(sizes):
        return None
    change = float(score(now.promoters, now.detractors, sizes[0]) - score(before.promoters, before.detractors, sizes[1]))
    errors = [float(error(each.promoters, each.detractors, n)) for each, n in zip((now, before), sizes, strict=True)]
    if not any(errors):
        errors = [float(error(each.promoters + ENDS, each.detractors + ENDS, n + ADDED))
                  for each, n in zip((now, before), sizes, strict=True)]
    z = change / math.hypot(*errors)
    return Difference(change, z, math.erfc(abs(z) / math.sqrt(2)))


def _over(top: npt.ArrayLike, bottom: npt.ArrayLike) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.true_divide(top, bottom)
    return np.where(np.asarray(bottom, dtype=float) > 0, found, np.nan)
