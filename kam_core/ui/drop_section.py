"""Falls of revenue on a page: the sentence, figures, the picture, the names, and what such falls have meant in the past."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kam_core.charts import drop as charts
from kam_core.i18n import Message, Number, msg
from kam_core.metrics.drop import METHODS
from kam_core.ui.answers import ask, chart
from kam_core.ui.cards import measure_card
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.fragments import fragment
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.retention_parts import per_hundred
from kam_core.ui.values import count, money
from kam_core.ui.view import View

SHOWN: dict[str, Message] = {
    "told": msg("Large falls"), "unlikely": msg("All falls"), "every": msg("All that were judged"),
}
KEYS = ("name", "gap", "fall", "expected", "actual", "window", "p", "since", "visible_1", "visible_3", "visible_12", "method",
        "manager", "region", "segment")


@fragment
def drop_section(view: View) -> None:
    """Who brings less than was to be expected; draws the heading and the reason even where nothing can be told."""
    answer = ask("drop", view)
    found, rows = answer.summary, answer.rows
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(str(msg("Less than was to be expected")), width="content")
        measure_card("drop", msg("Falls of revenue"))
    thesis_line(answer.thesis)
    if found["tested"]:
        currency = view.open_ledger.info.currency
        figures([
            Figure(msg("Clients that fell"), count(found["drops"]), of="drops"),
            Figure(msg("Missing"), money(found["stake"], currency), of="stake"),
            Figure(msg("Of 100 told, stayed low"), per_hundred(found["precision"]), of="precision",
                   note=_against(found["base_rate"])),
            Figure(msg("All falls"), count(found["unlikely"]), of="unlikely",
                   note=msg("by chance about {number}", number=Number(found["by_chance"] or 0.0, 1))),
        ])
        if found["drops"]:
            chart("falls", view, partial(charts.falls_of, answer, currency))
        told = {"told": rows["drop"], "unlikely": rows["unlikely"]}
        offered = [key for key in SHOWN if key == "every" or told[key].any()]
        shown = st.segmented_control(
            str(msg("Which falls")), offered, default=offered[0], format_func=lambda key: str(SHOWN[key]), key="drop_shown",
            required=True, label_visibility="collapsed",
        ) or offered[0]
        chosen = rows if shown == "every" else rows[told[shown].to_numpy(dtype=bool)]
        marked = [Column("method", column.label, "mark", marks=tuple(METHODS.items())) if column.key == "method" else column
                  for column in columns("drop", KEYS)]
        answer_table(chosen.reset_index(drop=True), marked, SHOWN[shown], view, f"drop_{shown}")
    notes(answer.notes)


def _against(base: float | None) -> Message | None:
    return None if base is None else msg("of 100 of any kind {usual}", usual=per_hundred(base))

