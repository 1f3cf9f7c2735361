"""The Theta method and the seasonal naive forecast, for many monthly series at once.

Series stand in a matrix, one a row, aligned to the left; what lies past a series' length is never read. Theta as in
Assimakopoulos and Nikolopoulos (2000) and the R function ``forecast::thetaf``: deseasonalised where the autocorrelation at
a year is significant (here of what a linear trend leaves, too), then simple exponential smoothing with half of the linear
trend added, then the season put back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

SIGNIFICANT = 1.6448536269514722
"""95 % quantile of the normal distribution: the limit of the test of seasonality."""
LEAST_SEASON = 1e-4
"""A seasonal index below this makes the division by it meaningless: the series is then taken as not seasonal."""
LOW, HIGH = 1e-4, 1 - 1e-4
"""Bounds of the smoothing parameter."""
STARTS = 13
"""Parameters that are tried before the best is refined."""
REFINED = 26
"""Steps of the golden section: each leaves 62 % of the interval."""
CHUNK = 20_000
"""Series that are fitted at a time, so that the work stays in the processor's cache."""


def pack(series: list[list[float]]) -> tuple[Floats, Whole]:
    """(matrix, lengths) of series of different lengths, as the functions here take them; empty places hold 0."""
    lengths = np.array([len(each) for each in series], dtype=np.int64)
    matrix = np.zeros((len(series), int(lengths.max(initial=0))))
    for row, each in enumerate(series):
        matrix[row, : len(each)] = each
    return matrix, lengths


def theta(matrix: Floats, lengths: Whole, horizon: int, season: int = 12) -> Floats:
    """Forecasts, series × horizon, in the unit of the series.

    matrix: series × time, aligned to the left; lengths: values of each series, at least one
    """
    out = np.empty((len(matrix), horizon))
    for start in range(0, len(matrix), CHUNK):
        part = slice(start, start + CHUNK)
        out[part] = _theta(matrix[part], lengths[part], horizon, season)
    return out


def seasonal_naive(matrix: Floats, lengths: Whole, horizon: int, season: int = 12) -> Floats:
    """The last season again: series × horizon. A series that is shorter than a season repeats its last value."""
    steps = np.arange(horizon) % season
    back = np.where(lengths[:, None] >= season, season - steps[None, :], 1)
    return np.take_along_axis(matrix, lengths[:, None] - back, axis=1)


def _theta(matrix: Floats, lengths: Whole, horizon: int, season: int) -> Floats:
    index = seasonal_index(matrix, lengths, season)
    time = np.arange(matrix.shape[1])
    inside = time[None, :] < lengths[:, None]
    flat = np.where(inside, matrix / index[:, time % season], 0.0)
    alpha, level = smoothing(flat, lengths)
    drift = _slope(flat, lengths) / 2
    ahead = np.arange(horizon)
    lag = (1 - (1 - alpha) ** lengths) / alpha
    made = level[:, None] + drift[:, None] * (ahead[None, :] + lag[:, None])
    place = (lengths[:, None] + ahead[None, :]) % season
    return made * np.take_along_axis(index, place, axis=1)


def seasonal_index(matrix: Floats, lengths: Whole, season: int) -> Floats:
    """Multiplicative seasonal indices, series × season; ones where a series is not seasonal.

    A series is seasonal where it is longer than two seasons and its autocorrelation at the season is significant
    (5 %, Bartlett's formula); indices are by classical decomposition with a centred moving average.
    """
    count, width = matrix.shape
    index = np.ones((count, season))
    rows = np.flatnonzero((lengths > 2 * season) & _seasonal(matrix, lengths, season))
    if season < 2 or not rows.size:
        return index
    values, sizes = matrix[rows], lengths[rows]
    sums = np.cumsum(np.hstack([np.zeros((len(rows), 1)), values]), axis=1)
    half = season // 2
    centre = np.arange(half, width - half)
    if season % 2:
        trend = (sums[:, centre + half + 1] - sums[:, centre - half]) / season
    else:
        trend = ((sums[:, centre + half] - sums[:, centre - half])
                 + (sums[:, centre + half + 1] - sums[:, centre - half + 1])) / (2 * season)
    valid = (centre[None, :] < sizes[:, None] - half) & (trend != 0)
    ratios = np.where(valid, values[:, centre] / np.where(valid, trend, 1.0), 0.0)
    total, number = np.zeros((len(rows), season)), np.zeros((len(rows), season))
    for place in range(season):
        mine = centre % season == place
        total[:, place] = _sum(ratios[:, mine])
        number[:, place] = valid[:, mine].sum(axis=1)
    known = (number > 0).all(axis=1)
    found = total / np.maximum(number, 1)
    mean = found.mean(axis=1)
    known &= mean > 0
    found = found / np.where(known, mean, 1.0)[:, None]
    kept = known & (found >= LEAST_SEASON).all(axis=1)
    index[rows[kept]] = found[kept]
    return index


def _seasonal(matrix: Floats, lengths: Whole, season: int) -> NDArray[np.bool_]:
    """Whether the autocorrelation at the season is significant, of the series or of what its linear trend leaves.

    R tests the series alone; a trend hides the season of a company that grows, as it makes all autocorrelations large.
    """
    time = np.arange(matrix.shape[1])
    inside = time[None, :] < lengths[:, None]
    values = np.where(inside, matrix, 0.0)
    line = _slope(values, lengths)[:, None] * (time[None, :] - ((lengths - 1) / 2)[:, None])
    return _correlated(values, lengths, season) | _correlated(np.where(inside, values - line, 0.0), lengths, season)


def _correlated(values: Floats, lengths: Whole, season: int) -> NDArray[np.bool_]:
    """The test of R's thetaf. values: 0 past a series' length"""
    inside = np.arange(values.shape[1])[None, :] < lengths[:, None]
    centred = np.where(inside, values - (_sum(values) / lengths)[:, None], 0.0)
    spread, size = _sum(centred**2), _sum(values**2)
    alive = spread > 1e-20 * size
    safe = np.where(alive, spread, 1.0)
    lags = [
        _sum(centred[:, lag:] * centred[:, : max(values.shape[1] - lag, 0)]) / safe for lag in range(1, season + 1)
    ]
    before = np.sum([each**2 for each in lags[:-1]], axis=0) if season > 1 else np.zeros(len(values))
    limit = np.sqrt((1 + 2 * before) / lengths)
    found: NDArray[np.bool_] = alive & (np.abs(lags[-1]) > SIGNIFICANT * limit)
    return found


def smoothing(matrix: Floats, lengths: Whole) -> tuple[Floats, Floats]:
    """(alpha, last level) of simple exponential smoothing with the least squared one-step errors.

    The first level is the best one for each alpha, in closed form; alpha is searched on a grid, then refined by golden
    section between its neighbours.
    """
    inside = np.arange(matrix.shape[1])[None, :] < lengths[:, None]
    mean = _sum(np.where(inside, matrix, 0.0)) / lengths
    alpha, level = _search(np.where(inside, matrix - mean[:, None], 0.0), lengths)
    return alpha, level + mean


def _search(matrix: Floats, lengths: Whole) -> tuple[Floats, Floats]:
    grid = np.linspace(LOW, HIGH, STARTS)
    errors = np.stack([_errors(matrix, lengths, np.full(len(matrix), alpha))[0] for alpha in grid], axis=1)
    best = errors.argmin(axis=1)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, STARTS - 1)]
    golden = (np.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = _errors(matrix, lengths, left)[0], _errors(matrix, lengths, right)[0]
    for _ in range(REFINED):
        lower = at_left <= at_right
        high, low = np.where(lower, right, high), np.where(lower, low, left)
        fresh = np.where(lower, high - golden * (high - low), low + golden * (high - low))
        at_fresh = _errors(matrix, lengths, fresh)[0]
        left, right = np.where(lower, fresh, right), np.where(lower, left, fresh)
        at_left, at_right = np.where(lower, at_fresh, at_right), np.where(lower, at_left, at_fresh)
    middle = (low + high) / 2
    at_middle, level = _errors(matrix, lengths, middle)
    worse = at_middle > errors.min(axis=1)
    if worse.any():
        middle = np.where(worse, grid[best], middle)
        level = np.where(worse, _errors(matrix, lengths, grid[best])[1], level)
    return middle, level


def _errors(matrix: Floats, lengths: Whole, alpha: Floats) -> tuple[Floats, Floats]:
    """(sum of squared one-step errors, last level), with the first level that makes the sum least.

    The error at time t is linear in the first level, e(t) = e0(t) − (1 − alpha)^t × first, so it is a regression of one
    unknown.
    """
    level, weight = np.zeros(len(matrix)), np.ones(len(matrix))
    squares, cross, weights = np.zeros(len(matrix)), np.zeros(len(matrix)), np.zeros(len(matrix))
    shortest = int(lengths.min(initial=0))
    columns = np.ascontiguousarray(matrix.T)
    for time in range(matrix.shape[1]):
        error = columns[time] - level
        step = alpha * error
        if time < shortest:
            squares += error * error
            cross += weight * error
            weights += weight * weight
            level = level + step
            weight = weight * (1 - alpha)
        else:
            inside = time < lengths
            squares += np.where(inside, error * error, 0.0)
            cross += np.where(inside, weight * error, 0.0)
            weights += np.where(inside, weight * weight, 0.0)
            level = np.where(inside, level + step, level)
            weight = np.where(inside, weight * (1 - alpha), weight)
    first = cross / weights
    return squares - first * cross, level + weight * first


def _slope(matrix: Floats, lengths: Whole) -> Floats:
    """Slope of the least squares line through each series; 0 for a single value."""
    time = np.arange(matrix.shape[1])
    inside = time[None, :] < lengths[:, None]
    centred = np.where(inside, time[None, :] - ((lengths - 1) / 2)[:, None], 0.0)
    spread = _sum(centred**2)
    slope: Floats = _sum(centred * matrix) / np.where(spread > 0, spread, 1.0)
    return slope


def _sum(matrix: Floats) -> Floats:
    """The sum of each row, added up in the order of time: empty places at the end change no digit."""
    found: Floats = np.add.reduce(np.ascontiguousarray(matrix.T), axis=0)
    return found
