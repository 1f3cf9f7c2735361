"""Price, volume, mix, new and lost: why revenue of one period is not that of another. Pure functions.

Over products sold in both periods: price = sum((p1 - p0) q1), volume = (Q1 - Q0) P0, mix = sum(q1 p0) - Q1 P0, where p is
revenue per unit, Q the sum of quantities and P0 the mean price before; then what is new, and what was lost. Prices at new
quantities leave no cross term, so that the five add up (the convention of the textbooks on variance of sales with a
mix at the mean price of the base).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
UNIT = Decimal("0.0001")
"""The ledger keeps amounts to this."""


@dataclass(frozen=True)
class Bars:
    """The five bars, in money; price + volume + mix + new + lost is total, to the last digit."""

    price: Decimal
    volume: Decimal
    mix: Decimal
    new: Decimal
    lost: Decimal
    total: Decimal

    def __add__(self, other: Bars) -> Bars:
        return Bars(self.price + other.price, self.volume + other.volume, self.mix + other.mix, self.new + other.new,
                    self.lost + other.lost, self.total + other.total)


NOTHING = Bars(*([Decimal(0)] * 6))


def both(q0: Floats, q1: Floats) -> npt.NDArray[np.bool_]:
    """Whether a product has a price in both periods: a quantity above zero. All others are new, lost, or both at once."""
    return (q0 > 0) & (q1 > 0)


def five_bars(q0: Iterable[float], r0: Iterable[float], q1: Iterable[float], r1: Iterable[float]) -> Bars:
    """The bars of products given one a place.

    q0, q1: quantities of the period before and of this one, 0 where nothing was sold; r0, r1: revenue, net of returns

    A product whose quantity is not above zero in one of the periods (returns, services without a quantity) has no price
    there: its revenue is new, or lost. Goods given free are a price of 0. Amounts are taken to four decimals; only what
    the bars meet at is rounded, so no rest is left over.
    """
    before, now = _amounts(q0), _amounts(q1)
    sold, brought = _amounts(r0), _amounts(r1)
    kept = both(before, now)
    new, lost = _sum(brought[~kept]), _sum(sold[~kept])
    start, end = _sum(sold[kept]), _sum(brought[kept])
    # what was sold now at the prices of before: of each product its own, then the mean of all
    own = mean = Decimal(0)
    if kept.any():
        own = _sum(sold[kept] * now[kept] / before[kept])
        mean = _rounded(float(start) * math.fsum(now[kept]) / math.fsum(before[kept]))
    return Bars(end - own, mean - start, own - mean, new, -lost, end + new - start - lost)


def _amounts(given: Iterable[float]) -> Floats:
    return np.asarray(given if isinstance(given, np.ndarray) else [float(value) for value in given], dtype=float)


def _sum(amounts: Floats) -> Decimal:
    return _rounded(math.fsum(amounts))


def _rounded(amount: float) -> Decimal:
    return Decimal(repr(amount)).quantize(UNIT) + 0
