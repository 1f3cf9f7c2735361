"""Months of one measure against the same months a year before."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pandas as pd

from kam_core.charts.template import Chart, figure, grid_lines, key, money_axis, palette
from kam_core.i18n import Message, Money, Month, Ratio, msg

MOST_LABELS = 7


def months(frame: pd.DataFrame, label: Message, currency: str, dark: bool, height: int = 320) -> Chart:
    """Bars of a measure by month, the year before behind them in grey.

    frame: month (date, first day), value, before (money; NaN where nothing is known), in the order of months; optional
           partial (bool): the month is not finished, its bar is faint
    label: what is measured; currency: ISO code or ''
    """
    days = [_day(month) for month in frame["month"]]
    now, before = _numbers(frame["value"]), _numbers(frame["before"])
    partial = [bool(part) for part in frame["partial"]] if "partial" in frame else [False] * len(days)
    colours = palette(dark)
    compared = any(value is not None for value in before)
    known = [value for value in now + before if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    axis = money_axis(low, high, currency)
    place = list(range(len(days)))
    hover = [_hover(*facts, label, currency) for facts in zip(days, now, before, partial, strict=True)]
    faint = [0.45 if part else 1.0 for part in partial]
    bars: list[dict[str, Any]] = [
        {"type": "bar", "x": place, "y": now, "width": 0.5 if compared else 0.7, "hovertext": hover,
         "marker": {"color": colours.ours, "opacity": faint}, "hovertemplate": "%{hovertext}<extra></extra>"},
    ]
    entries = [("■", colours.ours, str(_span(days)))] if days else []
    if compared:
        bars.insert(0, {"type": "bar", "x": place, "y": before, "width": 0.86, "hovertext": hover,
                        "marker": {"color": colours.rest}, "hovertemplate": "%{hovertext}<extra></extra>"})
        entries.append(("■", colours.rest, str(msg("a year before"))))
    layout = {
        "height": height, "barmode": "overlay", "hovermode": "closest",
        "margin": {"l": 76, "r": 8, "t": 34, "b": 44},
        "xaxis": {**month_ticks(days), "range": [-0.6, len(days) - 0.4]},
        "yaxis": {**axis, "range": [low * 1.06, (high or 1.0) * 1.06]},
        "shapes": [*grid_lines([tick for tick in axis["tickvals"] if tick], dark), _zero(colours.quiet_text)],
        "annotations": [{**key(entries, dark, gap=10), "x": 0}] if entries else [],
    }
    return figure(bars, layout, dark), _alt(days, now, before, label, currency)


def _day(month: Any) -> datetime.date:
    return month.date() if isinstance(month, datetime.datetime) else month


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _span(days: list[datetime.date]) -> Message | Month:
    return Month(days[0]) if len(days) == 1 else msg("{first} – {last}", first=Month(days[0]), last=Month(days[-1]))


def month_ticks(days: list[datetime.date]) -> dict[str, Any]:
    """Month over year, on two lines, as many as fit on a phone; the last month always has its label."""
    step = max(1, math.ceil(len(days) / MOST_LABELS))
    shown = [i for i in range(len(days)) if (len(days) - 1 - i) % step == 0]
    return {"tickvals": shown, "ticktext": [str(Month(days[i])).replace(" ", "<br>") for i in shown], "tickangle": 0}


def _zero(colour: str) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"width": 1, "color": colour}}


def _hover(
    day: datetime.date, now: float | None, before: float | None, partial: bool, label: Message, currency: str
) -> str:
    lines = [str(Month(day, long=True))]
    if partial:
        lines.append(str(msg("the month is not finished")))
    if now is not None:
        lines.append(f"{label}: {Money(now, currency, exact=True)}")
    if before is not None:
        lines.append(str(msg("a year before: {amount}", amount=Money(before, currency, exact=True))))
    if now is not None and before is not None and before > 0 and not partial:
        lines.append(str(msg("change: {change}", change=Ratio(now / before - 1))))
    return "<br>".join(lines)


def _alt(
    days: list[datetime.date], now: list[float | None], before: list[float | None], label: Message, currency: str
) -> Message:
    known = [value for value in now if value is not None]
    if not known:
        return msg("{label}: no months in this period.", label=label)
    total = Money(math.fsum(known), currency)
    common = [(new, old) for new, old in zip(now, before, strict=True) if new is not None and old is not None]
    earlier = math.fsum(old for _, old in common)
    if len(common) == len(known) and earlier > 0:
        return msg("{label} by month, {span}: {total} in all, {change} against the year before.", label=label,
                   span=_span(days), total=total, change=Ratio(math.fsum(new for new, _ in common) / earlier - 1))
    return msg("{label} by month, {span}: {total} in all.", label=label, span=_span(days), total=total)
