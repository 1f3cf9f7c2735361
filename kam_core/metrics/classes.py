"""The classes of ABC and XYZ, of demand, and the states of clients. Pure functions over whole columns.

Sources: ABC by cumulative shares after Pareto and Juran, with both customs for the client that crosses a limit; XYZ by
the coefficient of variation with periods of nothing counted in; demand classes of Syntetos, Boylan and Croston (2005),
with their limits of 1.32 for the average interval and 0.49 for the squared coefficient of variation.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]

ABC = ("A", "B", "C")
XYZ = ("X", "Y", "Z")
CELLS = tuple(first + second for first in ABC for second in XYZ)
BELOW = "C-"
"""The class of a client whose sum is known and not above zero: it has no share."""
SLACK = 1e-12
"""Limits are compared with floats: within this distance of a limit a share stands on it."""
INTERVAL, ROUGH = 1.32, 0.49
"""Limits of demand: periods per purchase, and squared variation of the amounts above zero."""
CHANCE = 0.05
"""A season is one when chance alone would make so short a one no oftener than this."""


def units(amounts: Floats) -> Whole:
    """Amounts of money as whole ten-thousandths, so that their sums are exact; unknown ones are 0."""
    return np.rint(np.nan_to_num(amounts) * 10_000).astype(np.int64)


def cumulative(amounts: Floats) -> tuple[Floats, Floats]:
    """(share together before it, share together with it) of each amount, largest first; NaN where it is not above zero.

    Of equal amounts each is given what the first of them has: they belong to one class.
    """
    before, with_it = np.full(len(amounts), np.nan), np.full(len(amounts), np.nan)
    kept = np.flatnonzero(amounts > 0)
    if kept.size:
        # amounts that are no money are whole numbers: they are summed exactly, too
        whole = units(amounts[kept])
        order = np.argsort(-whole, kind="stable")
        ranked = whole[order]
        sums = np.cumsum(ranked)
        first = np.maximum.accumulate(np.where(np.diff(ranked, prepend=ranked[0] + 1) != 0, np.arange(ranked.size), 0))
        with_it[kept[order]] = sums[first] / sums[-1]
        before[kept[order]] = (sums[first] - ranked) / sums[-1]
    return before, with_it


def abc(amounts: Floats, a: float, b: float, rule: str = "before") -> Words:
    """'A', 'B', 'C' by the cumulative share (a, then b more), 'C-' for what is not above zero, None for the unknown.

    rule: 'before' looks at the share before the client, so that A brings at least ``a``; 'inclusive' at the share with
    it, so that A stays below, as spreadsheets do. Equal amounts get the class of the first of them.
    """
    before, with_it = cumulative(amounts)
    first, second = a, min(a + b, 1.0)
    if rule == "before":
        in_a, in_b = before < first - SLACK, before < second - SLACK
    else:
        in_a, in_b = with_it <= first + SLACK, with_it <= second + SLACK
    return _chosen([amounts <= 0, np.isnan(amounts), in_a, in_b], [BELOW, None, "A", "B"], "C")


def frequency(active: Whole, months: Whole, x: float, y: float, least: int) -> Words:
    """XYZ by how many months of the window have a purchase; x and y are months of twelve, scaled to the window.

    active, months: months with a purchase, months of the window; None where it has fewer than ``least`` months
    """
    return _chosen(
        [months < max(least, 1), active * 12 >= x * months - SLACK, active * 12 >= y * months - SLACK], [None, "X", "Y"], "Z"
    )


def variation(series: Iterable[float] | Floats, sample: bool = False) -> float | None:
    """The coefficient of variation of amounts per period, those of nothing included: standard deviation ÷ mean.

    sample: over n − 1. None where the mean is not above zero. k equal amounts in n periods give √(n/k − 1).
    """
    amounts = np.asarray(series if isinstance(series, np.ndarray) else list(series), dtype=float)
    if amounts.size <= sample or amounts.mean() <= 0:
        return None
    return float(amounts.std(ddof=1 if sample else 0) / amounts.mean())


def variations(periods: Whole, total: Floats, squares: Floats) -> Floats:
    """The same for many clients at once, from the sums of amounts and of their squares; NaN where the mean is not > 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # the sums of squares hold sixteen figures: what is left below that of equal amounts is no variation
        spread = periods * squares / (total * total) - 1
        spread[np.abs(spread) < 1e-13 * periods] = 0.0
        return np.where((total > 0) & (periods > 0), np.sqrt(np.maximum(spread, 0.0)), np.nan)


def by_variation(found: Floats, x: float, y: float) -> Words:
    """XYZ by the coefficient of variation; undefined (NaN) is Z."""
    return _chosen([found <= x + SLACK, found <= y + SLACK], ["X", "Y"], "Z")


def demand(periods: Whole, count: Whole, total: Floats, squares: Floats) -> tuple[Floats, Floats, Words]:
    """(average interval, squared variation of the amounts above zero, class) from the sums over those amounts.

    The class is smooth, erratic, intermittent or lumpy; None, and NaN, where there is no amount above zero.
    """
    some = (count > 0) & (periods > 0)
    interval = np.where(some, periods / np.maximum(count, 1), np.nan)
    rough = np.where(some, variations(count, total, squares) ** 2, np.nan)
    rare, uneven = interval >= INTERVAL - SLACK, rough >= ROUGH - SLACK
    return interval, rough, _chosen(
        [~some, rare & uneven, rare, uneven], [None, "lumpy", "intermittent", "erratic"], "smooth"
    )


def seasonal(years: Iterable[Whole]) -> npt.NDArray[np.bool_]:
    """Whether purchases fall into one season of at most six months of the calendar.

    years: for each of the last two or three years, the months with a purchase as bits (1 is January), newest year first;
    both of the last two must have some. k purchases within L months of the calendar are a season where chance would
    bring them so close together at most once in twenty, k (L/12)^(k−1) ≤ 0.05: four in two months, six in four.
    """
    masks = [np.asarray(year, dtype=np.int64) for year in years]
    if len(masks) < 2:
        return np.zeros(len(masks[0]) if masks else 0, dtype=bool)
    count = sum(_BITS[mask] for mask in masks)
    length = _ARC[np.bitwise_or.reduce(masks)]
    chance = count * (length / 12.0) ** np.maximum(count - 1, 0)
    found: npt.NDArray[np.bool_] = (masks[0] > 0) & (masks[1] > 0) & (length <= 6) & (chance <= CHANCE)
    return found


def _arc(mask: int) -> int:
    """The shortest run of months, past December into January too, that holds every month of a mask."""
    held = [month for month in range(12) if mask >> month & 1]
    if not held:
        return 0
    gaps = [(after - month) % 12 or 12 for month, after in zip(held, [*held[1:], held[0]], strict=True)]
    return 13 - max(gaps)


_ARC = np.array([_arc(mask) for mask in range(4096)])
_BITS = np.array([mask.bit_count() for mask in range(4096)])


def _chosen(rules: list[npt.NDArray[np.bool_]], names: list[str | None], rest: str) -> Words:
    """The name of the first rule that holds."""
    found = np.full(len(rules[0]), rest, dtype=object)
    for rule, name in zip(reversed(rules), reversed(names), strict=True):
        found[rule] = name
    return found
