"""Days of sales outstanding by exhaustion, by hand and by its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.exhaustion import days_of_sales

DAYS = np.array([31, 30, 31, 30])


def one(owed: float, *sold: float | None, known: int = 4) -> float | None:
    made = np.array([[np.nan if each is None else each for each in sold]], dtype=float)
    found = float(days_of_sales(np.array([float(owed)]), made, DAYS[: len(sold)], known)[0])
    return None if np.isnan(found) else found


@pytest.mark.parametrize(("owed", "sold", "days"), [
    (500, (300, 250, 400, 100), 31 + 30 * 200 / 250),  # all of the latest month and four fifths of the one before
    (150, (300, 250, 400, 100), 31 / 2),
    (300, (300, 250, 400, 100), 31),
    (1050, (300, 250, 400, 100), 122),
    (1051, (300, 250, 400, 100), None),                # more than was sold
    (40, (None, 0, 80, 10), 31 + 30 + 31 / 2),         # months without sales count whole
    (40, (-50, 80, 0, 0), 31 + 30 / 2),                # a month of returns makes nothing
    (0, (0, 0, 0, 0), 0),
    (1, (0, 0, 0, 0), None),
])
def test_by_hand(owed, sold, days):
    assert one(owed, *sold) == (None if days is None else pytest.approx(days))


def test_a_month_that_was_not_brought_in_is_unknown_where_it_is_needed():
    assert one(300, 300, 250, known=1) == 31
    assert one(301, 300, 250, known=1) is None
    assert one(1, 300, 250, known=0) is None
    assert one(0, 300, 250, known=0) == 0


SOLD = st.lists(st.integers(0, 1000), min_size=4, max_size=4)


@given(SOLD, st.integers(0, 4000), st.integers(1, 1000))
def test_the_unit_of_money_does_not_matter(sold, owed, scale):
    assert one(owed * scale, *(each * scale for each in sold)) == (
        None if one(owed, *sold) is None else pytest.approx(one(owed, *sold)))


@given(SOLD, st.integers(0, 4000), st.integers(0, 500))
def test_who_owes_more_owes_more_days(sold, owed, more):
    less, most = one(owed, *sold), one(owed + more, *sold)
    assert most is None or (less is not None and less <= most + 1e-9)
    assert less is None or 0 <= less <= DAYS.sum()
