"""Concentration of amounts against published examples and the laws that hold for any amounts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics import shares
from kam_core.settings import Settings

AMOUNTS = st.lists(st.integers(1, 10**9), min_size=1, max_size=60)
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
"""The example in the manual of the R package ineq."""


def test_index_of_the_merger_guidelines_example():
    assert shares.hhi([30, 30, 20, 20]) == pytest.approx(2600, abs=1e-9)


def test_gini_of_the_r_manual():
    assert shares.gini(INCOMES) == pytest.approx(0.4620911, abs=1e-6)


def test_ten_equal_clients():
    assert shares.hhi([5] * 10) == pytest.approx(1000)
    assert shares.effective([5] * 10) == pytest.approx(10)
    assert shares.gini([5] * 10) == pytest.approx(0, abs=1e-12)
    assert shares.needed([5] * 10, 0.8) == 8
    assert shares.top_part([5] * 10) == pytest.approx(0.2)


def test_one_client():
    assert shares.hhi([7]) == 10_000
    assert shares.gini([7]) == 0
    assert shares.gini([7], corrected=True) is None
    assert shares.top([7], 3) == 1
    assert shares.needed([7], 0.8) == 1


@pytest.mark.parametrize("amounts", [[], [0], [-3, 0], [math.nan]])
def test_nothing_positive_gives_nothing(amounts):
    assert shares.shares(amounts).size == 0
    assert [shares.hhi(amounts), shares.gini(amounts), shares.top(amounts, 1), shares.needed(amounts, 0.8),
            shares.effective(amounts), shares.top_part(amounts)] == [None] * 6
    assert shares.lorenz(amounts)[0].size == 0


def test_negative_amounts_take_no_part():
    assert shares.hhi([30, 30, 20, 20, -50, 0]) == pytest.approx(2600)


def test_top_fifth_by_both_rules():
    amounts = [4, 3, 2, 1, 1, 1, 1]
    # A fifth of seven clients is 1.4 of them: two whole ones, or one and four tenths of the second.
    assert shares.top_part(amounts) == pytest.approx(7 / 13)
    assert shares.top_part(amounts, interpolate=True) == pytest.approx((4 + 0.4 * 3) / 13)


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    x, y = shares.pareto(np.arange(1, 10_001), most=100)
    assert len(x) == 100
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 10_000, 1)


@pytest.mark.parametrize(("share", "expected"), [
    (0.05, None), (0.1, None), (1 - 0.9, None), (0.1000001, "key"), (0.2, "key"), (0.21, "critical"),
    (0.7, "critical"), (0.71, "mono"), (1.0, "mono"), (None, None),
])
def test_ladder_is_strict(share, expected):
    assert shares.step(share, Settings()) == expected


def test_disclosure_includes_its_limit():
    assert shares.disclosed(0.1, Settings())
    assert shares.disclosed(1 - 0.9, Settings())
    assert not shares.disclosed(0.0999, Settings())
    assert not shares.disclosed(None, Settings())


def test_ladder_follows_the_settings():
    assert shares.step(0.3, Settings().with_(key_share=0.05, critical_share=0.4)) == "key"


@given(AMOUNTS)
def test_shares_sum_to_one(amounts):
    assert shares.shares(amounts).sum() == pytest.approx(1)


@given(AMOUNTS)
def test_index_lies_between_equal_and_one(amounts):
    index = shares.hhi(amounts)
    assert 10_000 / len(amounts) - 1e-6 <= index <= 10_000 + 1e-6


@given(AMOUNTS)
def test_gini_is_the_mean_difference_of_pairs(amounts):
    pairs = sum(abs(a - b) for a in amounts for b in amounts)
    expected = pairs / (2 * len(amounts) * sum(amounts))
    assert shares.gini(amounts) == pytest.approx(expected, abs=1e-9)


@given(AMOUNTS)
def test_gini_is_twice_the_area_over_the_lorenz_curve(amounts):
    x, y = shares.lorenz(amounts)
    assert shares.gini(amounts) == pytest.approx(1 - 2 * np.trapezoid(y, x), abs=1e-9)


@given(AMOUNTS, st.integers(1, 1000))
def test_scale_and_order_do_not_matter(amounts, factor):
    scaled = [value * factor for value in reversed(amounts)]
    assert shares.gini(scaled) == pytest.approx(shares.gini(amounts), abs=1e-9)
    assert shares.hhi(scaled) == pytest.approx(shares.hhi(amounts))


@given(AMOUNTS, st.floats(0.01, 1))
def test_needed_is_the_least_that_reaches(amounts, share):
    count = shares.needed(amounts, share)
    assert shares.top(amounts, count) >= share - 1e-9
    assert count == 1 or shares.top(amounts, count - 1) < share


@given(AMOUNTS, st.integers(1, 10**9))
def test_merging_two_clients_never_lowers_the_index(amounts, other):
    together = [amounts[0] + other, *amounts[1:]]
    assert shares.hhi(together) >= shares.hhi([*amounts, other]) - 1e-6


def test_a_share_on_a_limit_passes_it_only_where_the_setting_says_so():
    # 10 clients of 10 each: every one stands exactly on 10 %
    on_it = float(shares.shares([10.0] * 10)[0])
    assert shares.step(on_it, Settings()) is None
    assert shares.step(on_it, Settings().with_(key_limit="from")) == "key"
    assert shares.step(0.2, Settings().with_(key_limit="from")) == "critical"
    assert shares.step(0.0999, Settings().with_(key_limit="from")) is None
