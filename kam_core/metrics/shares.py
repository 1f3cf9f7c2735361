"""Concentration of positive amounts: shares, HHI, Gini, Lorenz, and the ladder of dependence. Pure functions.

All take one-dimensional amounts in any order, use the positive ones alone, and answer None where nothing is positive.
Sources: Herfindahl (1950) and Hirschman (1964) for the index; Gini (1914) in the form 2 sum(i x_i) / (n sum(x)) -
(n+1)/n over ascending x, as R package ineq computes it; Lorenz (1905) for the curve.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

import numpy as np
import numpy.typing as npt
from pandas import Series

from kam_core.settings import Settings

Floats = npt.NDArray[np.float64]
Step = Literal["key", "critical", "mono"]

SLACK = 1e-12
"""Shares are floats: a share within this distance of a limit stands on the limit."""


def floats(column: Series) -> Floats:
    """A column of numbers as floats, unknown ones NaN."""
    return np.asarray(column.to_numpy(dtype=float, na_value=np.nan), dtype=float)


def positive(amounts: Iterable[float] | Floats) -> Floats:
    """The amounts above zero, largest first; unknown ones (None, NaN) left out."""
    given = np.asarray(amounts if isinstance(amounts, np.ndarray) else list(amounts), dtype=float)
    kept = given[given > 0]
    return np.sort(kept)[::-1]


def total(amounts: Iterable[float] | Floats) -> float:
    """Their sum, rounded once; exact for money kept to four decimals below 10^11."""
    return round(math.fsum(value for value in amounts if value == value), 4)


def shares(amounts: Iterable[float] | Floats) -> Floats:
    """Shares (0-1) of the positive amounts, largest first; empty where there are none."""
    kept = positive(amounts)
    return kept / kept.sum() if kept.size else kept


def top(amounts: Iterable[float] | Floats, count: int) -> float | None:
    """CR-k: the share (0-1) of the ``count`` largest together."""
    parts = shares(amounts)
    return min(1.0, float(parts[:count].sum())) if parts.size else None


def hhi(amounts: Iterable[float] | Floats) -> float | None:
    """Herfindahl-Hirschman index in points, 0-10,000."""
    parts = shares(amounts)
    return float((parts**2).sum()) * 10_000 if parts.size else None


def effective(amounts: Iterable[float] | Floats) -> float | None:
    """Effective number: how many equal clients would be as concentrated (the inverse of HHI)."""
    parts = shares(amounts)
    return 1 / float((parts**2).sum()) if parts.size else None


def gini(amounts: Iterable[float] | Floats, corrected: bool = False) -> float | None:
    """Gini coefficient, 0-1; 0 for one amount. corrected: times n/(n-1), undefined for one amount."""
    kept = positive(amounts)[::-1]
    count = kept.size
    if not count or (corrected and count == 1):
        return None
    order = np.arange(1, count + 1)
    plain = 2 * float((order * kept).sum()) / (count * float(kept.sum())) - (count + 1) / count
    return max(0.0, plain) * (count / (count - 1) if corrected else 1)


def needed(amounts: Iterable[float] | Floats, share: float) -> int | None:
    """How many of the largest bring at least this share (0-1)."""
    cumulative = np.cumsum(shares(amounts))
    if not cumulative.size:
        return None
    return min(int(np.searchsorted(cumulative, share - SLACK)) + 1, cumulative.size)


def top_part(amounts: Iterable[float] | Floats, part: float = 0.2, interpolate: bool = False) -> float | None:
    """Share (0-1) of the largest ``part`` of the clients, whole clients rounded up, or read off the Lorenz curve."""
    parts = shares(amounts)
    if not parts.size:
        return None
    place = part * parts.size
    if not interpolate:
        return min(1.0, float(parts[: math.ceil(place - 1e-9)].sum()))
    whole = int(place)
    rest = (place - whole) * float(parts[whole]) if whole < parts.size else 0.0
    return min(1.0, float(parts[:whole].sum()) + rest)


def lorenz(amounts: Iterable[float] | Floats, most: int = 500) -> tuple[Floats, Floats]:
    """(share of clients, share of the amount) from (0, 0) to (1, 1), smallest first, at most ``most`` points."""
    return _curve(shares(amounts)[::-1], most)


def pareto(amounts: Iterable[float] | Floats, most: int = 500) -> tuple[Floats, Floats]:
    """(number of clients, their share together), largest first, from (0, 0), at most ``most`` points."""
    parts = shares(amounts)
    x, y = _curve(parts, most)
    return np.rint(x * parts.size), y


def _curve(parts: Floats, most: int) -> tuple[Floats, Floats]:
    if not parts.size:
        return np.zeros(0), np.zeros(0)
    sums = np.minimum(np.concatenate(([0.0], np.cumsum(parts))), 1.0)
    sums[-1] = 1.0
    keep = np.unique(np.rint(np.linspace(0, parts.size, min(parts.size + 1, most))).astype(int))
    return keep / parts.size, sums[keep]


def edge(name: Step, settings: Settings) -> float:
    """What a share (0-1) must be above to pass this limit of the ladder.

    The setting key_limit says whether a share that stands on the limit passes it; a share is on a limit within SLACK.
    """
    slack = -SLACK if settings.text("key_limit") == "from" else SLACK
    return settings.number(f"{name}_share") + slack


def step(share: float | None, settings: Settings) -> Step | None:
    """The step of the ladder that a share (0-1) stands on, else None: strictly above a limit, unless set otherwise."""
    if share is None or share != share:
        return None
    if share > edge("mono", settings):
        return "mono"
    if share > edge("critical", settings):
        return "critical"
    return "key" if share > edge("key", settings) else None


def disclosed(share: float | None, settings: Settings) -> bool:
    """Whether the share reaches the disclosure limit (ASC 280-10-50-42: 10 per cent or more)."""
    return share is not None and share >= settings.number("disclosure_share") - SLACK
