"""Clients that buy seldom, judged by their days with a purchase against a negative binomial distribution. Pure functions.

Source: Gelman and others (2013), Bayesian Data Analysis, 2.6, for the predictive distribution of a count.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from kam_core.metrics.monthly import YEAR, YEARS, Floats, Months


def counted(months: Months, at: int, window: int, chance: float, ahead: int) -> dict[str, Floats]:
    """By days with a purchase: those of the whole history and, from two years on, those of the same months of each year.

    The larger of both chances holds: what is low every year at this time is no fall.
    """
    origin = at - window
    first = np.maximum(months.starts, max(0, origin - YEARS * YEAR))
    age = origin - first
    inside = np.arange(origin)[None, :] >= first[:, None]
    days = np.where(inside, months.days[:, :origin], 0.0)
    total = days.sum(axis=1)
    mean = total / age
    spread = (np.where(inside, days - mean[:, None], 0.0) ** 2).sum(axis=1) / np.maximum(age - 1, 1)
    own = np.maximum(spread - mean, 0.0) / np.maximum(mean, 1e-9) ** 2
    clumped = (own + own.mean()) / 2 / window
    came = months.days[:, origin:at].sum(axis=1)
    p, low = _tail(came, total, age / window, clumped, chance)
    years = age // YEAR
    same = np.zeros(len(total))
    for year in range(1, YEARS + 1):
        place = origin - year * YEAR
        if place >= 0:
            same += np.where(years >= year, months.days[:, place:place + window].sum(axis=1), 0.0)
    old = years >= 2
    seasonal, low_then = _tail(came, same, np.maximum(years, 1).astype(float), clumped, chance)
    p, low = np.where(old, np.maximum(p, seasonal), p), np.where(old, np.minimum(low, low_then), low)
    money = np.where(inside, months.revenue[:, :origin], 0.0).sum(axis=1) / age
    usual = mean * window
    with np.errstate(divide="ignore", invalid="ignore"):
        smallest = np.where((low >= 0) & (usual > 0), 1 - low / usual, np.nan)
    return {"p": p, "expected": money * window, "smallest": smallest, "after": money * ahead}


def _tail(came: Floats, total: Floats, times: Floats, clumped: Floats, chance: float) -> tuple[Floats, Floats]:
    """(chance of so few days or fewer, the most days that would be an alarm; -1: none).

    total: days seen in ``times`` such windows; clumped: 1 / size of the negative binomial distribution of a window
    """
    size = 1 / (clumped + 1 / (total + 0.5))
    mean = (total + 0.5) / times
    inside = size / (size + mean)
    low = stats.nbinom.ppf(chance, size, inside)
    low = np.where(stats.nbinom.cdf(low, size, inside) < chance, low, low - 1)
    return stats.nbinom.cdf(came, size, inside), low
