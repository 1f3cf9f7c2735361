"""What stands around the list of the page Today: whose clients, by manager, what is out of sight, the file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from kam_core.i18n import Day, Joined, Message, Money, msg, nmsg
from kam_core.metrics.attention_desk import looked_at
from kam_core.metrics.attention_said import BOOK, BOOK_WORD, KINDS, STEPS
from kam_core.ui import address
from kam_core.ui.calendar_mine import my_calendar
from kam_core.ui.client_tables import WIDTH, answer_table
from kam_core.ui.columns import Column
from kam_core.ui.downloads import download_xlsx
from kam_core.ui.empty import empty
from kam_core.ui.key_desk import WHO
from kam_core.ui.key_tables import moment
from kam_core.ui.links import page_link
from kam_core.ui.registry import has
from kam_core.ui.text import escape
from kam_core.ui.today_view import TodayView, undo

ALL = ""
STATES: dict[str, Message] = {
    "done": msg("done"), "later": msg("later"), "not_relevant": msg("not relevant"),
}
COLUMNS = (
    Column("name", msg("Client"), width=WIDTH), Column("step", msg("What to do"), "mark", marks=tuple(STEPS.items())),
    Column("kind", msg("Kind of reason"), "mark", marks=(*KINDS.items(), (BOOK, BOOK_WORD))),
    Column("reason", msg("Why"), width="large"),
    Column("next", msg("Next step"), width="large"), Column("detail", msg("In the client's words")),
    Column("stake", msg("Money at stake"), "money"), Column("began", msg("Since"), "day"),
    Column("age_days", msg("For days"), "count"), Column("manager", msg("Manager")),
)
MANAGERS = (
    Column("manager", msg("Manager"), width=WIDTH), Column("clients", msg("Clients"), "count"),
    Column("items", msg("Reasons"), "count"), Column("stake", msg("Money at stake"), "money"),
)
MOST_HIDDEN = 50
"""So many of what is out of sight are shown, the last marked first."""


def today_controls(found: TodayView) -> None:
    """Whose clients, who marks, the file of the whole list, one's own calendar."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="today_controls"):
        _whose(found)
        if not found.view.member.email:
            st.session_state[WHO] = st.text_input(
                str(msg("Your name")), str(st.session_state.get(WHO, "")), key="today_who", width=220,
                help=str(msg("Stands in the log beside what you mark.")),
            )
        if len(found.desk.rows):
            download_xlsx(found.desk.rows, COLUMNS, msg("What needs attention"), found.view, "today")
        my_calendar(found.view)


def _whose(found: TodayView) -> None:
    """Choose a manager: the choice is the filter of the scope, so every page that is opened from here keeps it."""
    chosen, managers = found.view.scope.values("manager"), found.desk.managers
    known = [each for each in managers["manager"].tolist() if isinstance(each, str)]
    if len(chosen) != 1 and len(known) < 2:
        return
    currency = found.view.open_ledger.info.currency
    labels = {ALL: str(msg("All managers"))}
    for row in managers.to_dict("records"):
        if isinstance(row["manager"], str):
            labels[row["manager"]] = str(msg(
                "{manager}: {clients}, {amount}", manager=row["manager"], amount=Money(float(row["stake"]), currency),
                clients=nmsg("{n} client", "{n} clients", int(row["clients"])),
            ))
    now = chosen[0] if len(chosen) == 1 else ALL
    options = [*labels, *([now] if now not in labels else [])]
    st.session_state["today_manager"] = now
    st.selectbox(str(msg("Whose clients")), options, format_func=lambda key: labels.get(key, key), key="today_manager",
                 on_change=_choose, width=420)


def _choose() -> None:
    address.put("manager", st.session_state["today_manager"])


def today_managers(found: TodayView) -> None:
    """Counts and money by manager, where there are several."""
    if len(found.desk.managers) > 1:
        rows = found.desk.managers.copy()
        rows["manager"] = rows["manager"].astype(object).where(rows["manager"].notna(), str(msg("no manager named")))
        answer_table(rows, MANAGERS, msg("By manager"), found.view, "today_managers", search="manager")


def today_hidden(found: TodayView) -> None:
    """What is out of sight: who marked it, when and why; each can be shown again."""
    hidden = found.desk.hidden
    if hidden.empty:
        return
    label = nmsg("Show {n} reason that is out of sight", "Show {n} reasons that are out of sight", len(hidden))
    if not st.toggle(str(label), key="today_hidden"):
        return
    for row in hidden.head(MOST_HIDDEN).to_dict("records"):
        with st.container(border=True, gap="small"):
            st.markdown(f"**{escape(row['name'] or row['account_id'])}** · {escape(row['reason'])}")
            said = [str(STATES[row["state"]]), *([str(msg("until {day}", day=Day(row["until"])))] if row["until"] else []),
                    row["who"], moment(row["at"]), *([f"«{row['why']}»"] if row["why"] else [])]
            st.caption(escape(" · ".join(said)))
            if found.book.reach.may_edit(row["account_id"]):
                st.button(str(msg("Show again")), key=f"today_back_{row['key']}", icon=":material/undo:", on_click=undo,
                          args=(found, row["key"]))
    if len(hidden) > MOST_HIDDEN:
        st.caption(escape(nmsg("The last {n} is shown.", "The last {n} are shown.", MOST_HIDDEN)))


def today_empty(found: TodayView) -> None:
    """What was looked at where nothing needs anybody."""
    looked = looked_at(found.answer)
    if looked:
        empty(msg("Looked at: {kinds}.", kinds=Joined(looked)), link=False)
    else:
        empty(msg("There is too little here yet to tell who needs you."))


def today_missing(found: TodayView) -> None:
    """Which data would add to the list."""
    if not found.answer.notes:
        return
    st.caption("  \n".join(f":material/info: {escape(note)}" for note in found.answer.notes))
    if has("data") and not pd.Series(found.answer.frames["kinds"]["known"]).all():
        page_link("data", msg("Bring data in"))
