"""Intervals of rates and of ratios of sums: how far chance alone may have moved them. Pure functions.

Sources: Wilson (1927) for a share of a count; the bootstrap of Efron (1979), with weights of Poisson 1 for each client
(Hanley and MacGibbon, 2006), for a ratio of two sums; Cochran (1977, 6.4) for its normal form in large samples.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

Z = 1.959963984540054
"""Half the width of a 95 % interval, in standard deviations."""
DRAWS = 1000
MOST = 5000
"""Up to this many clients are drawn again; above, the sums are large enough for the normal form."""
SEED = 20_240_101


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The 95 % interval of hits / of; None where ``of`` is 0. Sound for shares near 0 and 1 and for small counts."""
    if of <= 0:
        return None
    share, slack = hits / of, Z * Z / of
    middle = (share + slack / 2) / (1 + slack)
    half = Z / (1 + slack) * math.sqrt(share * (1 - share) / of + slack / (4 * of))
    return (0.0 if hits == 0 else max(0.0, middle - half)), (1.0 if hits == of else min(1.0, middle + half))


def wilsons(hits: Floats, of: Floats) -> Bounds:
    """``wilson`` of each of many counts; NaN where ``of`` is 0."""
    of = np.where(of > 0, of, np.nan)
    share, slack = hits / of, Z * Z / of
    middle = (share + slack / 2) / (1 + slack)
    half = Z / (1 + slack) * np.sqrt(share * (1 - share) / of + slack / (4 * of))
    return Bounds(np.where(hits == 0, 0.0 * of, np.maximum(0.0, middle - half)),
                  np.where(hits == of, 1.0, np.minimum(1.0, middle + half)))


@dataclass(frozen=True)
class Bounds:
    """Lower and upper bounds (95 %) of a ratio, one for each part; NaN where it is not defined."""

    low: Floats
    high: Floats


def ratios(tops: Floats, bottom: Floats, part: Whole, parts: int) -> list[Bounds]:
    """Bounds of sum(top) / sum(bottom) in each part, for several tops over one bottom.

    tops: (k, n); bottom: (n,), none below zero; part: number of the part of each of the n clients, 0 to parts - 1
    The same clients give the same bounds: the draws have a fixed seed.
    """
    if not bottom.size:
        nothing = np.full(parts, np.nan)
        return [Bounds(nothing, nothing) for _ in tops]
    return _drawn(tops, bottom, part, parts) if bottom.size <= MOST else _normal(tops, bottom, part, parts)


def _drawn(tops: Floats, bottom: Floats, part: Whole, parts: int) -> list[Bounds]:
    order = np.argsort(part, kind="stable")
    present, starts = np.unique(part[order], return_index=True)
    weights = np.random.default_rng(SEED).poisson(1.0, (DRAWS, bottom.size)).astype(float)[:, order]
    below = np.add.reduceat(weights * bottom[order], starts, axis=1)
    found = []
    for top in tops:
        above = np.add.reduceat(weights * top[order], starts, axis=1)
        ratio = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
        low, high = np.full(parts, np.nan), np.full(parts, np.nan)
        some = ~np.isnan(ratio).all(axis=0)
        low[present[some]], high[present[some]] = np.nanpercentile(ratio[:, some], [2.5, 97.5], axis=0)
        found.append(Bounds(low, high))
    return found


def _normal(tops: Floats, bottom: Floats, part: Whole, parts: int) -> list[Bounds]:
    count = np.bincount(part, minlength=parts).astype(float)
    below = np.bincount(part, weights=bottom, minlength=parts)
    found = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for top in tops:
            ratio = np.bincount(part, weights=top, minlength=parts) / below
            rest = np.bincount(part, weights=(top - ratio[part] * bottom) ** 2, minlength=parts)
            half = Z * np.sqrt(rest * count / (count - 1)) / below
            found.append(Bounds(ratio - half, ratio + half))
    return found
