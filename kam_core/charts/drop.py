"""Falls of revenue: what each client brought, beside what was to be expected of it."""

from __future__ import annotations

from typing import Any

from kam_core.charts.template import SMALL, Chart, coloured, escape, figure, key, note, palette, short
from kam_core.i18n import Message, Money, Ratio, Share, msg, nmsg
from kam_core.metrics.answer import Answer

ROW = 54
MOST = 10
BARS = 0.62
"""Part of the width for the bars."""


def falls_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """A pair of bars a client that fell, the largest gap first: expected grey, what came in colour, the gap in words."""
    rows = answer.rows[answer.rows["drop"].to_numpy(dtype=bool)].head(MOST).to_dict("records") if len(answer.rows) else []
    if not rows:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("No client brings clearly less than was to be expected of it.")
    colours = palette(dark)
    places = [-i for i in range(len(rows))]
    hover = [_hover(row, currency) for row in rows]
    bars = [
        {"type": "bar", "orientation": "h", "y": [place + shift for place in places], "x": [row[side] for row in rows],
         "width": 0.2, "hovertext": hover, "hovertemplate": "%{hovertext}<extra></extra>", "marker": {"color": colour}}
        for side, shift, colour in (("expected", -0.08, colours.rest), ("actual", -0.29, colours.attention))
    ]
    notes = [key([("■", colours.rest, str(msg("expected"))), ("■", colours.attention, str(msg("came")))], dark, gap=6)]
    for row, place in zip(rows, places, strict=True):
        window = nmsg("{n} month", "{n} months", int(row["window"]))
        name = f"{short(row['name'], 34)} {coloured('· ' + escape(window), colours.quiet_text)}"
        notes.append(note(name, 0, place + 0.27, dark, yref="y", size=SMALL + 1, bgcolor=colours.paper))
        said = f"{Money(row['gap'], currency)} · {Ratio(float(row['fall']))}"
        notes.append(note(escape(said), 1, place - 0.185, dark, yref="y", xanchor="right", size=SMALL + 1))
    most = max(max(float(row["expected"]), float(row["actual"])) for row in rows)
    least = min(0.0, *(float(row["actual"]) for row in rows))
    layout = {
        "height": 34 + 6 + ROW * len(rows), "barmode": "overlay", "margin": {"l": 4, "r": 4, "t": 34, "b": 6},
        "xaxis": {"visible": False, "range": [least, most], "domain": [0, BARS]},
        "yaxis": {"visible": False, "range": [-len(rows) + 0.5, 0.5]}, "annotations": notes,
    }
    return figure(bars, layout, dark), _alt(rows[0], currency)


def _hover(row: dict[Any, Any], currency: str) -> str:
    lines = [
        row["name"],
        nmsg("the last {n} month", "the last {n} months", int(row["window"])),
        msg("expected {amount}", amount=Money(row["expected"], currency, exact=True)),
        msg("came {amount}", amount=Money(row["actual"], currency, exact=True)),
        msg("by chance alone in {share} of months at most", share=Share(max(float(row["p"]), 1e-9))),
    ]
    return "<br>".join(escape(line) for line in lines)


def _alt(row: dict[Any, Any], currency: str) -> Message:
    return nmsg("{name} brought {came} in {n} month, where {usual} was to be expected.",
                "{name} brought {came} in {n} months, where {usual} was to be expected.", int(row["window"]),
                name=str(row["name"]), came=Money(row["actual"], currency), usual=Money(row["expected"], currency))
