"""The Net Promoter Score of counts: published results, coverage worked out in full, and laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics import promoters as nps
from kam_core.metrics.promoters import Counts

Answers = st.lists(st.integers(0, 10), min_size=1, max_size=200)


def test_the_example_of_the_r_package():
    """The tests of the R package NPS: c(0, 7, 7, 9, 9, 9)."""
    found = nps.counts([0, 7, 7, 9, 9, 9])
    assert found == Counts(3, 2, 1)
    assert float(nps.score(3, 1, 6)) == pytest.approx(1 / 3, abs=1e-12)
    assert float(nps.variance(3, 1, 6)) == pytest.approx(5 / 9, abs=1e-12)


def test_every_score_has_its_class():
    assert [nps.counts([score]) for score in range(11)] == [(0, 0, 1)] * 7 + [(0, 1, 0)] * 2 + [(1, 0, 0)] * 2


def coverage(n: int, promoters: float, detractors: float, **how: object) -> float:
    """In how many of 100 samples of n the interval holds the true score: every sample, by its chance."""
    true, held = promoters - detractors, 0.0
    for p in range(n + 1):
        for d in range(n + 1 - p):
            ways, rest = math.comb(n, p) * math.comb(n - p, d), 1 - promoters - detractors
            chance = ways * promoters**p * detractors**d * rest**(n - p - d)
            low, high = nps.adjusted_wald(p, d, n, **how)
            held += chance * bool(low <= true <= high)
    return 100 * held


def test_the_interval_keeps_its_word_for_few_answers():
    """True shares 15, 35 and 50: coverage of the adjusted interval is 95.8 at five or ten answers."""
    assert coverage(5, 0.5, 0.15) == pytest.approx(95.6, abs=0.3)
    assert coverage(10, 0.5, 0.15) == pytest.approx(95.8, abs=0.1)
    assert coverage(5, 0.5, 0.15, centre="raw") < 89


def test_five_promoters_are_no_certainty():
    """A plain interval has no width; the adjusted one goes from 17 to 100."""
    assert [float(end) for end in nps.wald(5, 0, 5)] == [1, 1]
    low, high = nps.adjusted_wald(5, 0, 5)
    assert (round(float(low), 3), float(high)) == (0.175, 1)


def test_a_difference_by_hand():
    """Half against a quarter of a hundred promoters, no detractors: 0.25 over the root of 0.0025 + 0.001875."""
    found = nps.difference(Counts(50, 50, 0), Counts(25, 75, 0))
    assert (found.change, found.z) == (pytest.approx(0.25), pytest.approx(0.25 / math.sqrt(0.0025 + 0.001875)))
    assert found.p == pytest.approx(0.000157, abs=1e-6)  # table of the normal distribution, 3.78
    assert nps.difference(Counts(0, 0, 0), Counts(1, 0, 0)) is None


def test_two_unanimous_windows_can_be_compared():
    found = nps.difference(Counts(40, 0, 0), Counts(0, 0, 40))
    assert found.change == 2
    assert 0 < found.p < 1e-6


@given(Answers)
def test_laws_of_one_set(scores):
    p, s, d = nps.counts(scores)
    n = len(scores)
    assert p + s + d == n
    middle, (low, high) = float(nps.score(p, d, n)), nps.adjusted_wald(p, d, n)
    assert -1 <= low < high <= 1
    if n >= 5:
        assert low - 1e-12 <= middle <= high + 1e-12
    # turning promoters into detractors turns everything round
    other_low, other_high = nps.adjusted_wald(d, p, n)
    assert (float(other_low), float(other_high)) == (pytest.approx(-float(high)), pytest.approx(-float(low)))
    plain = [1 if score >= 9 else -1 if score <= 6 else 0 for score in scores]
    mean = sum(plain) / n
    assert middle == pytest.approx(mean, abs=1e-12)
    assert float(nps.variance(p, d, n)) == pytest.approx(sum((value - mean) ** 2 for value in plain) / n, abs=1e-9)


@given(Answers, st.integers(0, 500))
def test_those_who_did_not_answer_are_all_that_is_unknown(scores, silent):
    p, _, d = nps.counts(scores)
    n = len(scores)
    wide, narrow = nps.adjusted_wald(p, d, n), nps.adjusted_wald(p, d, n, population=n + silent)
    assert narrow[1] - narrow[0] <= wide[1] - wide[0] + 1e-12
    if not silent:
        assert [float(end) for end in narrow] == [pytest.approx((p - d) / n)] * 2


@given(Answers, Answers)
def test_a_difference_turns_its_sign(now, before):
    one, other = nps.difference(nps.counts(now), nps.counts(before)), nps.difference(nps.counts(before), nps.counts(now))
    assert one.change == pytest.approx(-other.change)
    assert one.z == pytest.approx(-other.z)
    assert 0 <= one.p <= 1
