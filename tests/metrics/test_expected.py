"""How often chance alone makes an alarm, how often a fall is seen, and laws of what is expected."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kam_core.metrics.expected import judge
from kam_core.metrics.monthly import KINDS, Months, half_way

SEED = 20
OFTEN = 2000


def noise(cv, count, months, dice):
    """Months of a client's revenue: a season of 25 % and lognormal noise of this coefficient of variation."""
    sd = np.sqrt(np.log1p(cv**2))
    return 1000 * (1 + 0.25 * np.sin(2 * np.pi * np.arange(months) / 12)) * np.exp(dice.normal(0, sd, (count, months)))


def months_of(revenue, days=None, starts=0, segment=0):
    count, revenue = len(revenue), np.asarray(revenue, dtype=float)
    days = np.full(revenue.shape, 4.0) if days is None else np.asarray(days, dtype=float)
    return Months(revenue, days, np.full(count, starts), np.zeros(count, dtype=int) + segment)


def alarms(revenue, window, **more):
    found = judge(months_of(revenue, **more), np.shape(revenue)[1], window, 0.01, 0.3)
    return float((found.p[found.kind > 0] < 0.01).mean()), found


# share of falls that are seen, with three years of history: 6,000 simulations, computed apart from this program
SEEN = {
    0.1: ((0.31, 0.72, 1.00), (0.80, 1.00, 1.00)),
    0.2: ((0.08, 0.18, 0.70), (0.24, 0.60, 1.00)),
    0.3: ((0.04, 0.09, 0.34), (0.11, 0.29, 0.84)),
    0.5: ((0.02, 0.05, 0.13), (0.05, 0.11, 0.41)),
    0.8: ((0.02, 0.03, 0.06), (0.04, 0.06, 0.18)),
}


@pytest.mark.parametrize("cv", SEEN)
@pytest.mark.parametrize("window", [1, 3])
def test_falls_are_seen_as_often_as_they_can_be(cv, window):
    dice = np.random.default_rng(SEED)
    for fall, expected in zip((0.2, 0.3, 0.5), SEEN[cv][window == 3], strict=True):
        revenue = noise(cv, OFTEN, 36 + window, dice)
        revenue[:, 36:] *= 1 - fall
        assert alarms(revenue, window)[0] == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize("window", [1, 3])
@pytest.mark.parametrize("history", [24, 30, 36, 60])
@pytest.mark.parametrize("cv", [0.15, 0.4])
def test_chance_alone_makes_about_one_alarm_in_a_hundred(cv, history, window):
    dice = np.random.default_rng(SEED)
    sd = np.sqrt(np.log1p(cv**2))
    rate, found = alarms(1000 * np.exp(dice.normal(0, sd, (OFTEN, history + window))), window)
    assert 0.004 <= rate <= 0.018
    assert {KINDS[kind] for kind in found.kind} <= ({"theta"} if history < 36 else {"months", "theta"})


def test_calm_and_restless_clients_together_keep_the_rate():
    dice = np.random.default_rng(SEED)
    spread = np.exp(dice.normal(-1.5, 0.6, (OFTEN, 1)))
    for window in (1, 3):
        rate, _ = alarms(1000 * np.exp(spread * dice.normal(size=(OFTEN, 36 + window))), window)
        assert 0.001 <= rate <= 0.015


def test_a_client_that_grows_is_held_against_where_it_stands():
    """From 100 to 236 in three years: the mean of three years would call 180 usual; Theta expects more than 200."""
    dice = np.random.default_rng(SEED)
    revenue = 100 * 1.024 ** np.arange(37) * np.exp(dice.normal(0, 0.05, (200, 37)))
    found = alarms(revenue, 1)[1]
    assert (found.kind == KINDS.index("theta")).all()
    assert 215 < np.median(found.expected) < 260


def test_the_mean_of_three_years_by_hand():
    """A month of 90, 100 and 110 is expected to bring 100; log 50 lies on the left of all of them."""
    revenue = np.array([[90.0] * 12 + [110.0] * 12 + [100.0] * 12 + [50.0]])
    found = judge(months_of(revenue), 37, 1, 0.01, 0.3)
    assert KINDS[found.kind[0]] == "months"
    assert found.expected[0] == pytest.approx(100)
    assert found.actual[0] == 50
    logs = np.log(np.array([90, 110, 100]) + 10)
    sd = np.sqrt(12 * ((logs - logs.mean()) ** 2).sum() / 24) * np.sqrt(4 / 3)
    assert found.p[0] == pytest.approx(stats.t.cdf((np.log(60) - logs.mean()) / sd, 24), rel=1e-9)


def test_the_smallest_fall_is_seen_four_times_in_five():
    dice = np.random.default_rng(SEED)
    for window in (1, 3):
        revenue = noise(0.2, OFTEN, 36 + window, dice)
        least = np.median(alarms(revenue, window)[1].smallest)
        revenue[:, 36:] *= 1 - least
        assert alarms(revenue, window)[0] == pytest.approx(0.8, abs=0.05)


def test_those_who_buy_seldom_are_counted_by_days():
    """One day with a purchase in every second month; the chance of none in a year is about e^-6, in three months e^-1.5."""
    dice = np.random.default_rng(SEED)
    days = dice.poisson(0.5, (500, 48)).astype(float)
    days[:, 36:] = 0
    found = judge(months_of(days * 100, days), 48, 12, 0.01, 0.3)
    counted = found.kind == KINDS.index("days")
    assert counted.mean() > 0.95
    assert np.median(found.p[counted]) == pytest.approx(np.exp(-6), abs=0.012)
    assert (judge(months_of(days * 100, days), 39, 3, 0.01, 0.3).p[counted] > 0.05).all()
    assert (judge(months_of(days * 100, days), 48, 3, 0.01, 0.3).p[counted] > 0.05).mean() > 0.95


def test_who_never_buys_in_winter_does_not_fall_in_winter():
    days = np.tile(np.repeat([0.0, 6.0, 0.0], [4, 4, 4]), 5)[None, :57].repeat(6, axis=0)  # May to August; ends in September
    for window in (3, 6, 12):
        found = judge(months_of(days * 100, days), 54, window, 0.01, 0.3)
        assert not (found.p < 0.05).any()


def test_too_young_is_not_judged():
    revenue = np.full((2, 14), 100.0)
    found = judge(months_of(revenue, starts=3), 14, 1, 0.01, 0.3)
    assert not found.kind.any()
    assert np.isnan(found.p).all()
    assert np.isnan(found.expected).all()
    assert judge(months_of(revenue, starts=1), 14, 1, 0.01, 0.3).kind.tolist() == [2, 2]


def test_a_client_that_never_varies_is_not_alarmed_by_a_rounding():
    found = judge(months_of([[100.0] * 36 + [99.9]]), 37, 1, 0.01, 0.3)
    assert found.p[0] > 0.1
    assert judge(months_of([[100.0] * 36 + [80]]), 37, 1, 0.01, 0.3).p[0] < 1e-6


def test_variances_are_drawn_half_way():
    """Geometric: of 1 and 16 alike in number the middle is 4, so 1 becomes 2 and 16 becomes 8 (less a small correction)."""
    own = np.array([1.0, 16.0] * 10)
    found, freedom = half_way(own, np.full(20, 1e6), np.zeros(20, dtype=int))
    assert found[:2] == pytest.approx([2, 8], rel=1e-5)
    assert freedom[0] == pytest.approx(8 / np.log(4) ** 2, rel=1e-4)
    same, free = half_way(np.ones(20), np.full(20, 24.0), np.zeros(20, dtype=int))
    assert same == pytest.approx(np.ones(20), rel=0.03)
    assert free[0] == pytest.approx(96)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.001, 0.5, 3.0, 1e6]), st.sampled_from([1, 3, 6, 12]), st.integers(26, 50))
def test_currency_and_order_change_no_judgement(seed, times, window, count):
    dice = np.random.default_rng(seed)
    days = dice.poisson(dice.choice([0.4, 2.0, 6.0], (12, 1)), (12, count)).astype(float)
    revenue = days * dice.gamma(3, 100, (12, count))
    segment = dice.integers(0, 2, 12)
    plain = judge(months_of(revenue, days, segment=segment), count, window, 0.01, 0.3, 3)
    other = judge(months_of(revenue * times, days, segment=segment), count, window, 0.01, 0.3, 3)
    assert (plain.kind == other.kind).all()
    np.testing.assert_allclose(plain.p, other.p, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(plain.expected * times, other.expected, rtol=1e-4)
    order = dice.permutation(12)
    mixed = judge(months_of(revenue[order], days[order], segment=segment[order]), count, window, 0.01, 0.3, 3)
    np.testing.assert_allclose(plain.p[order], mixed.p, rtol=1e-6, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.95), st.sampled_from([1, 3]))
def test_less_is_never_more_likely(seed, part, window):
    dice = np.random.default_rng(seed)
    revenue = noise(0.4, 8, 40, dice)
    less = revenue.copy()
    less[:, -window:] *= part
    assert (judge(months_of(less), 40, window, 0.01, 0.3).p <= judge(months_of(revenue), 40, window, 0.01, 0.3).p).all()
