"""The pictures of the page NPS state their fact in points, labels, hover and alt text."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from kam_core.charts.nps import distribution, trend
from kam_core.charts.template import LIGHT, Chart
from kam_core.i18n import use_language


def frame(*points: tuple[int, float | None, float | None, float | None]) -> pd.DataFrame:
    """Points of (n, nps, low, high), a month each from January 2024 on."""
    months = pd.date_range("2024-01-01", periods=len(points), freq="MS", unit="us")
    return pd.DataFrame(points, columns=["n", "nps", "low", "high"], dtype="float64").assign(month=months)


WHOLE = frame((40, 0.1, -0.1, 0.3), (3, None, None, None), (50, 0.2, 0.05, 0.4), (60, 0.325, 0.2, 0.45))


def every(dark: bool) -> dict[str, Chart]:
    return {
        "trend": trend(WHOLE, dark),
        "one point": trend(WHOLE.head(1), dark),
        "below zero": trend(frame((40, -0.9, -1, -0.8), (40, -0.8, -0.9, -0.7)), dark),
        "too few": trend(frame((2, None, None, None)), dark),
        "nothing": trend(frame(), dark),
        "long": trend(frame(*[(99, 0.1, 0, 0.2)] * 200), dark),
        "distribution": distribution([1, 0, 0, 0, 0, 0, 2, 3, 1, 1, 2], dark),
        "one score": distribution([0] * 10 + [1], dark),
        "no scores": distribution([0] * 11, dark),
    }


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_chart_is_small_and_says_its_fact(language: str, dark: bool) -> None:
    with use_language(language):
        for name, (figure, alt) in every(dark).items():
            layout = figure.to_dict()["layout"]
            json.dumps({**layout, "template": None}, default=str)
            assert str(alt).endswith("."), name
            assert sum(len(trace.y) for trace in figure.data) <= 250, name
            assert layout["height"] >= 34, name


def test_the_trend_has_its_line_band_and_answers() -> None:
    with use_language("en"):
        figure, alt = trend(WHOLE, False)
        said = str(alt)
    # the month with too few answers breaks line and band
    *bands, line, _, bars = figure.data
    assert [(list(band.x), list(band.y)) for band in bands] == [
        ([-0.12, 0.12, 0.12, -0.12], [0.3, 0.3, -0.1, -0.1]), ([2, 3, 3, 2], [0.4, 0.45, 0.2, 0.05])]
    assert [None if value != value else value for value in line.y] == [0.1, None, 0.2, 0.325]
    assert line.line.color == LIGHT.ours
    assert list(bars.y) == [40, 3, 50, 60]
    assert line.hovertext[1] == "February 2024: 3 answers, too few"
    assert line.hovertext[0] == "January 2024: +10 (from −10 to +30, 40 answers)"
    assert "+32" in [note.text for note in figure.layout.annotations]
    assert said == "NPS +32 in Apr 24 (from +20 to +45, 60 answers); +10 in Jan 24."


def test_only_the_latest_months_are_drawn() -> None:
    figure, _ = every(False)["long"]
    assert len(figure.data[1].x) == 36


def test_the_scale_names_its_three_parts() -> None:
    with use_language("en"):
        figure, alt = distribution([1, 0, 0, 0, 0, 0, 2, 3, 1, 1, 2], False)
    assert list(figure.data[0].y) == [1, 0, 0, 0, 0, 0, 2, 3, 1, 1, 2]
    assert list(figure.data[0].marker.color) == [LIGHT.attention] * 7 + [LIGHT.rest] * 2 + [LIGHT.ours] * 2
    texts = [note.text.replace("\u00a0", " ") for note in figure.layout.annotations]
    assert texts == ["detractors<br>30.0 %", "passives<br>40.0 %", "promoters<br>30.0 %"]
    assert str(alt) == "Of 10 answers 3 are promoters, 4 passives, 3 detractors."
