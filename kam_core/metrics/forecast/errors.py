"""How far forecasts were from what came. Source: Hyndman and Koehler (2006); Makridakis and Hibon (2000) for sMAPE."""

from __future__ import annotations

import numpy as np

from kam_core.metrics.forecast.theta import Floats, Whole


def smape(actual: Floats, forecast: Floats) -> Floats:
    """Symmetric error in per cent, a figure a series: mean of 200 × |a − f| ÷ (|a| + |f|). Both series × horizon.

    Only to compare with published competitions: it is not defined where both are 0 (that step counts as no error).
    """
    size = np.abs(actual) + np.abs(forecast)
    each = np.where(size > 0, 200 * np.abs(actual - forecast) / np.where(size > 0, size, 1.0), 0.0)
    found: Floats = each.mean(axis=1)
    return found


def mase(actual: Floats, forecast: Floats, matrix: Floats, lengths: Whole, season: int = 12) -> Floats:
    """Mean absolute error ÷ that of the seasonal naive forecast inside the history, a figure a series.

    matrix, lengths: the history, aligned to the left. NaN where the history repeats itself exactly or is not longer than
    a season: there is no scale then.
    """
    time = np.arange(season, matrix.shape[1])
    inside = time[None, :] < lengths[:, None]
    steps = np.where(inside, np.abs(matrix[:, season:] - matrix[:, :-season]), 0.0)
    number = np.maximum(lengths - season, 0)
    scale = steps.sum(axis=1) / np.maximum(number, 1)
    found: Floats = np.where(scale > 0, np.abs(actual - forecast).mean(axis=1) / np.where(scale > 0, scale, 1.0), np.nan)
    return found


def wape(actual: Floats, forecast: Floats) -> float | None:
    """Sum of |a − f| ÷ sum of |a|, over everything given; None where nothing came."""
    size = float(np.abs(actual).sum())
    return None if size == 0 else float(np.abs(actual - forecast).sum()) / size
