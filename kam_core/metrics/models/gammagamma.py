"""Gamma-Gamma: each client spends about an amount of its own at a purchase, whatever the number of purchases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from kam_core.metrics.models.fitting import Floats, floats, maximise


@dataclass(frozen=True)
class GammaGamma:
    """Spend: gamma(p, rate), the rates of clients: gamma(q, v); v in money.

    Source: Fader, Hardie (2013), "The gamma-gamma model of monetary value", note 025.
    x: purchases that the mean is of; mean: mean spend of a purchase, in money
    """

    p: float
    q: float
    v: float
    loglik: float = float("nan")
    arrived: bool = True

    @property
    def population_mean(self) -> float | None:
        """Mean spend of all clients; None where the spread is so wide that there is none."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else None

    @classmethod
    def fit(cls, x: ArrayLike, mean: ArrayLike) -> GammaGamma:
        """Fit to clients with at least one purchase (beyond the first) and a mean spend above zero; others are left out.

        ValueError: there are no such clients.
        """
        times, money = np.broadcast_arrays(floats(x), floats(mean))
        used = (times > 0) & (money > 0) & np.isfinite(money)
        times, money = times[used], money[used]
        if not times.size:
            raise ValueError("there are no clients with a repeat purchase and a mean spend above zero")
        scale = float(np.median(money))
        money = money / scale

        def score(natural: Floats) -> tuple[float, Floats]:
            return _score(natural, floats(times), floats(money))

        (p, q, v), loglik, arrived = maximise(score, [(2.0, 3.0, 1.0), (10.0, 3.0, 0.2)], float(times.size))
        return cls(float(p), float(q), float(v * scale), loglik - times.size * float(np.log(scale)), arrived)

    def loglikelihood(self, x: ArrayLike, mean: ArrayLike) -> float:
        """Log-likelihood of these means under these parameters."""
        return _score(np.array([self.p, self.q, self.v]), floats(x), floats(mean))[0]

    def conditional(self, x: ArrayLike, mean: ArrayLike) -> Floats:
        """Expected spend of a purchase: the client's own mean, drawn to that of all the more, the fewer its purchases.

        NaN for clients without a purchase where all clients have no mean (q <= 1).
        """
        times = floats(x)
        own = np.where(times > 0, floats(mean), 0.0)
        below = self.p * times + self.q - 1
        return floats(np.where(below > 0, self.p * (self.v + times * own) / np.where(below > 0, below, 1.0), np.nan))


def correlation(x: ArrayLike, mean: ArrayLike) -> float | None:
    """Correlation of the number of purchases with their mean spend, of clients who bought again; None: it has none.

    The model asks that it is about zero.
    """
    times, money = np.broadcast_arrays(floats(x), floats(mean))
    used = (times > 0) & (money > 0) & np.isfinite(money)
    times, money = times[used], money[used]
    if times.size < 2 or not np.ptp(times) or not np.ptp(money):
        return None
    return float(np.corrcoef(times, money)[0, 1])


def _score(natural: Floats, x: Floats, mean: Floats) -> tuple[float, Floats]:
    p, q, v = natural
    whole, log_mean = x * mean, np.log(mean)
    below = np.log(v + whole)
    value = (gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v) + (p * x - 1) * log_mean
             + p * x * np.log(x) - (p * x + q) * below)
    joint = digamma(p * x + q)
    slope = np.array([
        np.sum(x * (joint - digamma(p * x) + log_mean + np.log(x) - below)),
        np.sum(joint - digamma(q) + np.log(v) - below),
        np.sum(q / v - (p * x + q) / (v + whole)),
    ])
    return float(value.sum()), floats(slope)
