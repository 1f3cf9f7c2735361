"""Shifted beta-geometric: how many of a group of contracts are renewed, year after year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, digamma, hyp2f1

from kam_core.metrics.models.fitting import Floats, floats, maximise


@dataclass(frozen=True)
class Sbg:
    """Chances of not renewing are beta(alpha, beta) over clients, and stay with each of them.

    Source: Fader, Hardie (2007), "How to project customer retention", Journal of Interactive Marketing 21; the residual
    lifetime: Fader, Hardie (2010), "Customer-base valuation in a contractual setting", Marketing Science 29.
    """

    alpha: float
    beta: float
    loglik: float = float("nan")
    arrived: bool = True

    @classmethod
    def fit(cls, survivors: Sequence[float]) -> Sbg:
        """Fit to the members of one group at the start, after one period, after two, …

        ValueError: fewer than two numbers, a rise, a negative number, or nobody lost.
        """
        left = floats(survivors)
        if left.size < 2 or not np.isfinite(left).all() or (np.diff(left) > 0).any() or left[-1] < 0:
            raise ValueError("survivors are at least two numbers that never rise and are not below zero")
        lost, kept = -np.diff(left), float(left[-1])
        if not lost.sum():
            raise ValueError("nobody was lost")
        periods = np.arange(1, left.size, dtype=np.float64)

        def score(natural: Floats) -> tuple[float, Floats]:
            a, b = natural
            both = digamma(a + b)
            died = betaln(a + 1, b + periods - 1) - betaln(a, b)
            ends = digamma(a + b + periods)
            n = periods[-1]
            value = float(lost @ died) + kept * float(betaln(a, b + n) - betaln(a, b))
            by_a = lost @ (digamma(a + 1) - ends - digamma(a) + both) + kept * (both - digamma(a + b + n))
            by_b = lost @ (digamma(b + periods - 1) - ends - digamma(b) + both) + kept * (
                digamma(b + n) - digamma(a + b + n) - digamma(b) + both)
            return value, np.array([by_a, by_b])

        (alpha, beta), loglik, arrived = maximise(score, [(1.0, 1.0), (0.5, 3.0)], float(left[0]))
        return cls(float(alpha), float(beta), loglik, arrived)

    def survival(self, t: ArrayLike) -> Floats:
        """Share of the group that is left after t renewals."""
        return floats(np.exp(betaln(self.alpha, self.beta + floats(t)) - betaln(self.alpha, self.beta)))

    def retention(self, t: ArrayLike) -> Floats:
        """Share of those up for renewal number t that renew; t from 1."""
        return floats((self.beta + floats(t) - 1) / (self.alpha + self.beta + floats(t) - 1))

    def residual_lifetime(self, renewals: ArrayLike, discount: float) -> Floats:
        """Expected renewals still to come, discounted (DERL), of a client before its next renewal, who renewed this often.

        discount: per period, above zero; the first payment to come counts in full.
        """
        n = floats(renewals)
        return floats((self.beta + n) / (self.alpha + self.beta + n) * hyp2f1(
            1, self.beta + n + 1, self.alpha + self.beta + n + 1, 1 / (1 + discount)))
