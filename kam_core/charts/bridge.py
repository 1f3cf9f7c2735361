"""From one sum to another in steps: a bridge of bars lying down, names above them and amounts at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kam_core.charts.template import SMALL, Chart, coloured, escape, figure, money_axis, note, palette, short
from kam_core.i18n import Message, Money, Share, msg

Role = Literal["before", "now", "down", "up", "other"]

BARS = 0.74
"""Part of the width for the bars; the amounts take the rest."""
ROW = 44
"""Pixels for a step."""
LINE = 52
"""Characters of a name that fit on a phone."""


@dataclass(frozen=True)
class Step:
    """A bar. amount: a sum for the roles before and now, else a change; beside: said after the name, quieter"""

    name: Message
    amount: float
    role: Role
    beside: Message | None = None


def bridge(steps: Sequence[Step], alt: Message, currency: str, dark: bool) -> Chart:
    """A bridge: its first step is the sum before, its last the sum now, what lies between adds up. alt: its sentence."""
    colours = palette(dark)
    paint = {"before": colours.rest, "now": colours.ours, "down": colours.attention, "up": colours.good,
             "other": colours.rest}
    written = {"before": colours.ink, "now": colours.ink, "down": colours.attention_text, "up": colours.good,
               "other": colours.quiet_text}
    start = steps[0].amount if steps else 0.0
    level, starts, ends = 0.0, [], []
    for step in steps:
        whole = step.role in ("before", "now")
        starts.append(0.0 if whole else level)
        level = step.amount if whole else level + step.amount
        ends.append(level)
    low, high = min([0.0, *starts, *ends]), max([0.0, *starts, *ends])
    high = high if high > low else low + 1
    wide = high - low
    places = [-i for i in range(len(steps))]
    bars: dict[str, Any] = {
        "type": "bar", "orientation": "h", "y": [place - 0.2 for place in places], "width": 0.36,
        "base": starts, "x": [end - begin for begin, end in zip(starts, ends, strict=True)],
        "marker": {"color": [paint[step.role] for step in steps]},
        "hovertext": [_hover(step, start, currency) for step in steps], "hovertemplate": "%{hovertext}<extra></extra>",
    }
    notes, shapes = [], []
    for step, place, end in zip(steps, places, ends, strict=True):
        name = short(step.name, LINE)
        if step.beside is not None:
            name += f" · {coloured(escape(step.beside), colours.quiet_text)}"
        notes.append(note(name, 0, place + 0.2, dark, yref="y", size=SMALL + 1))
        amount = str(Money(step.amount, currency))
        if step.role not in ("before", "now") and step.amount > 0:
            amount = f"+{amount}"
        notes.append(note(amount, 1, place - 0.2, dark, yref="y", xanchor="right", size=SMALL + 1, colour=written[step.role]))
        if place > 1 - len(steps):
            shapes.append({"type": "line", "x0": end, "x1": end, "y0": place - 0.38, "y1": place - 1.02, "layer": "below",
                           "line": {"width": 1, "dash": "dot", "color": colours.quiet_text}})
    layout = {
        "height": 10 + 26 + ROW * max(len(steps), 1), "barmode": "overlay", "margin": {"l": 4, "r": 4, "t": 10, "b": 26},
        "xaxis": {**money_axis(low, high, currency, 3), "domain": [0, BARS],
                  "range": [low - (0.02 * wide if low < 0 else 0), high + 0.01 * wide]},
        "yaxis": {"visible": False, "range": [-len(steps) + 0.5, 0.5]},
        "shapes": shapes, "annotations": notes,
    }
    return figure([bars], layout, dark), alt


def _hover(step: Step, start: float, currency: str) -> str:
    lines = [escape(step.name), str(Money(step.amount, currency, exact=True))]
    if step.beside is not None:
        lines.append(escape(step.beside))
    if step.role not in ("before", "now") and start > 0:
        lines.append(escape(msg("{share} of the sum before", share=Share(step.amount / start))))
    return "<br>".join(lines)
