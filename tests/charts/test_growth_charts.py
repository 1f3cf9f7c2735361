"""The picture of white cells and the five bars: what they draw is what the answers say."""

from __future__ import annotations

import json

import pytest
from metrics.company import ledger, open_months, said, sale, scope

from kam_core.charts.growth import DOT, FAINT, five_bars_of, white_cells_of
from kam_core.charts.template import palette
from kam_core.i18n import use_language
from kam_core.metrics import ask
from kam_core.settings import Settings

YEAR = ("2025-01", "2026-01")
EVIL = '<a href="http://evil.example">x</a>'


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Nine clients of bolts, six of them of nuts too; one has a hostile name and buys a hostile category alone."""
    sales = [*open_months(2024, 2025), sale(None, "2025-12-31", 0)]
    for i in range(9):
        for year, quantity in ((2024, 10), (2025, 12)):
            sales.append(sale(f"c{i}", f"{year}-03", 100 - i, category="bolts", product="bolt", quantity=quantity))
        if i < 6:
            sales.append(sale(f"c{i}", "2025-03", 50 + i, category="nuts", product="nut", quantity=1))
    sales.append(sale(EVIL, "2025-03", 10, category=EVIL, product=EVIL, quantity=1))
    return ledger(tmp_path_factory.mktemp("shop"), sales)


@pytest.mark.parametrize("dark", [False, True])
def test_white_cells_are_white_and_bought_ones_are_shaded(shop, dark):
    answer = ask("whitespace", shop, scope(*YEAR), Settings().with_(size_bands=1))
    figure, alt = white_cells_of(answer, "RUB", dark)
    shades, dots = figure.data
    assert list(figure.layout.xaxis.ticktext)[:2] == ["bolts", "nuts"]
    assert len(shades.z) == 10
    first, last = list(shades.z[0]), list(shades.z[-1])
    assert min(first[:2]) > FAINT
    assert first[2] == 0.0
    assert last[:2] == [0.0, 0.0]
    assert last[2] == 1.0  # all that it buys
    assert len(dots.x) == 3 + 1 + 1  # nuts of c6, c7, c8; both categories of the last client
    assert max(dots.marker.size) == DOT[1]
    assert figure.layout.plot_bgcolor == palette(dark).grid
    assert said(alt) == "14 white cells among the 10 largest clients and 3 categories."
    assert "does not buy; 6 of 9 similar clients do" in str(shades.hovertext)
    text = json.dumps(figure.to_dict()["layout"] | {"template": None}, default=str) + str(figure.data)
    assert "<a " not in text


def test_no_cells_draw_nothing(tmp_path):
    answer = ask("whitespace", ledger(tmp_path, [sale("a", "2025-03", 5)]), scope(*YEAR), Settings())
    figure, alt = white_cells_of(answer, "", False)
    assert not figure.data
    assert said(alt) == "There are no white cells to show."


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_five_bars_lead_from_before_to_now(shop, language):
    answer = ask("price_volume_mix", shop, scope(*YEAR), Settings())
    with use_language(language):
        figure, alt = five_bars_of(answer, "RUB", False)
    bar = figure.data[0]
    before = sum(100 - i for i in range(9))
    # the same money for a fifth more bolts: volume and price cancel; nuts and the hostile product are new
    assert list(bar.x) == pytest.approx([before, -before / 5, before / 5, 0, 315 + 10, 0, before + 325])
    assert bar.base[-2] + bar.x[-2] == pytest.approx(before + 325)
    assert "864" in said(alt, language)
    assert "1" in said(alt, language)
