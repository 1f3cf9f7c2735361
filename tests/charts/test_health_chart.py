"""The pictures of the page Health state their fact in points, labels, hover and alt text."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from kam_core.charts import health as charts
from kam_core.i18n import use_language
from kam_core.metrics.answer import Answer
from kam_core.metrics.health import COLUMNS, summary
from kam_core.metrics.health_past import HISTORY
from kam_core.metrics.health_score import PARTS
from kam_core.scope import Scope
from kam_core.settings import Settings

EVIL = '<a href="http://evil.example">Ромашка</a> & <b>Ко</b>'
SETTINGS = Settings()
WEIGHTS = {part: SETTINGS.number(f"health_{part}_weight") for part in PARTS}


def client(name: str, score: float | None, revenue: float, band: str, cap: str | None = None, **more: object) -> dict:
    row = dict.fromkeys(COLUMNS, float("nan")) | {
        "account_id": name, "name": name, "score": float("nan") if score is None else score, "raw": score or 50.0,
        "revenue": revenue, "band": band, "cap": cap, "coverage": 0.7}
    return row | more


def answered(rows: list[dict], months: list[tuple[int, ...]] = ()) -> Answer:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    past = pd.DataFrame(
        [[pd.Timestamp(2025, place + 1, 1), sum(counts), *counts, *counts] for place, counts in enumerate(months)],
        columns=list(HISTORY))
    return Answer("health", "1", Scope(), SETTINGS, dict(summary(frame)), frame, frames={"history": past})


SOME = answered([
    client(EVIL, 50, 9_000_000, "red", "overdue", raw=80.0), client("Beta", 30, 200_000, "red"),
    client("Gamma", 60, 150_000, "amber"),
    client("Delta", 90, 40_000, "green"), client("Zeta", None, 30_000, "unknown"), client("Eta", 20, -5, "red"),
], [(3, 1, 0, 2), (2, 2, 1, 1)])
WHOLE = client(EVIL, 43.0, 100, "red", **dict.fromkeys(PARTS, 40.0), **{f"{part}_fact": 0.5 for part in PARTS},
               **{f"{part}_points": 0.4 * weight for part, weight in WEIGHTS.items()}, days_since=40, interval=10.0, answers=4,
               requests=5, requests_met=3, categories=2, categories_past=3)
PART = WHOLE | {"payment": float("nan"), "margin": float("nan"), "raw": 43.0}
PAST = pd.DataFrame({"month": pd.to_datetime(["2025-10-01", "2025-11-01", "2025-12-01"]), "raw": [80.0, float("nan"), 43.0],
                     "band": ["green", "unknown", "red"]})


def every(dark: bool) -> dict:
    return {
        "map": charts.map_of(SOME, SETTINGS, "RUB", dark, "Beta"),
        "map of one": charts.map_of(answered([client("Only", 80, 5, "green")]), SETTINGS, "", dark),
        "map of many": charts.map_of(
            answered([client(f"c{place}", place % 100, 1e6 / (place + 1), "red") for place in range(900)]), SETTINGS, "", dark),
        "no map": charts.map_of(answered([client("Zeta", None, 30, "unknown")]), SETTINGS, "RUB", dark),
        "parts": charts.parts_of(WHOLE, WEIGHTS, dark),
        "some parts": charts.parts_of(PART, WEIGHTS, dark),
        "no parts": charts.parts_of(client("Zeta", None, 30, "unknown"), WEIGHTS, dark),
        "past": charts.past_of(PAST, SETTINGS, dark),
        "unknown past": charts.past_of(PAST.head(2).tail(1), SETTINGS, dark),
        "history": charts.history_of(SOME, dark),
        "no history": charts.history_of(answered([]), dark),
    }


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_chart_is_small_and_says_its_fact(language: str, dark: bool) -> None:
    with use_language(language):
        for name, (figure, alt) in every(dark).items():
            layout = figure.to_dict()["layout"]
            text = json.dumps({**layout, "template": None}, default=str) + str(figure.data)
            assert "<a " not in text, name
            assert "<b>" not in text, name
            assert str(alt).rstrip().endswith("."), name
            assert sum(len(trace.y) for trace in figure.data) <= charts.MOST + 2, name


def test_the_map_places_clients_and_names_the_red_large() -> None:
    with use_language("en"):
        figure, alt = charts.map_of(SOME, SETTINGS, "RUB", False)
    red, amber, green = figure.data
    assert (list(red.x), list(red.y)) == ([50, 30], [9_000_000, 200_000])
    assert (list(amber.x), list(green.x)) == ([60], [90])
    assert list(red.marker.symbol) == ["diamond-open", "diamond"]
    named = [each.text for each in figure.layout.annotations]
    assert any(text.startswith("&lt;a href") for text in named)
    assert "Beta" in named
    assert not any(name in named for name in ("Gamma", "Delta", "Zeta", "Eta"))
    assert str(alt).startswith("Clients by health and revenue: 3 red with 9.2")


def test_names_on_the_map_stand_apart() -> None:
    close = answered([client(f"c{place}", 20, 1000 + place, "red") for place in range(30)])
    notes = charts.map_of(close, SETTINGS, "RUB", False)[0].layout.annotations
    assert sum(str(each.text).startswith("c") for each in notes) < 10


def test_the_parts_add_up_and_the_missing_are_said() -> None:
    with use_language("en"):
        figure, alt = charts.parts_of(PART, WEIGHTS, False)
    most, added = figure.data
    assert sum(most.x) == pytest.approx(100)
    assert len(added.x) == 5
    texts = [each.text for each in figure.layout.annotations]
    assert "Payment: not known" in texts
    assert texts.count("not counted") == 2
    assert any(text.startswith("Service: 3 of 5 requests") for text in texts)
    assert str(alt).startswith("The parts add up to 43 of 100; Revenue against own expectation takes the most away")


def test_the_past_breaks_where_nothing_was_known() -> None:
    with use_language("en"):
        figure, alt = charts.past_of(PAST, SETTINGS, False)
    assert list(figure.data[0].y) == [80, None, 43]
    assert str(alt) == "Health score from 80 in Oct 25 to 43 in Dec 25."
    assert "not enough data" in figure.data[0].hovertext[1]


def test_the_months_are_stacked() -> None:
    figure, _ = charts.history_of(SOME, False)
    assert [list(trace.y) for trace in figure.data] == [[3, 2], [1, 2], [0, 1], [2, 1]]
