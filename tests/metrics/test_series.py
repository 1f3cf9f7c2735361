"""Values that stand out and a level that moved: published results, and series whose answer is plain."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.series import outliers, residuals, shift
from metrics.test_acceptance import expected


@pytest.fixture(scope="module")
def gold(shared):
    lines = (shared / "reference" / "gold.csv").read_text("utf-8").split()[1:]
    return [float("nan") if each == "NA" else float(each) for each in lines]


@pytest.fixture(scope="module")
def nile(shared):
    with (shared / "reference" / "nile.csv").open(encoding="utf-8") as file:
        return [float(row["flow"]) for row in csv.DictReader(file)]


def test_the_one_wrong_price_of_gold(shared, gold):
    """R's tsoutliers finds the same day and puts the same price in its place."""
    value, _ = expected(shared, "10.1")
    found = outliers(gold)
    assert found[0].place + 1 == value
    assert (found[0].value, round(found[0].usual, 1)) == (593.7, 494.9)
    assert np.nanargmax(np.abs(residuals(gold))) + 1 == value


def test_the_dam_of_aswan(shared, nile):
    """The flow of the Nile fell for good after 1898 (strucchange: observation 28)."""
    found = shift(nile)
    assert found.count == expected(shared, "10.2")[0]
    for row, mean in (("10.3", found.before), ("10.4", found.after)):
        value, tolerance = expected(shared, row)
        assert abs(mean - value) <= tolerance
    assert found.p < 1e-9


def test_every_row_of_this_part_is_tested(shared):
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("10.")}
    assert rows == {"10.1", "10.2", "10.3", "10.4"}


def test_a_spike_in_a_flat_series():
    found = outliers([5, 5, 5, 50, 5, 5, 5])
    assert [(each.place, each.value, each.usual) for each in found] == [(3, 50, 5)]
    assert outliers([5] * 9) == []
    assert outliers([]) == []
    assert outliers([float("nan")] * 4) == []


def test_a_step_by_hand():
    found = shift([1, 1, 1, 4, 4])
    assert (found.count, found.before, found.after, found.p) == (3, 1, 4, 0)
    assert shift([3, 3, 3, 3]) is None
    assert shift([1, 2, 3]) is None


def test_chance_seldom_makes_a_shift():
    """Of 2,000 series of noise about 5 % at most are called shifted at 5 %."""
    dice = np.random.default_rng(3)
    called = sum(shift(row).p < 0.05 for row in dice.normal(size=(2000, 40)))
    assert called / 2000 < 0.065


@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=40), st.integers(1, 50), st.integers(-100, 100))
def test_unit_and_zero_of_the_scale_change_no_place(values, times, plus):
    found, again = shift(values), shift([times * each + plus for each in values])
    assert (found is None) == (again is None)
    if found is not None:
        gap, other = found.after - found.before, again.after - again.before
        assert other == pytest.approx(times * gap, abs=1e-6) or found.p == pytest.approx(again.p, rel=1e-6)
    assert [each.place for each in outliers(values)] == [
        each.place for each in outliers([times * each + plus for each in values])]
