"""What is owed, by how long it has been overdue."""

from __future__ import annotations

from collections.abc import Sequence

from kam_core.charts.template import SMALL, Chart, escape, figure, note, palette
from kam_core.i18n import Message, Money, Share, msg, nmsg

ROW = 44


def aging(rows: Sequence[tuple[Message, float, int]], currency: str, dark: bool) -> Chart:
    """A bar for each age; the first, what is not due yet, is grey, and what is overdue is marked.

    rows: (age, money, clients), in the order shown, the first not due
    """
    colours = palette(dark)
    whole = sum(amount for _, amount, _ in rows)
    if not whole:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("Nothing is owed.")
    places = [-i for i in range(len(rows))]
    hover = [
        "<br>".join([escape(age), str(Money(amount, currency, exact=True)), str(Share(amount / whole)),
                     escape(nmsg("{n} client", "{n} clients", clients))])
        for age, amount, clients in rows
    ]
    bars = {
        "type": "bar", "orientation": "h", "y": [place - 0.18 for place in places], "x": [amount for _, amount, _ in rows],
        "width": 0.34, "marker": {"color": [colours.rest, *[colours.attention] * (len(rows) - 1)]},
        "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
    }
    notes = []
    for (age, amount, clients), place in zip(rows, places, strict=True):
        who = nmsg("{n} client", "{n} clients", clients)
        notes.append(note(f"{escape(age)} · {escape(who)}", 0, place + 0.24, dark, yref="y", size=SMALL + 1))
        said = f"{Money(amount, currency)} · {Share(amount / whole)}"
        notes.append(note(escape(said), 1, place - 0.18, dark, yref="y", xanchor="right", size=SMALL + 1))
    layout = {
        "height": 12 + ROW * len(rows), "margin": {"l": 4, "r": 4, "t": 6, "b": 6},
        "xaxis": {"visible": False, "range": [0, max(amount for _, amount, _ in rows)], "domain": [0, 0.62]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.55, 0.5]},
        "annotations": notes,
    }
    late = sum(amount for _, amount, _ in rows[1:])
    alt = msg("{owed} is owed; {late} of it ({share}) is overdue.", owed=Money(whole, currency), late=Money(late, currency),
              share=Share(late / whole))
    return figure([bars], layout, dark), alt
