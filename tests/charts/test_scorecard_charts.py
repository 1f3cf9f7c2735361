"""The pictures of the scorecard and of the portfolio matrix."""

from __future__ import annotations

import dataclasses
import math

import pandas as pd
import pytest
from metrics.company import said

from kam_core.charts import portfolio_matrix, scorecard
from kam_core.metrics.answer import Answer
from kam_core.metrics.matrix import COLUMNS
from kam_core.scope import OWNER, Scope
from kam_core.settings import Settings

NAN = float("nan")
ROWS = pd.DataFrame({
    "manager": ["Ann <b>", "Bob"], "logo_retention": [0.75, NAN], "logo_low": [0.4677, NAN], "logo_high": [0.9111, NAN],
    "base_accounts": [12, 2], "keys": [4, 0], "held": [9, 2], "with_dossier": [2, 0], "points": [18.0, 2.0],
    "load_state": ["over", "within"],
})
RETENTION = scorecard.SMALLS[0]


@pytest.mark.parametrize("dark", [False, True])
def test_a_measure_is_a_point_with_its_interval_and_its_sample(dark):
    figure, alt = scorecard.small_of(RETENTION, ROWS, "RUB", dark)
    line, point = figure.data
    assert tuple(line.x) == (0.4677, 0.9111)
    assert tuple(point.x) == (0.75,)
    written = [note.text for note in figure.layout.annotations]
    assert {"n = 12", "n = 2", "too few to say", "Ann &lt;b&gt;"} <= set(written)
    assert said(alt) == "Retention of clients by manager: Ann <b> 75 % of 12."
    assert said(alt) != said(alt, "ru")


def test_managers_stand_by_name_from_the_top():
    figure, _ = scorecard.small_of(RETENTION, ROWS, "RUB", False)
    places = {note.text: note.y for note in figure.layout.annotations}
    assert places["Ann &lt;b&gt;"] > places["Bob"]


@pytest.mark.parametrize("small", scorecard.SMALLS, ids=lambda small: small.of)
def test_nothing_known_is_said(small):
    rows = pd.DataFrame({"manager": ["Ann"], small.of: [NAN], small.low: [NAN], small.high: [NAN], small.sample: [0]})
    figure, alt = scorecard.small_of(small, rows, "RUB", False)
    assert "nothing known" in [note.text for note in figure.layout.annotations]
    assert "of no manager enough is known" in said(alt)


def test_load_is_points_by_kind_of_client_and_red_has_a_mark():
    figure, alt = scorecard.load_of(ROWS, Settings(), False)
    assert [tuple(trace.x) for trace in figure.data] == [(12, 0), (3, 0), (3, 2)]
    written = [note.text for note in figure.layout.annotations]
    assert any(text.startswith("▲ 18") for text in written)
    assert "full load, 10" in written
    assert "Ann" in said(alt)


def matrix(rows: list[dict]) -> Answer:
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    counts = {"penetrate": 1, "expand": 1, "protect": 0, "serve": 0}
    return Answer("matrix", "v", Scope(viewer=OWNER), Settings(), counts, frame)


def test_a_bubble_is_what_is_sold_and_a_ring_what_is_available():
    plain = {"named": False, "attractive_known": 0.85, "strong_known": 0.6, "available_from": None}
    found = matrix([
        plain | {"account_id": "a", "name": "A <i>", "place": "penetrate", "attractive": 80.0, "strong": 20.0, "revenue": 100.0,
                 "available": 400.0, "available_from": "spend"},
        plain | {"account_id": "b", "name": "B", "place": "expand", "attractive": 80.0, "strong": 90.0, "revenue": 25.0,
                 "available": NAN, "named": True},
        plain | {"account_id": "c", "name": "C", "place": None, "attractive": 10.0, "strong": NAN, "revenue": 9.0,
                 "available": NAN},
    ])
    figure, alt = portfolio_matrix.matrix_of(found, Settings(), "RUB", False)
    ring, bubbles = figure.data
    assert list(bubbles.x) == [20, 90], "who is not placed is not in the picture"
    # areas go with money: 400 : 100 : 25 are 4 : 2 : 1 across
    assert ring.marker.size[0] == portfolio_matrix.LARGEST
    assert bubbles.marker.size[0] == pytest.approx(portfolio_matrix.LARGEST / 2)
    assert bubbles.marker.size[1] == pytest.approx(portfolio_matrix.LARGEST / 4)
    assert "A &lt;i&gt;" in bubbles.hovertext[0]
    assert "assumed" in bubbles.hovertext[0]
    assert not math.isnan(figure.layout.height)
    assert said(alt).startswith("2 clients by attractiveness and strength")


def test_nobody_placed_is_said():
    found = matrix([{"account_id": "c", "name": "C", "place": None}])
    _, alt = portfolio_matrix.matrix_of(dataclasses.replace(found), Settings(), "RUB", True)
    assert said(alt) == "No client is placed."
