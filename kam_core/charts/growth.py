"""The pictures of the page Growth: white cells of the largest clients, and why revenue changed."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kam_core.charts.bridge import Role, Step, bridge
from kam_core.charts.matrix import blend
from kam_core.charts.template import SMALL, Chart, escape, figure, key, palette, short
from kam_core.i18n import Count, Money, Share, msg, nmsg
from kam_core.metrics.answer import Answer
from kam_core.metrics.price_volume_mix import BARS

ROW = 23
"""Pixels for a client."""
LEFT = 138
"""Pixels for the names of clients; on a phone the rest is left for the cells."""
TOP, RIGHT = 152, 50
"""Above and beside the cells there is room for the longest name of a category, which is written aslant."""
NAME, HEAD = 19, 18
"""Characters of a client's and of a category's name."""
FAINT = 0.14
"""The shade of a cell with next to no revenue: still told from a white one."""
DOT = (4.0, 13.0)
"""Diameters in pixels of the smallest and the largest amount."""


def white_cells_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """Clients down, categories across, both from the largest; a cell is the darker, the more of the client's revenue it is.

    A white cell has a dot, by area its middle amount; none where too few similar clients buy the category.
    answer: ``whitespace``
    """
    cells = answer.frames["matrix"]
    if cells.empty:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There are no white cells to show.")
    colours = palette(dark)
    clients = cells.drop_duplicates("client_place").sort_values("client_place")
    heads = cells.drop_duplicates("category_place").sort_values("category_place")
    rows = {place: -i for i, place in enumerate(clients["client_place"])}
    columns = {place: i for i, place in enumerate(heads["category_place"])}
    shades: list[list[float | None]] = [[None] * len(columns) for _ in rows]
    hover = [[""] * len(columns) for _ in rows]
    dots: list[tuple[int, int, float]] = []
    for cell in cells.to_dict("records"):
        x, y = columns[cell["category_place"]], rows[cell["client_place"]]
        bought = not pd.isna(cell["revenue"])
        part = float(cell["revenue"]) / float(cell["client_revenue"]) if bought else 0.0
        shades[-y][x] = FAINT + (1 - FAINT) * math.sqrt(min(max(part, 0.0), 1.0)) if bought else 0.0
        hover[-y][x] = _hover(cell, part if bought else None, currency)
        if not bought and not pd.isna(cell["mid"]):
            dots.append((x, y, float(cell["mid"])))
    ground = blend(colours.ours, colours.paper, FAINT)
    most = max((amount for _, _, amount in dots), default=0.0) or 1.0
    traces: list[dict[str, Any]] = [{
        "type": "heatmap", "z": shades, "x": list(columns.values()), "y": list(rows.values()), "zmin": 0, "zmax": 1,
        "colorscale": [[0, colours.paper], [FAINT / 2, colours.paper], [FAINT / 2, ground], [FAINT, ground], [1, colours.ours]],
        "showscale": False, "xgap": 2, "ygap": 2, "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
    }]
    if dots:
        low, high = DOT
        traces.append({
            "type": "scatter", "mode": "markers", "hoverinfo": "skip", "x": [x for x, _, _ in dots],
            "y": [y for _, y, _ in dots],
            "marker": {"color": colours.attention, "line": {"width": 0},
                       "size": [low + (high - low) * math.sqrt(max(amount, 0.0) / most) for _, _, amount in dots]},
        })
    axis = {"showgrid": False, "zeroline": False, "tickfont": {"color": colours.ink, "size": SMALL}}
    layout = {
        "height": TOP + ROW * len(rows) + 8, "margin": {"l": LEFT, "r": RIGHT, "t": TOP, "b": 8}, "plot_bgcolor": colours.grid,
        "xaxis": {**axis, "side": "top", "tickangle": -60, "range": [-0.5, len(columns) - 0.5],
                  "tickvals": list(columns.values()), "ticktext": [short(name, HEAD) for name in heads["category"]]},
        "yaxis": {**axis, "range": [-len(rows) + 0.5, 0.5], "tickvals": list(rows.values()),
                  "ticktext": [short(name, NAME) for name in clients["name"]]},
        "annotations": _key(bool(dots), dark),
    }
    white = int(cells["revenue"].isna().sum())
    alt = nmsg("{n} white cell among the {clients} largest clients and {categories} categories.",
               "{n} white cells among the {clients} largest clients and {categories} categories.", white,
               clients=Count(len(rows)), categories=Count(len(columns)))
    return figure(traces, layout, dark), alt


def _key(dots: bool, dark: bool) -> list[dict[str, Any]]:
    """What shades, white and dots mean, above the heads of the columns, on two lines that fit a phone."""
    colours = palette(dark)
    entries = [[("■", colours.ours, str(msg("share of the client's revenue"))),
                ("□", colours.quiet_text, str(msg("does not buy")))]]
    if dots:
        entries.append([("●", colours.attention, str(msg("white cell: by size, what similar clients spend")))])
    return [{**key(line, dark, gap=TOP - 20 - 18 * place), "xshift": 4 - LEFT} for place, line in enumerate(entries)]


def _hover(cell: dict[Any, Any], part: float | None, currency: str) -> str:
    lines = [f"{escape(cell['name'])}: {escape(cell['category'])}"]
    if part is not None:
        lines.append(escape(msg("{revenue}, {share} of what the client buys",
                                revenue=Money(float(cell["revenue"]), currency, exact=True), share=Share(part))))
    elif pd.isna(cell["mid"]):
        lines.append(escape(msg("does not buy; too few similar clients do to say what it is worth")))
    else:
        lines.append(escape(msg("does not buy; {similar} of {peers} similar clients do", similar=Count(int(cell["similar"])),
                                peers=Count(int(cell["peers"])))))
        lines.append(escape(msg("from {low} to {high}, middle {mid}", low=Money(float(cell["low"]), currency),
                                high=Money(float(cell["high"]), currency), mid=Money(float(cell["mid"]), currency))))
    return "<br>".join(lines)


def five_bars_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """The bridge from revenue before to revenue now. answer: ``price_volume_mix``, with a total"""
    found = answer.summary
    before = (found["revenue_before"] or 0.0) - (found["left_out_before"] or 0.0)
    now = (found["revenue"] or 0.0) - (found["left_out"] or 0.0)
    steps = [Step(msg("Revenue before"), before, "before")]
    for name, label in BARS.items():
        amount = found[name] or 0.0
        role: Role = "up" if amount > 0 else "down" if amount < 0 else "other"
        steps.append(Step(label, amount, role))
    steps.append(Step(msg("Revenue now"), now, "now"))
    alt = msg("From {before} to {now}: price {price}, volume {volume}, mix {mix}, new products {new}, lost products {lost}.",
              before=Money(before, currency), now=Money(now, currency),
              **{name: Money(found[name] or 0.0, currency) for name in BARS})
    return bridge(steps, alt, currency, dark)
