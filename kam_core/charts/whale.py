"""The whale curve: how contribution adds up from the most to the least profitable client, its ends named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kam_core.charts.template import (
    NARROW,
    SMALL,
    Chart,
    count_axis,
    escape,
    figure,
    money_axis,
    note,
    palette,
    rule,
    share_axis,
    short,
    text_width,
)
from kam_core.i18n import Count, Message, Money, Share, msg, nmsg

HEIGHT = 400
PLOT = 300
"""Pixels of the plotting area, at least."""
LINE = 17
"""Pixels between two lines of names."""
NAMED = 3
"""Clients named at either end, at most."""
TELLING = 0.1
"""A client is named where it loses at least this part of what the worst loses."""
LEFT, RIGHT = 58, 16
"""Margins in pixels."""


def whale(curve: pd.DataFrame, losing: int, currency: str, dark: bool, height: int = HEIGHT) -> Chart:
    """The curve up to its peak, and what is lost after it.

    curve: clients (count, from 0), amount (money of so many together), share (0-1 of the total, NaN where the total is
           not above zero), name and contribution of the last of them; the clients at either end one by one
    losing: how many clients lose money
    """
    total = int(curve["clients"].iloc[-1])
    if not total:
        return figure([], {"height": height, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There is no client with a known contribution.")
    colours = palette(dark)
    shared = bool(curve["share"].notna().all())
    x, y = curve["clients"].tolist(), curve["share" if shared else "amount"].astype(float).tolist()
    top = max(range(len(y)), key=y.__getitem__)
    hover = [_hover(row, currency) for row in curve.to_dict("records")]
    low, high = min([0.0, *y]), max([0.0, *y]) or 1.0
    low, high = low - 0.08 * (high - low) * (low < 0), high + 0.14 * (high - low)
    mode = "lines+markers" if total <= 30 else "lines"
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "mode": mode, "x": x[part], "y": y[part], "line": {"color": colour, "width": 2.5},
         "marker": {"size": 5}, "hovertext": hover[part], "hovertemplate": "%{hovertext}<extra></extra>"}
        for part, colour in ((slice(0, top + 1), colours.ours), (slice(top, None), colours.attention))
        if len(x[part]) > 1
    ]
    notes = [*_first(curve, y, (low, high), currency, shared, dark),
             *_last(curve, y, (low, high), losing, currency, shared, dark)]
    if losing:
        traces.append({"type": "scatter", "mode": "markers", "x": [x[top]], "y": [y[top]], "hoverinfo": "skip",
                       "marker": {"size": 9, "color": colours.ours, "line": {"width": 2, "color": colours.paper}}})
        said = nmsg("{n} client: {peak}", "{n} clients: {peak}", x[top], peak=_value(curve.iloc[top], currency, shared))
        left = x[top] < total / 2
        notes.append(note(escape(said), x[top], y[top], dark, xref="x", yref="y", xanchor="left" if left else "right",
                          yanchor="bottom", yshift=6, size=SMALL + 1))
    axis = share_axis(high) if shared else money_axis(low, high, currency)
    layout = {
        "height": height, "margin": {"l": LEFT, "r": RIGHT, "t": 14, "b": 46},
        "xaxis": {**count_axis(total), "range": [0, total * 1.01],
                  "title": {"text": str(msg("clients, most profitable first"))}},
        "yaxis": {**axis, "range": [low, high]},
        "shapes": [rule(dark, xref="paper", x0=0, x1=1, y0=y[-1], y1=y[-1]),
                   *([rule(dark, xref="paper", x0=0, x1=1, y0=0, y1=0)] if low < 0 else [])],
        "annotations": notes,
    }
    return figure(traces, layout, dark), _alt(curve, top, losing, currency, shared)


def _value(row: Any, currency: str, shared: bool) -> Share | Money:
    return Share(float(row["share"])) if shared else Money(float(row["amount"]), currency)


def _own(row: Any, curve: pd.DataFrame, currency: str, shared: bool) -> str:
    """A client's name with what it contributes: its share of the total where there is one."""
    own = float(row["contribution"])
    said = str(Share(own / float(curve["amount"].iloc[-1]))) if shared else str(Money(own, currency))
    return f"{short(row['name'], 24)}: {escape(said)}"


def _first(
    curve: pd.DataFrame, y: Sequence[float], ends: tuple[float, float], currency: str, shared: bool, dark: bool
) -> list[dict[str, Any]]:
    """The most profitable clients beside their points, those that stand far enough apart to be read."""
    notes: list[dict[str, Any]] = []
    low, span = ends[0], ends[1] - ends[0]
    at = low - span
    for place in range(1, min(NAMED, len(y) - 1) + 1):
        row = curve.iloc[place]
        if float(row["contribution"]) <= 0 or int(row["clients"]) != place or (y[place] - at) / span * PLOT < LINE:
            continue
        at = y[place]
        notes.append(note(_own(row, curve, currency, shared), place, at, dark, xref="x", yref="y", xshift=8,
                          yanchor="bottom" if (at - low) / span * PLOT < LINE else "top",
                          colour=palette(dark).ours))
    return notes


def _last(
    curve: pd.DataFrame, y: Sequence[float], span: tuple[float, float], losing: int, currency: str, shared: bool, dark: bool
) -> list[dict[str, Any]]:
    """The clients that lose most, in lines under the end of the curve, or over it where there is no room under it."""
    total, (low, high) = int(curve["clients"].iloc[-1]), span
    worst = curve.iloc[::-1].head(min(NAMED, losing))
    texts = [_own(row, curve, currency, shared) for _, row in worst.iterrows()
             if float(row["contribution"]) <= TELLING * float(worst["contribution"].iloc[0])]
    if not texts:
        return []
    # as low as the curve stands where the longest line begins on a phone
    begins = max(0.0, 1 - max(map(text_width, texts)) / (NARROW - LEFT - RIGHT)) * total
    passed = [value for clients, value in zip(curve["clients"].tolist(), y, strict=True) if clients >= begins]
    ceiling = min([y[-1], *passed])
    under = (ceiling - low) / (high - low) * PLOT > (len(texts) + 1) * LINE
    notes = []
    for line, text in enumerate(texts):
        shift = -8 - LINE * line if under else 8 + LINE * (len(texts) - 1 - line)
        notes.append(note(text, total, ceiling if under else y[-1], dark, xref="x", yref="y", xanchor="right",
                          yanchor="top" if under else "bottom", yshift=shift, xshift=-8,
                          colour=palette(dark).attention_text))
    return notes


def _hover(row: dict[Any, Any], currency: str) -> str:
    if not row["clients"]:
        return str(Count(0))
    money = Money(float(row["amount"]), currency, exact=True)
    together = nmsg("{n} client together: {amount}", "{n} clients together: {amount}", int(row["clients"]), amount=money)
    lines = [escape(together)]
    if not pd.isna(row["share"]):
        lines.append(escape(msg("{share} of the total", share=Share(float(row["share"]), 2))))
    lines.append(f"{escape(row['name'])}: {Money(float(row['contribution']), currency, exact=True)}")
    return "<br>".join(lines)


def _alt(curve: pd.DataFrame, top: int, losing: int, currency: str, shared: bool) -> Message:
    whole = Money(float(curve["amount"].iloc[-1]), currency)
    if not losing:
        return nmsg("{n} client contributes {amount}; none loses money.", "{n} clients contribute {amount}; none loses money.",
                    int(curve["clients"].iloc[-1]), amount=whole)
    return nmsg("{n} client earns {peak}; {losing} lose money, and {amount} is left.",
                "{n} clients earn {peak}; {losing} lose money, and {amount} is left.", int(curve["clients"].iloc[top]),
                peak=_value(curve.iloc[top], currency, shared), losing=Count(losing), amount=whole)
