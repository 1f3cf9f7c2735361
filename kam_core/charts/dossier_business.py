"""What the opportunities of a client may bring, by horizon, and its contracts on one line of time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from kam_core.charts.template import (
    NARROW,
    SMALL,
    Chart,
    coloured,
    escape,
    figure,
    money_axis,
    note,
    palette,
    rule,
    short,
)
from kam_core.i18n import Day, Message, Money, Month, msg, nmsg
from kam_core.metrics.dossier_business import STATES, Horizon, Term
from kam_core.scope import add_months

ROW = 62
CONTRACT_ROW = 50
FAR = 1.6
"""What the first horizon is held against is drawn up to so many times the largest range."""
MOST = 12
"""So many contracts are drawn, those that need somebody first."""


def sizes(horizons: Sequence[Horizon], against: Sequence[tuple[Message, float]], currency: str, dark: bool) -> Chart:
    """Ranges from low to high with the base as a mark, a line for each horizon that has a sum.

    against: amounts of one year to hold the first horizon against (room in the wallet, white cells), as dotted lines
    """
    colours = palette(dark)
    rows = [each for each in horizons if each.low is not None and each.base is not None and each.high is not None]
    ends = [float(amount) for each in rows for amount in (each.low, each.high) if amount is not None]
    most = max([0.0, *ends])
    # what lies far beyond the ranges would press them together; it is told beside the picture
    against = [(name, value) for name, value in against if value <= FAR * most]
    high = max([most, *(value for _, value in against)]) * 1.03 or 1.0
    low = min([0.0, *ends])
    traces: list[dict[str, Any]] = []
    notes, shapes = [], []
    for place, each in enumerate(rows):
        start, base, end = float(each.low or 0), float(each.base or 0), float(each.high or 0)
        said = str(_said(each, currency))
        words = nmsg("in {n} year", "in {n} years", each.years)
        traces.append({
            "type": "scatter", "mode": "lines", "x": [start, end], "y": [-place, -place],
            "line": {"width": 12, "color": colours.rest}, "hovertext": [escape(said)] * 2,
            "hovertemplate": "%{hovertext}<extra></extra>",
        })
        traces.append({
            "type": "scatter", "mode": "markers", "x": [base], "y": [-place],
            "marker": {"size": 16, "symbol": "line-ns", "color": colours.ours, "line": {"width": 4, "color": colours.ours}},
            "hovertext": [escape(said)], "hovertemplate": "%{hovertext}<extra></extra>",
        })
        text = f"{escape(words)}: {coloured(escape(Money(base, currency)), colours.ours)}"
        between = msg("{low} – {high}", low=Money(start, currency), high=Money(end, currency))
        notes.append(note(f"{text}  {coloured(escape(between), colours.quiet_text)}", 0, -place + 0.34, dark, yref="y",
                          size=SMALL + 1))
    if rows and rows[0].years == 1:
        for line, (name, value) in enumerate(against):
            shapes.append(rule(dark, x0=value, x1=value, y0=-0.3, y1=0.2))
            side = "right" if value > 0.6 * high else "left"
            notes.append(note(escape(msg("{name}: {amount}", name=name, amount=Money(value, currency))), value,
                              -0.3 - 0.17 * line, dark, xref="x", yref="y", xanchor=side, size=SMALL - 1,
                              colour=colours.quiet_text))
    layout = {
        "height": 40 + ROW * max(len(rows), 1), "margin": {"l": 4, "r": 12, "t": 12, "b": 28},
        "xaxis": {**money_axis(low, high, currency, 3), "range": [low, high]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.55]}, "shapes": shapes, "annotations": notes,
    }
    return figure(traces, layout, dark), _sizes_alt(rows, currency)


def _said(each: Horizon, currency: str) -> Message:
    return nmsg("In {n} year: {base}, from {low} to {high}", "In {n} years: {base}, from {low} to {high}", each.years,
                base=Money(float(each.base or 0), currency, exact=True), low=Money(float(each.low or 0), currency, exact=True),
                high=Money(float(each.high or 0), currency, exact=True))


def _sizes_alt(rows: Sequence[Horizon], currency: str) -> Message:
    if not rows:
        return msg("No open opportunity has a range yet.")
    return msg("Open opportunities together, as people assume: {first}; {last}.", first=_said(rows[0], currency),
               last=_said(rows[-1], currency)) if len(rows) > 1 else msg(
        "Open opportunities together, as people assume: {first}.", first=_said(rows[0], currency))


def contracts(terms: Sequence[Term], today: datetime.date, dark: bool) -> Chart:
    """Each contract from its begin to its end, a mark at the day of notice, and today as a dotted line."""
    colours = palette(dark)
    rows = list(terms)[:MOST]
    left = min([today, *(max(each.start, _years(today, -2)) for each in rows)])
    right = max([today, *(min(each.end, _years(today, 4)) for each in rows)])
    pad = max((right - left).days * 0.03, 5)
    span = [left - datetime.timedelta(days=pad), right + datetime.timedelta(days=pad)]
    tones = {"notice": colours.attention, "missed": colours.attention, "renewed": colours.attention, "running": colours.ours}
    traces: list[dict[str, Any]] = []
    notes = []
    for place, each in enumerate(rows):
        words = str(each.record.get("name") or msg("contract"))
        begin, end = max(each.start, span[0]), min(each.end, span[1])
        hover = "<br>".join([escape(words), escape(msg("{start} – {end}", start=Day(each.start), end=Day(each.end))),
                             escape(STATES[each.state])])
        traces.append({
            "type": "scatter", "mode": "lines", "x": [begin, end], "y": [-place - 0.15] * 2,
            "line": {"width": 9, "color": tones.get(each.state, colours.rest)}, "hovertext": [hover] * 2,
            "hovertemplate": "%{hovertext}<extra></extra>",
        })
        if each.notice_by is not None and span[0] <= each.notice_by <= span[1]:
            told = msg("notice by {day}", day=Day(each.notice_by))
            traces.append({
                "type": "scatter", "mode": "markers", "x": [each.notice_by], "y": [-place - 0.15],
                "marker": {"size": 12, "symbol": "diamond", "color": colours.paper, "line": {"width": 2, "color": colours.ink}},
                "hovertext": [f"{escape(words)}<br>{escape(told)}"], "hovertemplate": "%{hovertext}<extra></extra>",
            })
        tag = coloured(escape(STATES[each.state]), colours.quiet_text)
        notes.append(note(f"{short(words, 26)} · {tag}", 0, -place + 0.28, dark, yref="y", size=SMALL + 1))
    notes.append(note(escape(msg("today")), 0, 1, dark, xref="x", xanchor="center", yanchor="bottom",
                      colour=colours.quiet_text) | {"x": today.isoformat()})
    if any(each.notice_by is not None for each in rows):
        told = msg("◇ last day to give notice")
        notes.append(note(escape(told), 1, 1, dark, xanchor="right", yanchor="bottom",
                          yshift=16, colour=colours.quiet_text))
    ticks = _ticks(span[0], span[1])
    layout = {
        "height": 84 + CONTRACT_ROW * max(len(rows), 1), "margin": {"l": 4, "r": 4, "t": 42, "b": 30},
        "xaxis": {"type": "date", "range": [day.isoformat() for day in span], "tickvals": [day.isoformat() for day in ticks],
                  "ticktext": [str(Month(day)) for day in ticks]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.4, 0.6]},
        "shapes": [rule(dark, x0=today.isoformat(), x1=today.isoformat(), y0=0, y1=1, yref="paper")], "annotations": notes,
    }
    return figure(traces, layout, dark), _contracts_alt(rows)


def _contracts_alt(rows: Sequence[Term]) -> Message:
    live = [each for each in rows if each.state in ("notice", "missed", "running", "renewed")]
    if not live:
        return nmsg("{n} contract, none in force.", "{n} contracts, none in force.", len(rows))
    first = min(live, key=lambda each: each.end)
    return nmsg("{n} contract is in force; the first to end does so on {day}.",
                "{n} contracts are in force; the first to end does so on {day}.", len(live), day=Day(first.end))


def _ticks(start: datetime.date, end: datetime.date) -> list[datetime.date]:
    """First days of months, at most five of them: what fits on a phone."""
    months = (end.year - start.year) * 12 + end.month - start.month
    step = next(step for step in (1, 2, 3, 6, 12, 24, 48) if months <= 5 * step or step == 48)
    first = add_months(start.replace(day=1), 1)
    first = add_months(first, -(first.month - 1) % step if step <= 12 else 0)
    ticks = [add_months(first, step * i) for i in range(6)]
    # a label at the very edge would be cut
    edge = datetime.timedelta(days=(end - start).days * 24 / NARROW)
    return [day for day in ticks if start + edge <= day <= end - edge]


def _years(day: datetime.date, years: int) -> datetime.date:
    return add_months(day, 12 * years)

