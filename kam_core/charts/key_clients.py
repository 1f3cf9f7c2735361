"""The picture of the page Key clients: the list and those who await a decision, by their share, under the ladder's limits."""

from __future__ import annotations

import pandas as pd

from kam_core.charts.concentration import limits
from kam_core.charts.ladder import ladder
from kam_core.charts.template import Chart
from kam_core.i18n import Share, msg
from kam_core.metrics.answer import Figure
from kam_core.metrics.key_list import STANDINGS
from kam_core.metrics.words import BASE
from kam_core.settings import Settings

ROWS = 20
"""How many clients the picture shows."""
TONES = {"listed": "ours", "awaits": "attention"}


def standing_of(rows: pd.DataFrame, summary: dict[str, Figure], base: str, settings: Settings, dark: bool) -> Chart:
    """Shares of the clients on the list, of those who await a decision, and of the others given, the largest first.

    rows, summary: of ``key_list.Standing``; base: what the shares are taken of
    """
    shown = rows[rows["share"].notna()]
    shown = shown.sort_values("share", ascending=False, kind="stable").head(ROWS)
    frame = pd.DataFrame({
        "name": shown["name"], "share": shown["share"], "ladder": shown["ladder"],
        "tag": [str(STANDINGS[where]) for where in shown["standing"]],
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
