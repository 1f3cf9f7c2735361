"""One measure over time, as a line with its last value written at its end."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from kam_core.charts.template import Chart, count_axis, escape, figure, grid_lines, nice_ticks, note, palette, rule
from kam_core.i18n import Message, Month, Number, msg


def trend(
    months: Sequence[datetime.date], values: Sequence[float | None], label: Message, dark: bool, digits: int = 0,
    limits: Sequence[tuple[float, str]] = (), height: int = 260,
) -> Chart:
    """A line from zero.

    months: first days; values: one for each month, None where it is not defined; digits: decimals of the values
    limits: (value, name) of thin dotted lines; those far above the values are left out
    """
    colours = palette(dark)
    known = [(i, float(value)) for i, value in enumerate(values) if value is not None and value == value]
    if not known:
        return figure([], {"height": height, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("{label}: no months in this period.", label=label)
    highest = max(value for _, value in known)
    shown = _in_sight(limits, highest)
    top = max([highest, *(at for at, _ in shown)]) * 1.08
    ticks: dict[str, Any]
    if top >= 4:
        ticks = count_axis(top, 3)
    else:
        tickvals = nice_ticks(0, top, 3)
        ticks = {"tickvals": tickvals, "ticktext": [str(Number(tick, 1)) for tick in tickvals]}
    last, value = known[-1]
    line = {
        "type": "scatter", "mode": "lines", "x": list(range(len(months))),
        "y": [None if value is None or value != value else float(value) for value in values],
        "line": {"color": colours.ours, "width": 2.5},
        "hovertext": ["" if value is None or value != value
                      else escape(f"{Month(month, long=True)}: {label} {Number(value, digits)}")
                      for month, value in zip(months, values, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    end = {"type": "scatter", "mode": "markers", "x": [last], "y": [value], "hoverinfo": "skip",
           "marker": {"size": 8, "color": colours.ours}}
    names = [
        note(escape(name), 0, at, dark, yref="y", yanchor="bottom", colour=colours.quiet_text) for at, name in shown
    ]
    names.append(note(str(Number(value, digits)), last, value, dark, xref="x", yref="y", yanchor="middle", xshift=8,
                      colour=colours.ours, size=13))
    names.append(note(escape(label), 0, 1, dark, yanchor="bottom", yshift=10, size=13))
    step = max(1, (len(months) - 1) // 3)
    places = [i for i in range(len(months)) if (len(months) - 1 - i) % step == 0]
    layout = {
        "height": height, "hovermode": "x", "margin": {"l": 48, "r": 56, "t": 36, "b": 38},
        "xaxis": {"tickvals": places, "ticktext": [str(Month(months[i])) for i in places], "tickangle": 0,
                  "ticklabelstandoff": 8,
                  "range": [-0.5, len(months) - 0.5]},
        "yaxis": {**ticks, "range": [0, top]},
        "shapes": [*grid_lines(ticks["tickvals"][1:], dark),
                   *(rule(dark, xref="paper", x0=0, x1=1, y0=at, y1=at) for at, _ in shown)],
        "annotations": names,
    }
    first, start = known[0]
    alt = msg("{label}: {start} in {first}, {end} in {last}.", label=label, start=Number(start, digits),
              first=Month(months[first]), end=Number(value, digits), last=Month(months[last]))
    return figure([line, end], layout, dark), alt


def _in_sight(limits: Sequence[tuple[float, str]], highest: float) -> list[tuple[float, str]]:
    """The limits that are not far above the values, and far enough from one another for their names."""
    shown: list[tuple[float, str]] = []
    for at, name in sorted(limits, reverse=True):
        if at <= highest * 1.5 and (not shown or shown[-1][0] - at >= 0.12 * max(highest, shown[0][0])):
            shown.append((at, name))
    return shown
