"""The one Plotly template, light and dark, and what every chart is drawn with.

Grey first: a chart is grey but for what it is about. Colours come from one palette, so that a change of look
is one edit. Text from data passes ``escape``: Plotly reads <b> and <a href> in labels as markup.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import plotly.graph_objects as go

from kam_core.i18n import Count, Message, Money, Share

_SPACES = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
"""No-break spaces stay: they hold numbers together."""

Chart = tuple[go.Figure, Message]
"""A figure, and one sentence that states the same fact for whoever cannot see it."""

FONT = '"Source Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif'
SIZE = 13
SMALL = 12
NARROW = 330
"""Width in pixels of a chart on a phone: labels are placed so that they fit there."""


@dataclass(frozen=True)
class Palette:
    """Colours by role. *_text: the same role where it is written rather than drawn (4.5:1 on paper and raised)."""

    ink: str
    paper: str
    raised: str
    ours: str
    rest: str
    attention: str
    alarm: str
    good: str
    quiet_text: str
    attention_text: str
    grid: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Every colour that text is written in."""
        return (self.ink, self.ours, self.alarm, self.good, self.quiet_text, self.attention_text)


LIGHT = Palette("#1B2733", "#FFFFFF", "#F5F7FA", "#1F4E79", "#B0B7C3", "#D9772B", "#B3261E", "#2E7D5B",
                "#566273", "#9A4E12", "#E4E8EE")
DARK = Palette("#E6EBF0", "#12181F", "#1B232C", "#6FA8DC", "#4A5563", "#F0A35E", "#F2877F", "#6CC3A0",
               "#A3AEBB", "#F0A35E", "#2A343F")


def palette(dark: bool) -> Palette:
    """The colours of a theme."""
    return DARK if dark else LIGHT


@cache
def template(dark: bool) -> go.layout.Template:
    """The template ``kam``: no box, no grid, no legend, no zoom; small quiet ticks."""
    colours = palette(dark)
    axis: dict[str, Any] = {
        "showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True, "automargin": False,
        "tickfont": {"color": colours.quiet_text, "size": SMALL},
        "title": {"font": {"color": colours.quiet_text, "size": SMALL}, "standoff": 8},
    }
    layout: dict[str, Any] = {
        "font": {"family": FONT, "size": SIZE, "color": colours.ink},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [colours.ours, colours.rest, colours.attention],
        "showlegend": False, "dragmode": False, "hovermode": "closest",
        "margin": {"l": 8, "r": 8, "t": 28, "b": 40, "pad": 0},
        "hoverlabel": {"bgcolor": colours.raised, "bordercolor": colours.rest, "align": "left", "namelength": -1,
                       "font": {"family": FONT, "size": SIZE, "color": colours.ink}},
        "xaxis": axis, "yaxis": axis,
        "bargap": 0.3, "barcornerradius": 0,
        "annotationdefaults": {"showarrow": False, "font": {"color": colours.ink, "size": SMALL}},
    }
    return go.layout.Template(layout=layout)


def figure(data: Sequence[dict[str, Any]], layout: dict[str, Any], dark: bool) -> go.Figure:
    """A figure of plain traces under the template."""
    return go.Figure({"data": list(data), "layout": {"template": template(dark), **layout}})


def escape(text: object) -> str:
    """Text from data as a label: one line, no markup."""
    return html.escape(_line(text), quote=False)


def short(text: object, limit: int = 30) -> str:
    """A label of at most ``limit`` characters, escaped; the full text belongs in the hover."""
    line = _line(text)
    return escape(line if len(line) <= limit else line[: limit - 1].rstrip() + "…")


def _line(text: object) -> str:
    return _SPACES.sub(" ", str(text)).strip()


def coloured(text: str, colour: str) -> str:
    """A part of a label in another colour; ``text`` is escaped already."""
    return f'<span style="color:{colour}">{text}</span>'


def key(entries: Sequence[tuple[str, str, str]], dark: bool, gap: int = 4, y: float = 1.0) -> dict[str, Any]:
    """The line above a chart that names its series: (mark, colour of the mark, words), instead of a legend."""
    parts = [f"{coloured(mark, colour)} {escape(words)}" for mark, colour, words in entries]
    return note("   ".join(parts), 0, y, dark, yanchor="bottom", yshift=gap)


def note(text: str, x: float, y: float, dark: bool, **more: Any) -> dict[str, Any]:
    """A text in the figure, placed by shares of the plotting area unless ``more`` says otherwise. Escaped text."""
    colour = more.pop("colour", palette(dark).ink)
    size = more.pop("size", SMALL)
    return {"text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "middle",
            "showarrow": False, "align": "left", "font": {"size": size, "color": colour}, **more}


def rule(dark: bool, **ends: Any) -> dict[str, Any]:
    """A thin dotted line; ``ends`` are x0, x1, y0, y1 with their xref and yref."""
    return {"type": "line", "layer": "below", "line": {"width": 1, "dash": "dot", "color": palette(dark).quiet_text},
            **ends}


def upright_limits(
    limits: Sequence[tuple[float, str]], span: tuple[float, float], dark: bool, width: int = NARROW, gap: int = 2
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Vertical dotted limits with their names above the plot, on as many lines as keep them apart on a phone.

    limits: (where on the x axis, name). span: the range of the x axis. width: of the plotting area in pixels.
    Returns shapes, annotations, and the height in pixels that the names take.
    """
    low, high = span
    shapes: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    taken: list[float] = []
    for at, name in sorted(limits):
        if not low <= at <= high:
            continue
        share = (at - low) / (high - low)
        length = text_width(name)
        left = min(max(share * width - length / 2, 0), max(width - length, 0))
        line = next((i for i, end in enumerate(taken) if end + 8 <= left), len(taken))
        if line == len(taken):
            taken.append(0)
        taken[line] = left + length
        anchor = "left" if share * width < length / 2 else "right" if (1 - share) * width < length / 2 else "center"
        shapes.append(rule(dark, x0=at, x1=at, y0=0, y1=1, yref="paper"))
        names.append(note(escape(name), at, 1, dark, xref="x", xanchor=anchor, yanchor="bottom",
                          yshift=gap + 16 * line, colour=palette(dark).quiet_text))
    return shapes, names, 16 * len(taken)


def text_width(text: str, size: int = SMALL) -> float:
    """A generous guess of the width of a text in pixels."""
    return len(text) * size * 0.56


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round numbers (1, 2, 2.5, 5 times a power of ten) between ``low`` and ``high``, zero among them."""
    low, high = min(low, 0.0), max(high, 0.0)
    if high == low:
        high = low + 1
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def share_axis(high: float, count: int = 4) -> dict[str, Any]:
    """Ticks of an axis of shares from 0."""
    ticks = nice_ticks(0, high, count)
    digits = 1 if len(ticks) > 1 and ticks[1] < 0.01 else 0
    return {"tickvals": ticks, "ticktext": [str(Share(tick, digits)) if tick else "0" for tick in ticks]}


def money_axis(low: float, high: float, currency: str, count: int = 4) -> dict[str, Any]:
    """Ticks of an axis of money: round numbers, the unit in every label."""
    ticks = nice_ticks(low, high, count)
    return {"tickvals": ticks, "ticktext": [str(Money(tick, currency)) if tick else "0" for tick in ticks]}


def count_axis(high: float, count: int = 4) -> dict[str, Any]:
    """Ticks of an axis that counts things: whole numbers only."""
    ticks = [tick for tick in nice_ticks(0, high, count) if tick == int(tick) and tick <= high]
    return {"tickvals": ticks, "ticktext": [str(Count(int(tick))) for tick in ticks]}


def grid_lines(ticks: Sequence[float], dark: bool) -> list[dict[str, Any]]:
    """Faint horizontal lines at the ticks: only where values are read off a height."""
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": tick, "y1": tick, "layer": "below",
             "line": {"width": 1, "color": palette(dark).grid}} for tick in ticks]


def thinned(count: int, most: int = 200, keep: Sequence[int] = ()) -> list[int]:
    """Positions 0..count-1 thinned to about ``most``: dense at the start, both ends and ``keep`` exact."""
    if count <= most:
        return list(range(count))
    wanted = {0, count - 1, *(position for position in keep if 0 <= position < count)}
    half = most // 2
    wanted.update(round((count - 1) * i / half) for i in range(half + 1))
    wanted.update(round(math.expm1(math.log(count) * i / half)) for i in range(half + 1))
    return sorted(position for position in wanted if position < count)
