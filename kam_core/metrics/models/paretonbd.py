"""Pareto/NBD: a client buys at a rate of its own and leaves after a time of its own, unseen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from kam_core.metrics.models.fitting import Floats, Histories, floats, histories, maximise

NODES = 24
"""Points of the integral over the time of leaving; its integrand falls by e^45 at most between its ends."""
DROP = 45.0
ALL_ALIKE = 1e4


@dataclass(frozen=True)
class ParetoNbd:
    """Rates of buying: gamma(r, alpha); rates of leaving: gamma(s, beta); alpha and beta in units of time.

    Source: Schmittlein, Morrison, Colombo (1987), "Counting your customers", Management Science 33; the likelihood as the
    integral over the time of leaving that its hypergeometric functions stand for.
    """

    r: float
    alpha: float
    s: float
    beta: float
    loglik: float = float("nan")
    arrived: bool = True

    @property
    def degenerate(self) -> bool:
        """Whether leaving cannot be told from the data."""
        return self.s < 1e-3 or self.beta > ALL_ALIKE

    @classmethod
    def fit(cls, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> ParetoNbd:
        """The parameters of the highest likelihood. ValueError: impossible histories."""
        known = histories(x, t_x, age)
        scale = float((known.age @ known.count) / known.clients) or 1.0

        def score(natural: Floats) -> tuple[float, Floats]:
            return _score(natural, known, known.recent / scale, known.age / scale)

        (r, alpha, s, beta), loglik, arrived = maximise(score, [(0.5, 0.5, 0.5, 0.5)], known.clients)
        return cls(float(r), float(alpha * scale), float(s), float(beta * scale),
                   loglik - float(known.count @ known.x) * float(np.log(scale)), arrived)

    def loglikelihood(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> float:
        """Log-likelihood of these histories under these parameters."""
        known = histories(x, t_x, age)
        return _score(np.array([self.r, self.alpha, self.s, self.beta]), known, known.recent, known.age)[0]

    def expected(self, t: ArrayLike) -> Floats:
        """Repeat purchases of a new client within t of its first purchase."""
        return floats(self.r * self.beta / self.alpha * self._faded(floats(0.0), floats(t)))

    def alive(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Floats:
        """Probability that a client has not left."""
        times, last, whole = np.broadcast_arrays(floats(x), floats(t_x), floats(age))
        stayed, left, _, _ = _ways(self.r, self.alpha, self.s, self.beta, *map(np.ravel, (times, last, whole)))
        return floats(np.exp(stayed - np.logaddexp(stayed, left))).reshape(times.shape)

    def conditional(self, t: ArrayLike, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Floats:
        """Purchases within the next t of clients with these histories."""
        times, whole = floats(x), floats(age)
        rate = (self.r + times) * (self.beta + whole) / (self.alpha + whole)
        return floats(rate * self._faded(whole, floats(t)) * self.alive(times, t_x, whole))

    def _faded(self, age: Floats, t: Floats) -> Floats:
        """(1 - share^(s-1)) / (s-1), with its limit at s = 1."""
        fall = np.log((self.beta + age) / (self.beta + age + t))
        power = self.s - 1
        return floats(-fall if abs(power) < 1e-12 else -np.expm1(power * fall) / power)


def _ways(
    r: float, alpha: float, s: float, beta: float, x: Floats, recent: Floats, age: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """(log of having stayed, log of having left since the last purchase, times of leaving, their weights) of each history.

    The time of leaving y runs from recent to age over s (alpha+y)^-(r+x) (beta+y)^-(s+1), in equal steps of
    log(least + y), where the integrand is smooth however steep it is.
    """
    points, widths = np.polynomial.legendre.leggauss(NODES)
    least = min(alpha, beta)
    # beyond this the integrand is nothing beside its beginning
    with np.errstate(over="ignore"):
        last = np.minimum(age, (alpha + recent) * np.exp(DROP / np.maximum(r + x - 1, 1e-3)) - alpha)
    low, high = np.log(least + recent), np.log(least + np.maximum(last, recent))
    half = (high - low)[:, None] / 2
    ends = np.exp(low[:, None] + half * (1 + points))
    y = ends - least
    logs = (np.log(s) - (r + x)[:, None] * np.log(alpha + y) - (s + 1) * np.log(beta + y) + np.log(ends))
    top = logs.max(axis=1, keepdims=True)
    weights = np.exp(logs - top) * half * widths
    sums = weights.sum(axis=1)
    with np.errstate(divide="ignore"):
        left = top[:, 0] + np.log(sums)
    stayed = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    return stayed, left, y, weights / np.where(sums > 0, sums, 1.0)[:, None]


def _score(natural: Floats, known: Histories, recent: Floats, age: Floats) -> tuple[float, Floats]:
    r, alpha, s, beta = map(float, natural)
    stayed, left, y, weights = _ways(r, alpha, s, beta, known.x, recent, age)
    either = np.logaddexp(stayed, left)
    gone = np.exp(left - either)
    clients, shape = known.clients, r + known.x
    by_x = gammaln(r + known.repeats) - gammaln(r)
    value = float(known.repeats_count @ by_x) + float(known.count @ either) + clients * (
        r * np.log(alpha) + s * np.log(beta))

    def mean(of_age: Floats, of_leaving: Floats) -> Floats:
        return floats((1 - gone) * of_age + gone * (weights * of_leaving).sum(axis=1))

    n = known.count
    log_a, log_b = mean(np.log(alpha + age), np.log(alpha + y)), mean(np.log(beta + age), np.log(beta + y))
    slope = np.array([
        known.repeats_count @ (digamma(r + known.repeats) - digamma(r)) + clients * np.log(alpha) - n @ log_a,
        clients * r / alpha - n @ (shape * mean(1 / (alpha + age), 1 / (alpha + y))),
        clients * np.log(beta) + n @ gone / s - n @ log_b,
        clients * s / beta - n @ (s * mean(1 / (beta + age), 1 / (beta + y)) + gone * (weights / (beta + y)).sum(axis=1)),
    ])
    return value, slope
