"""Months that were and months to come: the forecast with its interval, and the plan."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd

from kam_core.charts.template import Chart, figure, grid_lines, key, money_axis, note, palette
from kam_core.i18n import Message, Money, Month, msg
from kam_core.metrics.answer import Answer

LABELS = 6


def forecast_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """The rows of the measure ``forecast``."""
    return forecast(answer.rows, currency, dark)


def forecast(frame: pd.DataFrame, currency: str, dark: bool, height: int = 400) -> Chart:
    """Bars of what came, a line of what is expected with its interval as a band, the plan as steps.

    frame: month (date, first day), actual, forecast, low, high, plan (money; NaN where nothing is known), in the order of
    months; currency: ISO code or ''
    """
    days = [_day(month) for month in frame["month"]]
    actual, ahead, low, high, plan = (_numbers(frame[name]) for name in ("actual", "forecast", "low", "high", "plan"))
    colours = palette(dark)
    place = list(range(len(days)))
    known = [value for column in (actual, ahead, low, high, plan) for value in column if value is not None]
    bottom, top = min([0.0, *known]), max([0.0, *known])
    axis = money_axis(bottom, top, currency)
    coming = [i for i in place if ahead[i] is not None]
    hover = [_hover(days[i], actual[i], ahead[i], low[i], high[i], plan[i], currency) for i in place]
    traces: list[dict[str, Any]] = [
        {"type": "bar", "x": place, "y": actual, "width": 0.7, "marker": {"color": colours.rest}, "hovertext": hover,
         "hovertemplate": "%{hovertext}<extra></extra>"},
    ]
    entries = [("■", colours.rest, str(msg("actual")))] if any(value is not None for value in actual) else []
    banded = [i for i in coming if low[i] is not None and high[i] is not None]
    if banded:
        traces.append({
            "type": "scatter", "mode": "lines", "x": [*banded, *reversed(banded)],
            "y": [*(high[i] for i in banded), *(low[i] for i in reversed(banded))], "fill": "toself",
            "fillcolor": _faint(colours.ours), "line": {"width": 0}, "hoverinfo": "skip",
        })
    if coming:
        traces.append({
            "type": "scatter", "mode": "lines+markers", "x": coming, "y": [ahead[i] for i in coming],
            "line": {"color": colours.ours, "width": 2.5}, "marker": {"size": 7, "color": colours.ours},
            "hovertext": [hover[i] for i in coming], "hovertemplate": "%{hovertext}<extra></extra>",
        })
        entries.append(("●", colours.ours, str(msg("forecast and its interval") if banded else msg("forecast"))))
    if any(value is not None for value in plan):
        traces.append({
            "type": "scatter", "mode": "lines", "x": place, "y": plan, "connectgaps": False,
            "line": {"color": colours.ink, "width": 1.5, "dash": "dot", "shape": "hvh"}, "hoverinfo": "skip",
        })
        entries.append(("┄", colours.ink, str(msg("plan"))))
    step = max(1, -(-len(days) // LABELS))
    shown = [i for i in place if (len(days) - 1 - i) % step == 0]
    layout = {
        "height": height, "hovermode": "closest", "margin": {"l": 76, "r": 8, "t": 34, "b": 44},
        "xaxis": {"tickvals": shown, "ticktext": [str(Month(days[i])).replace(" ", "<br>") for i in shown], "tickangle": 0,
                  "range": [-0.6, max(len(days), 1) - 0.4]},
        "yaxis": {**axis, "range": [bottom * 1.06, (top or 1.0) * 1.06]},
        "shapes": [*grid_lines([tick for tick in axis["tickvals"] if tick], dark),
                   {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0,
                    "line": {"width": 1, "color": colours.quiet_text}}],
        "annotations": [{**key(entries, dark, gap=10), "x": 0}] if entries else
        [note(str(msg("no months to show")), 0, 1, dark)],
    }
    return figure(traces, layout, dark), _alt(days, actual, ahead, low, high, currency)


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[i: i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.22)"


def _day(month: Any) -> datetime.date:
    return month.date() if isinstance(month, datetime.datetime) else month


def _numbers(values: pd.Series[Any]) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _hover(
    day: datetime.date, actual: float | None, ahead: float | None, low: float | None, high: float | None,
    plan: float | None, currency: str,
) -> str:
    lines = [str(Month(day, long=True))]
    if actual is not None:
        lines.append(str(msg("actual: {amount}", amount=Money(actual, currency, exact=True))))
    if ahead is not None:
        lines.append(str(msg("forecast: {amount}", amount=Money(ahead, currency))))
    if low is not None and high is not None:
        lines.append(str(msg("from {low} to {high}", low=Money(low, currency), high=Money(high, currency))))
    if plan is not None:
        lines.append(str(msg("plan: {amount}", amount=Money(plan, currency, exact=True))))
    return "<br>".join(lines)


def _alt(
    days: list[datetime.date], actual: list[float | None], ahead: list[float | None], low: list[float | None],
    high: list[float | None], currency: str,
) -> Message:
    coming = [value for value in ahead if value is not None]
    came = [value for value in actual if value is not None]
    if not coming:
        if not came:
            return msg("No months to show.")
        return msg("Revenue by month, {first} – {last}: {total} in all; no forecast.", first=Month(days[0]),
                   last=Month(days[-1]), total=Money(sum(came), currency))
    first = days[next(i for i, value in enumerate(ahead) if value is not None)]
    facts = {"first": Month(first), "last": Month(days[-1]), "total": Money(sum(coming), currency)}
    if any(value is None for value, made in zip(low, ahead, strict=True) if made is not None):
        return msg("Revenue by month; from {first} to {last} {total} is expected.", **facts)
    return msg("Revenue by month; from {first} to {last} {total} is expected, a month between {low} and {high}.", **facts,
               low=Money(min(value for value in low if value is not None), currency),
               high=Money(max(value for value in high if value is not None), currency))
