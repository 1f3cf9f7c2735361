"""Figures: their trends without gaps, and their cards that say which figure was asked for."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from kam_core.i18n import msg, use_language
from kam_core.metrics import MEASURES
from kam_core.ui.cards import _figure
from kam_core.ui.definitions import ALSO, found_measures
from kam_core.ui.registry import ROOT
from kam_core.ui.values import spark

NONE = float("nan")


@pytest.mark.parametrize(("values", "expected"), [
    ([1, 2, 3], [1, 2, 3]),
    ([1, 2], []),
    ([9, NONE, 1, 2, 3], [1, 2, 3]),
    ([1, 2, 3, NONE], []),
    ([NONE, NONE, NONE], []),
    ([1, float("inf"), 1, 2, 3], [1, 2, 3]),
])
def test_a_trend_begins_after_the_last_gap(values: list[float], expected: list[float]) -> None:
    assert spark(pd.DataFrame({"a": values}), "a") == expected
    assert spark(pd.DataFrame({"a": values}), "b") == []


def test_a_card_begins_with_the_figure_that_was_asked_for() -> None:
    with use_language("en"):
        assert _figure("concentration", msg("Largest share"), "cr1") == "**Largest share** — Share of the largest client"
        assert _figure("overview", msg("Active clients"), "active") == "**Active clients**"
        assert _figure("overview", msg("Largest share"), None) == "**Largest share**"


def test_every_figure_of_the_pages_is_in_the_registry() -> None:
    known = {key for measure in MEASURES.values() for key in measure.summary}
    for path in ("pages/portfolio/overview.py", "pages/portfolio/concentration.py", "kam_core/ui/what_if_form.py"):
        named = re.findall(r'\bof="(\w+)"', (ROOT / path).read_text("utf-8"))
        assert named
        assert set(named) <= known


@pytest.mark.parametrize(("language", "asked"), [("en", "churn"), ("ru", "отток")])
def test_measures_are_found_by_other_words(language: str, asked: str) -> None:
    with use_language(language):
        assert {measure.key for measure in found_measures(asked)} == {"accounts", "what_if", "losses", "retention", "scorecard"}
    assert set(ALSO) <= set(MEASURES)
