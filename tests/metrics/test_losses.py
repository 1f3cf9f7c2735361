"""The distribution of losses against all subsets counted one by one, and against the closed form."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.metrics.losses import distribution
from kam_core.metrics.shares import hhi


def subsets(amounts, chances):
    """{loss: probability} over all 2^n sets of clients."""
    found: dict[float, float] = {}
    for lost in itertools.product((0, 1), repeat=len(amounts)):
        loss = sum(a for a, gone in zip(amounts, lost, strict=True) if gone)
        chance = math.prod(p if gone else 1 - p for p, gone in zip(chances, lost, strict=True))
        found[loss] = found.get(loss, 0) + chance
    return found


CLIENTS = st.lists(st.tuples(st.integers(1, 1500), st.floats(0, 1)), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(CLIENTS)
def test_whole_amounts_equal_all_subsets(clients):
    amounts, chances = zip(*clients, strict=True)
    found = distribution(amounts, chances)
    expected = subsets(amounts, chances)
    assert found.step == 1
    assert len(found.chances) == sum(amounts) + 1
    exact = np.zeros(sum(amounts) + 1)
    for loss, chance in expected.items():
        exact[loss] = chance
    assert np.abs(found.chances - exact).max() < 1e-12
    for x in (0, amounts[0], sum(amounts) / 2):
        assert found.exceeding(x) == pytest.approx(sum(c for loss, c in expected.items() if loss > x), abs=1e-9)


def test_twelve_clients_off_the_grid():
    amounts = [1_234_567.89, 998_001.5, 777_777.77, 543_210.1, 345_678.9, 222_222.22,
               123_456.78, 99_999.99, 55_555.5, 33_333.3, 12_345.6, 5_432.1]
    chances = [0.1] * 12
    found = distribution(amounts, chances)
    assert found.total / found.step <= 20_000
    expected = subsets(amounts, chances)
    near = len(amounts) * found.step
    ordered = sorted(expected)
    cumulative = np.cumsum([expected[loss] for loss in ordered])
    for level in (0.5, 0.9, 0.95, 0.99):
        exact = ordered[int(np.searchsorted(cumulative, level))]
        assert abs(found.quantile(level) - exact) <= near
    for x in (100_000, 1_000_000, 2_000_000):
        low = sum(c for loss, c in expected.items() if loss > x + near)
        high = sum(c for loss, c in expected.items() if loss > x - near)
        assert low - 1e-9 <= found.exceeding(x) <= high + 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=40), st.floats(0, 1))
def test_mean_and_spread_agree_with_the_closed_form(amounts, chance):
    found = distribution(amounts, chance)
    points = np.arange(found.chances.size) * found.step
    mean = float((points * found.chances).sum())
    spread = math.sqrt(max(0.0, float((points**2 * found.chances).sum()) - mean**2))
    assert found.mean == pytest.approx(chance * sum(amounts))
    # Clients below one step are cut at zero together; the others keep their mean exactly.
    assert mean == pytest.approx(found.mean, abs=found.step)
    assert spread == pytest.approx(found.sd, rel=1e-3, abs=found.step * math.sqrt(len(amounts)))


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=40), st.floats(0, 1))
def test_one_probability_for_all_ties_the_spread_to_the_index(amounts, chance):
    found = distribution(amounts, chance)
    expected = math.sqrt(chance * (1 - chance) * hhi(amounts) / 10_000) * sum(amounts)
    assert found.sd == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_ten_equal_clients_follow_the_binomial_law():
    found = distribution([100] * 10, 0.1)
    assert found.chances[[0, 100, 200]] == pytest.approx([0.9**10, 10 * 0.1 * 0.9**9, 45 * 0.01 * 0.9**8])
    assert found.chances.sum() == pytest.approx(1)
    assert found.quantile(0.5) == 100
    assert found.quantile(0.99) == 400
    assert found.exceeding(399) == pytest.approx(1 - sum(math.comb(10, k) * 0.1**k * 0.9**(10 - k) for k in range(4)))


def test_certain_and_impossible_losses():
    assert distribution([10, 5], [1, 0]).chances[10] == 1
    assert distribution([10, 5], 0).quantile(0.99) == 0
    assert distribution([10, 5], 1).exceeding(14) == 1
    assert distribution([10, 5], 1).exceeding(15) == 0


def test_amounts_not_above_zero_cannot_be_lost():
    assert distribution([10, 0, -5], 0.5).total == 10
    assert distribution([0, -5], 0.5) is None
    assert distribution([], 0.5) is None


def test_a_probability_out_of_range_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        distribution([1, 2], 1.5)


def test_a_hundred_thousand_small_clients_stay_quick_and_right():
    amounts = np.concatenate((np.full(100_000, 7.3), [90_000.0, 50_000.0]))
    found = distribution(amounts, 0.1)
    points = np.arange(found.chances.size) * found.step
    mean = float((points * found.chances).sum())
    assert mean == pytest.approx(0.1 * amounts.sum(), rel=1e-4)
    assert math.sqrt(float(((points - mean) ** 2 * found.chances).sum())) == pytest.approx(found.sd, rel=1e-3)


def test_the_curve_falls_from_some_loss_to_none():
    amounts, above = distribution([40, 30, 20, 10], 0.1).curve()
    assert above[0] == pytest.approx(1 - 0.9**4)
    assert (np.diff(above) <= 1e-15).all()
    assert amounts[0] == 0
