"""The pictures of Time to resolution show the figures of the measure, and say them."""

from __future__ import annotations

import math

import pytest
from metrics.company import said, scope
from metrics.desk import desk, request

from kam_core.charts import resolution as charts
from kam_core.metrics import ask
from kam_core.settings import Settings


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A hundred requests a year in two years, resolved after 1 to 100 hours, the second year in half the time; five open."""
    rows = [request(f"2024-{1 + number % 12:02d}-03 09:00", number + 1) for number in range(100)]
    rows += [request(f"2025-{1 + number % 12:02d}-03 09:00", (number + 1) / 2) for number in range(100)]
    rows += [request("2025-11-30 12:00") for _ in range(5)] + [request("2025-12-31 12:00", 1)]
    ledger = desk(tmp_path_factory.mktemp("desk"), rows)
    return ask("resolution", ledger, scope("2025-01", "2026-01"), Settings())


@pytest.fixture(scope="module")
def nothing(tmp_path_factory):
    return ask("resolution", desk(tmp_path_factory.mktemp("none"), []), scope(), Settings())


@pytest.mark.parametrize("dark", [False, True])
def test_the_curve(company, dark):
    figure, alt = charts.curve_of(company, dark)
    median, p90 = company.summary["median_hours"], company.summary["p90_hours"]
    dots = next(trace for trace in figure.data if trace.mode == "markers")
    assert list(dots.x) == [median, p90]
    assert list(dots.y) == [0.5, 0.1]
    steps = [trace for trace in figure.data if trace.mode == "lines" and trace.hovertext is not None]
    assert len(steps) == 2  # a year before in grey, this year over it
    assert all(list(trace.y) == sorted(trace.y, reverse=True) for trace in steps)
    assert all(len(trace.x) <= 210 for trace in steps)
    assert said(alt).endswith(f"half are resolved in {median:.0f} h, nine in ten in {p90:.0f} h.")
    # the limit of 72 hours stands where the axis has 72, and its name at its logarithm
    line = next(shape for shape in figure.layout.shapes if shape.yref == "paper")
    assert line.x0 == pytest.approx(72)
    assert next(note for note in figure.layout.annotations if "72" in note.text).x == pytest.approx(math.log10(72))


def test_how_many_took_how_long(company):
    figure, alt = charts.histogram_of(company, False)
    resolved, still = (list(trace.y) for trace in figure.data)
    # half an hour and one hour; up to four; up to a day; up to three days; the one of the last day took one hour
    assert resolved[:4] == [3, 6, 40, 52]
    assert (sum(resolved), sum(still)) == (101, 5)
    assert said(alt) == "How long requests took: most often 1 – 3 days, 49.1 % of 106; 5 are still open."


def test_months(company):
    figure, _ = charts.trend_of(company, False)
    assert all(len(trace.x) == 24 for trace in figure.data)
    backlog, alt = charts.backlog_of(company, False)
    assert sum(trace.y[-1] for trace in backlog.data) == 5
    assert said(alt) == "At the end of December 2025 5 requests are open, 5 of them for more than four weeks."


@pytest.mark.parametrize("draw", [charts.curve_of, charts.histogram_of, charts.trend_of, charts.backlog_of])
def test_nothing_to_draw(nothing, draw):
    figure, alt = draw(nothing, False)
    assert not figure.data
    assert said(alt)
