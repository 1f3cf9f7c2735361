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
                chosen = [column for column in _columns(item) if item.rows[column.key].notna().any()]
                table(item.rows, chosen, key, alt=item.message, currency=view.open_ledger.info.currency)


def _columns(item: Change) -> list[Column]:
    name = Column("name", msg("Client"))
    if item.kind == "at_a_loss":
        return [name, Column("now", msg("Margin"), "money")]
    return [
        name, Column("before", msg("A year before"), "money"), Column("now", msg("Now"), "money"),
        Column("change", msg("Change"), "money"),
    ]
