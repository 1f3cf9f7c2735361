"""How likely chance alone makes two things go together so often, for many pairs at once. Pure functions.

Sources: Fisher (1935) for the exact test, Pearson (1900) for chi-squared, Benjamini and Hochberg (1995) for many tests.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

EXPECTED = 5.0
"""Where each of the four cells is expected to hold at least so many, chi-squared is near enough to the exact test."""


def fisher(both: int, first: int, second: int, of: int) -> float:
    """Probability of ``both`` or more in common, of ``first`` and ``second`` drawn from ``of`` without any link."""
    low, high = max(0, first + second - of), min(first, second)
    if both <= low:
        return 1.0

    def ways(whole: int, some: int) -> float:
        return math.lgamma(whole + 1) - math.lgamma(some + 1) - math.lgamma(whole - some + 1)

    whole = ways(of, second)
    # terms fall away fast past the first: sum them relative to it
    total = term = 1.0
    for some in range(both, high):
        term *= (first - some) * (second - some) / ((some + 1) * (of - first - second + some + 1))
        total += term
        if term < total * 1e-17:
            break
    return min(1.0, math.exp(ways(first, both) + ways(of - first, second - both) - whole) * total)


def chi_squared(both: int, first: int, second: int, of: int) -> float:
    """The same probability by Pearson's chi-squared, one-sided; 1 where they are together no more than by chance."""
    spread = first * second * (of - first) * (of - second)
    surplus = both * of - first * second
    if surplus <= 0 or spread == 0:
        return 1.0
    return 0.5 * math.erfc(surplus * math.sqrt(of) / math.sqrt(spread) / math.sqrt(2))


def by_chance(both: Whole, first: Whole, second: Whole, of: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """(probabilities, whether by the exact test) of pairs; exact wherever a cell is expected to hold fewer than five.

    both: counts in common; first, second: counts of each; of: of how many
    """
    tops = np.minimum(first, of - first).astype(float) * np.minimum(second, of - second)
    exact = (tops < EXPECTED * of) | (of <= 1000)
    found = [
        (fisher if precise else chi_squared)(int(k), int(a), int(b), of)
        for k, a, b, precise in zip(both, first, second, exact, strict=True)
    ]
    return np.asarray(found, dtype=float), exact


def benjamini_hochberg(chances: Floats) -> Floats:
    """q-values: the smallest share of false discoveries at which each would be called one, in the given order."""
    count = chances.size
    order = np.argsort(chances, kind="stable")[::-1]
    raw = chances[order] * count / np.arange(count, 0, -1)
    found = np.empty(count)
    found[order] = np.minimum.accumulate(np.minimum(raw, 1.0)) if count else raw
    return found
