"""What changed: a sentence each, the most money first; a sentence opens the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kam_core.i18n import Message, msg
from kam_core.metrics import Change
from kam_core.ui.columns import Column
from kam_core.ui.fragments import fragment
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View

ALONE: dict[str, Message] = {
    "at_a_loss": msg("Margin"), "late": msg("Brought in twelve months"), "detractors": msg("Revenue"),
    "requests": msg("Revenue"),
}
"""Kinds that have one amount a client, and what it is."""


@fragment
def what_changed(items: Sequence[Change], nothing: Message, view: View) -> None:
    """The sentences. nothing: what is said when there are none."""
    if not items:
        st.caption(escape(nothing))
    for place, item in enumerate(items):
        if item.rows.empty:
            st.markdown(escape(item.message))
            continue
        key = f"changed_{place}_{item.kind}"
        with st.expander(escape(item.message), key=key, on_change="rerun") as opened:
            if opened.open:
                table(item.rows, _columns(item), key, alt=item.message, currency=view.open_ledger.info.currency)


def _columns(item: Change) -> list[Column]:
    """Name and amounts; where one side is empty (new, lost), the other says it all."""
    name, now = Column("name", msg("Client")), Column("now", msg("Now"), "money")
    before = Column("before", msg("A year before"), "money")
    if item.kind in ALONE:
        return [name, Column("now", ALONE[item.kind], "money")]
    if item.kind == "drop":
        return [name, Column("before", msg("Expected"), "money"), Column("now", msg("Came"), "money"),
                Column("change", msg("Missing"), "money")]
    if not item.rows["before"].fillna(0).any():
        return [name, now]
    if not item.rows["now"].fillna(0).any():
        return [name, before]
    return [name, before, now, Column("change", msg("Change"), "money")]
