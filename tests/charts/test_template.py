"""Colours that can be read, labels that stay labels, ticks that are round."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kam_core.charts import template as kam
from kam_core.i18n import use_language

ROOT = Path(__file__).resolve().parents[2]


def luminance(colour: str) -> float:
    """WCAG 2.1 relative luminance of '#rrggbb'."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_formula_gives_the_extremes_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_is_readable_on_paper_and_raised(dark: bool) -> None:
    colours = kam.palette(dark)
    grounds = (colours.paper, colours.raised)
    pairs = {(text, ground): contrast(text, ground) for text in colours.texts for ground in grounds}
    assert {pair: round(value, 2) for pair, value in pairs.items() if value < 4.5} == {}


@pytest.mark.parametrize("dark", [False, True])
def test_what_a_chart_is_about_stands_out_from_its_ground(dark: bool) -> None:
    colours = kam.palette(dark)
    for mark in (colours.ours, colours.attention, colours.alarm, colours.good):
        assert contrast(mark, colours.paper) >= 3


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("<b>ООО</b>", "&lt;b&gt;ООО&lt;/b&gt;"),
        ('<a href="http://x.example">A & B</a>', '&lt;a href="http://x.example"&gt;A &amp; B&lt;/a&gt;'),
        ("two\n lines\tand  spaces ", "two lines and spaces"),
    ],
)
def test_text_from_data_is_never_markup(text: str, label: str) -> None:
    assert kam.escape(text) == label


def test_a_long_name_is_cut_before_it_is_escaped() -> None:
    assert kam.short("A & B " * 20, 9) == "A &amp; B A…"
    assert kam.short("Ромашка", 9) == "Ромашка"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (0, 43, [0, 20, 40]),
        (-130, 180, [-100, 0, 100]),
        (0, 0, [0, 0.25, 0.5, 0.75, 1]),
        (0, 1.6e9, [0, 5e8, 1e9, 1.5e9]),
    ],
)
def test_ticks_are_round_and_inside(low: float, high: float, ticks: list[float]) -> None:
    assert kam.nice_ticks(low, high) == pytest.approx(ticks)


def test_axes_speak_the_language_and_the_currency() -> None:
    with use_language("ru"):
        assert kam.money_axis(0, 43e6, "RUB")["ticktext"] == ["0", "20\u00a0млн\u00a0₽", "40\u00a0млн\u00a0₽"]
        assert kam.share_axis(0.03)["ticktext"] == ["0", "1\u00a0%", "2\u00a0%", "3\u00a0%"]
    with use_language("en"):
        assert kam.money_axis(0, 43e6, "GBP")["ticktext"] == ["0", "20\u00a0m\u00a0£", "40\u00a0m\u00a0£"]


def test_counting_axes_have_whole_numbers() -> None:
    assert kam.count_axis(3)["tickvals"] == [0, 1, 2, 3]
    assert kam.count_axis(1)["tickvals"] == [0, 1]


def test_a_million_points_are_thinned_with_the_ends_and_the_wanted_kept() -> None:
    kept = kam.thinned(1_000_000, keep=[123_457])
    assert len(kept) <= 300
    assert kept[0] == 0
    assert kept[-1] == 999_999
    assert 123_457 in kept
    assert kept == sorted(set(kept))
    assert kam.thinned(5) == [0, 1, 2, 3, 4]


def test_names_of_close_limits_do_not_share_a_line() -> None:
    shapes, names, height = kam.upright_limits([(0.1, "key client 10 %"), (0.2, "critical 20 %"), (2.0, "far")],
                                               (0, 1), False, width=230)
    assert len(shapes) == len(names) == 2
    assert len({name["yshift"] for name in names}) == 2
    assert height == 32


def test_plotly_express_stays_out() -> None:
    code = (
        "import sys, pkgutil, importlib, kam_core.charts as c\n"
        "[importlib.import_module('kam_core.charts.' + m.name) for m in pkgutil.iter_modules(c.__path__)]\n"
        "print('plotly.express' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_break_spaces_hold_numbers_together() -> None:
    assert kam.escape("14\u00a0млн\u202f₽ \n и") == "14\u00a0млн\u202f₽ и"
