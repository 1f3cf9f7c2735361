"""Segments of RFM: what share of the money each brings, in bars, with its clients in a column beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kam_core.charts.template import SMALL, Chart, coloured, escape, figure, note, palette
from kam_core.i18n import Count, Message, Money, Number, Share, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.rfm_scores import LABELS
from kam_core.metrics.words import BASE

BARS = 0.64
"""Part of the width for the bars; the figures take the rest."""
CLIENTS, MONEY = 0.8, 1.0
"""Where the two columns of figures end."""
ROW = 42
BEST, WORRY = ("champions",), ("cannot_lose", "at_risk")


def segments_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """The segments of the measure ``rfm`` that have clients."""
    frame = answer.frames["segments"]
    return segments(frame[frame["clients"] > 0], BASE[answer.scope.base], currency, dark)


def segments(frame: pd.DataFrame, base: Message, currency: str, dark: bool) -> Chart:
    """One bar a segment, in the order given.

    frame: segment (key), clients, share_clients (0-1), frequency, monetary, share (0-1 of the money above zero),
    recency_days (median); base: what the money is
    """
    colours = palette(dark)
    rows = frame.to_dict("records")
    shares = [0.0 if pd.isna(row["share"]) else float(row["share"]) for row in rows]
    places = [-place for place in range(len(rows))]
    hover = [_hover(row, share, base, currency) for row, share in zip(rows, shares, strict=True)]
    bars = {
        "type": "bar", "orientation": "h", "y": [place - 0.2 for place in places], "x": shares, "width": 0.26,
        "marker": {"color": [_colour(str(row["segment"]), dark) for row in rows]},
        "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
    }
    heads = {"yanchor": "bottom", "xanchor": "right", "yshift": 6, "colour": colours.quiet_text}
    notes = [note(escape(msg("clients")), CLIENTS, 1, dark, **heads),
             note(f"{coloured('■', colours.rest)} {escape(base)}", MONEY, 1, dark, **heads)]
    for row, place, share in zip(rows, places, shares, strict=True):
        size = {"yref": "y", "size": SMALL + 1}
        notes.append(note(escape(LABELS[str(row["segment"])]), 0, place + 0.22, dark, bgcolor=colours.paper, **size))
        notes.append(note(str(Count(int(row["clients"]))), CLIENTS, place - 0.2, dark, xanchor="right", **size))
        notes.append(note(str(Share(share)), MONEY, place - 0.2, dark, xanchor="right", **size))
    top, bottom = 30, 8
    layout = {
        "height": top + bottom + ROW * max(len(rows), 1), "margin": {"l": 4, "r": 4, "t": top, "b": bottom},
        "xaxis": {"visible": False, "range": [0, max([*shares, 0.01]) * 1.02], "domain": [0, BARS]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.55]}, "annotations": notes,
    }
    return figure([bars], layout, dark), _alt(rows, shares, base)


def _colour(segment: str, dark: bool) -> str:
    colours = palette(dark)
    return colours.ours if segment in BEST else colours.attention if segment in WORRY else colours.rest


def _hover(row: dict[Any, Any], share: float, base: Message, currency: str) -> str:
    lines = [
        escape(LABELS[str(row["segment"])]),
        escape(nmsg("{n} client, {share} of all", "{n} clients, {share} of all", int(row["clients"]),
                    share=Share(float(row["share_clients"])))),
        escape(msg("{base}: {amount}, {share}", base=base, amount=Money(float(row["monetary"]), currency, exact=True),
                   share=Share(share, 2))),
        escape(msg("purchases: {count}", count=Count(int(row["frequency"])))),
        escape(msg("days since the last purchase, median: {days}", days=Number(float(row["recency_days"]), 0))),
    ]
    return "<br>".join(lines)


def _alt(rows: list[dict[Any, Any]], shares: list[float], base: Message) -> Message:
    if not rows:
        return msg("There are no segments to show.")
    place = max(range(len(rows)), key=shares.__getitem__)
    return msg("RFM segments by share of {base}: {segment} bring the most, {share} with {clients} of {every} clients.",
               base=base, segment=LABELS[str(rows[place]["segment"])], share=Share(shares[place]),
               clients=Count(int(rows[place]["clients"])), every=Count(sum(int(row["clients"]) for row in rows)))
