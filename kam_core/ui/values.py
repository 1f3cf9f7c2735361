"""Figures of an answer as values that format themselves; what is not known stays None."""

from __future__ import annotations

import math

import pandas as pd

from kam_core.i18n import Count, Message, Money, Number, Points, Ratio, Share, msg
from kam_core.metrics.answer import change, difference
from kam_core.settings import Settings

Known = float | int | None


def money(amount: Known, currency: str) -> Money | None:
    """An amount, compact."""
    return None if amount is None else Money(amount, currency)


def share(part: Known) -> Share | None:
    """A share (0-1) in per cent."""
    return None if part is None else Share(part)


def count(number: Known) -> Count | None:
    """A whole number."""
    return None if number is None else Count(int(number))


def number(value: Known, digits: int = 1) -> Number | None:
    """A number with decimals."""
    return None if value is None else Number(value, digits)


def months(value: Known) -> Number | None:
    """A duration in months: with a decimal below ten."""
    return None if value is None else Number(value, 1 if value < 10 else 0)


def ratio(relative: Known) -> Ratio | None:
    """A relative change (0.1 is +10 %)."""
    return None if relative is None else Ratio(relative)


def points(moved: Known) -> Points | None:
    """A difference of shares (0-1), in percentage points."""
    return None if moved is None else Points(moved)


def ratio_between(now: Known, before: Known) -> Ratio | None:
    """The relative change from ``before`` to ``now``."""
    return ratio(change(now, before))


def points_between(now: Known, before: Known) -> Points | None:
    """The difference of two shares."""
    return points(difference(now, before))


def out_of(some: Known, whole: Known) -> Message | None:
    """'34 of 89'."""
    if some is None or whole is None:
        return None
    return msg("{some} of {whole}", some=Count(int(some)), whole=Count(int(whole)))


def spark(frame: pd.DataFrame, column: str) -> list[float]:
    """A column as a sparkline: what follows the last gap; nothing where that is too little for a trend."""
    values: list[float] = frame[column].to_numpy(dtype=float, na_value=math.nan).tolist() if column in frame else []
    gaps = [place for place, value in enumerate(values) if not math.isfinite(value)]
    kept = values[gaps[-1] + 1 if gaps else 0:]
    return kept if len(kept) >= 3 else []


def key_band(settings: Settings) -> Message:
    """The band in which key clients together usually lie."""
    return msg("usually {low} – {high}", low=Share(settings.number("key_band_low"), 0),
               high=Share(settings.number("key_band_high"), 0))


def pareto_label(settings: Settings) -> Message:
    """What the count of clients up to the setting pareto_share is called."""
    return msg("Clients that make {share}", share=Share(settings.number("pareto_share"), 0))


def margin_label(rate: Known) -> Message:
    """Margin, with its rate where it is known."""
    return msg("Margin") if rate is None else msg("Margin, {rate} of revenue", rate=Share(rate))
