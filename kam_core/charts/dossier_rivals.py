"""Who has how much of what a client spends: bars with their names above them, ours first."""

from __future__ import annotations

from typing import Any

from kam_core.charts.template import SMALL, Chart, escape, figure, note, palette, share_axis, short
from kam_core.i18n import Message, Share, msg
from kam_core.metrics.dossier_rivals import Wallet

ROW = 40
MOST = 8
"""So many competitors are drawn, the largest first."""


def wallet(found: Wallet, dark: bool) -> Chart:
    """Shares of the wallet: ours, each competitor's as it was estimated, and what nobody is written down for."""
    colours = palette(dark)
    rows: list[tuple[str, float, str, str]] = []
    if found.share is not None:
        rows.append((str(msg("we")), found.share, colours.ours, ""))
    rows += [(name, share, colours.rest, str(msg("estimate"))) for name, share in found.rivals[:MOST]]
    if found.rest:
        rows.append((str(msg("others, or not known")), found.rest, colours.grid, ""))
    places = [-i for i in range(len(rows))]
    hover = [f"{escape(name)}: {escape(Share(share))}" for name, share, _, _ in rows]
    traces: list[dict[str, Any]] = [{
        "type": "bar", "orientation": "h", "y": [place - 0.2 for place in places], "x": [share for _, share, _, _ in rows],
        "width": 0.3, "marker": {"color": [colour for _, _, colour, _ in rows], "line": {"width": 1, "color": colours.rest}},
        "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>",
    }]
    notes = []
    for place, (name, share, _, word) in zip(places, rows, strict=True):
        tag = f" · {escape(word)}" if word else ""
        notes.append(note(f"{short(name, 30)}{tag}", 0, place + 0.2, dark, yref="y", size=SMALL + 1))
        notes.append(note(str(Share(share)), 1, place - 0.2, dark, yref="y", xanchor="right", size=SMALL + 1))
    high = max([share for _, share, _, _ in rows], default=1.0)
    layout = {
        "height": 34 + ROW * max(len(rows), 1), "margin": {"l": 4, "r": 4, "t": 6, "b": 24},
        "xaxis": {**share_axis(high, 3), "range": [0, high * 1.02], "domain": [0, 0.82]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.5]}, "annotations": notes,
    }
    return figure(traces, layout, dark), _alt(found)


def _alt(found: Wallet) -> Message:
    first = found.rivals[0] if found.rivals else None
    if found.share is None and first is None:
        return msg("Nobody's share of the wallet is known.")
    if found.share is None and first is not None:
        return msg("{name} has the largest estimated share of the wallet: {share}; ours is not known.", name=first[0],
                   share=Share(first[1]))
    ours = Share(found.share or 0.0)
    if first is None:
        return msg("We have {ours} of the wallet; no competitor's share is written down.", ours=ours)
    return msg("We have {ours} of the wallet; the largest competitor, {name}, an estimated {share}.", ours=ours, name=first[0],
               share=Share(first[1]))
