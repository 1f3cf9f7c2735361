"""The classes of ABC and XYZ as laws, and against examples that are counted by hand."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics import classes
from kam_core.metrics.classes import abc, by_variation, demand, frequency, seasonal, variation, variations

AMOUNTS = st.lists(st.integers(-10_000, 1_000_000).map(lambda cents: cents / 100), min_size=1, max_size=60)
SHARES = st.tuples(st.sampled_from([0.5, 0.7, 0.8]), st.sampled_from([0.1, 0.15, 0.2]))


def floats(values):
    return np.array(values, dtype=float)


def bits(*months):
    return np.array([sum(1 << (month - 1) for month in months)])


# ABC

@pytest.mark.parametrize(("amounts", "before", "inclusive"), [
    ([50, 30, 20], "AAB", "AAC"),
    ([85, 10, 5], "ABC", "BBC"),
    ([80, 15, 5], "ABC", "ABC"),  # exactly on the limits: 80 % are reached, so the next is B
    ([1], "A", "C"),
    ([10] * 10, "A" * 10, "A" * 10),
])
def test_abc_by_hand(amounts, before, inclusive):
    assert "".join(abc(floats(amounts), 0.8, 0.15)) == before
    assert "".join(abc(floats(amounts), 0.8, 0.15, "inclusive")) == inclusive


def test_equal_amounts_at_a_limit_get_one_class():
    # 60, then four of 10: the second and third of them lie on different sides of 80 %
    assert "".join(abc(floats([60, 10, 10, 10, 10]), 0.8, 0.15)) == "AAAAA"
    assert "".join(abc(floats([75, 9, 8, 8]), 0.8, 0.15)) == "AABB"


def test_what_is_not_above_zero_or_not_known_has_no_share():
    assert abc(floats([10, 0, -5, math.nan]), 0.8, 0.15).tolist() == ["A", "C-", "C-", None]


@given(AMOUNTS, SHARES, st.sampled_from(["before", "inclusive"]))
def test_classes_hold_every_positive_amount_and_follow_its_size(amounts, limits, rule):
    found = abc(floats(amounts), *limits, rule)
    assert [(name in ("A", "B", "C")) for name in found] == [amount > 0 for amount in amounts]
    ranked = [name for _, name in sorted(zip(amounts, found, strict=True), key=lambda pair: -pair[0]) if name != "C-"]
    assert ranked == sorted(ranked)
    assert len({(amount, name) for amount, name in zip(amounts, found, strict=True) if amount > 0}) == len(
        {amount for amount in amounts if amount > 0})


@given(AMOUNTS, SHARES)
def test_a_of_before_reaches_the_limit_with_as_few_as_can_be(amounts, limits):
    found = abc(floats(amounts), *limits)
    cents = [round(amount * 100) for amount in amounts]
    total = sum(cent for cent in cents if cent > 0)
    if not total:
        return
    first = sorted((cent for cent, name in zip(cents, found, strict=True) if name == "A"), reverse=True)
    assert sum(first) / total >= limits[0] - 1e-9
    assert sum(cent for cent in first if cent != first[-1]) / total < limits[0]


@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=60, unique=True), SHARES)
def test_the_two_rules_differ_by_one_client_a_limit(amounts, limits):
    before, inclusive = abc(floats(amounts), *limits), abc(floats(amounts), *limits, "inclusive")
    for names in (("A",), ("A", "B")):
        wide, narrow = (sum(name in names for name in found) for found in (before, inclusive))
        assert 0 <= wide - narrow <= 1


@given(AMOUNTS, st.integers(2, 50), SHARES)
def test_abc_does_not_depend_on_the_unit_of_money(amounts, factor, limits):
    whole = [round(amount * 100) for amount in amounts]
    assert abc(floats(whole), *limits).tolist() == abc(floats([amount * factor for amount in whole]), *limits).tolist()


# XYZ

@pytest.mark.parametrize("orders", range(1, 13))
def test_equal_orders_in_some_months_of_twelve(orders):
    # √(n/k − 1): the identity of methods on variation with periods of nothing counted in
    expected = math.sqrt(12 / orders - 1)
    assert variation([7.5] * orders + [0] * (12 - orders)) == pytest.approx(expected, abs=1e-12)
    many = variations(np.array([12]), floats([7.5 * orders]), floats([7.5**2 * orders]))
    assert many[0] == pytest.approx(expected, abs=1e-7 if orders == 12 else 1e-12)


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=36))
def test_variation_of_many_is_that_of_the_standard_library(series):
    found = variations(np.array([len(series)]), floats([sum(series)]), floats([sum(x * x for x in series)]))[0]
    if not sum(series):
        assert math.isnan(found)
        assert variation(series) is None
        return
    mean = statistics.fmean(series)
    assert found == pytest.approx(statistics.pstdev(series) / mean, abs=1e-6)
    assert variation(series) == pytest.approx(statistics.pstdev(series) / mean)
    assert variation(series, sample=True) == pytest.approx(statistics.stdev(series) / mean)


def test_variation_needs_a_mean_above_zero():
    assert variation([5, -5]) is None
    assert variation([-1, -2]) is None
    assert variation([]) is None
    assert variation([3], sample=True) is None
    assert by_variation(variations(np.array([2]), floats([-3]), floats([9])), 0.5, 1).tolist() == ["Z"]


def test_limits_of_variation_belong_to_the_better_class():
    assert by_variation(floats([0, 0.5, 0.5000001, 1, 1.1, math.nan]), 0.5, 1).tolist() == ["X", "X", "Y", "Y", "Z", "Z"]


@pytest.mark.parametrize(("months", "limits"), [(12, (9, 4)), (6, (5, 2)), (24, (18, 8)), (11, (9, 4)), (7, (6, 3))])
def test_limits_of_frequency_are_scaled_to_the_window(months, limits):
    found = frequency(np.arange(months + 1), np.full(months + 1, months), 9, 4, 6)
    assert [int((found == name).argmax()) for name in ("X", "Y")] == list(limits)
    assert found[limits[1] - 1] == "Z"


def test_a_short_window_has_no_class():
    assert frequency(np.array([5, 5]), np.array([5, 6]), 9, 4, 6).tolist() == [None, "X"]


# Demand and seasons

@pytest.mark.parametrize(("series", "kind"), [
    ([10] * 12, "smooth"),
    ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 50], "erratic"),
    ([10, 0] * 6, "intermittent"),
    ([1, 0, 0, 90] * 3, "lumpy"),
    ([0] * 12, None),
])
def test_classes_of_demand(series, kind):
    some = [x for x in series if x > 0]
    interval, rough, found = demand(np.array([12]), np.array([len(some)]), floats([sum(some)]),
                                    floats([sum(x * x for x in some)]))
    assert found[0] == kind
    if kind:
        assert interval[0] == 12 / len(some)
        assert rough[0] == pytest.approx((statistics.pstdev(some) / statistics.fmean(some)) ** 2, abs=1e-9)


@pytest.mark.parametrize(("now", "before", "expected"), [
    ((11, 12), (11, 12), True),  # 4 × (2/12)³ = 1.9 %
    ((12, 1), (12, 1), True),  # a season goes past the end of the year
    ((5, 6, 7), (5, 6, 7, 8), True),  # 7 × (4/12)⁶ = 1 %
    ((12,), (12,), False),  # 2 × 1/12 = 17 %: may well be chance
    ((1, 4, 7, 10), (1, 4, 7, 10), False),  # quarters are no season
    ((11, 12), (), False),
    ((), (11, 12), False),
    (tuple(range(1, 8)), tuple(range(1, 8)), False),  # longer than half a year
])
def test_seasons(now, before, expected):
    assert seasonal([bits(*now), bits(*before)])[0] == expected


def test_a_third_year_tells_a_season_of_one_month():
    assert seasonal([bits(12)] * 3)[0]
    assert not seasonal([bits(12)])[0]


@given(st.integers(1, 4095))
def test_the_shortest_run_of_months_holds_them_all(mask):
    held = [month for month in range(12) if mask >> month & 1]
    shortest = min(length for length in range(1, 13) for start in range(12)
                   if all((month - start) % 12 < length for month in held))
    assert classes._ARC[mask] == shortest
