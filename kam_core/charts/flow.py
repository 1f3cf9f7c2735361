"""A flow between two times: what stood in each class before, where it stands now, and how many went from one to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kam_core.charts.template import SMALL, Chart, escape, figure, key, note, palette, text_width
from kam_core.i18n import Message

Kind = Literal["look", "ours", "rest"]
GAP = 0.05
"""Part of the height between two classes."""
STEPS = 14
"""Points of an edge of a band."""
BAR = 0.025
LEFT, RIGHT = 0.2, 0.8
ROOM = 58.0
"""Pixels that a name has beside the flow on a phone; a longer one widens the margin, which takes some of them away."""
"""Where the bands begin and end: names stand outside."""


@dataclass(frozen=True)
class Band:
    """What went from a class to a class. size: how wide; hover: its exact figures, escaped, with <br>"""

    before: str
    now: str
    size: float
    kind: Kind
    hover: str


def flow(
    bands: Sequence[Band], before: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]], ends: tuple[str, str],
    words: Sequence[tuple[Kind, str]], dark: bool, alt: Message, height: int = 400,
) -> Chart:
    """The flow from left to right.

    before, now: (class, its name with its figure), top first; ends: what the sides are called; words: what colours mean
    """
    colours = palette(dark)
    fills = {"look": colours.attention, "ours": colours.ours, "rest": colours.rest}
    total = sum(band.size for band in bands)
    scale = (1 - GAP * max(len(before) - 1, len(now) - 1, 0)) / total if total else 0.0
    places = [_places(bands, [name for name, _ in side], at, scale) for at, side in enumerate((before, now))]
    used = [dict(place) for place in places]
    traces: list[dict[str, Any]] = []
    orders = [{name: rank for rank, (name, _) in enumerate(side)} for side in (before, now)]
    for band in sorted(bands, key=lambda each: (orders[0][each.before], orders[1][each.now])):
        wide = band.size * scale
        tops = used[0][band.before][0], used[1][band.now][0]
        used[0][band.before] = (tops[0] - wide, 0.0)
        used[1][band.now] = (tops[1] - wide, 0.0)
        x, upper = _edge(tops[0], tops[1])
        traces.append({
            "type": "scatter", "mode": "lines", "fill": "toself", "hoveron": "fills", "hoverinfo": "text",
            "x": [*x, *reversed(x)], "y": [*upper, *(y - wide for y in reversed(upper))], "text": band.hover,
            "line": {"width": 0}, "fillcolor": fills[band.kind], "opacity": 0.55 if band.kind != "rest" else 0.7,
        })
    shapes, notes = [], []
    for at, side in enumerate((before, now)):
        for name, label in side:
            top, tall = places[at][name]
            x0 = LEFT - BAR if at == 0 else RIGHT
            shapes.append({"type": "rect", "x0": x0, "x1": x0 + BAR, "y0": top - tall, "y1": top,
                           "line": {"width": 0}, "fillcolor": colours.quiet_text})
            notes.append(note(escape(label), LEFT - BAR - 0.01 if at == 0 else RIGHT + BAR + 0.01, top - tall / 2, dark,
                              xref="x", yref="y", xanchor="right" if at == 0 else "left", size=SMALL + 1))
        notes.append(note(escape(ends[at]), LEFT if at == 0 else RIGHT, 0, dark, xref="x", yanchor="top", yshift=-6,
                          xanchor="center", colour=colours.quiet_text))
    marks = [("■", fills[kind], said) for kind, said in words if any(band.kind == kind for band in bands)]
    aside = [4 + max([0.0, *(1.5 * (text_width(label, SMALL + 1) - ROOM) for _, label in side)]) for side in (before, now)]
    layout = {
        "height": height, "margin": {"l": aside[0], "r": aside[1], "t": 34, "b": 28},
        "xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [0, 1.001]},
        "shapes": shapes, "annotations": [*notes, key(marks, dark)],
    }
    return figure(traces, layout, dark), alt


def _places(bands: Sequence[Band], names: Sequence[str], side: int, scale: float) -> dict[str, tuple[float, float]]:
    """(top, height) of each class of a side; either side fills the whole height."""
    sizes = dict.fromkeys(names, 0.0)
    for band in bands:
        sizes[band.before if side == 0 else band.now] += band.size
    gap = (1 - sum(sizes.values()) * scale) / max(len(names) - 1, 1)
    top, found = 1.0, {}
    for name in names:
        tall = sizes[name] * scale
        found[name] = (top, tall)
        top -= tall + gap
    return found


def _edge(start: float, end: float) -> tuple[list[float], list[float]]:
    """A smooth line from one side to the other."""
    parts = [place / STEPS for place in range(STEPS + 1)]
    eased = [part * part * (3 - 2 * part) for part in parts]
    return [LEFT + (RIGHT - LEFT) * part for part in parts], [start + (end - start) * part for part in eased]
