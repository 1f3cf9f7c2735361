"""The picture of the forecast: what came, what is expected, the plan; never markup, never a number that is not there."""

from __future__ import annotations

import datetime
import json

import pandas as pd
import pytest

from kam_core.charts.forecast import forecast
from kam_core.i18n import use_language
from kam_core.scope import add_months

NAN = float("nan")


def months(past: int, ahead: int, banded: bool = True, planned: int = 0) -> pd.DataFrame:
    """100 a month came, 120 is expected (90 to 150), 110 is the plan of the last ``planned`` months."""
    rows = past + ahead
    return pd.DataFrame({
        "month": [pd.Timestamp(add_months(datetime.date(2024, 1, 1), place)) for place in range(rows)],
        "actual": [100.0] * past + [NAN] * ahead,
        "forecast": [NAN] * past + [120.0] * ahead,
        "low": [NAN] * past + [90.0 if banded else NAN] * ahead,
        "high": [NAN] * past + [150.0 if banded else NAN] * ahead,
        "plan": [NAN] * (rows - planned) + [110.0] * planned,
    })


def traces(frame: pd.DataFrame) -> list[dict]:
    return [trace.to_plotly_json() for trace in forecast(frame, "RUB", False)[0].data]


def said(frame: pd.DataFrame, language: str) -> str:
    with use_language(language):
        return str(forecast(frame, "", False)[1]).replace("\u00a0", " ").replace("\u202f", " ")


def test_what_came_is_bars_and_what_comes_a_line_in_its_band():
    bars, band, line, plan = traces(months(24, 12, planned=12))
    assert (bars["type"], list(bars["y"][:24]), bars["y"][24]) == ("bar", [100.0] * 24, None)
    assert list(band["x"]) == [*range(24, 36), *range(35, 23, -1)]
    assert list(band["y"]) == [150.0] * 12 + [90.0] * 12
    assert list(line["x"]) == list(range(24, 36))
    assert set(line["y"]) == {120.0}
    assert [value for value in plan["y"] if value is not None] == [110.0] * 12


def test_only_what_is_known_is_drawn():
    assert [trace["type"] for trace in traces(months(24, 0))] == ["bar"]
    assert len(traces(months(24, 12, banded=False))) == 2
    assert len(traces(months(0, 0))) == 1


def test_its_sentence():
    assert said(months(24, 12), "en") == \
        "Revenue by month; from Jan 26 to Dec 26 1.44 k is expected, a month between 90 and 150."
    assert said(months(24, 12, banded=False), "ru") == "Выручка по месяцам; с янв 26 по дек 26 ожидается 1,44 тыс."
    assert said(months(2, 0), "en") == "Revenue by month, Jan 24 – Feb 24: 200 in all; no forecast."
    assert said(months(0, 0), "en") == "No months to show."


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_it_is_small_and_quiet(language, dark):
    with use_language(language):
        figure, alt = forecast(months(24, 12, planned=20), "RUB", dark)
        layout = figure.to_dict()["layout"]
        assert layout["yaxis"]["range"][0] == 0
        assert len(figure.to_json()) < 40_000
        assert str(alt)
        assert "nan" not in json.dumps({**layout, "template": None}, default=str).lower()
        line = next(trace for trace in figure.data if trace.to_plotly_json().get("mode") == "lines+markers")
        assert ("forecast: 120" in line.hovertext[0]) == (language == "en")
