"""BG/NBD: a client buys at a rate of its own, and after each purchase may leave for good, unseen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln, hyp2f1

from kam_core.metrics.models.fitting import Floats, Histories, floats, histories, maximise

NEVER_LEAVE = 1e-3
"""Below this a, leaving is not seen in the data."""
ALL_ALIKE = 1e4
"""Above this b, neither."""
BESIDE = 1e-4


@dataclass(frozen=True)
class BgNbd:
    """Rates: gamma with shape r and rate alpha (in units of time); chances of leaving after a purchase: beta(a, b).

    Source: Fader, Hardie, Lee (2005), "Counting your customers the easy way", Marketing Science 24.
    x: repeat purchases; t_x: time of the last one since the first purchase; age: time since the first purchase
    loglik: of the fit; arrived: whether the search for the parameters came to its end
    """

    r: float
    alpha: float
    a: float
    b: float
    loglik: float = float("nan")
    arrived: bool = True

    @property
    def degenerate(self) -> bool:
        """Whether leaving cannot be told from the data: NBD says the same, and a probability to be alive says nothing."""
        return self.a < NEVER_LEAVE or self.b > ALL_ALIKE

    @classmethod
    def fit(cls, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> BgNbd:
        """The parameters of the highest likelihood. ValueError: impossible histories."""
        known = histories(x, t_x, age)
        scale = float((known.age @ known.count) / known.clients) or 1.0

        def score(natural: Floats) -> tuple[float, Floats]:
            return _score(natural, known, known.recent / scale, known.age / scale)

        (r, alpha, a, b), loglik, arrived = maximise(
            score, [(0.5, 0.5, 0.5, 2.0), (2.0, 2.0, 1.0, 1.0)], known.clients)
        return cls(float(r), float(alpha * scale), float(a), float(b),
                   loglik - float(known.count @ known.x) * float(np.log(scale)), arrived)

    def loglikelihood(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> float:
        """Log-likelihood of these histories under these parameters."""
        known = histories(x, t_x, age)
        return _score(np.array([self.r, self.alpha, self.a, self.b]), known, known.recent, known.age)[0]

    def expected(self, t: ArrayLike) -> Floats:
        """Repeat purchases of a new client within t of its first purchase."""
        share = floats(self.alpha / (self.alpha + floats(t)))
        return self._bought(share, 0.0)

    def conditional(self, t: ArrayLike, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Floats:
        """Purchases within the next t of clients with these histories."""
        times, whole = floats(x), floats(age)
        share = (self.alpha + whole) / (self.alpha + whole + floats(t))
        return floats(self._bought(floats(share), times) * self.alive(times, t_x, whole))

    def alive(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Floats:
        """Probability that a client has not left. It is 1 for whoever never bought again: show it for nobody of them."""
        times = floats(x)
        odds = np.log(self.a) - np.log(self.b + np.maximum(times, 1) - 1) + (self.r + times) * (
            np.log(self.alpha + floats(age)) - np.log(self.alpha + floats(t_x)))
        with np.errstate(over="ignore"):
            return np.where(times > 0, 1 / (1 + np.exp(odds)), 1.0)

    def _bought(self, share: Floats, x: ArrayLike) -> Floats:
        """Purchases of clients who are alive. The hypergeometric function is taken in Euler's form, whose parameters
        do not grow with x: the published one overflows for clients who buy often.
        """
        times, near = floats(x), self.a - 1
        if abs(near) >= BESIDE:
            return self._alive_bought(self.a, share, times)
        # At a = 1 the formula is 0/0, and close to it a difference of equals: it is taken on both sides.
        low, high = (self._alive_bought(1 + side, share, times) for side in (-BESIDE, BESIDE))
        return floats(low + (high - low) * (near + BESIDE) / (2 * BESIDE))

    def _alive_bought(self, a: float, share: Floats, x: Floats) -> Floats:
        rest = hyp2f1(a + self.b - 1 - self.r, a - 1, a + self.b + x - 1, 1 - share)
        return floats((a + self.b + x - 1) / (a - 1) * (1 - share ** (a - 1) * rest))


def _score(natural: Floats, known: Histories, recent: Floats, age: Floats) -> tuple[float, Floats]:
    r, alpha, a, b = map(float, natural)
    x, again = known.repeats, known.x > 0
    by_x = gammaln(r + x) - gammaln(r) + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    log_age, log_recent = np.log(alpha + age), np.log(alpha + recent)
    shape = r + known.x
    stayed = -shape * log_age
    left = np.where(again, np.log(a) - np.log(b + np.maximum(known.x, 1) - 1) - shape * log_recent, -np.inf)
    either = np.logaddexp(stayed, left)
    gone = np.exp(left - either)
    value = float(known.repeats_count @ by_x) + float(known.count @ either) + known.clients * r * float(np.log(alpha))
    weighted = known.count * gone
    both, one = digamma(a + b) - digamma(a + b + x), digamma(b + x) - digamma(b)
    slope = np.array([
        known.repeats_count @ (digamma(r + x) - digamma(r)) + known.clients * np.log(alpha)
        - known.count @ ((1 - gone) * log_age + gone * log_recent),
        known.clients * r / alpha - known.count @ (shape * ((1 - gone) / (alpha + age) + gone / (alpha + recent))),
        known.repeats_count @ both + weighted.sum() / a,
        known.repeats_count @ (both + one) - weighted @ (1 / (b + np.maximum(known.x, 1) - 1)),
    ])
    return value, slope
