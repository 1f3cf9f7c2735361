"""The ladder of dependence: each client's share in bars, a second share as a ring, the limits as dotted lines.

Names stand above their bars and figures in two columns at the right, like a table, so that the picture reads the
same on a phone and on a wall.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kam_core.charts.template import (
    NARROW,
    SMALL,
    Chart,
    coloured,
    escape,
    figure,
    note,
    palette,
    share_axis,
    short,
    upright_limits,
)
from kam_core.i18n import Message, Share, msg

BARS = 0.68
"""Part of the width for the bars; the figures take the rest."""
FIRST, SECOND = 0.83, 1.0
"""Where the two columns of figures end."""
ROW = 46
"""Pixels for a client."""
LINE = 50
"""Characters of the line with a name that fit on a phone."""
DISCLOSED = "†"
"""The mark of a client that reaches the limit of disclosure."""


def ladder(
    frame: pd.DataFrame, bar: Message, ring: Message | None, limits: Sequence[tuple[float, Message]], dark: bool
) -> Chart:
    """Shares of the largest clients.

    frame: name (text), share (0-1), ladder ('key', 'critical', 'mono' or None), and if there is a ring: other (share
           0-1, NaN where not known); optional disclosed (bool), tag (words after the name in place of the step's), why (the
           same in full, for the hover) and tone ('ours', 'attention' or 'rest', in place of the step's colour). One row a
           client, in the order shown
    bar, ring: what the bars and the rings are shares of; limits: (share, name), drawn where they are in sight
    """
    colours = palette(dark)
    rows = frame.to_dict("records")
    others = [_share(row.get("other")) for row in rows] if ring is not None else [None] * len(rows)
    shares = [float(row["share"]) for row in rows]
    known = [*shares, *(other for other in others if other is not None)]
    low, high = min([0.0, *known]), max([0.0, *known])
    first = min((at for at, _ in limits), default=0.0)
    high = max(high, first * 1.15) * 1.04 or 1.0
    low -= 0.06 * (high - low) if low < 0 else 0
    wide = NARROW * BARS
    shapes, names, taken = upright_limits([(at, str(name)) for at, name in limits], (low, high), dark, round(wide))
    places = [-i for i in range(len(rows))]
    hover = [_hover(row, share, other, bar, ring) for row, share, other in zip(rows, shares, others, strict=True)]
    traces: list[dict[str, Any]] = [{
        "type": "bar", "orientation": "h", "y": [place - 0.2 for place in places], "x": shares, "width": 0.26,
        "marker": {"color": [_colour(row, dark) for row in rows]},
        "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
    }]
    notes = [*names, *_heads(bar, ring, dark, taken)]
    if ring is not None:
        traces.append({
            "type": "scatter", "mode": "markers", "y": [place - 0.2 for place in places], "x": others,
            "marker": {"size": 12, "color": colours.paper, "line": {"width": 2.5, "color": colours.ink}},
            "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
        })
    for row, place, share, other in zip(rows, places, shares, others, strict=True):
        notes.append(note(_name(row, dark), 0, place + 0.22, dark, yref="y", size=SMALL + 1, bgcolor=colours.paper))
        column = SECOND if ring is None else FIRST
        notes.append(note(str(Share(share)), column, place - 0.2, dark, yref="y", xanchor="right", size=SMALL + 1))
        if ring is not None:
            said = "–" if other is None else str(Share(other))
            notes.append(note(said, SECOND, place - 0.2, dark, yref="y", xanchor="right", size=SMALL + 1,
                              colour=colours.quiet_text))
    if low < 0:
        shapes.append({"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper",
                       "line": {"width": 1, "color": colours.quiet_text}})
    top, bottom = 30 + taken, 26
    layout = {
        "height": top + bottom + ROW * max(len(rows), 1), "barmode": "overlay",
        "margin": {"l": 4, "r": 4, "t": top, "b": bottom},
        "xaxis": {**share_axis(high, 3), "range": [low, high], "domain": [0, BARS if ring is not None else FIRST]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.55]},
        "shapes": shapes, "annotations": notes,
    }
    return figure(traces, layout, dark), _alt(rows, shares, bar)


def _share(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _tone(row: dict[Any, Any]) -> str:
    steps = {"key": "ours", "critical": "alarm", "mono": "alarm"}
    return str(row.get("tone") or steps.get(str(row.get("ladder")), "rest"))


def _colour(row: dict[Any, Any], dark: bool) -> str:
    colours = palette(dark)
    tones = {"ours": colours.ours, "alarm": colours.alarm, "attention": colours.attention}
    return tones.get(_tone(row), colours.rest)


def _words(row: dict[Any, Any]) -> Message | str | None:
    """What stands after the name: the tag, or the step of the ladder."""
    return str(row["tag"]) if row.get("tag") else step_name(row.get("ladder"))


def step_name(step: Any) -> Message | None:
    """The words for a step of the ladder; None where a client stands on none."""
    words = {"key": msg("key client"), "critical": msg("critical"), "mono": msg("mono-client")}
    return words.get(str(step))


def _name(row: dict[Any, Any], dark: bool) -> str:
    colours = palette(dark)
    words = _words(row)
    mark = f" {DISCLOSED}" if row.get("disclosed") else ""
    if words is None:
        return short(row["name"], LINE) + mark
    tag = str(words)
    tones = {"alarm": colours.alarm, "ours": colours.ours, "attention": colours.attention_text}
    colour = tones.get(_tone(row), colours.quiet_text)
    return f"{short(row['name'], LINE - 5 - len(tag))}{mark} · {coloured(escape(tag), colour)}"


def _heads(bar: Message, ring: Message | None, dark: bool, taken: int) -> list[dict[str, Any]]:
    colours = palette(dark)
    above = {"yanchor": "bottom", "xanchor": "right", "yshift": 6 + taken}
    if ring is None:
        return [note(f"{coloured('■', colours.ours)} {escape(bar)}", SECOND, 1, dark, **above)]
    return [
        note(f"{coloured('■', colours.ours)} {escape(bar)}", FIRST, 1, dark, **above),
        note(f"○ {escape(ring)}", SECOND, 1, dark, **above),
    ]


def _hover(row: dict[Any, Any], share: float, other: float | None, bar: Message, ring: Message | None) -> str:
    lines = [escape(row["name"]), f"{escape(bar)}: {Share(share, 2)}"]
    if ring is not None:
        lines.append(f"{escape(ring)}: {'–' if other is None else Share(other, 2)}")
    if row.get("why") or row.get("tag"):
        lines.append(escape(row.get("why") or row["tag"]))
    words = step_name(row.get("ladder"))
    if words is not None:
        lines.append(escape(words))
    if row.get("disclosed"):
        disclosed = msg("reaches the limit of disclosure (ASC 280)")
        lines.append(f"{DISCLOSED} {disclosed}")
    return "<br>".join(lines)


def _alt(rows: list[dict[Any, Any]], shares: list[float], bar: Message) -> Message:
    if not rows:
        return msg("There are no clients with positive figures.")
    return msg("Largest clients by share ({bar}): {name} is first with {share}; the {count} shown bring {all}.",
               bar=bar, name=rows[0]["name"], share=Share(shares[0]), count=len(rows), all=Share(min(sum(shares), 1.0)))
