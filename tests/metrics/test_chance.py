"""What chance alone would do: against counts of all ways, and examples in print."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.chance import benjamini_hochberg, by_chance, chi_squared, fisher


def test_the_lady_tasting_tea():
    """Fisher (1935): of 8 cups 4 have the milk first; 3 or 4 of them named right by chance 17 times in 70."""
    assert fisher(3, 4, 4, 8) == pytest.approx(17 / 70)
    assert fisher(4, 4, 4, 8) == pytest.approx(1 / 70)


@given(st.integers(1, 60), st.data())
def test_fisher_is_the_count_of_all_ways(of, data):
    first, second = data.draw(st.integers(0, of)), data.draw(st.integers(0, of))
    both = data.draw(st.integers(max(0, first + second - of), min(first, second)))
    ways = sum(math.comb(first, some) * math.comb(of - first, second - some) for some in range(both, min(first, second) + 1))
    assert fisher(both, first, second, of) == pytest.approx(ways / math.comb(of, second), rel=1e-9)


def test_chi_squared_by_the_table():
    """A 2 × 2 table of 30, 20, 20, 30 has chi-squared 4, so one side of the normal past 2: 0.02275."""
    assert chi_squared(30, 50, 50, 100) == pytest.approx(0.0227501, abs=1e-7)
    assert chi_squared(20, 50, 50, 100) == 1.0
    assert chi_squared(5, 5, 7, 7) == 1.0  # everybody buys one of them: nothing can be told


def test_the_two_tests_agree_in_large_samples():
    """Chi-squared is the exact test's large-sample form; with 100,000 clients they differ by little."""
    exact, near = fisher(25_300, 50_000, 50_000, 100_000), chi_squared(25_300, 50_000, 50_000, 100_000)
    assert near == pytest.approx(exact, rel=0.05)
    chances, precise = by_chance(np.array([25_300, 40]), np.array([50_000, 100]), np.array([50_000, 200]), 100_000)
    assert precise.tolist() == [False, True]
    assert chances.tolist() == [near, fisher(40, 100, 200, 100_000)]


PRINTED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
           1.0000]
"""The fifteen p-values of Benjamini and Hochberg (1995, 3.2); at 5 % the first four are discoveries."""


def test_the_example_of_benjamini_and_hochberg():
    found = benjamini_hochberg(np.array(PRINTED[::-1]))[::-1]
    assert (found <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert found[3] == pytest.approx(0.0095 * 15 / 4)
    assert found[0] == pytest.approx(0.0001 * 15)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_q_values_keep_the_order_and_are_never_below_p(chances):
    given_chances = np.array(chances)
    found = benjamini_hochberg(given_chances)
    assert (found >= given_chances - 1e-12).all()
    assert (np.diff(found[np.argsort(given_chances, kind="stable")]) >= -1e-12).all()
