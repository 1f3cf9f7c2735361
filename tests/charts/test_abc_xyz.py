"""The matrix and the flow of ABC-XYZ: what is written is what stands in the answer, readable, in both languages and themes."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from metrics.company import ledger, open_months, sale, scope

from kam_core.charts.abc_xyz import WEIGHTS, cells_of, flow_of, methods_of
from kam_core.charts.flow import Band, flow
from kam_core.charts.matrix import blend, contrast, matrix, readable
from kam_core.charts.template import DARK, LIGHT, Chart
from kam_core.i18n import msg, use_language
from kam_core.metrics import ask
from kam_core.metrics.period import windows
from kam_core.settings import Settings

DEFAULT = Settings()


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    lines = [*open_months(2024, 2025), sale(None, "2025-12-31", 0)]
    for name, before, now, months in (("Big", 90, 80, 12), ("Mid", 30, 10, 4), ("New", 0, 14, 1), ("Gone", 9, 0, 1),
                                      ("Minus", 5, -3, 1)):
        for year, amount in ((2024, before), (2025, now)):
            lines += [sale(name, f"{year}-{month:02d}", amount) for month in range(1, months + 1) if amount]
    book = ledger(tmp_path_factory.mktemp("charts"), lines)
    year = scope("2025-01", "2026-01")
    return ask("abc_xyz", book, year, DEFAULT), ask("migration", book, year, DEFAULT), windows(book, year, DEFAULT)[0]


def every(answers, dark: bool) -> dict[str, Chart]:
    found, moved, before = answers
    return {
        "cells": cells_of(found, "RUB", "AX", dark), "methods": methods_of(found, dark),
        "abc": flow_of(moved, before, "RUB", "abc", dark), "xyz": flow_of(moved, before, "RUB", "xyz", dark),
    }


def texts(figure) -> list[str]:
    return [note.text.replace("\u00a0", " ").replace("\u202f", " ") for note in figure.layout.annotations]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_chart_stands_and_says_its_fact(answers, language, dark):
    with use_language(language):
        for name, (figure, alt) in every(answers, dark).items():
            assert str(alt).endswith("."), name
            assert figure.layout.height >= 200, name
            assert "<b>" not in json.dumps(figure.to_dict(), default=str), name
            assert sum(len(trace.y) for trace in figure.data) <= 1500, name


def test_cells_say_count_money_and_share(answers):
    with use_language("en"):
        figure, alt = cells_of(answers[0], "RUB", "AX", False)
    said = texts(figure)
    # 960, 40 and 14 of 1014
    assert {"AX", "BY", "CZ", "960 ₽", "40 ₽", "14 ₽", "94.7 %", "3.9 %", "1.4 %"} <= set(said)
    assert said.count("0") == 6
    hover = [text.replace("\u00a0", " ") for text in figure.data[0].hovertext]
    assert hover[0] == "AX<br>1 client<br>960.00 ₽ · 94.7 %"
    assert str(alt).replace("\u00a0", " ") == "Clients by class; the most money is in AX: 1 client, 94.7 %."
    assert len(figure.layout.shapes) == 1  # the frame of the chosen cell
    assert len(cells_of(answers[0], "RUB", None, False)[0].layout.shapes) == 0


def test_without_xyz_three_classes_are_left(tmp_path):
    book = ledger(tmp_path, [sale("a", "2025-02", 90), sale("b", "2025-02-28", 10)])
    with use_language("en"):
        figure, _ = cells_of(ask("abc_xyz", book, scope("2025-02", "2025-03"), DEFAULT), "", None, False)
    assert list(figure.data[0].x) == [0, 0, 0]
    assert {"A", "B", "C", "all clients", "90", "90.0 %"} <= set(texts(figure))


def test_methods_disagree_off_the_diagonal(answers):
    with use_language("en"):
        figure, alt = methods_of(answers[0], False)
    # twelve equal months: X and X; four: Y, but √(12/4 − 1) = 1.41 is Z; one month: Z and Z
    assert str(alt) == "The two methods of XYZ disagree on 1 client of 3."
    assert [text for text in texts(figure) if text in ("0", "1")] == ["1", "0", "0", "0", "0", "1", "0", "0", "1"]


def test_the_flow_names_both_sides_and_colours_what_moved(answers):
    _, moved, before = answers
    with use_language("en"):
        figure, alt = flow_of(moved, before, "RUB", "abc", False)
    said = texts(figure)
    # before: 1080, 120, 9 and 5 of 1214; now 960, 40, 14
    assert {"A · 1", "B · 1", "C · 2", "joined · 1", "gone · 1", "C− · 1"} <= set(said)
    assert {"Jan 24 – Dec 24", "Jan 25 – Dec 25"} <= set(said)
    assert len(figure.data) == 5
    assert sorted(trace.fillcolor for trace in figure.data) == sorted(
        [LIGHT.rest, LIGHT.rest, LIGHT.attention, LIGHT.attention, LIGHT.ours])
    assert str(alt) == "3 clients of 5 changed class between the two periods."
    hover = next(trace.text for trace in figure.data if "C → gone" in trace.text).replace("\u00a0", " ")
    assert hover == "C → gone<br>1 client<br>before 9.00 ₽<br>now 0.00 ₽"


def test_bands_fill_either_side_without_touching():
    bands = [Band("A", "A", 3, "rest", ""), Band("A", "B", 1, "look", ""), Band("B", "B", 4, "rest", "")]
    sides = [("A", "A"), ("B", "B")]
    figure, _ = flow(bands, sides, sides, ("then", "now"), [], False, msg("Flow."))
    for side in (0, 1):
        bars = [shape for at, shape in enumerate(figure.layout.shapes) if at // 2 == side]
        assert (bars[0].y1, bars[-1].y0) == (1, pytest.approx(0, abs=1e-9))
        assert bars[0].y0 - bars[1].y1 == pytest.approx(0.05)
    tall = [trace.y[0] - trace.y[-1] for trace in figure.data]
    assert tall == pytest.approx([3 * 0.95 / 8, 0.95 / 8, 4 * 0.95 / 8])


@pytest.mark.parametrize("label", ["A · 1", "пришли · 16", "неизвестно · 12"])
def test_names_beside_the_flow_are_whole_on_a_phone(label):
    sides = [("A", label)]
    figure, _ = flow([Band("A", "A", 3, "rest", "")], sides, sides, ("then", "now"), [], False, msg("Flow."))
    margin = figure.layout.margin
    wide = 358 - margin.l - margin.r
    names = [each for each in figure.layout.annotations if each.text == label]
    # a letter of 13 pixels is about 7 wide
    assert names[0].x * wide + margin.l >= 7 * len(label)
    assert (1 - names[1].x) * wide + margin.r >= 7 * len(label)
    assert wide > 180


def test_a_flow_of_nothing_is_empty():
    figure, _ = flow([], [], [], ("", ""), [], True, msg("Nothing."))
    assert not figure.data
    assert matrix([], [], [], True, msg("Nothing."))[0].layout.height == 40


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_written_in_a_cell_can_be_read(dark):
    colours = DARK if dark else LIGHT
    for row in WEIGHTS:
        for column in WEIGHTS:
            ground = blend(colours.ours, colours.paper, row * column)
            assert contrast(readable(ground, dark), ground) >= 4.5
    for weight in (0.04, 0.06, 0.25, 0.5, 0.75):
        for base in (colours.ours, colours.rest):
            ground = blend(base, colours.paper, weight)
            assert contrast(readable(ground, dark), ground) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the example everybody knows
    assert blend("#000000", "#FFFFFF", 0.5) == "#808080"


def test_a_frame_of_classes_with_nobody_draws(answers):
    found = answers[0]
    empty = found.frames["methods"].assign(clients=0)
    assert isinstance(empty, pd.DataFrame)
    found.frames["methods"], kept = empty, found.frames["methods"]
    assert methods_of(found, False)[0].data
    found.frames["methods"] = kept
