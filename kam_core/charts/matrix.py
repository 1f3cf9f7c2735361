"""A matrix that is read by position and number first: a cell a field, what stands in it written in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kam_core.charts.template import SMALL, Chart, escape, figure, note, palette
from kam_core.i18n import Message

ROW, ROW_SMALL = 96, 64
"""Pixels for a row with three lines in a cell, and with fewer."""
LEFT = 64
"""Pixels for the names of the rows."""


@dataclass(frozen=True)
class Cell:
    """One field. weight: 0-1, how much of the subject's colour it has; lines: what is written below the figure"""

    name: str
    figure: str
    lines: tuple[str, ...]
    weight: float
    hover: str
    quiet: bool = False
    chosen: bool = False


def matrix(
    rows: Sequence[tuple[str, str]], columns: Sequence[str], cells: Sequence[Sequence[Cell]], dark: bool, alt: Message,
) -> Chart:
    """The matrix. rows: (name, what stands below it), top row first; columns: names; cells: by row, then column.

    quiet cells are grey; a chosen one has a frame
    """
    colours = palette(dark)
    height = ROW if any(len(cell.lines) > 1 for row in cells for cell in row) else ROW_SMALL
    flat = [(x, -y, cell) for y, row in enumerate(cells) for x, cell in enumerate(row)]
    fills = [blend(colours.rest if cell.quiet else colours.ours, colours.paper, cell.weight) for _, _, cell in flat]
    count = max(len(flat) - 1, 1)
    trace = {
        "type": "heatmap", "x": [x for x, _, _ in flat], "y": [y for _, y, _ in flat], "z": list(range(len(flat))),
        "zmin": 0, "zmax": count, "colorscale": [[place / count, fill] for place, fill in enumerate(fills)] or None,
        "showscale": False, "xgap": 4, "ygap": 4, "hovertext": [cell.hover for _, _, cell in flat],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if len(flat) == 1:
        trace["colorscale"] = [[0, fills[0]], [1, fills[0]]]
    notes, shapes = [], []
    for (x, y, cell), fill in zip(flat, fills, strict=True):
        ink = readable(fill, dark)
        shift = 10 * len(cell.lines)
        notes.append(note(escape(cell.name), x - 0.46, y + 0.46, dark, xref="x", yref="y", yanchor="top", xshift=4,
                          yshift=-4, colour=ink))
        notes.append(note(escape(cell.figure), x, y, dark, xref="x", yref="y", xanchor="center", size=24, colour=ink,
                          yshift=shift - 4))
        for place, line in enumerate(cell.lines):
            notes.append(note(escape(line), x, y, dark, xref="x", yref="y", xanchor="center", size=SMALL, colour=ink,
                              yshift=shift - 28 - 18 * place))
        if cell.chosen:
            shapes.append({"type": "rect", "x0": x - 0.49, "x1": x + 0.49, "y0": y - 0.48, "y1": y + 0.48,
                           "line": {"width": 3, "color": colours.attention}})
    for x, name in enumerate(columns):
        notes.append(note(escape(name), x, 1, dark, xref="x", xanchor="center", yanchor="bottom", yshift=6,
                          colour=colours.quiet_text))
    for y, (name, below) in enumerate(rows):
        notes.append(note(escape(name), 0, -y, dark, yref="y", xanchor="right", xshift=-10, size=18,
                          yshift=8 if below else 0))
        if below:
            notes.append(note(escape(below), 0, -y, dark, yref="y", xanchor="right", xshift=-10, yshift=-12,
                              colour=colours.quiet_text))
    layout = {
        "height": 40 + height * len(rows), "margin": {"l": LEFT, "r": 4, "t": 32, "b": 8},
        "xaxis": {"visible": False, "range": [-0.5, len(columns) - 0.5]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.5]},
        "shapes": shapes, "annotations": notes,
    }
    return figure([trace], layout, dark), alt


def blend(colour: str, ground: str, weight: float) -> str:
    """A colour laid over a ground: 1 is the colour itself, 0 the ground."""
    parts = zip(_parts(colour), _parts(ground), strict=True)
    return "#" + "".join(f"{round(above * weight + below * (1 - weight)):02X}" for above, below in parts)


def readable(ground: str, dark: bool) -> str:
    """The ink or the paper of a theme, whichever is read better on a ground."""
    colours = palette(dark)
    return max((colours.ink, colours.paper), key=lambda colour: contrast(colour, ground))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    low, high = sorted(_luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _parts(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
