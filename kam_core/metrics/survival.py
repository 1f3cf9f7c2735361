"""How long until something happens, where for some it has not happened yet: product limit, median, log-rank. Pure functions.

Sources: Kaplan and Meier (1958) for the curve; Greenwood (1926) for its variance; the interval on the scale
log(-log S), as in Kalbfleisch and Prentice (1980), which stays within 0 and 1 and is the default of lifelines (R's
survfit takes log, so its intervals differ); Mantel (1966) for the log-rank test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc, ndtri

Floats = npt.NDArray[np.float64]
SLACK = 1e-12


@dataclass(frozen=True)
class Survival:
    """The curve S(t). times: where something happened or somebody left, ascending; the rest by time.

    at_risk, events: counts just before and at a time; survival, low, high: 0-1, the interval of ``level``
    """

    times: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    low: Floats
    high: Floats
    level: float

    def at(self, time: float) -> float:
        """S(time): the share for whom it has not happened up to and with this time."""
        place = int(np.searchsorted(self.times, time + SLACK))
        return 1.0 if place == 0 else float(self.survival[place - 1])

    def reached(self, part: float = 0.5) -> float | None:
        """The first time by which it has happened to ``part`` (0-1) of all; None: not reached. 0.5 is the median."""
        return _first(self.times, self.survival, 1 - part)

    def reached_interval(self, part: float = 0.5) -> tuple[float | None, float | None]:
        """The interval of ``reached``, read off the bounds of the curve; None where a bound does not come down to it."""
        return _first(self.times, self.low, 1 - part), _first(self.times, self.high, 1 - part)


def _first(times: Floats, curve: Floats, level: float) -> float | None:
    below = np.flatnonzero(curve <= level + SLACK)
    return float(times[below[0]]) if below.size else None


def curve(times: Sequence[float] | Floats, happened: Sequence[bool] | npt.NDArray[np.bool_],
          level: float = 0.95) -> Survival | None:
    """The product-limit estimate. None where nobody is watched.

    times: how long each was watched, at least 0; happened: whether it happened then, or was not seen to (censored)
    """
    watched = np.asarray(times, dtype=float)
    if not watched.size:
        return None
    at, place = np.unique(watched, return_inverse=True)
    events = np.bincount(place, weights=np.asarray(happened, dtype=float), minlength=at.size).astype(float)
    leaving = np.bincount(place, minlength=at.size).astype(float)
    return estimate(at, events, leaving, level)


def estimate(at: Floats, events: Floats, leaving: Floats, level: float = 0.95) -> Survival:
    """The product-limit estimate from counts.

    at: times, ascending; events, leaving: to how many it happened at each, and how many were watched until then in all
    """
    at_risk = leaving.sum() - np.concatenate(([0.0], np.cumsum(leaving)[:-1]))
    kept = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events)))) / np.abs(np.log(kept))
        wide = float(ndtri(0.5 + level / 2)) * spread
        low, high = kept ** np.exp(wide), kept ** np.exp(-wide)
    inside = (kept > 0) & (kept < 1)
    return Survival(at, at_risk, events, kept, np.where(inside, low, kept), np.where(inside, high, kept), level)


def log_rank(times: Sequence[float] | Floats, happened: Sequence[bool] | npt.NDArray[np.bool_],
             groups: Sequence[object] | npt.NDArray[np.generic]) -> tuple[float, float] | None:
    """(chi-square, p) of the hypothesis that all groups have one curve; None with one group, or where nothing happened."""
    watched, events = np.asarray(times, dtype=float), np.asarray(happened, dtype=bool)
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    at = np.unique(watched[events])
    if names.size < 2 or not at.size:
        return None
    # counts of each group at each time that something happened
    risk = np.stack([(np.sort(watched[group == g]).size - np.searchsorted(np.sort(watched[group == g]), at))
                     for g in range(names.size)]).astype(float)
    dead = np.stack([np.bincount(np.searchsorted(at, watched[events & (group == g)]), minlength=at.size)
                     for g in range(names.size)]).astype(float)
    n, d = risk.sum(axis=0), dead.sum(axis=0)
    share = risk / n
    beyond = (dead - d * share).sum(axis=1)
    factor = np.divide(d * (n - d), n - 1, out=np.zeros_like(n), where=n > 1)
    covariance = np.diag((factor * share).sum(axis=1)) - (factor * share) @ share.T
    chi = float(beyond[:-1] @ np.linalg.pinv(covariance[:-1, :-1]) @ beyond[:-1])
    return chi, float(gammaincc((names.size - 1) / 2, chi / 2))
