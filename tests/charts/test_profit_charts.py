"""The pictures of the page Profit state their fact in points, labels, hover and alt text."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from metrics.company import ledger, open_months, sale, scope

from kam_core.charts.aging import aging
from kam_core.charts.profit import sides_of
from kam_core.charts.sides import sides
from kam_core.charts.template import DARK, LIGHT, Chart
from kam_core.charts.whale import whale
from kam_core.i18n import msg, use_language
from kam_core.metrics import ask
from kam_core.metrics import whale as curves
from kam_core.settings import Settings

EVIL = '<a href="http://evil.example">Ромашка</a> & <b>Ко</b>'
ONE, OTHER = msg("share of revenue"), msg("share of contribution")


def curve(*amounts: float) -> pd.DataFrame:
    ordered = sorted(amounts, reverse=True)
    names = [EVIL, *(f"Client {place}" for place in range(1, len(ordered)))][: len(ordered)]
    return curves.curve(pd.DataFrame({"name": names, "contribution": pd.array(ordered, dtype="float64")}))


def every(dark: bool) -> dict[str, Chart]:
    pairs = pd.DataFrame({"name": [EVIL, "Beta"], "one": [0.6, 0.4], "other": [1.2, -0.2]})
    return {
        "whale": whale(curve(150, 60, -10, -10, -90), 3, "RUB", dark),
        "whale without losers": whale(curve(5, 3), 0, "RUB", dark),
        "whale of losses": whale(curve(5, -3, -8), 2, "RUB", dark),
        "whale of losses alone": whale(curve(-3, -8), 2, "RUB", dark),
        "whale of one": whale(curve(7), 0, "", dark),
        "whale of many": whale(curve(*range(1, 5000), *[-50] * 900), 900, "RUB", dark),
        "no whale": whale(curve(), 0, "RUB", dark),
        "sides": sides(pairs, ONE, OTHER, dark),
        "sides without contribution": sides(pairs.assign(other=float("nan")), ONE, OTHER, dark),
        "no sides": sides(pairs.head(0), ONE, OTHER, dark),
        "aging": aging([(msg("not due"), 60, 2), (msg("1 – 30 days"), 40, 1)], "RUB", dark),
        "nothing owed": aging([(msg("not due"), 0, 0), (msg("1 – 30 days"), 0, 0)], "RUB", dark),
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
            assert sum(len(trace.y) for trace in figure.data) <= 700, name
            assert layout["height"] >= 34, name


def test_the_whale_rises_to_its_peak_and_falls_to_what_is_left() -> None:
    with use_language("en"):
        figure, alt = whale(curve(150, 60, -10, -10, -90), 3, "RUB", False)
    up, down = figure.data[:2]
    assert (list(up.x), list(up.y)) == ([0, 1, 2], [0, 1.5, 2.1])
    assert (list(down.x), list(down.y)) == ([2, 3, 4, 5], [2.1, 2.0, 1.9, 1.0])
    assert (up.line.color, down.line.color) == (LIGHT.ours, LIGHT.attention)
    texts = [note.text.replace("\u00a0", " ") for note in figure.layout.annotations]
    assert "2 clients: 210.0 %" in texts
    assert "Client 4: −90.0 %" in texts
    assert "Client 1: 60.0 %" in texts
    assert "210.00 ₽" in up.hovertext[2].replace("\u00a0", " ")
    assert str(alt).replace("\u00a0", " ") == "2 clients earn 210.0 %; 3 lose money, and 100 ₽ is left."


def test_without_a_profit_the_whale_is_drawn_in_money() -> None:
    with use_language("en"):
        figure, _ = whale(curve(5, -3, -8), 2, "RUB", True)
    assert list(figure.data[1].y) == [5, 2, -6]
    assert figure.data[1].line.color == DARK.attention
    assert figure.layout.yaxis.range[0] < -6


def test_sides_mark_a_loss() -> None:
    figure, _ = every(False)["sides"]
    assert list(figure.data[0].marker.color) == [LIGHT.rest, LIGHT.rest]
    assert list(figure.data[1].marker.color) == [LIGHT.ours, LIGHT.attention]
    texts = [note.text.replace("\u00a0", " ") for note in figure.layout.annotations]
    assert "−20.0 %" in texts or "−20,0 %" in texts


def test_aging_marks_what_is_overdue() -> None:
    with use_language("en"):
        figure, alt = every(False)["aging"]
        said = str(alt).replace("\u00a0", " ")
    assert list(figure.data[0].x) == [60, 40]
    assert list(figure.data[0].marker.color) == [LIGHT.rest, LIGHT.attention]
    assert said == "100 ₽ is owed; 40 ₽ of it (40.0 %) is overdue."


@pytest.mark.parametrize("dark", [False, True])
def test_sides_are_money_where_all_together_leave_nothing(tmp_path: Path, dark: bool) -> None:
    """100 sold at a cost of 160, and 50 at 30: contributions of -60 and 20 are -40 together, and no shares."""
    store = ledger(tmp_path, [*open_months(2025), sale("loses", "2025-02", 100, 160), sale("earns", "2025-03", 50, 30)])
    with use_language("en"):
        figure, alt = sides_of(ask("profit", store, scope("2025-01", "2026-01"), Settings()), "EUR", dark)
        texts = [note.text.replace("\u00a0", " ") for note in figure.layout.annotations]
        said = str(alt).replace("\u00a0", " ")
    assert (list(figure.data[0].x), list(figure.data[1].x)) == ([100, 50], [-60, 20])
    assert {"100 €", "−60 €", "50 €", "20 €"} <= set(texts)
    assert "–" not in texts
    assert said == "loses brings 100 € (revenue) and −60 € (contribution)."
