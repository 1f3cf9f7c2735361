"""The distribution of what a year may take away, when clients are lost independently of one another.

Closed form: mean = sum(p a), variance = sum(p (1 - p) a^2); with one p for all, the standard deviation as a share of
the total is sqrt(p (1 - p) HHI). The whole distribution is a convolution of one two-point distribution for each client
on a grid of amounts: no simulation, so no noise, the same answer every time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GRID = 20_000
"""The most steps a grid may have."""


@dataclass(frozen=True)
class Losses:
    """What may be lost. total, mean, sd: in the unit of the amounts, sd in closed form

    step: distance of the grid's points
    chances: chances[k] is the probability that step * k is lost; they sum to 1
    """

    total: float
    mean: float
    sd: float
    step: float
    chances: Floats

    def quantile(self, level: float) -> float:
        """The smallest loss that is not exceeded with probability ``level`` (0-1)."""
        cumulative = np.cumsum(self.chances)
        place = int(np.searchsorted(cumulative, level - 1e-12))
        return min(place, self.chances.size - 1) * self.step

    def exceeding(self, amount: float) -> float:
        """Probability (0-1) of losing more than this amount."""
        first = math.floor(amount / self.step + 1e-9) + 1
        return min(1.0, max(0.0, float(self.chances[max(0, first):].sum())))

    def curve(self, most: int = 400) -> tuple[Floats, Floats]:
        """(amount, probability of losing more than it), up to the amount that one year in 10,000 exceeds."""
        last = min(self.chances.size - 1, round(self.quantile(0.9999) / self.step) + 1)
        above = 1 - np.cumsum(self.chances)
        keep = np.unique(np.rint(np.linspace(0, last, min(last + 1, most))).astype(int))
        return keep * self.step, np.clip(above[keep], 0.0, 1.0)


def distribution(amounts: Sequence[float] | Floats, chances: float | Sequence[float] | Floats,
                 grid: int = GRID) -> Losses | None:
    """The distribution of the sum of amounts lost; None where no amount is positive.

    amounts: what each client brings; those not above zero are left out
    chances: the yearly probability (0-1) of losing a client, one for all or one for each amount
    grid: the most steps of the grid; whole steps give exact probabilities, an amount between two points
        is shared between them so that its mean stays; clients below one step together are taken as normal
    """
    given = np.asarray(amounts, dtype=float)
    odds = np.broadcast_to(np.asarray(chances, dtype=float), given.shape)
    kept = given > 0
    given, odds = given[kept], odds[kept]
    if not given.size:
        return None
    if bool(((odds < 0) | (odds > 1)).any()):
        raise ValueError("probabilities are between 0 and 1")
    whole = round(math.fsum(given.tolist()), 4)
    step = _step(given, grid)
    large = given >= step * (1 - 1e-9)
    order = np.argsort(given[large])
    found = _convolve(given[large][order] / step, odds[large][order])
    small, rare = given[~large], odds[~large]
    if small.size:
        spread = math.sqrt(float((rare * (1 - rare) * small**2).sum()))
        found = np.convolve(found, _normal(float((small * rare).sum()) / step, spread / step))
    return Losses(
        whole, float((given * odds).sum()), math.sqrt(float((odds * (1 - odds) * given**2).sum())), step,
        found / found.sum(),
    )


def _step(amounts: Floats, grid: int) -> float:
    """1, 2 or 5 times a power of ten, so that the total has at most ``grid`` steps; whole amounts keep steps of 1."""
    least = float(amounts.sum()) / grid
    if least <= 1 and bool((amounts == np.rint(amounts)).all()):
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-12))


def _convolve(sizes: Floats, odds: Floats) -> Floats:
    """One client after another, the smallest first, so that the array grows late. sizes: in steps, ascending."""
    found = np.ones(1)
    for size, chance in zip(sizes.tolist(), odds.tolist(), strict=True):
        below = math.floor(size + 1e-9)
        part = max(0.0, size - below)
        wider = np.zeros(found.size + below + (1 if part > 1e-9 else 0))
        wider[:found.size] = found * (1 - chance)
        if part > 1e-9:
            wider[below:below + found.size] += found * (chance * (1 - part))
            wider[below + 1:below + 1 + found.size] += found * (chance * part)
        else:
            wider[below:] += found * chance
        found = wider
    return found


def _normal(mean: float, sd: float) -> Floats:
    """A normal distribution on the points 0, 1, 2, …, cut at zero; its mean shared between two points where sd is 0."""
    if sd < 0.05:
        below = math.floor(mean)
        return np.array([0.0] * below + [1 - (mean - below), mean - below])
    edges = np.arange(0, math.ceil(mean + 8 * sd) + 2) - 0.5
    steps = np.array([0.5 * (1 + math.erf((edge - mean) / (sd * math.sqrt(2)))) for edge in edges.tolist()])
    steps[0] = 0.0
    return np.diff(steps)
