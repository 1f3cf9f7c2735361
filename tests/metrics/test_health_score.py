"""The score of health: worked examples, and the laws that it keeps whatever the parts are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.health_past import auc, table
from kam_core.metrics.health_score import PARTS, bands, capped, differs, points, total_of, weighted
from kam_core.settings import Settings
from metrics.company import said

SCORE = st.floats(0, 100)
WEIGHT = st.floats(0.1, 100)
ROW = st.lists(st.tuples(SCORE | st.none(), WEIGHT), min_size=1, max_size=7)


def split(row):
    """(scores as a row, weights)"""
    return (np.array([[np.nan if score is None else score for score, _ in row]]), np.array([weight for _, weight in row]))


def test_the_published_example():
    """80 × 0.3, 40 × 0.3, missing × 0.2, 90 × 0.2: 54 ÷ 0.8 = 67.5, of 80 % of the weight."""
    total, coverage = total_of({"a": 80, "b": 40, "c": None, "d": 90}, {"a": 0.3, "b": 0.3, "c": 0.2, "d": 0.2})
    assert total == pytest.approx(67.5, abs=1e-9)
    assert coverage == pytest.approx(0.8)


def test_nothing_known_is_no_score():
    assert total_of({"a": None}, {"a": 1.0}) == (None, 0.0)
    assert total_of({"a": 50}, {"a": 0.0}) == (None, 0.0)
    assert bands(np.array([np.nan, 90.0]), np.array([1.0, 0.59]), Settings()).tolist() == ["unknown", "unknown"]


@pytest.mark.parametrize(("part", "fact", "score"), [
    ("trend", -0.5, 0), ("trend", -0.15, 30), ("trend", 0, 60), ("trend", 0.075, 80), ("trend", 2, 100),
    ("rhythm", 0.2, 100), ("rhythm", 1.5, 80), ("rhythm", 2, 60), ("rhythm", 3, 25), ("rhythm", 9, 0),
    ("margin", -0.05, 0), ("margin", 0.03, 100), ("relation", -1, 0), ("relation", 0, 55), ("relation", 1, 100),
    ("service", 0.4, 0), ("service", 0.8, 60), ("service", 1, 100), ("payment", 0, 100), ("payment", 15, 75),
    ("payment", 70, 0), ("breadth", 0.5, 0), ("breadth", 1, 70), ("breadth", 3, 100),
])
def test_the_anchors_are_those_that_are_documented(part, fact, score):
    assert PARTS[part].score(np.array([fact, np.nan]))[0] == pytest.approx(score)
    assert np.isnan(PARTS[part].score(np.array([np.nan]))[0])


def test_the_card_names_every_anchor():
    from kam_core.metrics.health import MEASURE

    card = said(MEASURE.formula)
    for part in PARTS.values():
        for fact, score in part.anchors:
            shown = abs(fact) * 100 if part.key in ("trend", "margin", "relation", "service") else fact
            assert f"{shown:g}" in card
            assert f"→ {score:g}" in card


def test_limits_belong_to_the_band_below():
    found = bands(np.array([50, 50.001, 75, 75.001]), np.ones(4), Settings())
    assert found.tolist() == ["red", "amber", "amber", "green"]
    assert bands(np.array([80.0]), np.array([0.1 + 0.2 + 0.3]), Settings()).tolist() == ["green"]
    assert bands(np.array([80.0]), np.ones(1), Settings().with_(health_amber=80)).tolist() == ["amber"]


def test_a_cap_leaves_no_more_than_red():
    found = capped(np.array([90.0, 20.0, 90.0, np.nan]), np.array([True, True, False, True]), Settings())
    assert found[:3].tolist() == [50, 20, 90]
    assert np.isnan(found[3])


def test_an_opinion_differs_where_both_say_something_else():
    assert differs("green", "red")
    assert not differs("green", "green")
    assert not differs("unknown", "red")
    assert not differs("green", None)


@given(ROW, st.integers(0, 6), st.floats(0, 100))
def test_raising_a_part_never_lowers_the_total(row, place, more):
    scores, weight = split(row)
    place %= len(row)
    total, coverage = weighted(scores, weight)
    raised = scores.copy()
    raised[0, place] = np.minimum(100.0, raised[0, place] + more)
    after, same = weighted(raised, weight)
    assert same == pytest.approx(coverage)
    if not np.isnan(total[0]):
        assert after[0] >= total[0] - 1e-9


@given(ROW, st.floats(0.01, 1000))
def test_only_the_ratio_of_the_weights_matters(row, factor):
    scores, weight = split(row)
    for one, other in zip(weighted(scores, weight), weighted(scores, weight * factor), strict=True):
        assert other == pytest.approx(one, nan_ok=True)


@given(ROW, st.integers(0, 6))
def test_a_missing_part_leaves_its_weight_to_the_others(row, place):
    scores, weight = split(row)
    place %= len(row)
    gone = scores.copy()
    gone[0, place] = np.nan
    total, coverage = weighted(gone, weight)
    without = weighted(np.delete(scores, place, 1), np.delete(weight, place))[0]
    assert total == pytest.approx(without, nan_ok=True)
    assert coverage[0] <= weighted(scores, weight)[1][0] + 1e-12


@given(ROW)
def test_points_add_up_to_the_total(row):
    scores, weight = split(row)
    total = weighted(scores, weight)[0]
    if not np.isnan(total[0]):
        assert np.nansum(points(scores, weight)) == pytest.approx(total[0], abs=1e-6)
        assert np.nanmin(scores) - 1e-9 <= total[0] <= np.nanmax(scores) + 1e-9


@given(st.lists(st.tuples(SCORE, SCORE), min_size=2, max_size=20), st.randoms())
def test_the_order_of_clients_does_not_matter(rows, chance):
    scores, weight = np.array(rows), np.array([2.0, 1.0])
    order = list(range(len(rows)))
    chance.shuffle(order)
    assert weighted(scores[order], weight)[0].tolist() == weighted(scores, weight)[0][order].tolist()


def test_auc_is_the_share_of_pairs():
    score = np.array([10, 20, 30, 40, 50, 60, 70, 80, 90, 20.0, np.nan])
    lost = np.array([1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1], dtype=bool)
    pairs = [(one < other) + (one == other) / 2 for one in score[:10][lost[:10]] for other in score[:10][~lost[:10]]]
    assert auc(score, lost) == pytest.approx(sum(pairs) / len(pairs))
    assert auc(score[:3], lost[:3]) is None


def test_the_table_of_the_trial_counts_below_the_least():
    import pandas as pd

    told = pd.DataFrame({"band": ["red"] * 10 + ["green"] * 2, "revenue": [10.0] * 12})
    lost = np.array([True] * 4 + [False] * 6 + [True, False])
    found = table(told, lost, 10).set_index("band")
    assert found.loc["red", ["clients", "lost", "revenue", "revenue_lost"]].tolist() == [10, 4, 100, 40]
    # Wilson's interval of 4 of 10, as published tables have it
    assert found.loc["red", "low"] == pytest.approx(0.1682, abs=1e-4)
    assert found.loc["red", "high"] == pytest.approx(0.6873, abs=1e-4)
    assert found.loc["green", "lost"] == 1
    assert np.isnan(found.loc["green", "rate"])
    assert found.loc["unknown", "clients"] == 0
