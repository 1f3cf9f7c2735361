"""Monthly series of many clients side by side, and a year ahead of each from any month of the past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kam_core.metrics.forecast.history import HORIZON
from kam_core.metrics.forecast.theta import Floats, Whole, seasonal_naive, theta

Method = Literal["theta", "ltm"]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """values: series × months of the history, money, a month without sales is 0; bought: the same shape, whether anything was
    bought; starts: the first full month of each series, counted from the beginning of the history.
    """

    values: Floats
    bought: Flags
    starts: Whole

    @property
    def months(self) -> int:
        """Months of the history."""
        return int(self.values.shape[1])

    def of(self, rows: Flags | Whole) -> Panel:
        """Some of the series."""
        return Panel(self.values[rows], self.bought[rows], self.starts[rows])

    def last_year(self, at: int) -> Floats:
        """Sum of the twelve months before month ``at``; NaN for a series that is younger."""
        found: Floats = np.where(at - self.starts >= 12, self.values[:, max(0, at - 12): at].sum(axis=1), np.nan)
        return found

    def regular(self, at: int, least: float, share: float) -> Flags:
        """Series of at least so many months at month ``at``, with purchases in at least this share (0-1) of them."""
        inside = np.arange(at)[None, :] >= self.starts[:, None]
        return regular(at - self.starts, (self.bought[:, :at] & inside).sum(axis=1), least, share)

    def ahead(self, at: int, method: Method) -> Floats:
        """The twelve months from month ``at`` on: series × 12, by what was known before it.

        Theta does not go below zero; where nothing is left of a series, it is the last twelve months. Series must be at
        least a year old.
        """
        lengths = at - self.starts
        columns = np.minimum(self.starts[:, None] + np.arange(at)[None, :], at - 1)
        inside = np.arange(at)[None, :] < lengths[:, None]
        matrix = np.where(inside, np.take_along_axis(self.values[:, :at], columns, axis=1), 0.0)
        plain = seasonal_naive(matrix, lengths, HORIZON)
        if method == "ltm":
            return plain
        made = np.maximum(theta(matrix, lengths, HORIZON), 0.0)
        return np.where((made.sum(axis=1) > 0)[:, None], made, plain)


def regular(age: Whole, active: Whole, least: float, share: float) -> Flags:
    """Whether series of this age (months) with purchases in ``active`` of them are regular enough for a model."""
    found: Flags = (age >= least) & (active >= share * age - 1e-9)
    return found


def panel(places: list[Whole], values: list[Floats], bought: list[Flags], starts: Whole, months: int) -> Panel:
    """A panel of series that are given as lists of (month, value, bought) each; months without an entry are 0."""
    matrix, flags = np.zeros((len(places), months)), np.zeros((len(places), months), dtype=bool)
    if places:
        row = np.repeat(np.arange(len(places)), [len(each) for each in places])
        column = np.concatenate(places).astype(np.int64)
        matrix[row, column] = np.concatenate(values).astype(np.float64)
        flags[row, column] = np.concatenate(bought).astype(bool)
    return Panel(matrix, flags, starts.astype(np.int64))
