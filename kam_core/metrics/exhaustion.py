"""Days of sales outstanding by exhaustion: how many days of the latest sales make what is owed. A pure function.

Also known as the count-back method of credit management. Sales that grow, swing with the season or have only begun make
receivables ÷ revenue × days wrong; here the latest sales count first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kam_core.metrics.shares import Floats

MONTHS = 12
"""Months of sales that are looked at."""


def days_of_sales(owed: Floats, sold: npt.NDArray[np.float64], days: npt.NDArray[np.int64], known: int) -> Floats:
    """Days of the latest sales that make what is owed; 0 where nothing is.

    owed: money of each client, shape (n,); sold: money of each client and month, the latest first, shape (n, months), months
    below zero count as nothing; days: of each month, shape (months,); known: how many months, from the latest, were brought in
    NaN where the months do not hold as much, or one that was not brought in is needed.
    """
    made = np.clip(np.nan_to_num(sold), 0, None)
    together = np.cumsum(made, axis=1)
    left = owed[:, None] - (together - made)
    part = np.clip(np.divide(left, made, out=(left > 0).astype(float), where=made > 0), 0, 1)
    found: Floats = part @ days.astype(float)
    beyond = (together[:, -1] < owed) if sold.shape[1] else owed > 0
    unknown = (part[:, known:] > 0).any(axis=1)
    return np.where((owed > 0) & (beyond | unknown), np.nan, np.where(owed > 0, found, 0.0))
