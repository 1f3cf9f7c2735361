"""The five bars of revenue: a published example, goods without a price, and the laws that hold for any sales."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.five_bars import Bars, five_bars


def bars(*products: tuple[float, float, float, float]) -> Bars:
    """Of (quantity before, revenue before, quantity now, revenue now)."""
    return five_bars(*(zip(*products, strict=True) if products else ([], [], [], [])))


def test_the_published_example():
    """accountancyindex.com, price volume mix analysis: A 1,000 at 10 → 1,000 at 11; B 800 at 15 → 700 at 15; C 500 at 20 → 800
    at 23; 7,900 more. Price there at old quantities is 2,500; at new ones it takes the cross term of 900 as well."""
    found = bars((1000, 10_000, 1000, 11_000), (800, 12_000, 700, 10_500), (500, 10_000, 800, 18_400))
    assert found.price == 3400
    assert found.total == 7900
    assert (found.new, found.lost) == (0, 0)
    # 200 more units at a mean price of 32,000 / 2,300
    assert float(found.volume) == pytest.approx(200 * 32_000 / 2300, abs=5e-5)
    assert float(found.mix) == pytest.approx(4500 - 200 * 32_000 / 2300, abs=5e-5)


def test_new_and_lost_by_hand():
    found = bars((10, 100, 10, 120), (5, 50, 0, 0), (0, 0, 2, 70))
    assert found == Bars(*map(Decimal, (20, 0, 0, 70, -50, 40)))


def test_returns_have_no_price():
    """More came back than was sold: its revenue before is lost, what is sold now is new."""
    assert bars((-2, -30, 3, 45)) == Bars(*map(Decimal, (0, 0, 0, 45, 30, 75)))
    assert bars((2, 30, -1, -15)) == Bars(*map(Decimal, (0, 0, 0, -15, -30, -45)))


def test_goods_given_free_are_a_matter_of_price():
    assert bars((10, 100, 10, 0)) == Bars(*map(Decimal, (-100, 0, 0, 0, 0, -100)))
    assert bars((10, 0, 20, 100)) == Bars(*map(Decimal, (100, 0, 0, 0, 0, 100)))


def test_nothing_changed_and_nothing_sold():
    assert bars() == Bars(*map(Decimal, (0, 0, 0, 0, 0, 0)))
    assert bars((3, 10, 3, 10)).total == 0


money = st.integers(-10**9, 10**9).map(lambda number: number / 100)
amount = st.integers(-10**6, 10**6).map(lambda number: number / 1000)
product = st.tuples(amount, money, amount, money)


@given(st.lists(product, max_size=30))
def test_the_five_add_up_exactly(products):
    found = bars(*products)
    whole = sum((Decimal(str(each[3])) - Decimal(str(each[1])) for each in products), Decimal(0))
    assert found.price + found.volume + found.mix + found.new + found.lost == found.total == whole


@given(st.lists(product, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_products_changes_nothing(products, dice: random.Random):
    shuffled = products.copy()
    dice.shuffle(shuffled)
    assert bars(*shuffled) == bars(*products)


@given(st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 10**6), st.integers(1, 1000), st.integers(0, 10**6)), min_size=1,
                max_size=20))
def test_against_fractions(products):
    """The definitions in exact fractions; the bars are within half of the last digit of each of the two sums they meet at."""
    found = bars(*products)
    q0, r0, q1, r1 = ([Fraction(value) for value in column] for column in zip(*products, strict=True))
    own = sum(r / q * now for q, r, now in zip(q0, r0, q1, strict=True))
    mean = sum(r0) / sum(q0)
    assert abs(Fraction(found.price) - (sum(r1) - own)) <= Fraction(1, 10_000)
    assert abs(Fraction(found.volume) - (sum(q1) - sum(q0)) * mean) <= Fraction(1, 10_000)
    assert abs(Fraction(found.mix) - (own - sum(q1) * mean)) <= Fraction(2, 10_000)


@given(st.lists(product, max_size=10))
def test_arrays_and_lists_are_alike(products):
    columns = [np.array([each[place] for each in products], dtype=float) for place in range(4)]
    assert five_bars(*columns) == bars(*products)
