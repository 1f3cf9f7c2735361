"""Factors, weights and types against values counted by hand, and laws that hold for any client."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.key_factors import DEFINITIONS, FACTORS, SCORED, weigh
from kam_core.settings import CATALOGUE, Settings
from metrics.company import said

BY_KEY = {factor.key: factor for factor in FACTORS}
DEFAULT = Settings()


def scored(key: str, *values: float | None) -> list[int | None]:
    found = BY_KEY[key].score(pd.Series(values, dtype=float))
    return [None if value is pd.NA else int(value) for value in found.tolist()]


def computed(**more: object) -> pd.DataFrame:
    """One client of which nothing is known but what is given."""
    row = {"account_id": "a", **dict.fromkeys(BY_KEY, pd.NA), "def_money": None, "def_potential": None,
           "breadwinner": None}
    return pd.DataFrame([row | more])


# Anchors

def test_revenue_follows_the_ladder():
    assert scored("factor_revenue", 0.0005, 0.001, 0.02, 0.0999, 0.10, 0.15, 0.2, 0.9, None) == [
        1, 2, 6, 7, 8, 9, 10, 10, None]


def test_growth_of_none_is_the_middle():
    assert scored("factor_growth", -1.0, -0.5, -0.2, 0.0, 0.05, 0.3, 1.0, 5.0, None) == [1, 2, 3, 5, 6, 8, 10, 10, None]


def test_whoever_is_late_by_twice_its_rhythm_is_in_the_middle():
    assert scored("factor_renewal", 0.0, 1.0, 1.1, 2.0, 2.1, 6.0, 7.0, None) == [10, 10, 9, 6, 5, 2, 1, None]


def test_the_average_effort_is_a_little_above_the_middle():
    assert scored("factor_effort", 0.1, 0.25, 1.0, 1.01, 4.0, 9.0, None) == [10, 10, 7, 6, 2, 1, None]


def test_there_are_eight_factors_and_six_definitions_and_each_factor_has_a_weight():
    assert len(FACTORS) == 8
    assert len(DEFINITIONS) == 6
    assert all(CATALOGUE[factor.weight].default == 1 for factor in FACTORS)
    assert all([score for score, _ in factor.anchors] == [1, 4, 7, 10] for factor in FACTORS)
    assert all(len(factor.limits) == 9 for factor in FACTORS if factor.measured)
    assert len(set(SCORED)) == 8 + 5 + 3


def test_the_scale_of_a_computed_factor_can_be_read():
    text = said(BY_KEY["factor_revenue"].scale())
    assert text.startswith("10 from 20.0 %, 9 from 15.0 %, 8 from 10.0 %")
    assert text.endswith("2 from 0.1 %")
    assert "10 до 1,00" in said(BY_KEY["factor_renewal"].scale(), "ru")


# Laws

@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 10**9))
def test_more_revenue_never_lowers_the_score_of_revenue(own: int, more: int, others: int) -> None:
    before, after = scored("factor_revenue", own / (own + others), (own + more) / (own + more + others))
    assert after >= before


@given(st.sampled_from([factor for factor in FACTORS if factor.measured]), st.floats(-10, 10), st.floats(-10, 10))
def test_scores_are_from_1_to_10_and_ordered(factor, one: float, other: float) -> None:
    low, high = factor.score(pd.Series(sorted((one, other)))).tolist()
    assert 1 <= min(low, high) <= max(low, high) <= 10
    assert (low <= high) if factor.rising else (low >= high)


@given(st.dictionaries(st.sampled_from([f.key for f in FACTORS]), st.integers(1, 10)),
       st.lists(st.integers(0, 10), min_size=8, max_size=8))
def test_the_total_lies_between_the_scores_it_is_made_of(scores: dict[str, int], weights: list[int]) -> None:
    settings = DEFAULT.with_(**{factor.weight: weight for factor, weight in zip(FACTORS, weights, strict=True)})
    row = weigh(computed(), {"a": scores}, settings).iloc[0]
    heavy = [scores[f.key] for f, weight in zip(FACTORS, weights, strict=True) if weight and f.key in scores]
    assert row["known"] == len(scores)
    assert 0 <= row["known_weight"] <= 1
    if heavy:
        assert min(heavy) - 1e-9 <= row["total"] <= max(heavy) + 1e-9
    else:
        assert pd.isna(row["total"])


# The total

def test_no_data_is_never_a_score():
    row = weigh(computed(), {}, DEFAULT).iloc[0]
    assert pd.isna(row["total"])
    assert (row["known"], row["known_weight"]) == (0, 0)
    assert [row[each.key] for each in DEFINITIONS] == [None] * 6
    assert [row[key] for key in ("p_need", "p_pay", "p_authority", "type_breadwinner", "type_expert", "type")] == [None] * 6


def test_weights_by_hand():
    # (2 × 8 + 1 × 5 + 3 × 10) ÷ (2 + 1 + 3) = 8.5; weights known: 6 of 2 + 1 + 3 + 5 × 1 = 11
    settings = DEFAULT.with_(factor_revenue_weight=2, factor_logo_weight=3)
    row = weigh(computed(factor_revenue=8, factor_growth=5), {"a": {"factor_logo": 10}}, settings).iloc[0]
    assert row["total"] == pytest.approx(8.5)
    assert row["known"] == 3
    assert row["known_weight"] == pytest.approx(6 / 11)


def test_people_are_asked_only_where_data_do_not_tell():
    scores = {"a": {"factor_revenue": 1, "factor_growth": 9, "factor_fit": 4}}
    row = weigh(computed(factor_revenue=8), scores, DEFAULT).iloc[0]
    assert (row["factor_revenue"], row["factor_growth"], row["factor_fit"]) == (8, 9, 4)
    assert row["total"] == pytest.approx(7)


def test_a_weight_of_zero_takes_a_factor_out():
    settings = DEFAULT.with_(**{factor.weight: 0 for factor in FACTORS})
    row = weigh(computed(factor_revenue=8), {}, settings).iloc[0]
    assert pd.isna(row["total"])
    assert row["known_weight"] == 0


# Definitions and types

def test_many_definitions_hold_at_once_and_types_follow_from_them():
    scores = {"a": {"def_name": 10, "def_partner": 1, "def_demanding": 6, "p_need": 10, "p_pay": 5}}
    row = weigh(computed(def_money="yes", def_potential="no", breadwinner="yes"), scores, DEFAULT).iloc[0]
    assert [row[each.key] for each in DEFINITIONS] == ["yes", "no", "yes", "no", "yes", None]
    assert [row[f"type_{key}"] for key in ("breadwinner", "promising", "image", "expert")] == ["yes", "no", "yes", "yes"]
    assert row["type"] == "breadwinner"
    assert [row[key] for key in ("p_need", "p_pay", "p_authority")] == ["yes", "no", None]


def test_people_may_contradict_the_data_about_potential():
    row = weigh(computed(def_potential="no"), {"a": {"def_potential": 10}}, DEFAULT).iloc[0]
    assert (row["def_potential"], row["type_promising"], row["type"]) == ("yes", "yes", "promising")


def test_nobody_is_an_expert_before_all_three_were_asked():
    said_no = {"def_partner": 1, "def_demanding": 1}
    assert weigh(computed(), {"a": said_no}, DEFAULT).iloc[0]["type_expert"] is None
    assert weigh(computed(), {"a": said_no | {"def_innovator": 1}}, DEFAULT).iloc[0]["type_expert"] == "no"
