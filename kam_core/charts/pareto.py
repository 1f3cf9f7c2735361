"""How few clients make how much: the cumulative share, largest clients first."""

from __future__ import annotations

from collections.abc import Sequence

from kam_core.charts.template import (
    SMALL,
    Chart,
    count_axis,
    escape,
    figure,
    note,
    palette,
    rule,
    share_axis,
    thinned,
)
from kam_core.i18n import Count, Message, Share, msg, nmsg


def pareto(
    clients: Sequence[float], together: Sequence[float], goal: float, needed: int | None, base: Message,
    dark: bool, height: int = 320,
) -> Chart:
    """The Pareto curve with the point where ``goal`` is reached.

    clients: number of clients, ascending, from 0; together: their share together (0-1)
    goal: a share (0-1); needed: how many clients reach it, None where nothing is positive; base: what is shared
    """
    colours = palette(dark)
    total = round(clients[-1]) if len(clients) else 0
    if not total or needed is None:
        return figure([], {"height": height, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There is nothing to share out.")
    nearest = [place for place, count in enumerate(clients) if round(count) == needed]
    keep = thinned(len(clients), keep=nearest)
    x, y = [round(clients[i]) for i in keep], [together[i] for i in keep]
    at = dict(zip(x, y, strict=True)).get(needed, goal)
    hover = [
        str(nmsg("{base}: {n} largest client, {share}", "{base}: {n} largest clients, {share}", count,
                 share=Share(share), base=base))
        for count, share in zip(x, y, strict=True)
    ]
    dots = "lines+markers" if total <= 30 else "lines"
    curve = {
        "type": "scatter", "mode": dots, "x": x, "y": y, "line": {"color": colours.ours, "width": 2.5},
        "marker": {"size": 5}, "hovertext": [escape(text) for text in hover],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    point = {
        "type": "scatter", "mode": "markers", "x": [needed], "y": [at], "hoverinfo": "skip",
        "marker": {"size": 10, "color": colours.attention, "line": {"width": 2, "color": colours.paper}},
    }
    says = nmsg("{n} client makes {goal}", "{n} clients make {goal}", needed, goal=Share(goal, 0))
    right = needed < total * 0.45
    layout = {
        "height": height, "margin": {"l": 52, "r": 16, "t": 16, "b": 46},
        "xaxis": {**count_axis(total), "range": [0, total * 1.02],
                  "title": {"text": str(msg("clients, largest first"))}},
        "yaxis": {**share_axis(1), "range": [0, 1.03]},
        "shapes": [rule(dark, xref="paper", x0=0, x1=1, y0=goal, y1=goal), rule(dark, x0=needed, x1=needed, y0=0, y1=at)],
        "annotations": [
            note(escape(says), needed, 0.08, dark, xref="x", yref="y", xanchor="left" if right else "right",
                 xshift=6 if right else -6, size=SMALL + 1),
        ],
    }
    alt = nmsg(
        "{base}: {n} client of {total} makes {goal}.", "{base}: {n} clients of {total} make {goal}.", needed,
        total=Count(total), goal=Share(goal, 0), base=base,
    )
    return figure([curve, point], layout, dark), alt


