"""The product-limit curve against cases worked by hand, published results and the plain share that survives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.survival import curve, log_rank

# Freireich and others (1963), weeks of remission, the arm treated with 6-MP: as in every textbook since.
REMISSION = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_the_curve_of_a_textbook():
    found = curve(REMISSION, RELAPSED)
    expected = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482, 35: 0.4482}
    assert {week: round(found.at(week), 4) for week in expected} == expected
    assert found.at(5.9) == 1
    assert found.reached() == 23
    assert found.reached(0.6) is None
    assert dict(zip(found.times.tolist(), found.at_risk.tolist(), strict=True))[10] == 15


def test_three_watched_by_hand():
    """1 of 3 gone at day 2, one leaves at 3, the last one goes at 5: 2/3, then 0."""
    found = curve([2, 3, 5], [True, False, True])
    assert [found.at(day) for day in (1, 2, 3, 5)] == [1, pytest.approx(2 / 3), pytest.approx(2 / 3), 0]
    spread = math.sqrt(1 / (3 * 2)) / abs(math.log(2 / 3)) * 1.959964
    assert found.low[0] == pytest.approx((2 / 3) ** math.exp(spread), abs=1e-6)
    assert found.high[0] == pytest.approx((2 / 3) ** math.exp(-spread), abs=1e-6)


def test_nobody_and_nothing():
    assert curve([], []) is None
    still = curve([4, 9], [False, False])
    assert still.reached() is None
    assert still.reached_interval() == (None, None)
    assert still.at(100) == 1
    assert log_rank([1, 2], [True, True], ["a", "a"]) is None
    assert log_rank([1, 2], [False, False], ["a", "b"]) is None


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60))
def test_laws_of_the_curve(watched):
    times, happened = zip(*watched, strict=True)
    found = curve(times, happened)
    assert (np.diff(found.survival) <= 1e-12).all()
    assert ((found.low <= found.survival + 1e-12) & (found.survival <= found.high + 1e-12)).all()
    assert ((found.low >= 0) & (found.high <= 1)).all()
    if all(happened):
        for day in range(31):
            assert found.at(day) == pytest.approx(sum(time > day for time in times) / len(times))
    order = sorted(range(len(times)), key=lambda i: -times[i])
    again = curve([times[i] for i in order], [happened[i] for i in order])
    assert (again.survival == found.survival).all()


@given(st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=2, max_size=30))
def test_two_groups_that_are_one_do_not_differ(watched):
    times, happened = (list(each) for each in zip(*watched, strict=True))
    found = log_rank(times * 2, happened * 2, ["a"] * len(times) + ["b"] * len(times))
    if any(happened):
        assert found[0] == pytest.approx(0, abs=1e-9)
        assert found[1] == pytest.approx(1)


def test_log_rank_of_a_textbook():
    """The same patients against the 21 of the arm on placebo: chi-square 16.79."""
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    chi, chance = log_rank(REMISSION + placebo, RELAPSED + [1] * 21, ["6-MP"] * 21 + ["placebo"] * 21)
    assert chi == pytest.approx(16.79, abs=0.005)
    assert chance == pytest.approx(4.17e-5, rel=0.01)
