"""NBD: every client buys at a rate of its own and never leaves. What is left of BG/NBD where nobody is seen to leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from kam_core.metrics.models.fitting import Floats, floats, histories, maximise


@dataclass(frozen=True)
class Nbd:
    """Rates are gamma distributed with shape r and rate alpha (in units of time). loglik: of the fit.

    Source: Ehrenberg (1959), "The pattern of consumer purchases", Applied Statistics 8.
    """

    r: float
    alpha: float
    loglik: float = float("nan")
    arrived: bool = True

    @classmethod
    def fit(cls, x: ArrayLike, age: ArrayLike) -> Nbd:
        """Fit to repeat purchases x within a time ``age``, one of each a client. ValueError: impossible histories."""
        known = histories(x, np.where(floats(x) > 0, floats(age), 0.0), age)
        scale = float((known.age @ known.count) / known.clients) or 1.0
        whole = known.age / scale

        def score(natural: Floats) -> tuple[float, Floats]:
            r, alpha = natural
            by_x = gammaln(r + known.repeats) - gammaln(r)
            slope_x = digamma(r + known.repeats) - digamma(r)
            logs = np.log(alpha + whole)
            value = float(known.repeats_count @ by_x) + float(
                known.count @ (r * np.log(alpha) - (r + known.x) * logs))
            by_r = float(known.repeats_count @ slope_x) + float(known.count @ (np.log(alpha) - logs))
            by_alpha = float(known.count @ (r / alpha - (r + known.x) / (alpha + whole)))
            return value, np.array([by_r, by_alpha])

        (r, alpha), loglik, arrived = maximise(score, [(0.5, 0.5), (2.0, 2.0)], known.clients)
        return cls(float(r), float(alpha * scale), loglik - float(known.count @ known.x) * float(np.log(scale)), arrived)

    def loglikelihood(self, x: ArrayLike, age: ArrayLike) -> float:
        """Log-likelihood of these histories under these parameters."""
        times, whole = floats(x), floats(age)
        return float(np.sum(gammaln(self.r + times) - gammaln(self.r) + self.r * np.log(self.alpha)
                            - (self.r + times) * np.log(self.alpha + whole)))

    def expected(self, t: ArrayLike) -> Floats:
        """Repeat purchases of a new client within t."""
        return floats(self.r / self.alpha * floats(t))

    def conditional(self, t: ArrayLike, x: ArrayLike, age: ArrayLike) -> Floats:
        """Purchases within the next t of clients who bought x times again within ``age``."""
        return floats((self.r + floats(x)) / (self.alpha + floats(age)) * floats(t))
