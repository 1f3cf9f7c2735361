"""Intervals against published examples, against each other, and how often they hold what is true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics import intervals
from kam_core.metrics.intervals import ratios, wilson


@pytest.mark.parametrize(("hits", "of", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
])
def test_wilson_as_in_newcombe_1998(hits, of, low, high):
    assert [round(bound, 4) for bound in wilson(hits, of)] == [low, high]


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share_and_mirrors(of, data):
    hits = data.draw(st.integers(0, of))
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    assert wilson(of - hits, of) == pytest.approx((1 - high, 1 - low))


def test_of_nothing_there_is_no_interval():
    assert wilson(0, 0) is None
    bounds = ratios(np.zeros((1, 0)), np.zeros(0), np.zeros(0, dtype=np.int64), 2)
    assert np.isnan(bounds[0].low).all()


def test_equal_clients_that_kept_everything_have_no_spread():
    ones = np.ones(40)
    (bounds,) = ratios(ones[None], ones, np.zeros(40, dtype=np.int64), 1)
    assert (bounds.low[0], bounds.high[0]) == (1, 1)


def test_both_forms_agree_on_many_even_clients(monkeypatch):
    dice = np.random.default_rng(5)
    had = dice.uniform(50, 150, 3000)
    has = had * dice.uniform(0.5, 1.2, 3000)
    part = dice.integers(0, 3, 3000)
    (drawn,) = ratios(has[None], had, part, 3)
    monkeypatch.setattr(intervals, "MOST", 0)
    (normal,) = ratios(has[None], had, part, 3)
    assert drawn.low == pytest.approx(normal.low, abs=2e-3)
    assert drawn.high == pytest.approx(normal.high, abs=2e-3)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """60 clients drawn from a population whose ratio is known: 0.8."""
    dice = np.random.default_rng(11)
    held = 0
    for _ in range(200):
        had = dice.lognormal(0, 0.7, 60)
        has = had * dice.choice([0.0, 1.0], 60, p=[0.2, 0.8])
        (bounds,) = ratios(has[None], had, np.zeros(60, dtype=np.int64), 1)
        held += bounds.low[0] <= 0.8 <= bounds.high[0]
    assert 0.88 <= held / 200 <= 0.99


def test_the_same_clients_give_the_same_bounds():
    had = np.arange(1.0, 30)
    one, two = (ratios((had * 0.9)[None], had, np.arange(29) % 2, 2)[0] for _ in range(2))
    assert (one.low == two.low).all()
    assert (one.high == two.high).all()
