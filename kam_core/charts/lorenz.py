"""How unequal the clients are: the Lorenz curve against equality."""

from __future__ import annotations

from collections.abc import Sequence

from kam_core.charts.template import SMALL, Chart, escape, figure, note, palette, share_axis, thinned
from kam_core.i18n import Message, Number, Share, msg


def lorenz(
    clients: Sequence[float], amount: Sequence[float], gini: float | None, base: Message, dark: bool, height: int = 320
) -> Chart:
    """The Lorenz curve.

    clients: share of clients (0-1), smallest first, from 0 to 1; amount: their share of the base (0-1)
    gini: the coefficient (0-1), None where nothing is positive; base: what is shared
    """
    if not len(clients) or gini is None:
        return figure([], {"height": height, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("There is nothing to share out.")
    colours = palette(dark)
    keep = thinned(len(clients))
    x, y = [clients[i] for i in keep], [amount[i] for i in keep]
    hover = [
        escape(msg("{base}: the smallest {part} of clients bring {share}", part=Share(part), share=Share(share),
                   base=base))
        for part, share in zip(x, y, strict=True)
    ]
    equal = {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "hoverinfo": "skip",
             "line": {"color": colours.rest, "width": 1.5}}
    curve = {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": colours.ours, "width": 2.5},
             "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>"}
    axis = share_axis(1)
    layout = {
        "height": height, "margin": {"l": 52, "r": 16, "t": 16, "b": 46},
        "xaxis": {**axis, "range": [0, 1.02], "title": {"text": str(msg("share of clients, smallest first"))}},
        "yaxis": {**axis, "range": [0, 1.03]},
        "annotations": [
            note(str(msg("if all were equal")), 0.62, 0.66, dark, xref="x", yref="y", xanchor="right",
                 yanchor="bottom", colour=colours.quiet_text),
            note(str(msg("Gini {value}", value=Number(gini, 2))), 0.03, 0.97, dark, yanchor="top", size=SMALL + 1,
                 colour=colours.ours),
        ],
    }
    alt = msg("Lorenz curve ({base}): Gini {value}, where 0 is equal and 1 is everything with one client.", base=base,
              value=Number(gini, 2))
    return figure([equal, curve], layout, dark), alt
