"""Theta for many series with what it was off by from month to month inside their history, on the scale of logarithms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kam_core.metrics.forecast.theta import CHUNK, Floats, Whole, seasonal_index, smoothing

BURN = 6
"""Months that Theta takes to settle: its errors count from there on."""


@dataclass(frozen=True)
class Fit:
    """A fit of each series. lengths: months; index: seasonal indices, series × season; alpha, level, drift: of Theta

    mean, spread, number, freedom: mean, standard deviation, count and degrees of freedom of log(came ÷ told), one step ahead
    """

    lengths: Whole
    index: Floats
    alpha: Floats
    level: Floats
    drift: Floats
    mean: Floats
    spread: Floats
    number: Whole
    freedom: Floats

    def of(self, rows: Whole | slice) -> Fit:
        """Some of the series."""
        return Fit(**{name: getattr(self, name)[rows] for name in Fit.__dataclass_fields__})

    def ahead(self, horizon: int) -> Floats:
        """Forecasts, series × horizon, not below zero; those of ``theta.theta``."""
        steps = np.arange(horizon)
        lag = (1 - (1 - self.alpha) ** self.lengths) / self.alpha
        made = self.level[:, None] + self.drift[:, None] * (steps[None, :] + lag[:, None])
        season = self.index.shape[1]
        place = (self.lengths[:, None] + steps[None, :]) % season
        found: Floats = np.maximum(made * np.take_along_axis(self.index, place, axis=1), 0.0)
        return found


def fit(matrix: Floats, lengths: Whole, slack: Floats, season: int = 12) -> Fit:
    """Fit every series. matrix: series × time, aligned to the left, not below zero; lengths: more than BURN + 1 each

    slack: what is added to both before a logarithm is taken, in the unit of the series
    """
    parts = [_fit(matrix[at:at + CHUNK], lengths[at:at + CHUNK], slack[at:at + CHUNK], season)
             for at in range(0, max(len(matrix), 1), CHUNK)]
    return Fit(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in Fit.__dataclass_fields__})


def _fit(matrix: Floats, lengths: Whole, slack: Floats, season: int) -> Fit:
    index = seasonal_index(matrix, lengths, season)
    time = np.arange(matrix.shape[1])
    inside = time[None, :] < lengths[:, None]
    flat = np.where(inside, matrix / index[:, time % season], 0.0)
    alpha, level = smoothing(flat, lengths)
    centred = np.where(inside, time[None, :] - ((lengths - 1) / 2)[:, None], 0.0)
    drift = (centred * flat).sum(axis=1) / np.maximum((centred**2).sum(axis=1), 1e-9) / 2
    errors, known = _errors(matrix, flat, index, inside, alpha, drift, slack)
    number = known.sum(axis=1)
    mean = np.where(known, errors, 0.0).sum(axis=1) / np.maximum(number, 1)
    used = 3.0 + np.where((index != 1).any(axis=1), season - 1.0, 0.0)
    freedom = np.maximum(number - used, 2.0)
    spread = np.sqrt(np.where(known, (errors - mean[:, None]) ** 2, 0.0).sum(axis=1) / freedom)
    return Fit(lengths, index, alpha, level, drift, mean, spread, number, freedom)


def _errors(
    matrix: Floats, flat: Floats, index: Floats, inside: NDArray[np.bool_], alpha: Floats, drift: Floats, slack: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """(log(came ÷ told a month before), where it counts), with the parameters of the whole history."""
    width, season = matrix.shape[1], index.shape[1]
    level = flat[:, :BURN].mean(axis=1)
    errors = np.zeros_like(flat)
    for step in range(BURN, width):
        lag = (1 - (1 - alpha) ** step) / alpha
        told = np.maximum((level + drift * lag) * index[:, step % season], 0.0)
        errors[:, step] = np.log((matrix[:, step] + slack) / (told + slack))
        level = level + alpha * (flat[:, step] - level)
    return errors, inside & (np.arange(width)[None, :] >= BURN)
