"""Before and after: a few totals as they are, and as they would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kam_core.charts.template import SMALL, Chart, escape, figure, key, note, palette
from kam_core.i18n import Message, Money, Ratio, msg

ROW = 64


def before_after(
    rows: Sequence[tuple[Message, float | None, float | None]], currency: str, dark: bool
) -> Chart:
    """Pairs of bars on one scale from zero: as it is (grey), as it would be (ours).

    rows: (what, now, then), money; None where it is not known, and such rows are left out
    """
    colours = palette(dark)
    known = [(what, now, then) for what, now, then in rows if now is not None and then is not None]
    low = min([0.0, *(min(now, then) for _, now, then in known)])
    high = max([0.0, *(max(now, then) for _, now, then in known)]) or 1.0
    places = [-i for i in range(len(known))]
    bars: list[dict[str, Any]] = []
    notes = [key([("■", colours.rest, str(msg("now"))), ("■", colours.ours, str(msg("then")))], dark, gap=6)]
    for shift, colour, side in ((0.05, colours.rest, 1), (-0.25, colours.ours, 2)):
        bars.append({
            "type": "bar", "orientation": "h", "y": [place + shift for place in places],
            "x": [row[side] for row in known], "width": 0.26, "marker": {"color": colour},
            "hovertext": [_hover(what, now, then, currency) for what, now, then in known],
            "hovertemplate": "%{hovertext}<extra></extra>",
        })
    for (what, now, then), place in zip(known, places, strict=True):
        notes.append(note(escape(what), 0, place + 0.36, dark, yref="y", size=SMALL + 1))
        for shift, value in ((0.05, now), (-0.25, then)):
            notes.append(note(str(Money(value, currency)), 1, place + shift, dark, yref="y", xanchor="right",
                              size=SMALL + 1, colour=colours.quiet_text if shift > 0 else colours.ink))
    layout = {
        "height": 34 + 8 + ROW * max(len(known), 1), "barmode": "overlay", "margin": {"l": 4, "r": 4, "t": 34, "b": 8},
        "xaxis": {"visible": False, "range": [low, high], "domain": [0, 0.7]},
        "yaxis": {"visible": False, "range": [-len(known) + 0.55, 0.55]},
        "annotations": notes,
    }
    return figure(bars, layout, dark), _alt(known, currency)


def _hover(what: Message, now: float, then: float, currency: str) -> str:
    lines = [escape(what), str(msg("now: {amount}", amount=Money(now, currency, exact=True))),
             str(msg("then: {amount}", amount=Money(then, currency, exact=True)))]
    if now > 0:
        lines.append(str(msg("change: {change}", change=Ratio(then / now - 1))))
    return "<br>".join(lines)


def _alt(rows: Sequence[tuple[Message, float, float]], currency: str) -> Message:
    if not rows:
        return msg("There is nothing to compare.")
    what, now, then = rows[0]
    return msg("{what}: {now} now, {then} then.", what=what, now=Money(now, currency), then=Money(then, currency))
