"""The list and the candidates as bars: whose colour is whose, the limits, and the sentence that says the same."""

from __future__ import annotations

import pandas as pd
import pytest

from kam_core.charts.key_clients import ROWS, standing_of
from kam_core.charts.template import DARK, LIGHT
from kam_core.i18n import use_language
from kam_core.settings import Settings

EVIL = '<a href="http://evil.example">Ромашка</a>'
SUMMARY = {"listed": 2, "listed_share": 0.31, "awaiting": 1, "without_consent": 0, "cap": 30}


def clients(count: int = 4) -> pd.DataFrame:
    frame = pd.DataFrame({
        "name": [EVIL, "Beta", "Gamma", "Delta"], "share": [0.25, 0.15, 0.06, None],
        "ladder": ["critical", "key", None, None], "standing": ["listed", "awaits", "left", "listed"],
        "by_company": [True, True, False, False], "by_unit": False, "by_manager": False, "unit_share": 0.0,
        "manager_share": 0.0, "key_unit": None, "key_manager": None,
    })
    return frame.head(count)


@pytest.mark.parametrize("dark", [False, True])
def test_the_list_is_ours_and_who_awaits_is_to_be_looked_at(dark: bool) -> None:
    colours = DARK if dark else LIGHT
    figure, alt = standing_of(clients(), SUMMARY, "revenue", Settings(), dark)
    bars = figure.data[0]
    assert list(bars.x) == [0.25, 0.15, 0.06]
    assert list(bars.marker.color) == [colours.ours, colours.attention, colours.rest]
    texts = " ".join(str(note.text) for note in figure.layout.annotations)
    assert "<a" not in texts
    for words in ("on the key list", "awaits a decision", "taken off the list", "key client 10", "critical 20"):
        assert words in texts
    assert "Clients on the list of key clients bring 31.0" in str(alt)
    with use_language("ru"):
        figure, alt = standing_of(clients(), SUMMARY, "revenue", Settings(), dark)
        texts = " ".join(str(note.text) for note in figure.layout.annotations)
        assert "в списке" in texts
        assert "ждёт решения" in texts
        assert str(alt).startswith("Клиенты из списка ключевых приносят вместе 31,0")


def test_nobody_has_a_share() -> None:
    figure, alt = standing_of(clients(0), SUMMARY | {"listed_share": None}, "margin", Settings(), False)
    assert not len(figure.data[0].x)
    assert str(alt) == "Nobody on the list, and nobody who awaits a decision, has a share."


def test_a_long_list_shows_its_largest_alone() -> None:
    many = pd.DataFrame({"name": [f"C{i}" for i in range(60)], "share": [(60 - i) / 2000 for i in range(60)],
                         "ladder": [None] * 60, "standing": ["listed"] * 60, "by_company": True})
    figure, _ = standing_of(many, SUMMARY, "revenue", Settings(), False)
    assert len(figure.data[0].x) == ROWS
    assert figure.data[0].x[0] == 0.03


def test_who_awaits_for_a_part_of_the_sales_says_for_which() -> None:
    rows = clients(2).assign(
        standing="awaits", share=[0.015, 0.012], ladder=None, by_company=False, by_manager=[True, False], by_unit=[True, False],
        manager_share=[0.102, 0.01], unit_share=[0.101, 0.01], key_manager=[EVIL, "B"], key_unit=["Trade", "Trade"])
    figure, _ = standing_of(rows, SUMMARY, "revenue", Settings(), False)
    texts = " ".join(str(note.text).replace("\u00a0", " ") for note in figure.layout.annotations)
    assert "awaits: 10.2 %, &lt;a href=" in texts
    assert "awaits: amount a year" in texts
    assert "awaits a decision" not in texts
    hover = figure.data[0].hovertext[0].replace("\u00a0", " ")
    assert "awaits a decision: 10.2 % of the revenue of the manager &lt;a href" in hover
