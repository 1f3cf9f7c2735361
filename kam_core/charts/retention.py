"""The pictures of the page Retention."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd

from kam_core.charts.bridge import Role, Step, bridge
from kam_core.charts.matrix import blend, readable
from kam_core.charts.template import Chart, escape, figure, note, palette, short
from kam_core.i18n import Count, Message, Money, Number, Share, msg, nmsg
from kam_core.metrics.answer import Answer

NAMES: dict[str, tuple[Message, Role]] = {
    "lost": (msg("Lost"), "down"), "shrunk": (msg("Bring less"), "down"), "grown": (msg("Bring more"), "up"),
    "won_back": (msg("Won back"), "up"), "new": (msg("New"), "up"), "returns": (msg("Returns only"), "other"),
    "served": (msg("Costs to serve without sales"), "other"), "unassigned": (msg("No client named"), "other"),
}
"""The steps of the bridge, in their order."""
ALWAYS = ("lost", "shrunk", "grown", "new")
COHORTS, QUARTERS = 12, 12
"""How many cohorts the triangle shows, the youngest ones, and how many quarters since."""
CELL = 30
"""Pixels of the height of a cohort."""
FULL = 1.0
"""The share that is drawn in full colour."""
MOST = 999
"""Per cent that are written in a cell at most."""


def bridge_of(answer: Answer, currency: str, dark: bool) -> Chart:
    """From the sum of the period before to that of this one. Steps without an amount are left out, but for the usual."""
    found = answer.summary
    before, now = float(found["value_before"] or 0), float(found["value_now"] or 0)
    frame = answer.frames["bridge"]
    changes: dict[str, float] = dict(zip(frame["part"], frame["change"], strict=True))
    counts: dict[str, int] = dict(zip(frame["part"], frame["clients"], strict=True))
    steps = [Step(msg("The period before"), before, "before")]
    for part, (name, role) in NAMES.items():
        amount, clients = float(changes[part]), int(counts[part])
        if amount or part in ALWAYS:
            steps.append(Step(name, amount, role, nmsg("{n} client", "{n} clients", clients) if clients else None))
    steps.append(Step(msg("This period"), now, "now"))
    alt = msg("From {before} to {now}: lost {lost}, less {less}, more {more}, won back {back}, new {new}.",
              before=Money(before, currency), now=Money(now, currency), lost=Money(changes["lost"], currency),
              less=Money(changes["shrunk"], currency), more=Money(changes["grown"], currency),
              back=Money(changes["won_back"], currency), new=Money(changes["new"], currency))
    return bridge(steps, alt, currency, dark)


def quarter(day: datetime.date) -> Message:
    """A quarter as an axis names it: Q3 26 · 3 кв. 26."""
    return msg("Q{number} {year}", number=str((day.month + 2) // 3), year=f"{day.year % 100:02d}")


def cohorts_of(answer: Answer, money: bool, least: int, currency: str, dark: bool) -> Chart:
    """The triangle: a row a cohort, oldest first; a cell a quarter since; blank where nothing is observed.

    money: what the cohort brought against its first quarter, else the share of its clients that bought
    least: cohorts of fewer clients give counts, not per cent
    """
    rows = answer.rows
    starts = sorted(rows["cohort"].unique())[-COHORTS:]
    rows = rows[rows["cohort"].isin(starts) & (rows["quarter"] < QUARTERS)]
    if rows.empty:
        return figure([], {"height": 120, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("No cohort is known yet.")
    shares = rows["value_share" if money else "active_share"]
    since = int(rows["quarter"].max()) + 1
    cells: list[list[float | None]] = [[None] * since for _ in starts]
    hover = [[""] * since for _ in starts]
    names: list[dict[str, Any]] = []
    colours = palette(dark)
    for row, share in zip(rows.to_dict("records"), shares.tolist(), strict=True):
        line, at = starts.index(row["cohort"]), int(row["quarter"])
        if pd.isna(row["active"]) or pd.isna(share):
            continue
        few = int(row["clients"]) < least and not money
        cells[line][at] = min(max(float(share), 0.0), FULL)
        hover[line][at] = _hover(row, currency)
        said = f"{int(row['active'])}/{int(row['clients'])}" if few else str(Number(min(100 * share, MOST)))
        if share > MOST / 100:
            said = f">{said}"
        names.append(note(said, at, line, dark, xref="x", yref="y", xanchor="center", size=11,
                          colour=readable(blend(colours.ours, colours.raised, cells[line][at] or 0.0), dark)))
    sizes = rows[rows["quarter"] == 0].set_index("cohort")["clients"]
    heat = {
        "type": "heatmap", "z": cells, "x": list(range(since)), "y": list(range(len(starts))), "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>", "hoverongaps": False, "showscale": False, "xgap": 2, "ygap": 2,
        "zmin": 0, "zmax": FULL, "colorscale": [[0, colours.raised], [1, colours.ours]],
    }
    labels = [short(f"{quarter(start)} · {Count(int(sizes.get(start, 0)))}", 18) for start in starts]
    every = 1 if since <= 8 else 2
    layout = {
        "height": 44 + 10 + CELL * len(starts), "margin": {"l": 100, "r": 4, "t": 44, "b": 10},
        "xaxis": {"side": "top", "tickvals": list(range(0, since, every)),
                  "ticktext": [f"+{at}" for at in range(0, since, every)],
                  "title": {"text": str(msg("quarters since the first purchase")), "standoff": 4},
                  "range": [-0.5, since - 0.5]},
        "yaxis": {"tickvals": list(range(len(starts))), "ticktext": labels, "range": [len(starts) - 0.5, -0.5]},
        "annotations": names,
    }
    return figure([heat], layout, dark), _alt(answer, starts[0])


def _hover(row: dict[Any, Any], currency: str) -> str:
    lines = [
        nmsg("first bought in {quarter}, {n} quarter later", "first bought in {quarter}, {n} quarters later",
             int(row["quarter"]), quarter=quarter(row["cohort"])),
        msg("{active} of {clients} clients bought: {share}", active=Count(int(row["active"])),
            clients=Count(int(row["clients"])), share=Share(float(row["active_share"]))),
        msg("they brought {amount}", amount=Money(row["value"], currency, exact=True)),
    ]
    if not pd.isna(row["value_share"]):
        lines.append(msg("{share} of the first quarter", share=Share(float(row["value_share"]))))
    return "<br>".join(escape(line) for line in lines)


def _alt(answer: Answer, first: datetime.date) -> Message:
    known = answer.summary["year_share"]
    if known is None:
        return msg("Cohorts by quarter of the first purchase, from {first}: the share that buys in each quarter since.",
                   first=quarter(first))
    return msg("Cohorts by quarter of the first purchase, from {first}: a year later {share} of the new clients buy.",
               first=quarter(first), share=Share(known))
