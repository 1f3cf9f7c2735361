"""What the models share: equal clients counted once, and the search for the parameters of the highest likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Score = Callable[[Floats], tuple[float, Floats]]
"""Natural parameters -> (log-likelihood, its derivatives by them)."""

WIDEST = 16.0
"""Parameters are looked for between e^-16 and e^16, in units in which the data are about one."""
INSIDE = 7.0
"""A search that ends with all logarithms below this has not run off along a ridge."""
FLAT = 1e-4
"""Largest slope per client, by the logarithm of a parameter, at which a search has arrived."""


def floats(values: ArrayLike) -> Floats:
    """The values as numbers of 64 bits."""
    return np.asarray(values, dtype=np.float64)


@dataclass(frozen=True)
class Histories:
    """Equal histories of clients, each once.

    x: repeat purchases; recent: time from the first purchase to the last; age: time from the first purchase to the end
    of what was seen; count: clients with this history. repeats, place: the different x, and where each stands there
    """

    x: Floats
    recent: Floats
    age: Floats
    count: Floats
    repeats: Floats
    place: NDArray[np.intp]
    repeats_count: Floats

    @property
    def clients(self) -> float:
        return float(self.count.sum())


def histories(x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Histories:
    """Group clients by (x, t_x, T). Raises ValueError where no client could have such a history."""
    columns = np.stack(np.broadcast_arrays(floats(x), floats(t_x), floats(age)))
    times, last, whole = columns
    if not columns.size:
        raise ValueError("there are no clients")
    if not np.isfinite(columns).all() or (times < 0).any() or (times % 1 != 0).any():
        raise ValueError("repeat purchases are whole numbers from 0, and times are finite")
    if (last < 0).any() or (last > whole).any() or ((times == 0) & (last > 0)).any():
        raise ValueError("the last purchase lies between the first one and the end; without a repeat it is the first")
    # one sort of one packed key is many times quicker than np.unique over rows
    order = np.lexsort((times, last, whole))
    sorted_ = columns[:, order]
    fresh = np.concatenate(([True], (np.diff(sorted_, axis=1) != 0).any(axis=0)))
    starts = np.flatnonzero(fresh)
    count = np.diff(np.append(starts, times.size)).astype(np.float64)
    kept = sorted_[:, starts]
    repeats, place = np.unique(kept[0], return_inverse=True)
    return Histories(kept[0], kept[1], kept[2], count, repeats, place, floats(np.bincount(place, weights=count)))


def maximise(score: Score, starts: Sequence[Sequence[float]], clients: float) -> tuple[Floats, float, bool]:
    """Positive parameters of the highest likelihood: (parameters, log-likelihood, whether the search arrived).

    The search goes by logarithms, with derivatives (L-BFGS-B); from the next of the starts where the first led nowhere or far
    away. Where none arrives it is taken further without derivatives (Nelder–Mead), which a flat ridge does not stop.
    """
    bounds = [(-WIDEST, WIDEST)] * len(starts[0])

    def cost(logs: Floats) -> tuple[float, Floats]:
        natural = np.exp(logs)
        with np.errstate(all="ignore"):
            value, slope = score(natural)
        if not math.isfinite(value) or not np.isfinite(slope).all():
            return 1e10, np.zeros_like(logs)
        return -value / clients, -slope * natural / clients

    best: Floats | None = None
    least = math.inf
    for start in starts:
        found = minimize(cost, np.log(floats(start)), jac=True, method="L-BFGS-B", bounds=bounds,
                         options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8})
        if best is None or float(found.fun) < least:
            best, least = floats(found.x), float(found.fun)
        if np.abs(best).max() < INSIDE and _flat(cost(best)[1], best):
            break
    assert best is not None
    if not _flat(cost(best)[1], best):
        found = minimize(lambda logs: cost(logs)[0], best, method="Nelder-Mead", bounds=bounds,
                         options={"maxiter": 800, "xatol": 1e-6, "fatol": 1e-10})
        if float(found.fun) <= least:
            best, least = floats(found.x), float(found.fun)
    return np.exp(best), -least * clients, _flat(cost(best)[1], best)


def _flat(slope: Floats, logs: Floats) -> bool:
    """Whether nothing is to be gained, but past a bound."""
    held = (np.abs(logs) >= WIDEST - 1e-6) & (np.sign(slope) == -np.sign(logs))
    return bool((np.abs(np.where(held, 0.0, slope)) < FLAT).all())
