"""The ladder of dependence on the page Concentration: of the company, of each business unit, of each manager."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kam_core.charts import concentration as charts
from kam_core.i18n import Message, Share, msg
from kam_core.metrics import Answer
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.fragments import fragment
from kam_core.ui.notes import thesis_line
from kam_core.ui.text import escape
from kam_core.ui.view import View

PARTS: dict[str, Message] = {
    "company": msg("Company"), "unit": msg("Business units"), "manager": msg("Managers"),
}
COLUMNS = ("part", "largest", "largest_share", "ladder", "keys", "accounts_positive", "effective_accounts", "hhi",
           "revenue", "margin", "part_share")


@fragment
def ladders(view: View, answer: Answer) -> None:
    """The ladder, with the choice of whose. answer: ``concentration`` under the view's scope."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(str(msg("The ladder of dependence")), width="content")
        whose = st.segmented_control(
            str(msg("Whose ladder")), list(PARTS), default="company", format_func=lambda key: str(PARTS[key]),
            key="whose_ladder", required=True, label_visibility="collapsed",
        )
    if whose == "company":
        chart("ladder", view, partial(charts.ladder_of, answer))
        if answer.summary["disclosed"]:
            st.caption(escape(msg(
                "† {share} of the revenue or more: disclosed under ASC 280, whatever the ladder says.",
                share=Share(view.settings.number("disclosure_share"), 0),
            )))
        return
    found = ask(f"concentration_by_{whose}", view)
    thesis_line(found.thesis)
    if not found.summary["parts"]:
        return
    chart(f"ladder_{whose}", view, partial(charts.ladder_of_parts, found))
    unnamed = str(msg("not named"))
    answer_table(
        found.rows.assign(part=found.rows["part"].fillna(unnamed)), columns(found.measure, COLUMNS), PARTS[whose], view,
        f"parts_{whose}", search="part",
    )
