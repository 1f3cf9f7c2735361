"""What each of many clients was to be expected to bring, and how unlikely what came is. Pure functions on months.

Clients that buy in most months are judged by the logarithm of what came over what was expected, against a t distribution:
expected is the mean of the same months of three years where the level of the last year is that of the two before, else Theta
from the month before. Clients that buy seldom are judged by the number of days with a purchase, against a negative binomial
distribution. Sources: Assimakopoulos and Nikolopoulos (2000); Hyndman and others (2008, 3.2) for the variance of a sum of
steps ahead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from kam_core.metrics.expected_days import counted
from kam_core.metrics.forecast.onestep import Fit, fit
from kam_core.metrics.forecast.theta import seasonal_index
from kam_core.metrics.monthly import (
    KINDS,
    LEAST,
    REGULAR,
    SELDOM,
    YEAR,
    YEARS,
    Flags,
    Floats,
    Judged,
    Months,
    Whole,
    half_way,
    seldom,
)

LONGEST = 48
"""Months that Theta looks back at most."""
LEVEL = 0.05
"""Chance at which the last year is taken to have another level than the two before."""
SLACK = 0.1
"""Part of a client's mean month that is added before a logarithm is taken, so that a month of nothing has one."""
CALM = 0.01
"""No client is taken to vary by less from month to month."""
POWER = 0.8
"""The smallest fall that can be seen is one that is seen this often."""


@dataclass
class _Regular:
    """Logarithms summed over the window: distance, and its own spread by month with its degrees of freedom."""

    distance: Floats
    spread: Floats
    freedom: Floats
    factor: Floats
    slack: Floats
    expected: Floats
    after: Floats
    rows: Whole = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def judge(
    months: Months, at: int, window: int, chance: float, share: float, ahead: int = 0, known: dict[int, Fits] | None = None
) -> Judged:
    """The ``window`` months before month ``at``, held against what was known before them.

    chance: of a false alarm (0-1), for ``smallest``; share: of months without a purchase from which a client buys seldom
    ahead: months from ``at`` on whose expectation is given too, in ``after``
    known: what ``fits`` gave for these months, where many windows are judged; else it is fitted here
    """
    origin, count = at - window, len(months.starts)
    blank = {name: np.full(count, np.nan) for name in ("p", "expected", "smallest", "after")}
    kind = np.zeros(count, dtype=np.int64)
    actual = months.revenue[:, max(origin, 0):at].sum(axis=1)
    if origin < LEAST or not count:
        return Judged(window, kind, actual=np.full(count, np.nan), **blank)
    age, rare = seldom(months, origin, share)
    old = _judged(months, origin, age)
    if window in SELDOM:
        rows = np.flatnonzero(old & rare)
        if rows.size:
            kind[rows] = KINDS.index("days")
            for name, values in counted(months.of(rows), at, window, chance, ahead).items():
                blank[name][rows] = values
    if window in REGULAR:
        rows = np.flatnonzero(old & ~rare)
        at_origin = (fits(months, [origin], share) if known is None else known).get(origin)
        found = _regular(months, rows, at_origin, origin, window, ahead, kind)
        if found:
            _held(found, months, window, chance, blank)
    blank["expected"] = np.where(blank["expected"] > 0, blank["expected"], np.nan)
    kind[np.isnan(blank["expected"])] = 0
    for name in ("p", "smallest", "after"):
        blank[name][kind == 0] = np.nan
    return Judged(window, kind, actual=np.where(kind > 0, actual, np.nan), **blank)


def _judged(months: Months, origin: int, age: Whole) -> Flags:
    found: Flags = (age >= LEAST) & (months.revenue[:, :origin].sum(axis=1) > 0)
    return found


def _steady(months: Months, rows: Whole, origin: int, window: int, ahead: int) -> tuple[Whole, _Regular | None]:
    """Clients of three years whose last year has the level of the two before, and how far off what came is."""
    old = rows[origin - months.starts[rows] >= YEARS * YEAR]
    if not old.size or origin < YEARS * YEAR:
        return old[:0], None
    part, same = _by_months(months.of(old), origin, window, ahead)
    part.rows = old
    return old[same], _some(part, same)


def _regular(
    months: Months, rows: Whole, known: Fits | None, origin: int, window: int, ahead: int, kind: Whole
) -> list[_Regular]:
    """Parts of the regular clients, each by its method; writes the kind."""
    found: list[_Regular] = []
    steady, part = _steady(months, rows, origin, window, ahead)
    if part is not None and steady.size:
        found.append(part)
        kind[steady] = KINDS.index("months")
    rest = np.setdiff1d(rows, steady)
    if rest.size and known is not None:
        found.append(_by_theta(months, known, rest, origin, window, ahead))
        kind[rest] = KINDS.index("theta")
    return found


def _some(part: _Regular, which: Flags) -> _Regular:
    return _Regular(**{name: getattr(part, name)[which] for name in _Regular.__dataclass_fields__})


def _log(revenue: Floats, slack: Floats) -> Floats:
    found: Floats = np.log(np.maximum(revenue, 0.0) + slack[:, None])
    return found


def _slack(history: Floats, lengths: Whole) -> Floats:
    """What is added before logarithms: a tenth of the mean month."""
    mean = np.maximum(history, 0.0).sum(axis=1) / np.maximum(lengths, 1)
    return np.where(mean > 0, SLACK * mean, 1.0)


def _by_months(months: Months, origin: int, window: int, ahead: int) -> tuple[_Regular, Flags]:
    """By the mean of the same months of three years, and whether the last year has the level of the two before."""
    history = months.revenue[:, origin - YEARS * YEAR:origin]
    count = len(history)
    slack = _slack(history, np.full(count, YEARS * YEAR))
    logs = _log(history, slack).reshape(count, YEARS, YEAR)
    mean = logs.mean(axis=1)
    squares = ((logs - mean[:, None, :]) ** 2).sum(axis=(1, 2))
    freedom = YEARS * YEAR - YEAR
    moved = logs[:, -1].mean(axis=1) - logs[:, :-1].mean(axis=(1, 2))
    gained = moved**2 / (1 / YEAR + 1 / (YEAR * (YEARS - 1)))
    rest = np.maximum(squares - gained, 1e-12)
    same = gained / (rest / (freedom - 1)) < stats.t.isf(LEVEL / 2, freedom - 1) ** 2
    came = _log(months.revenue[:, origin:origin + window], slack)
    usual = np.maximum(history.reshape(count, YEARS, YEAR).mean(axis=1), 0.0)
    steps = np.arange(window + ahead) % YEAR
    return _Regular(
        (came - mean[:, steps[:window]]).sum(axis=1), np.sqrt(squares / freedom), np.full(count, float(freedom)),
        np.full(count, np.sqrt(window * (1 + 1 / YEARS))), slack, usual[:, steps[:window]].sum(axis=1),
        usual[:, steps[window:]].sum(axis=1), np.arange(count),
    ), same


def _by_theta(months: Months, known: Fits, rows: Whole, origin: int, window: int, ahead: int) -> _Regular:
    """By Theta from the month before the window."""
    made = known.fit.of(np.searchsorted(known.rows, rows))
    slack = known.slack[np.searchsorted(known.rows, rows)]
    told = made.ahead(window + ahead)
    places = (origin + np.arange(window + ahead)) % YEAR
    told = told * np.where((made.lengths <= 2 * YEAR)[:, None], known.lent[None, places], 1.0)
    came = months.revenue[rows, origin:origin + window]
    distance = (_log(came, slack) - _log(told[:, :window], slack)).sum(axis=1) - window * made.mean
    steps = (1 + made.alpha[:, None] * np.arange(window)[None, :]) ** 2
    # level and half of the slope are estimates too: together they add four parts of the month's variance in the history
    factor = np.sqrt(steps.sum(axis=1) + window**2 * 4 / made.number)
    return _Regular(distance, made.spread, made.freedom, factor, slack, told[:, :window].sum(axis=1),
                    told[:, window:].sum(axis=1), rows)


@dataclass(frozen=True)
class Fits:
    """Theta as of one month. rows: the clients that it is fitted to, ascending; lent: the season of the company, by calendar
    place, for clients too young for one of their own; slack: what is added before logarithms.
    """

    rows: Whole
    fit: Fit
    lent: Floats
    slack: Floats


def fits(months: Months, origins: list[int], share: float) -> dict[int, Fits]:
    """Theta before each of these months, for the clients that it is needed for, all fitted at once.

    The work is in steps over time whatever the number of series, so many origins cost little more than one.
    """
    wanted = {origin: _needed(months, origin, share) for origin in sorted(set(origins)) if origin >= LEAST}
    pieces = [_history(months, origin, rows) for origin, rows in wanted.items() if rows.size]
    if not pieces:
        return {}
    width = max(piece[0].shape[1] for piece in pieces)
    matrix = np.concatenate([np.pad(piece[0], ((0, 0), (0, width - piece[0].shape[1]))) for piece in pieces])
    lengths, slack = (np.concatenate([piece[at] for piece in pieces]) for at in (1, 2))
    made = fit(matrix, lengths.astype(np.int64), slack)
    found: dict[int, Fits] = {}
    start = 0
    for origin, rows in wanted.items():
        if rows.size:
            part = slice(start, start + rows.size)
            found[origin] = Fits(rows, made.of(part), _season(months, origin), slack[part])
            start += rows.size
    return found


def _needed(months: Months, origin: int, share: float) -> Whole:
    """Regular clients that the mean of three years does not serve."""
    age, rare = seldom(months, origin, share)
    rows = np.flatnonzero(_judged(months, origin, age) & ~rare)
    return np.setdiff1d(rows, _steady(months, rows, origin, 1, 0)[0])


def _history(months: Months, origin: int, rows: Whole) -> tuple[Floats, Whole, Floats]:
    """(months aligned to the left, lengths, slack) of clients before a month; the season of the company out of the young."""
    first = np.maximum(months.starts[rows], max(0, origin - LONGEST))
    lengths = origin - first
    time = np.arange(int(lengths.max()))
    columns = np.minimum(first[:, None] + time[None, :], origin - 1)
    taken = np.maximum(months.revenue[rows[:, None], columns], 0.0)
    history = np.where(time[None, :] < lengths[:, None], taken, 0.0)
    young = (lengths <= 2 * YEAR)[:, None]
    return (history / np.where(young, _season(months, origin)[columns % YEAR], 1.0), lengths, _slack(history, lengths))


def _season(months: Months, origin: int) -> Floats:
    """Seasonal indices of all clients together before a month, by place in the year counted from the first month."""
    whole = np.maximum(months.revenue[:, :origin].sum(axis=0), 0.0)
    found: Floats = seasonal_index(whole[None, :], np.array([origin]), YEAR)[0]
    return found


def _held(found: list[_Regular], months: Months, window: int, chance: float, into: dict[str, Floats]) -> None:
    """Hold the distances against their spreads, each drawn half-way to that of the segment."""
    rows = np.concatenate([part.rows for part in found])
    whole = {name: np.concatenate([getattr(part, name) for part in found])
             for name in ("distance", "spread", "freedom", "factor", "slack", "expected", "after")}
    variance = np.maximum(whole["spread"], CALM) ** 2
    variance, freedom = half_way(variance, whole["freedom"], months.segment[rows])
    spread, expected = np.sqrt(variance) * whole["factor"], whole["expected"]
    into["p"][rows] = stats.t.cdf(whole["distance"] / spread, freedom)
    into["expected"][rows], into["after"][rows] = expected, whole["after"]
    needed = (stats.t.isf(chance, freedom) + stats.t.ppf(POWER, freedom)) * spread / window
    monthly = expected / window
    with np.errstate(divide="ignore", invalid="ignore"):
        left = (np.exp(-needed) * (monthly + whole["slack"]) - whole["slack"]) / monthly
    into["smallest"][rows] = np.where(left >= 0, 1 - left, np.nan)
