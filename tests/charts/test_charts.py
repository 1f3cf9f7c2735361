"""Each chart states its fact in figures, hover and alt text, in both languages and themes, and stays small."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import pytest

from kam_core.charts.ladder import ladder
from kam_core.charts.lorenz import lorenz
from kam_core.charts.losses import bands, losses
from kam_core.charts.months import months
from kam_core.charts.pareto import pareto
from kam_core.charts.template import DARK, LIGHT, Chart
from kam_core.charts.trend import trend
from kam_core.charts.whatif import before_after
from kam_core.i18n import msg, use_language
from kam_core.metrics.losses import distribution

REVENUE, MARGIN = msg("revenue"), msg("margin")
EVIL = '<a href="http://evil.example">Ромашка</a> & <b>Ко</b>'
YEAR = [datetime.date(2025, month, 1) for month in range(1, 13)]
LIMITS = [(0.1, msg("key")), (0.2, msg("critical")), (0.7, msg("mono-client"))]


def some_months(rows: int = 12, before: float = 100.0) -> pd.DataFrame:
    days = [datetime.date(2020 + i // 12, i % 12 + 1, 1) for i in range(rows)]
    return pd.DataFrame({"month": days, "value": [110.0] * rows, "before": [before] * rows})


def some_clients() -> pd.DataFrame:
    return pd.DataFrame({
        "name": [EVIL, "Beta", "Gamma"], "share": [0.25, 0.15, 0.05], "other": [-0.02, 0.2, float("nan")],
        "ladder": ["critical", "key", None], "disclosed": [True, True, False],
    })


def of_losses(amounts: list[float], chance: float) -> tuple[list[float], list[float], dict[str, float | None]]:
    found = distribution(amounts, chance)
    assert found is not None
    x, above = found.curve()
    figures = {"mean": found.mean, **{f"q{level}": found.quantile(level / 100) for level in (90, 95, 99)}}
    return x.tolist(), above.tolist(), figures


def every(dark: bool) -> dict[str, Chart]:
    spread = of_losses([50, 30, 20], 0.5)
    return {
        "months": months(some_months(), REVENUE, "RUB", dark),
        "no months": months(some_months(0), REVENUE, "RUB", dark),
        "only returns": months(some_months().assign(value=-5.0, before=math.nan), REVENUE, "RUB", dark),
        "ladder": ladder(some_clients(), REVENUE, MARGIN, LIMITS, dark),
        "ladder without margin": ladder(some_clients(), REVENUE, None, LIMITS, dark),
        "nobody": ladder(some_clients().head(0), REVENUE, MARGIN, LIMITS, dark),
        "pareto": pareto([0, 1, 2, 3], [0, 0.5, 0.8, 1.0], 0.8, 2, REVENUE, dark),
        "pareto of nothing": pareto([], [], 0.8, None, REVENUE, dark),
        "lorenz": lorenz([0, 0.5, 1], [0, 0.2, 1], 0.3, REVENUE, dark),
        "lorenz of nothing": lorenz([], [], None, REVENUE, dark),
        "trend": trend(YEAR, [None, *range(900, 911)], msg("HHI"), dark, limits=[(1000, "moderate"), (9000, "far")]),
        "trend of nothing": trend(YEAR, [None] * 12, msg("HHI"), dark),
        "losses": losses(*spread, REVENUE, "RUB", dark),
        "nothing to lose": losses([], [], {"mean": None}, REVENUE, "RUB", dark),
        "before and after": before_after([(REVENUE, 100.0, 75.0), (MARGIN, 10.0, -2.0)], "RUB", dark),
        "nothing to compare": before_after([(MARGIN, None, None)], "RUB", dark),
    }


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_chart_is_small_quiet_and_says_its_fact(language: str, dark: bool) -> None:
    with use_language(language):
        for name, (figure, alt) in every(dark).items():
            layout = figure.to_dict()["layout"]
            text = json.dumps({**layout, "template": None}, default=str) + str(figure.data)
            assert "<a " not in text, name
            assert "<b>" not in text, name
            assert str(alt).rstrip().endswith("."), name
            assert sum(len(trace.y) for trace in figure.data) <= 700, name
            assert layout["height"] >= 34, name
            assert not layout["template"]["layout"]["showlegend"], name
            ground = (DARK if dark else LIGHT).quiet_text
            assert layout["template"]["layout"]["xaxis"]["tickfont"]["color"] == ground, name


def colours_of(figure: go.Figure) -> list[str]:
    return list(figure.data[0].marker.color)


def test_the_ladder_is_grey_but_for_whom_it_is_about() -> None:
    with use_language("en"):
        figure, alt = ladder(some_clients(), REVENUE, MARGIN, LIMITS, False)
    assert colours_of(figure) == [LIGHT.alarm, LIGHT.ours, LIGHT.rest]
    assert list(figure.data[0].x) == [0.25, 0.15, 0.05]
    assert list(figure.data[1].x)[:2] == [-0.02, 0.2]
    texts = [note.text for note in figure.layout.annotations]
    assert any("25.0\u00a0%" in text for text in texts)
    assert "−2.0\u00a0%" in texts
    assert "–" in texts  # margin not known
    assert "15.00\u00a0%" in str(figure.data[0].hovertext[1])
    assert str(alt) == f"Largest clients by share (revenue): {EVIL} is first with 25.0\u00a0%; the 3 shown bring 45.0\u00a0%."
    assert [shape.x0 for shape in figure.layout.shapes if shape.line.dash == "dot"] == [0.1, 0.2]


def test_colour_is_never_the_only_sign() -> None:
    with use_language("ru"):
        figure, _ = ladder(some_clients(), REVENUE, MARGIN, LIMITS, True)
    names = [note.text for note in figure.layout.annotations if note.yref == "y" and note.x == 0]
    assert "критич" in names[0]
    assert "†" in names[0]
    assert "ключевой" in names[1]
    assert names[2] == "Gamma"


def test_months_say_the_exact_amount_and_the_change() -> None:
    with use_language("ru"):
        figure, alt = months(some_months(), REVENUE, "RUB", False)
        hover, said = figure.data[1].hovertext[0], str(alt)
    assert "110,00\u00a0₽" in hover
    assert "+10,0\u00a0%" in hover
    assert "январь 2020" in hover
    assert "+10,0\u00a0%" in said
    assert figure.layout.yaxis.range[0] == 0  # bars stand on zero
    assert figure.layout.xaxis.ticktext[-1] == "дек<br>20"


def test_months_without_a_year_before_compare_nothing() -> None:
    figure, alt = months(some_months(before=math.nan), REVENUE, "", False)
    assert len(figure.data) == 1
    assert "%" not in str(alt)


def test_many_months_keep_few_labels_and_the_last() -> None:
    figure, _ = months(some_months(120), REVENUE, "RUB", False)
    assert len(figure.layout.xaxis.ticktext) <= 7
    assert figure.layout.xaxis.tickvals[-1] == 119


def test_pareto_marks_the_client_that_reaches_the_goal() -> None:
    with use_language("en"):
        figure, alt = pareto([0, 1, 2, 3], [0, 0.5, 0.8, 1.0], 0.8, 2, REVENUE, False)
    assert list(figure.data[1].x) == [2]
    assert list(figure.data[1].y) == [0.8]
    assert str(alt) == "revenue: 2 clients of 3 make 80\u00a0%."


def test_a_long_pareto_is_thinned_with_exact_ends() -> None:
    count = 100_000
    figure, _ = pareto(list(range(count + 1)), [i / count for i in range(count + 1)], 0.8, 80_000, REVENUE, False)
    x = list(figure.data[0].x)
    assert len(x) <= 300
    assert (x[0], x[-1]) == (0, count)
    assert 80_000 in x


def test_limits_far_above_a_trend_are_left_out() -> None:
    figure, alt = trend(YEAR, [None, *range(900, 911)], msg("HHI"), False, limits=[(1000, "moderate"), (9000, "far")])
    texts = [note.text for note in figure.layout.annotations]
    assert "moderate" in texts
    assert "far" not in texts
    assert figure.layout.yaxis.range[0] == 0
    with use_language("en"):
        assert str(alt) == "HHI: 900 in Feb 25, 910 in Dec 25."


def test_loss_bands_hold_the_whole_probability() -> None:
    amounts, above, _ = of_losses([50, 30, 20], 0.5)
    width, chances = bands(amounts, above)
    assert math.fsum(chances) == pytest.approx(1)
    # by hand: each of the eight outcomes has 1/8; nothing lost is one of them, everything another
    assert chances[0] == pytest.approx(1 / 8)
    assert chances[-1] == pytest.approx(1 / 8)
    assert width > 0


@pytest.mark.parametrize("chance", [0.0, 0.01, 0.5, 1.0])
def test_a_loss_chart_stands_for_any_probability(chance: float) -> None:
    figure, _ = losses(*of_losses([100.0], chance), REVENUE, "", False)
    assert math.fsum(figure.data[0].y) == pytest.approx(1)


def test_quantiles_of_one_amount_share_a_name() -> None:
    with use_language("en"):
        figure, _ = losses(*of_losses([5e6, 1e6], 0.1), REVENUE, "", False)
    names = [note.text.replace("\u00a0", " ") for note in figure.layout.annotations]
    assert "95 %, 99 %: 5 m" in names


def test_before_and_after_show_both_and_leave_out_the_unknown() -> None:
    with use_language("en"):
        figure, alt = before_after([(REVENUE, 100.0, 75.0), (MARGIN, None, None)], "", False)
    assert list(figure.data[0].x) == [100.0]
    assert list(figure.data[1].x) == [75.0]
    assert "−25.0\u00a0%" in figure.data[0].hovertext[0]
    assert str(alt) == "revenue: 100 now, 75 then."


@pytest.mark.parametrize("build", [lambda dark: every(dark)["ladder"], lambda dark: every(dark)["months"]])
def test_themes_differ_in_colour_alone(build: Callable[[bool], Chart]) -> None:
    light, dark = build(False)[0], build(True)[0]
    assert [list(trace.x) for trace in light.data] == [list(trace.x) for trace in dark.data]
    assert light.layout.template != dark.layout.template


def test_limits_whose_names_would_cover_each_other_are_thinned() -> None:
    figure, _ = trend(YEAR, [10_000.0] * 12, msg("HHI"), False, limits=[(1000, "moderate"), (1800, "high")])
    texts = [note.text for note in figure.layout.annotations]
    assert "high" in texts
    assert "moderate" not in texts
