"""The picture of the page Key clients: the list and those who await a decision, by their share, under the ladder's limits."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kam_core.charts.concentration import limits
from kam_core.charts.ladder import ladder
from kam_core.charts.template import Chart
from kam_core.i18n import Message, Share, msg
from kam_core.metrics.answer import Figure
from kam_core.metrics.key_list import STANDINGS
from kam_core.metrics.words import BASE, OF_BASE
from kam_core.settings import Settings

ROWS = 20
"""How many clients the picture shows."""
PART = 16
"""Characters of the name of a manager or unit that stand after a client's name."""
TONES = {"listed": "ours", "awaits": "attention"}


def standing_of(rows: pd.DataFrame, summary: dict[str, Figure], base: str, settings: Settings, dark: bool) -> Chart:
    """Shares of the clients on the list, of those who await a decision, and of the others given, the largest first.

    rows, summary: of ``key_list.Standing``; base: what the shares are taken of
    """
    shown = rows[rows["share"].notna()]
    shown = shown.sort_values("share", ascending=False, kind="stable").head(ROWS)
    reasons = [_reason(row, base) for row in shown.to_dict("records")]
    frame = pd.DataFrame({
        "name": shown["name"], "share": shown["share"], "ladder": shown["ladder"],
        "tag": [str(tag) for tag, _ in reasons], "why": [str(why) for _, why in reasons],
        "tone": [TONES.get(where, "rest") for where in shown["standing"]],
    })
    figure, _ = ladder(frame, BASE[base], None, limits(settings), dark)
    if shown.empty:
        return figure, msg("Nobody on the list, and nobody who awaits a decision, has a share.")
    first = shown.iloc[0]
    return figure, msg(
        "Clients on the list of key clients bring {share} together; {name} is the largest shown with {most}; {awaiting} "
        "await a decision.", share=Share(float(summary["listed_share"] or 0.0)), name=str(first["name"]),
        most=Share(float(first["share"])), awaiting=int(summary["awaiting"] or 0),
    )


def _reason(row: dict[Any, Any], base: str) -> tuple[Message, Message]:
    """(tag, hover) of a client: where it stands; where it awaits a decision for less than all sales, for what."""
    where = str(row["standing"])
    if where != "awaits" or row["by_company"]:
        return STANDINGS[where], STANDINGS[where]
    parts = [(float(row[f"{part}_share"]), part) for part in ("manager", "unit") if row[f"by_{part}"]]
    if not parts:
        return msg("awaits: amount a year"), msg("awaits a decision: the amount of a year reaches the limit")
    share, part = max(parts)
    name, values = str(row[f"key_{part}"]), {"share": Share(share), "of_base": OF_BASE[base]}
    tag = msg("awaits: {share}, {part}", share=Share(share), part=name if len(name) <= PART else f"{name[:PART - 1].rstrip()}…")
    return tag, msg("awaits a decision: {share} {of_base} of the manager {name}", name=name, **values) if part == "manager" \
        else msg("awaits a decision: {share} {of_base} of the business unit {name}", name=name, **values)
