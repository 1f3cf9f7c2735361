"""Percentiles of many groups against one curve after the other, and the laws of waiting."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.metrics import waiting
from kam_core.metrics.intervals import wilson, wilsons
from kam_core.metrics.survival import curve, log_rank

WATCHED = st.lists(st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 3)), min_size=1, max_size=60)


def arrays(rows):
    """times, happened, group."""
    return (np.array([row[0] for row in rows], dtype=float), np.array([row[1] for row in rows]),
            np.array([row[2] for row in rows], dtype=np.int64))


@settings(deadline=None)
@given(WATCHED, st.integers(1, 5))
def test_all_groups_at_once_are_each_on_its_own(rows, least):
    times, happened, group = arrays(rows)
    order = waiting.in_order(times, happened)
    times, happened, group = times[order], happened[order], group[order]
    found = waiting.percentiles(times, happened, group, 5, (0.5, 0.9), least)
    single = waiting.percentiles(times, happened, np.zeros_like(group), 1, (0.5, 0.9), least)
    alone = waiting.alone(times, happened, (0.5, 0.9), least)
    for percentile, one, read, part in zip(found, single, alone, (0.5, 0.9), strict=True):
        for number in range(5):
            mine = group == number
            value, above = waiting.read(curve(times[mine], happened[mine]), part, least)
            assert percentile.value[number] == pytest.approx(np.nan if value is None else value, nan_ok=True)
            assert percentile.above[number] == pytest.approx(np.nan if above is None else above, nan_ok=True)
        whole = [np.nan if number is None else number for number in waiting.read(curve(times, happened), part, least)]
        assert [one.value[0], one.above[0]] == pytest.approx(whole, nan_ok=True)
        assert [np.nan if number is None else number for number in read] == pytest.approx(whole, nan_ok=True)
    known, sorted_once = curve(times, happened), waiting.curve(times, happened)
    for name in ("times", "at_risk", "events", "survival", "low", "high"):
        assert getattr(sorted_once, name) == pytest.approx(getattr(known, name))


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=80), st.sampled_from((0.5, 0.9)))
def test_with_nothing_open_it_is_the_empirical_percentile(hours, part):
    value, _ = waiting.read(curve(hours, [True] * len(hours)), part, least=1)
    assert value == np.quantile(hours, part, method="inverted_cdf")


@settings(deadline=None)
@given(WATCHED, st.lists(st.integers(0, 20), max_size=20))
def test_open_requests_never_lower_the_median(rows, still):
    times, happened, _ = arrays(rows)
    before = curve(times, happened).reached()
    after = curve(np.append(times, still), np.append(happened, np.zeros(len(still), dtype=bool))).reached()
    assert after is None or (before is not None and after >= before)


@settings(deadline=None)
@given(WATCHED)
def test_two_curves_are_compared_as_by_the_general_test(rows):
    times, happened, group = arrays(rows)
    first = group % 2 == 0
    one, other = (curve(times[mine], happened[mine]) for mine in (first, ~first))
    if one is None or other is None:
        return
    known, found = log_rank(times, happened, first), waiting.compared(one, other)
    if found is None:
        assert known is None or known[0] == pytest.approx(0, abs=1e-9)
    else:
        assert found == pytest.approx(known, abs=1e-9)


def test_remission_of_leukaemia(shared):
    """R's survdiff on aml: chi-square 3.396, p 0.0653."""
    with (shared / "reference" / "aml.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = {name.lower().strip('"'): name for name in rows[0]}
    kind = names.get("x") or names["group"]
    groups = sorted({row[kind] for row in rows})
    curves = [curve([float(row[names["time"]]) for row in rows if row[kind] == group],
                    [float(row[names["status"]]) == 1 for row in rows if row[kind] == group]) for group in groups]
    assert waiting.compared(*curves) == pytest.approx((3.396, 0.0653), abs=5e-4)


def test_too_few_at_risk_give_a_bound_alone():
    hours = np.arange(1.0, 21.0)
    found = curve(hours, np.ones(20, dtype=bool))
    assert waiting.read(found, 0.5) == (10.0, None)  # eleven are still there at ten hours
    assert waiting.read(found, 0.9) == (None, 11.0)  # three at eighteen hours; ten at eleven
    assert waiting.read(curve(hours[:9], np.ones(9, dtype=bool)), 0.5) == (None, None)
    assert waiting.read(None, 0.5) == (None, None)


def test_wilson_for_many_counts():
    hits, of = np.array([0, 8, 10, 3, 0]), np.array([10, 10, 10, 7, 0])
    found = wilsons(hits, of)
    for number in range(4):
        assert (found.low[number], found.high[number]) == pytest.approx(wilson(int(hits[number]), int(of[number])))
    assert np.isnan(found.low[4])
    assert np.isnan(found.high[4])
