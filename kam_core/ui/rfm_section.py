"""RFM on a page: its sentence, the segments as a picture, and the names behind the one that is chosen."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kam_core.charts import rfm as charts
from kam_core.i18n import Count, Message, msg
from kam_core.metrics import Answer
from kam_core.metrics.rfm_scores import LABELS, SEGMENTS
from kam_core.ui.answers import ask, chart
from kam_core.ui.cards import measure_card
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.fragments import fragment
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.text import escape
from kam_core.ui.view import View

EVERY = "every"
FIRST = ("cannot_lose", "at_risk", "champions")
"""Whose names are asked for first: those that something can still be done about."""
KEYS = ("name", "segment", "recency_days", "frequency", "monetary", "r", "f", "m", "last_purchase", "manager", "region")
WORDS = {segment.key: segment.words for segment in SEGMENTS}


@fragment
def rfm_section(view: View) -> None:
    """A heading, the sentence, the segments, and the table of names of a segment. Draws the heading even where empty."""
    answer = ask("rfm", view)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(str(msg("How lately, how often, for how much")), width="content")
        measure_card("rfm", msg("RFM segments"))
    thesis_line(answer.thesis)
    held = held_segments(answer)
    if held:
        chart("rfm", view, partial(charts.segments_of, answer, view.open_ledger.info.currency))
        _names(view, answer, held)
    notes(answer.notes)


def held_segments(answer: Answer) -> dict[str, int]:
    """The segments that have clients, in the order of the table, with how many."""
    frame = answer.frames["segments"]
    return {str(key): int(count) for key, count in zip(frame["segment"], frame["clients"], strict=True) if count}


def _names(view: View, answer: Answer, held: dict[str, int]) -> None:
    options = [*held, EVERY]
    chosen = st.selectbox(
        str(msg("Whose names")), options, index=options.index(next((key for key in FIRST if key in held), options[0])),
        format_func=lambda key: _option(key, answer, held), key="rfm_segment", width=320,
    )
    if chosen is None or chosen == EVERY:
        rows, title = answer.rows, msg("Clients by RFM segment")
    else:
        st.caption(escape(WORDS[chosen]))
        rows, title = answer.rows[answer.rows["segment"] == chosen], LABELS[chosen]
    answer_table(rows, _columns(chosen == EVERY), title, view, "rfm_names")


def _option(key: str, answer: Answer, held: dict[str, int]) -> str:
    name: Message = msg("All segments") if key == EVERY else LABELS[key]
    return f"{name} · {Count(len(answer.rows) if key == EVERY else held[key])}"


def _columns(every: bool) -> list[Column]:
    found = []
    for column in columns("rfm", KEYS):
        if column.key == "segment":
            if every:
                found.append(Column("segment", column.label, "mark", marks=tuple(LABELS.items())))
        else:
            found.append(column)
    return found
