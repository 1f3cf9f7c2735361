"""Scores of RFM from 1 to 5, and the segments that they make."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from kam_core.errors import UsageError
from kam_core.i18n import Message, msg
from kam_core.settings import Settings

Scores = NDArray[np.int64]
FIFTHS = (0.2, 0.4, 0.6, 0.8)
SLACK = 1e-12


@dataclass(frozen=True)
class Segment:
    """A segment: the scores of R, F and M that it takes, both ends included, and what it is in words."""

    key: str
    label: Message
    recency: tuple[int, int]
    frequency: tuple[int, int]
    monetary: tuple[int, int]
    words: Message


SEGMENTS: tuple[Segment, ...] = (
    Segment("champions", msg("Champions"), (4, 5), (4, 5), (4, 5), msg("Buy often, much and lately.")),
    Segment("cannot_lose", msg("Cannot be lost"), (1, 1), (4, 5), (4, 5),
            msg("Bought often and much, but not for the longest time of all.")),
    Segment("loyal", msg("Loyal"), (2, 5), (3, 5), (3, 5), msg("Buy rather often and rather much.")),
    Segment("new", msg("Newcomers"), (4, 5), (1, 1), (1, 1), msg("Bought lately, little and seldom so far.")),
    Segment("promising", msg("Promising"), (3, 4), (1, 1), (1, 1), msg("Bought not long ago, little and seldom.")),
    Segment("potential", msg("May become loyal"), (3, 5), (1, 3), (1, 3), msg("Buy lately, not yet often or much.")),
    Segment("attention", msg("Need attention"), (2, 3), (2, 3), (2, 3), msg("In the middle, and not lately.")),
    Segment("at_risk", msg("At risk"), (1, 2), (2, 5), (2, 5), msg("Bought often or much, but not for a long time.")),
    Segment("sleeping", msg("About to sleep"), (2, 3), (1, 2), (1, 2), msg("Bought little and seldom, and not lately.")),
    Segment("hibernating", msg("Hibernating"), (1, 2), (1, 2), (1, 2), msg("Bought little, seldom and long ago.")),
    Segment("uneven", msg("Often or much, not both"), (1, 5), (1, 5), (1, 5),
            msg("Buy often for little, or seldom for much.")),
)
"""The first that fits is taken; the last takes what is left.

Source: the table of the R package rfm, narrow segments before wide ones, so that none is empty by rule; its "Others" are
those whose scores of frequency and money are far apart, and its "Lost", who did buy in the period, are called hibernating.
"""

LABELS = {segment.key: segment.label for segment in SEGMENTS}


def quintiles(values: ArrayLike, step: float = 1.0) -> Scores:
    """Scores 1 (lowest fifth) to 5; equal values share a score, unknown ones (NaN) have 0.

    The limits are quantiles of type 7 plus a step, and a value on a limit is above it (R package rfm 0.3.0). step: one
    day, one purchase, one unit of money
    """
    numbers = np.asarray(values, dtype=np.float64)
    known = np.isfinite(numbers)
    scores = np.zeros(numbers.shape, dtype=np.int64)
    if known.any():
        scores[known] = _over(numbers[known], np.quantile(numbers[known], FIFTHS) + step)
    return scores


def fixed(values: ArrayLike, limits: tuple[float, ...]) -> Scores:
    """Scores by four rising limits: 1 below the first, 5 from the last on; unknown values (NaN) have 0."""
    numbers = np.asarray(values, dtype=np.float64)
    known = np.isfinite(numbers)
    scores = np.zeros(numbers.shape, dtype=np.int64)
    scores[known] = _over(numbers[known], np.asarray(limits, dtype=np.float64))
    return scores


def _over(numbers: NDArray[np.float64], limits: NDArray[np.float64]) -> Scores:
    return 1 + np.searchsorted(limits - SLACK * np.abs(limits), numbers, side="right").astype(np.int64)


def money_step(values: ArrayLike) -> float:
    """One unit of money; less where the amounts are so small (thousands, millions a unit) that one would count."""
    numbers = np.abs(np.asarray(values, dtype=np.float64))
    numbers = numbers[np.isfinite(numbers)]
    return float(min(1.0, np.median(numbers) / 100)) if numbers.size else 1.0


def limits(settings: Settings, key: str) -> tuple[float, ...]:
    """Four rising numbers of a setting; UsageError for anything else."""
    text = settings.text(key)
    try:
        found = tuple(float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        found = ()
    if len(found) != 4 or not all(np.isfinite(found)) or any(b <= a for a, b in itertools.pairwise(found)):
        raise UsageError(msg("The setting “{key}” is “{text}”.", key=key, text=text),
                         msg("It takes four rising numbers with commas between them."),
                         msg("Write it as {example}.", example="30, 60, 90, 180"))
    return found


def segments(recency: Scores, frequency: Scores, monetary: Scores) -> pd.Series:
    """The key of the segment of each client, by its scores; None where a score is not known (0)."""
    table = np.full((6, 6, 6), "", dtype=object)
    for segment in reversed(SEGMENTS):
        (a, b), (c, d), (e, f) = segment.recency, segment.frequency, segment.monetary
        table[a:b + 1, c:d + 1, e:f + 1] = segment.key
    found = pd.Series(table[recency, frequency, monetary], dtype=object)
    return found.where(found != "", None)
