"""The fit that falls are judged by forecasts as Theta does, and its errors are those of telling a month ahead."""

from __future__ import annotations

import numpy as np
import pytest

from kam_core.metrics.forecast.onestep import BURN, fit
from kam_core.metrics.forecast.theta import theta


def series(count=40, months=44, season=0.0, noise=0.2):
    dice = np.random.default_rng(8)
    wave = 1 + season * np.sin(2 * np.pi * np.arange(months) / 12)
    return 100 * wave * np.exp(dice.normal(0, noise, (count, months))), dice.integers(BURN + 6, months + 1, count)


@pytest.mark.parametrize("season", [0.0, 0.5])
def test_forecasts_are_those_of_theta(season):
    matrix, lengths = series(season=season)
    matrix = np.where(np.arange(44)[None, :] < lengths[:, None], matrix, 0.0)
    made = fit(matrix, lengths, np.ones(len(lengths))).ahead(7)
    np.testing.assert_allclose(made, np.maximum(theta(matrix, lengths, 7), 0.0), rtol=1e-9)


def test_errors_are_as_large_as_the_noise():
    matrix, _ = series(count=400, months=60, noise=0.3)
    found = fit(matrix, np.full(400, 60), np.full(400, 1e-6))
    assert np.sqrt((found.spread**2).mean()) == pytest.approx(0.3, rel=0.06)
    assert found.mean.mean() == pytest.approx(-0.045, abs=0.015)  # half of the variance below the logarithm of the mean
    assert set(found.number) == {60 - BURN}


def test_what_lies_past_the_end_is_not_read():
    matrix, lengths = series()
    other = np.where(np.arange(44)[None, :] < lengths[:, None], matrix, 1e6)
    one, two = (fit(each, lengths, np.ones(40)) for each in (np.where(other == 1e6, 0.0, matrix), other))
    np.testing.assert_allclose(one.spread, two.spread, rtol=1e-9)
    np.testing.assert_allclose(one.ahead(3), two.ahead(3), rtol=1e-9)
