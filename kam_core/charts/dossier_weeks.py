"""The next weeks as a calendar: a row a week, a column a day, with what is planned on it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import get_day_names

from kam_core.charts.template import SMALL, Chart, coloured, escape, figure, note, palette
from kam_core.i18n import Day, Message, current_language, msg, nmsg

WEEKS = 8
ROW = 34
Planned = Mapping[datetime.date, Sequence[str]]
"""By day: what is planned, a line each."""


def weeks(plan: Planned, today: datetime.date, dark: bool, count: int = WEEKS) -> Chart:
    """``count`` weeks from the one of today on, Monday first. Days with something have its number and are coloured."""
    colours = palette(dark)
    monday = today - datetime.timedelta(days=today.weekday())
    days = [monday + datetime.timedelta(days=number) for number in range(7 * count)]
    boxes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    marks: dict[str, list[Any]] = {"x": [], "y": [], "text": []}
    for number, day in enumerate(days):
        week, column = divmod(number, 7)
        things = list(plan.get(day, ()))
        fill = colours.ours if things else colours.raised
        line = {"width": 2, "color": colours.ink} if day == today else {"width": 0}
        boxes.append({"type": "rect", "x0": column - 0.46, "x1": column + 0.46, "y0": -week - 0.42, "y1": -week + 0.42,
                      "fillcolor": fill, "line": line, "layer": "below"})
        quiet = day < today or (column > 4 and not things)
        colour = colours.paper if things else colours.quiet_text if quiet else colours.ink
        text = str(day.day) if not things else f"{day.day} · {len(things)}"
        notes.append(note(f"<b>{text}</b>" if things else text, column, -week, dark, xref="x", yref="y", xanchor="center",
                          colour=colour))
        if things:
            marks["x"].append(column)
            marks["y"].append(-week)
            marks["text"].append("<br>".join([escape(Day(day)), *(escape(each) for each in things[:6])]))
    names = get_day_names("short", "stand-alone", locale=current_language())
    for column in range(7):
        notes.append(note(coloured(escape(names[column]), colours.quiet_text), column, 0.55, dark, xref="x", yref="y",
                          xanchor="center", yanchor="bottom"))
    for week in range(count):
        first = days[7 * week]
        label = str(Day(first)).rsplit(" ", 1)[0]
        notes.append(note(coloured(escape(label), colours.quiet_text), -0.62, -week, dark, xref="x", yref="y", xanchor="right",
                          size=SMALL - 1))
    trace = {"type": "scatter", "mode": "markers", "x": marks["x"], "y": marks["y"], "hovertext": marks["text"],
             "marker": {"size": 26, "opacity": 0}, "hovertemplate": "%{hovertext}<extra></extra>"}
    layout = {
        "height": 30 + ROW * count, "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "xaxis": {"visible": False, "range": [-1.75, 6.5]}, "yaxis": {"visible": False, "range": [-count + 0.5, 0.95]},
        "shapes": boxes, "annotations": notes,
    }
    return figure([trace], layout, dark), _alt({day: plan[day] for day in days if plan.get(day)}, count)


def _alt(shown: Planned, count: int) -> Message:
    things = sum(len(each) for each in shown.values())
    if not things:
        return nmsg("Nothing is planned in the next {n} week.", "Nothing is planned in the next {n} weeks.", count)
    first = min(shown)
    planned = nmsg("{n} visit or call is planned", "{n} visits and calls are planned", things)
    return msg("{planned}; the next on {day}: {what}.", planned=planned, day=Day(first), what=shown[first][0])
