"""Expected value of clients over the months to come."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kam_core.metrics.models.bgnbd import BgNbd
from kam_core.metrics.models.fitting import Floats, floats
from kam_core.metrics.models.gammagamma import GammaGamma
from kam_core.metrics.models.nbd import Nbd
from kam_core.metrics.models.paretonbd import ParetoNbd

WEEKS_A_MONTH = 4.345


def purchases(
    model: BgNbd | ParetoNbd | Nbd, t: float, x: ArrayLike, t_x: ArrayLike, age: ArrayLike
) -> Floats:
    """Expected purchases within the next t, under any of the models."""
    return model.conditional(t, x, age) if isinstance(model, Nbd) else model.conditional(t, x, t_x, age)


def lifetime_value(
    model: BgNbd | ParetoNbd | Nbd, spend: GammaGamma, x: ArrayLike, t_x: ArrayLike, age: ArrayLike, mean: ArrayLike,
    months: int = 12, discount: float = 0.01, month: float = WEEKS_A_MONTH,
) -> Floats:
    """Value of each client over the next months: purchases of each month × spend, discounted at the month's end.

    discount: per month; month: its length in the time of the model (weeks). Money in that of ``mean``.
    The convention of the Python package lifetimes.
    """
    worth = spend.conditional(x, mean)
    total = np.zeros_like(worth)
    before: Floats = floats(0.0)
    for number in range(1, months + 1):
        until = purchases(model, number * month, x, t_x, age)
        total += (until - before) * worth / (1 + discount) ** number
        before = until
    return total
