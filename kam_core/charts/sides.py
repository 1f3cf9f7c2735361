"""Two shares, or two amounts, of each client side by side: what it brings of the one, and of the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from kam_core.charts.template import SMALL, Chart, escape, figure, key, note, palette, short
from kam_core.i18n import Message, Money, Share, msg

ROW = 54
SECOND = 1.0
FIRST, BARS = {"share": 0.84, "money": 0.76}, {"share": 0.66, "money": 0.5}
"""Where the two columns of figures end, and the part of the width for the bars."""
Said = Callable[[float, bool], str]
"""How a value is said; with True, exactly."""


def sides(frame: pd.DataFrame, one: Message, other: Message, dark: bool, currency: str | None = None) -> Chart:
    """Pairs of bars on one scale: the first grey, the second ours, or marked where it is below zero.

    frame: name, one, other (shares 0-1, or amounts where a currency is given; NaN where not known); one row a client, in
    the order shown
    """
    if frame.empty:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There is nothing to compare.")
    colours = palette(dark)
    rows, unit = frame.to_dict("records"), "share" if currency is None else "money"
    say = _said(currency)
    values = [float(row[side]) for row in rows for side in ("one", "other") if not pd.isna(row[side])]
    low, high = min([0.0, *values]), max([0.0, *values]) or 1.0
    places = [-i for i in range(len(rows))]
    bars: list[dict[str, Any]] = []
    notes = [key([("■", colours.rest, str(one)), ("■", colours.ours, str(other)),
                  *([("■", colours.attention, str(msg("loss")))] if low < 0 else [])], dark, gap=6)]
    for side, shift in (("one", -0.08), ("other", -0.29)):
        bars.append({
            "type": "bar", "orientation": "h", "y": [place + shift for place in places], "x": [row[side] for row in rows],
            "width": 0.2, "hovertext": [_hover(row, one, other, say) for row in rows],
            "marker": {"color": [colours.rest if side == "one" else colours.attention if row[side] < 0 else colours.ours
                                 for row in rows]},
            "hovertemplate": "%{hovertext}<extra></extra>",
        })
    for row, place in zip(rows, places, strict=True):
        notes.append(note(short(row["name"], 46), 0, place + 0.27, dark, yref="y", size=SMALL + 1, bgcolor=colours.paper))
        for side, column, colour in (("one", FIRST[unit], colours.quiet_text), ("other", SECOND, colours.ink)):
            said = "–" if pd.isna(row[side]) else say(float(row[side]), False)
            notes.append(note(escape(said), column, place - 0.185, dark, yref="y", xanchor="right", size=SMALL + 1,
                              colour=colour))
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"width": 1, "color": colours.quiet_text}}
    layout = {
        "height": 34 + 6 + ROW * len(rows), "barmode": "overlay", "margin": {"l": 4, "r": 4, "t": 34, "b": 6},
        "xaxis": {"visible": False, "range": [low, high], "domain": [0, BARS[unit]]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.5]},
        "shapes": [zero] if low < 0 else [], "annotations": notes,
    }
    return figure(bars, layout, dark), _alt(rows, one, other, say)


def _said(currency: str | None) -> Said:
    if currency is None:
        return lambda value, exact: str(Share(value, 2 if exact else 1))
    return lambda value, exact: str(Money(value, currency, exact=exact))


def _hover(row: dict[Any, Any], one: Message, other: Message, say: Said) -> str:
    lines = [escape(row["name"])]
    for name, side in ((one, "one"), (other, "other")):
        lines.append(f"{escape(name)}: {'–' if pd.isna(row[side]) else say(float(row[side]), True)}")
    return "<br>".join(lines)


def _alt(rows: Sequence[dict[Any, Any]], one: Message, other: Message, say: Said) -> Message:
    first = rows[0]
    second = "–" if pd.isna(first["other"]) else say(float(first["other"]), False)
    return msg("{name} brings {share} ({one}) and {second} ({other}).", name=first["name"], one=one, other=other,
               share=say(float(first["one"]), False), second=second)
