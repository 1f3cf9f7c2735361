"""Theta and the error measures: published competitions, R's results, and laws that any forecast must hold to."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.metrics.forecast.errors import mase, smape, wape
from kam_core.metrics.forecast.theta import pack, seasonal_naive, smoothing, theta
from metrics.test_acceptance import expected

AMOUNTS = st.floats(1, 1e7, allow_nan=False)
SERIES = st.lists(AMOUNTS, min_size=24, max_size=60)


@pytest.fixture(scope="module")
def m3(shared: Path) -> dict:
    """The 1,428 monthly series of the M3 competition: sn, matrix, lengths, future (series × 18)."""
    with (shared / "reference" / "m3_monthly.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    matrix, lengths = pack([numbers(row["x"]) for row in rows])
    return {"sn": [row["sn"] for row in rows], "matrix": matrix, "lengths": lengths,
            "future": np.array([numbers(row["xx"]) for row in rows])}


@pytest.fixture(scope="module")
def submitted(shared: Path, m3: dict) -> dict:
    """What took part in the competition: method → series × 18."""
    found: dict[str, dict] = {}
    with (shared / "reference" / "m3_monthly_forecasts.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["method"], {})[row["sn"]] = numbers(row["fc"])
    return {method: np.array([by[name] for name in m3["sn"]]) for method, by in found.items()}


@pytest.fixture(scope="module")
def passengers(shared: Path) -> tuple:
    """(forecast of 1960 from the years 1949 to 1959, what came)."""
    text = (shared / "reference" / "airpassengers.csv").read_text("utf-8")
    values = [float(line) for line in text.split()[1:]]
    return theta(*pack([values[:132]]), 12)[0], np.array(values[132:])


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


def error(m3: dict, made: np.ndarray, measure: str) -> float:
    if measure == "sMAPE":
        return float(smape(m3["future"], made).mean())
    return float(mase(m3["future"], made, m3["matrix"], m3["lengths"]).mean())


ACCEPTED = {
    "9.1": lambda m3, *_: error(m3, seasonal_naive(m3["matrix"], m3["lengths"], 18), "sMAPE"),
    "9.2": lambda m3, *_: error(m3, seasonal_naive(m3["matrix"], m3["lengths"], 18), "MASE"),
    "9.3": lambda m3, submitted, *_: error(m3, submitted["THETA"], "sMAPE"),
    "9.4": lambda m3, submitted, *_: error(m3, submitted["THETA"], "MASE"),
    "9.5": lambda m3, submitted, *_: error(m3, submitted["NAIVE2"], "sMAPE"),
    "9.7": lambda _m3, _submitted, passengers: float(np.sqrt(((passengers[1] - passengers[0]) ** 2).mean())),
    "9.8": lambda _m3, _submitted, passengers: float((abs(passengers[1] - passengers[0]) / passengers[1]).mean() * 100),
    "9.9": lambda m3, *_: error(m3, theta(m3["matrix"], m3["lengths"], 18), "sMAPE"),
    "9.10": lambda m3, *_: error(m3, theta(m3["matrix"], m3["lengths"], 18), "MASE"),
}


@pytest.mark.parametrize("row", ACCEPTED)
def test_published(shared, m3, submitted, passengers, row):
    value, tolerance = expected(shared, row)
    assert abs(ACCEPTED[row](m3, submitted, passengers) - value) <= tolerance


def test_theta_is_that_of_r(m3):
    """R forecast::thetaf over the same series: sMAPE 13.856, MASE .8637."""
    made = theta(m3["matrix"], m3["lengths"], 18)
    assert abs(error(m3, made, "sMAPE") - 13.856) < 0.01
    assert abs(error(m3, made, "MASE") - 0.8637) < 0.0005


def test_every_row_of_this_part_is_tested(shared):
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        assert {line["id"] for line in csv.DictReader(file) if line["id"].startswith("9.")} == set(ACCEPTED)


@settings(max_examples=25, deadline=None)
@given(SERIES, st.floats(0.001, 1000))
def test_scaling_a_series_scales_its_forecast(series, factor):
    made = theta(*pack([series]), 12)
    scaled = theta(*pack([[value * factor for value in series]]), 12)
    np.testing.assert_allclose(scaled, made * factor, rtol=1e-3, atol=1e-3 * factor * max(series))


@settings(max_examples=25, deadline=None)
@given(AMOUNTS, st.integers(1, 60))
def test_a_constant_series_goes_on(value, length):
    matrix, lengths = pack([[value] * length])
    np.testing.assert_allclose(theta(matrix, lengths, 12), value, rtol=1e-9)
    np.testing.assert_allclose(seasonal_naive(matrix, lengths, 12), value, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.lists(SERIES, min_size=1, max_size=5))
def test_a_series_has_the_same_forecast_in_any_company(many):
    together = theta(*pack(many), 12)
    alone = np.vstack([theta(*pack([each]), 12) for each in many])
    np.testing.assert_allclose(together, alone, rtol=1e-9)


def test_a_season_that_repeats_goes_on():
    year = [10.0, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    matrix, lengths = pack([year * 4])
    np.testing.assert_allclose(theta(matrix, lengths, 12)[0], year, rtol=1e-6)
    np.testing.assert_array_equal(seasonal_naive(matrix, lengths, 24)[0], year * 2)


def test_a_line_goes_on_with_half_its_slope():
    """Theta takes half of the trend: smoothing follows a line to its last value, half of the slope is added."""
    made = theta(*pack([[100.0 + 2 * month for month in range(24)]]), 3)[0]
    np.testing.assert_allclose(np.diff(made), 1.0, rtol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_smoothing_finds_no_worse_than_a_search_by_hand(series):
    """Against every hundredth of alpha and the first level by least squares, each computed one step at a time."""
    matrix, lengths = pack([series])
    alpha, last = smoothing(matrix, lengths)
    least = min(by_hand(series, step / 100)[0] for step in range(1, 100))
    mine = by_hand(series, float(alpha[0]))
    assert mine[0] <= least * 1.05 + 1e-6 * sum(value**2 for value in series) + 1e-9
    assert abs(last[0] - mine[1]) <= 1e-6 * (1 + max(map(abs, series)))


def by_hand(series: list[float], alpha: float) -> tuple[float, float]:
    """(least sum of squares over the first level, last level) of simple exponential smoothing."""
    n = len(series)
    effect, fixed = np.zeros(n), np.zeros(n)
    on_first, constant = 1.0, 0.0
    for place, value in enumerate(series):
        effect[place], fixed[place] = on_first, value - constant
        on_first, constant = (1 - alpha) * on_first, (1 - alpha) * constant + alpha * value
    first = float(effect @ fixed / (effect @ effect))
    return float(((fixed - effect * first) ** 2).sum()), constant + on_first * first


def test_error_measures_by_hand():
    actual, made = np.array([[10.0, 0.0], [0.0, 0.0]]), np.array([[5.0, 5.0], [0.0, 0.0]])
    np.testing.assert_allclose(smape(actual, made), [(200 * 5 / 15 + 200) / 2, 0])
    history, lengths = pack([[1.0, 2, 4, 7], [3.0, 3, 3, 3]])
    np.testing.assert_allclose(mase(actual, made, history, lengths, season=1), [5 / 2, np.nan])
    assert wape(actual, made) == 1.0
    assert wape(actual * 0, made) is None


def test_a_season_on_top_of_growth_goes_on():
    """Five years of 1 % a month with a dip each winter: the raw autocorrelation at twelve months says nothing of the dip."""
    season = np.array([0.75, 0.85, 0.95, 1.0, 1.05, 1.1, 1.1, 1.1, 1.1, 1.05, 1.0, 0.95])
    series = 100 * 1.01 ** np.arange(72) * np.tile(season, 6)
    made = theta(*pack([series[:60].tolist()]), 12)[0]
    np.testing.assert_allclose(made / made.mean(), series[60:] / series[60:].mean(), rtol=0.06)
