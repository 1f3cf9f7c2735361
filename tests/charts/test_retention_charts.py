"""The bridge and the triangle of cohorts: what they draw is what the answers say."""

from __future__ import annotations

import pytest
from metrics.company import ledger, month, open_months, said, sale, scope

from kam_core.charts.bridge import Step, bridge
from kam_core.charts.retention import ALWAYS, bridge_of, cohorts_of, quarter
from kam_core.charts.template import palette
from kam_core.i18n import msg, use_language
from kam_core.metrics import ask
from kam_core.settings import Settings

STEPS = [Step(msg("The period before"), 100, "before"), Step(msg("Lost"), -30, "down"), Step(msg("New"), 50, "up"),
         Step(msg("This period"), 120, "now")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """One client lost, one grown, one new, and a return without a client."""
    sales = [*open_months(2023, 2024, 2025), sale(None, "2025-12-31", -5), sale("<b>a</b>", "2024-02", 100),
             sale("b", "2024-02", 100), sale("b", "2025-02", 150), sale("c", "2025-04", 40), sale("b", "2023-02", 1)]
    return ledger(tmp_path_factory.mktemp("shop"), sales)


@pytest.mark.parametrize("dark", [False, True])
def test_bars_hang_where_the_last_one_ended(dark):
    figure, alt = bridge(STEPS, msg("Lost"), "RUB", dark)
    bar = figure.data[0]
    assert list(bar.base) == [0, 100, 70, 0]
    assert list(bar.x) == [100, -30, 50, 120]
    colours = palette(dark)
    assert list(bar.marker.color) == [colours.rest, colours.attention, colours.good, colours.ours]
    assert figure.layout.xaxis.range[0] == 0
    texts = [note.text for note in figure.layout.annotations]
    assert "+50\u00a0₽" in texts
    assert "−30\u00a0₽" in texts
    assert said(alt) == "Lost"
    assert "30.0" in bar.hovertext[1]
    assert len(figure.layout.shapes) == len(STEPS) - 1


def test_a_bridge_below_zero_shows_all_of_it():
    steps = [Step(msg("The period before"), -10, "before"), Step(msg("Lost"), 4, "up"), Step(msg("This period"), -6, "now")]
    figure, _ = bridge(steps, msg("Lost"), "", False)
    low, high = figure.layout.xaxis.range
    assert low < -10 < 0 < high


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_bridge_of_an_answer(shop, language):
    answer = ask("retention", shop, scope("2025-01", "2026-01"), Settings())
    with use_language(language):
        figure, alt = bridge_of(answer, "RUB", False)
        bar = figure.data[0]
    assert list(bar.x) == [200, -100, 0, 50, 40, -5, 185]
    assert bar.base[-2] + bar.x[-2] == 185
    assert len(bar.x) == 2 + len(ALWAYS) + 1
    assert "185" in said(alt, language)


def test_steps_without_an_amount_are_left_out(shop):
    answer = ask("retention", shop, scope("2025-01", "2026-01"), Settings())
    figure, _ = bridge_of(answer, "RUB", False)
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "No client named" in texts
    assert "Won back" not in texts
    assert "1 client" in texts


def test_cells_say_what_was_observed(shop):
    answer = ask("cohorts", shop, scope("2025-01", "2026-01"), Settings())
    figure, alt = cohorts_of(answer, False, 1, "RUB", False)
    heat = figure.data[0]
    assert len(heat.z) == 3                                  # quarters of the first purchases: b, a, c
    first = list(heat.z[0])
    assert (first[0], first[1], first[4], first[8], first[9]) == (1, 0, 1, 1, 0)
    assert [each is None for each in heat.z[2]] == [False] * 3 + [True] * 9
    numbers = [note for note in figure.layout.annotations if note.xref == "x"]
    assert len(numbers) == sum(each is not None for row in heat.z for each in row)
    assert "Q1 23" in said(alt)
    assert figure.layout.yaxis.ticktext[0] == "Q1 23 · 1"


def test_small_cohorts_count(shop):
    answer = ask("cohorts", shop, scope("2025-01", "2026-01"), Settings())
    figure, _ = cohorts_of(answer, False, 10, "RUB", False)
    assert {note.text for note in figure.layout.annotations if note.xref == "x"} == {"0/1", "1/1"}
    money, _ = cohorts_of(answer, True, 10, "RUB", True)
    assert ">999" in {note.text for note in money.layout.annotations if note.xref == "x"}
    assert max(each for row in money.data[0].z for each in row if each is not None) == 1


def test_quarters_are_named_in_both_languages():
    assert said(quarter(month("2026-07"))) == "Q3 26"
    assert said(quarter(month("2026-07")), "ru") == "3 кв. 26"


def test_no_cohort_is_said(tmp_path):
    answer = ask("cohorts", ledger(tmp_path, [sale(None, "2025-01", 1)]), scope(), Settings())
    figure, alt = cohorts_of(answer, False, 1, "RUB", False)
    assert not figure.data
    assert said(alt) == "No cohort is known yet."
