"""Months of one client with what happened in them; and two clients on one scale."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd

from kam_core.charts.months import month_ticks
from kam_core.charts.template import NARROW, Chart, escape, figure, grid_lines, key, money_axis, palette, text_width
from kam_core.i18n import Day, Message, Money, Month, Ratio, Share, msg, nmsg
from kam_core.metrics.client_events import KINDS

MARKS: dict[str, tuple[str, str, str]] = {
    "visit": ("circle", "ours", "●"), "claim": ("cross", "attention", "✚"), "price": ("diamond", "ink", "◆"),
    "storm": ("x", "alarm", "✖"), "promoter": ("triangle-up", "good", "▲"), "detractor": ("triangle-down", "alarm", "▼"),
    "contract": ("square", "ink", "■"), "tender": ("star", "ours", "★"), "event": ("hexagon", "quiet_text", "⬢"),
}
"""Of each kind of event: symbol in Plotly, colour, the same symbol as a letter for the key."""
LANE = 0.1
"""Part of the height that the lane of events takes; another for each further kind of event in the same month."""
LEFT = 68
"""Pixels left of the plot, which the key may use, too."""
KEY_GAP = 30
"""Pixels that an entry of the key takes beside its words."""
Mark = tuple[int, int, str, list[dict[Any, Any]]]
STACK, TOLD = 3, 5
"""Kinds of events above each other at most; events that one hover tells at most."""


def client_months(frame: pd.DataFrame, events: pd.DataFrame, currency: str, dark: bool, height: int = 340) -> Chart:
    """Bars of revenue by month, those before the last twelve grey; a line of margin where it is known; events above.

    frame: month, revenue, margin (money; NaN where not known), partial; events: date, kind (a key of KINDS), text
    """
    colours = palette(dark)
    days = [pd.Timestamp(month).date() for month in frame["month"]]
    revenue, margin = _numbers(frame["revenue"]), _numbers(frame["margin"])
    partial = [bool(part) for part in frame["partial"]]
    whole = [place for place, part in enumerate(partial) if not part]
    lately = [place >= (whole[-12:] or [0])[0] for place in range(len(days))]
    known = [value for value in revenue + margin if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known]) or 1.0
    axis = money_axis(low, high, currency)
    hover = [_hover(*facts, currency) for facts in zip(days, revenue, margin, partial, strict=True)]
    data: list[dict[str, Any]] = [{
        "type": "bar", "x": list(range(len(days))), "y": revenue, "width": 0.7, "hovertext": hover,
        "marker": {"color": [colours.ours if late else colours.rest for late in lately],
                   "opacity": [0.45 if part else 1.0 for part in partial]},
        "hovertemplate": "%{hovertext}<extra></extra>",
    }]
    entries = [("■", colours.ours, str(msg("revenue, last twelve months")))]
    if not all(lately):
        entries.append(("■", colours.rest, str(msg("before"))))
    if any(value is not None for value in margin):
        data.append({"type": "scatter", "mode": "lines", "x": list(range(len(days))), "y": margin, "hovertext": hover,
                     "line": {"color": colours.attention, "width": 2}, "hovertemplate": "%{hovertext}<extra></extra>"})
        entries.append(("—", colours.attention, str(msg("margin"))))
    placed = _placed(days, events)
    rows = max((level for _, level, _, _ in placed), default=-1) + 1
    top = high * 1.06
    lane = LANE * (top - low)
    data += _lane(placed, top + lane * 0.6, lane, dark)
    entries += [(MARKS[kind][2], getattr(colours, MARKS[kind][1]), str(KINDS[kind]))
                for kind in KINDS if any(known == kind for _, _, known, _ in placed)]
    lines = _lines(entries)
    notes = [{**key(line, dark, gap=10 + 18 * (len(lines) - 1 - place)), "xshift": -LEFT} for place, line in enumerate(lines)]
    layout = {
        "height": height + 18 * (len(lines) - 1), "hovermode": "closest",
        "margin": {"l": LEFT + 8, "r": 8, "t": 34 + 18 * (len(lines) - 1), "b": 44},
        "xaxis": {**month_ticks(days), "range": [-0.6, len(days) - 0.4]},
        "yaxis": {**axis, "range": [low * 1.06, top + lane * rows]},
        "shapes": [*grid_lines([tick for tick in axis["tickvals"] if tick], dark), _zero(colours.quiet_text)],
        "annotations": notes,
    }
    return figure(data, layout, dark), _alt(days, revenue, partial, sum(len(some) for *_, some in placed), currency)


def _lines(entries: list[tuple[str, str, str]]) -> list[list[tuple[str, str, str]]]:
    """The entries of the key on as many lines as fit on a phone."""
    lines: list[list[tuple[str, str, str]]] = [[]]
    for entry in entries:
        if lines[-1] and sum(text_width(words) + KEY_GAP for _, _, words in (*lines[-1], entry)) > NARROW + LEFT:
            lines.append([])
        lines[-1].append(entry)
    return lines


def _placed(days: list[datetime.date], events: pd.DataFrame) -> list[Mark]:
    """(place of the month, level in the lane, kind, its events): those of one kind and month are one mark.

    Of more than STACK kinds in a month, the last ones share the upper level.
    """
    at = {(day.year, day.month): place for place, day in enumerate(days)}
    found: dict[tuple[int, str], list[dict[Any, Any]]] = {}
    for event in events.to_dict("records"):
        day = pd.Timestamp(event["date"])
        place = at.get((day.year, day.month))
        if place is not None:
            found.setdefault((place, str(event["kind"])), []).append(event)
    taken: dict[int, int] = {}
    marks = []
    for place, kind in sorted(found, key=lambda each: (each[0], list(MARKS).index(each[1]))):
        marks.append((place, min(taken.get(place, 0), STACK - 1), kind, found[place, kind]))
        taken[place] = taken.get(place, 0) + 1
    return marks


def _lane(marks: list[Mark], base: float, step: float, dark: bool) -> list[dict[str, Any]]:
    """One trace for each kind, so that each has its symbol. What shares a place shares its hover."""
    colours = palette(dark)
    words: dict[tuple[int, int], list[str]] = {}
    for place, level, kind, events in marks:
        for event in events[:TOLD]:
            day = Month(_date(event), long=True) if kind == "storm" else Day(_date(event))
            words.setdefault((place, level), []).append(f"{day} · {escape(KINDS[kind])}<br>{_wrapped(event['text'])}")
        if len(events) > TOLD:
            words[place, level].append(str(nmsg("{n} more", "{n} more", len(events) - TOLD)))
    traces = []
    for kind, (symbol, colour, _) in MARKS.items():
        some = [(place, level) for place, level, known, _ in marks if known == kind]
        if some:
            traces.append({
                "type": "scatter", "mode": "markers", "x": [place for place, _ in some],
                "y": [base + step * level for _, level in some], "hovertext": ["<br><br>".join(words[each]) for each in some],
                "marker": {"symbol": symbol, "size": 11, "color": getattr(colours, colour),
                           "line": {"width": 1, "color": colours.paper}},
                "hovertemplate": "%{hovertext}<extra></extra>", "cliponaxis": False,
            })
    return traces


def _date(event: dict[Any, Any]) -> datetime.date:
    return pd.Timestamp(event["date"]).date()


def _wrapped(text: object, width: int = 60) -> str:
    """A text in lines of a hover, three at most; escaped."""
    lines, line = [], ""
    for word in str(text).split():
        if len(line) + len(word) + 1 > width and line:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    lines.append(line)
    shown = lines[:3]
    if len(lines) > 3:
        shown[-1] += " …"
    return "<br>".join(escape(each[:width * 2]) for each in shown)


def two_clients(
    one: pd.DataFrame, other: pd.DataFrame, names: tuple[str, str], currency: str, dark: bool, height: int = 240
) -> tuple[Chart, Chart]:
    """Revenue by month of two clients, two charts on one scale. one, other: month, revenue, partial, of the same months"""
    values = [value for frame in (one, other) for value in _numbers(frame["revenue"]) if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values]) or 1.0
    span = (low, high)
    return _alone(one, names[0], span, currency, dark, height), _alone(other, names[1], span, currency, dark, height)


def _alone(frame: pd.DataFrame, name: str, span: tuple[float, float], currency: str, dark: bool, height: int) -> Chart:
    colours = palette(dark)
    low, high = span
    days = [pd.Timestamp(month).date() for month in frame["month"]]
    revenue = _numbers(frame["revenue"])
    partial = [bool(part) for part in frame["partial"]]
    axis = money_axis(low, high, currency, 3)
    hover = [_hover(day, value, None, part, currency) for day, value, part in zip(days, revenue, partial, strict=True)]
    bars = [{"type": "bar", "x": list(range(len(days))), "y": revenue, "width": 0.7, "hovertext": hover,
             "marker": {"color": colours.ours, "opacity": [0.45 if part else 1.0 for part in partial]},
             "hovertemplate": "%{hovertext}<extra></extra>"}]
    layout = {
        "height": height, "margin": {"l": 76, "r": 8, "t": 10, "b": 44},
        "xaxis": {**month_ticks(days), "range": [-0.6, len(days) - 0.4]},
        "yaxis": {**axis, "range": [low * 1.06, high * 1.06]},
        "shapes": [*grid_lines([tick for tick in axis["tickvals"] if tick], dark), _zero(colours.quiet_text)],
    }
    total = sum(value for value in revenue if value is not None)
    return figure(bars, layout, dark), msg("{name}: revenue by month, {total} in all.", name=name, total=Money(total, currency))


def _numbers(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _zero(colour: str) -> dict[str, Any]:
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"width": 1, "color": colour}}


def _hover(day: datetime.date, revenue: float | None, margin: float | None, partial: bool, currency: str) -> str:
    lines = [str(Month(day, long=True))]
    if partial:
        lines.append(str(msg("the month is not finished")))
    if revenue is None:
        lines.append(str(msg("not brought in")))
    else:
        lines.append(str(msg("revenue: {amount}", amount=Money(revenue, currency, exact=True))))
    if margin is not None:
        lines.append(str(msg("margin: {amount}", amount=Money(margin, currency, exact=True))))
        if revenue is not None and revenue > 0:
            lines.append(str(msg("margin rate: {rate}", rate=Share(margin / revenue))))
    return "<br>".join(lines)


def _alt(
    days: list[datetime.date], revenue: list[float | None], partial: list[bool], marks: int, currency: str
) -> Message:
    known = [(day, value) for day, value in zip(days, revenue, strict=True) if value is not None]
    if not known:
        return msg("There are no sales to this client.")
    total = sum(value for _, value in known)
    whole = [value for value, part in zip(revenue, partial, strict=True) if value is not None and not part]
    lately, before = whole[-12:], whole[-24:-12]
    span = msg("{first} – {last}", first=Month(known[0][0]), last=Month(known[-1][0]))
    marked = nmsg("{n} event is marked", "{n} events are marked", marks)
    if len(before) == 12 and sum(before) > 0:
        return msg("Revenue and margin by month, {span}: {total}; the last twelve months {change} against the twelve before; "
                   "{marked}.", span=span, total=Money(total, currency), change=Ratio(sum(lately) / sum(before) - 1),
                   marked=marked)
    return msg("Revenue and margin by month, {span}: {total}; {marked}.", span=span, total=Money(total, currency),
               marked=marked)
