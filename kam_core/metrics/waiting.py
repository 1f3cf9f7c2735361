"""How long groups of requests wait: percentiles by the product limit, those that still wait included. Pure functions.

Source: Kaplan and Meier (1958), for all groups in one pass; a percentile is the first time by which that share is done, and
is given only where enough are still at risk then, because the end of the curve hangs on a few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc

from kam_core.metrics.survival import Survival, estimate

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

AT_RISK = 10
"""So many must still be watched at a percentile for it to be given."""
SLACK = 1e-9
DONE = -50.0
"""Stands for the logarithm of zero: nobody is left."""


@dataclass(frozen=True)
class Percentile:
    """One percentile of each group. value: hours, NaN where it is not given; above: it is more than this, where that can be
    said instead, else NaN"""

    value: Floats
    above: Floats


def read(curve: Survival | None, part: float, least: int = AT_RISK) -> tuple[float | None, float | None]:
    """(the time by which it has happened to ``part``, None where it is not given; what it is more than, else None)."""
    if curve is None:
        return None, None
    at = curve.reached(part)
    if at is not None and curve.at_risk[int(np.searchsorted(curve.times, at))] >= least:
        return at, None
    watched = curve.times[curve.at_risk >= least]
    return None, float(watched[-1]) if watched.size else None


def compared(one: Survival, other: Survival) -> tuple[float, float] | None:
    """(chi-square, p) of the log-rank test of two curves (Mantel, 1966); None where nothing happened."""
    times = np.union1d(one.times[one.events > 0], other.times[other.events > 0])
    if not times.size:
        return None
    (risk, events), (risks, happened) = _counted(one, times), _counted(other, times)
    risks, happened = risks + risk, happened + events
    share = risk / risks
    spread = happened * share * (1 - share) * (risks - happened) / np.maximum(risks - 1, 1)
    total = float(spread.sum())
    if total <= 0:
        return None
    chi = float((events - happened * share).sum()) ** 2 / total
    return chi, float(gammaincc(0.5, chi / 2))


def _counted(curve: Survival, times: Floats) -> tuple[Floats, Floats]:
    """Who is at risk at these times, and to how many it happens then."""
    place = np.searchsorted(curve.times, times)
    at_risk, events, known = np.append(curve.at_risk, 0.0), np.append(curve.events, 0.0), np.append(curve.times, np.inf)
    return at_risk[place], np.where(known[place] == times, events[place], 0.0)


def in_order(times: Floats, happened: Flags) -> Whole:
    """Places by time, what happened before what was only watched until then; unknown times (NaN) left out."""
    order = np.lexsort((~happened, times))
    return order[: int((~np.isnan(times)).sum())]


def curve(times: Floats, happened: Flags) -> Survival | None:
    """``survival.curve`` of times that are in order, which saves the sorting; None where nobody is watched."""
    if not times.size:
        return None
    begins = np.flatnonzero(np.concatenate(([True], times[1:] != times[:-1])))
    leaving = np.diff(begins, append=times.size).astype(float)
    return estimate(times[begins], np.add.reduceat(happened.astype(float), begins), leaving)


def alone(times: Floats, happened: Flags, parts: tuple[float, ...] = (0.5, 0.9),
          least: int = AT_RISK) -> list[tuple[float | None, float | None]]:
    """``read`` of the curve for each of ``parts``, without the curve: times in the order of ``in_order``."""
    left = np.arange(times.size, 0, -1.0)
    kept = np.cumprod(np.where(happened, (left - 1) / left, 1.0))
    above = float(times[times.size - least]) if times.size >= least else None
    found: list[tuple[float | None, float | None]] = []
    for part in parts:
        place = int(np.searchsorted(-kept, -(1 - part + SLACK)))
        at_risk = times.size - int(np.searchsorted(times, times[place])) if place < times.size else 0
        found.append((float(times[place]), None) if at_risk >= least else (None, above))
    return found


def percentiles(times: Floats, happened: Flags, group: Whole, groups: int,
                parts: tuple[float, ...] = (0.5, 0.9), least: int = AT_RISK) -> list[Percentile]:
    """The time by which it has happened to each of ``parts`` (0-1), by group.

    times: how long each was watched, in the order of ``in_order``; happened: whether it happened then; group: number of each,
    0 to groups - 1
    """
    if groups > 1:
        # numpy sorts small whole numbers in one pass
        order = np.argsort(group.astype(np.int16) if groups < 2**15 else group, kind="stable")
        times, happened, group = times[order], happened[order], group[order]
    edges = np.searchsorted(group, np.arange(groups + 1))
    starts, counts = edges[:-1], np.diff(edges)
    place = np.arange(times.size)
    first = starts[group]
    left = counts[group] - (place - first)
    step = np.where(happened, np.log(np.maximum(left - 1, 1) / left), 0.0)
    step[happened & (left == 1)] = DONE
    summed = np.cumsum(step)
    curve = summed - (summed[first] - step[first])
    begins = np.ones(times.size, dtype=bool)
    begins[1:] = (times[1:] != times[:-1]) | (first[1:] != first[:-1])
    tied = np.maximum.accumulate(np.where(begins, place, 0))
    at_risk = left + (place - tied)
    last = np.full(groups, np.nan)
    enough = counts >= least
    last[enough] = times[(starts + counts - least)[enough]]
    return [_percentile(times, happened & (curve <= np.log1p(-part) + SLACK), at_risk, first, starts, last, least)
            for part in parts]


def _percentile(times: Floats, reached: Flags, at_risk: Whole, first: Whole, starts: Whole, last: Floats,
                least: int) -> Percentile:
    hit = np.flatnonzero(reached)
    where, once = np.unique(first[hit], return_index=True)
    hit = hit[once]
    sound = at_risk[hit] >= least
    # groups without anybody share their start with the next one
    owner = np.searchsorted(starts, where, side="right") - 1
    value = np.full(starts.size, np.nan)
    value[owner[sound]] = times[hit[sound]]
    return Percentile(value, np.where(np.isnan(value), last, np.nan))
