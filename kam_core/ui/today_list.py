"""The list of the page Today: what to do, for whom, why, and what became of it."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from kam_core.i18n import Count, Day, Message, Money, msg, nmsg
from kam_core.metrics.attention_desk import Need
from kam_core.metrics.attention_said import BOOK, PAGE_OF, STEPS
from kam_core.ui import client_list
from kam_core.ui.links import page_link
from kam_core.ui.registry import has, page
from kam_core.ui.text import escape
from kam_core.ui.today_view import TodayView, save, who

FIRST = 5
"""So many clients of a step are shown at first, and so many more each time."""
ITEMS = 3
"""So many items of a client are shown at first."""
HEADS: dict[str, Message] = {
    "solve": msg("Their requests wait past the limit"), "do": msg("Tasks, promises, next steps and contracts are due"),
    "call": msg("Late, fallen, or not satisfied"),
    "collect": msg("Their debts are overdue"), "win_back": msg("They have left"), "review": msg("Worth a look"),
}
ASKING = "today_asking"
"""(key of the item, later or not_relevant) whose form is open."""


def today_list(found: TodayView) -> None:
    """The clients by what to do, the most urgent first, at most as many as the setting attention_shown."""
    most = int(found.view.settings.number("attention_shown"))
    left = most
    client_list.remember(page("today").title, [str(id) for id in found.desk.rows["account_id"].unique()])
    for step, title in STEPS.items():
        count = found.desk.count(step)
        if not count:
            continue
        st.subheader(escape(msg("{step}: {clients}", step=title, clients=nmsg("{n} client", "{n} clients", count))))
        st.caption(escape(HEADS[step]))
        wanted = min(int(st.session_state.get(f"today_more_{step}", FIRST)), left)
        for need in found.desk.needs(step, wanted):
            _client(found, need)
        allowed = min(count, left)
        left -= allowed
        if wanted < allowed:
            st.button(
                str(nmsg("Show {n} more", "Show {n} more", min(FIRST * 2, allowed - wanted))), key=f"today_show_{step}",
                icon=":material/expand_more:", type="tertiary", on_click=_more, args=(step, wanted + FIRST * 2),
            )
    clients = int(found.desk.summary["clients"] or 0)
    if clients > most:
        st.caption(escape(msg("{shown} of {all} clients are shown here; the file has them all.", shown=Count(most),
                              all=Count(clients))))


def _more(step: str, wanted: int) -> None:
    st.session_state[f"today_more_{step}"] = wanted


def _client(found: TodayView, need: Need) -> None:
    """One client: its name and money, then its items, the strongest first."""
    currency = found.view.open_ledger.info.currency
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, horizontal_alignment="distribute", gap="small"):
            if found.view.may_open_dossiers:
                page_link("dossier", msg("{name}", name=need.name), client=need.client_id)
            else:
                st.markdown(f"**{escape(need.name)}**", width="content")
            stake = str(msg("{amount} at stake", amount=Money(need.stake, currency))) if need.stake else ""
            parts = [stake, need.manager or ""]
            st.caption(escape(" · ".join(filter(None, parts))), width="content")
        whole = need.client_id in st.session_state.setdefault("today_open", set())
        for item in need.items if whole else need.items[:ITEMS]:
            _item(found, item)
        if len(need.items) > ITEMS and not whole:
            st.button(
                str(nmsg("{n} more reason", "{n} more reasons", len(need.items) - ITEMS)), key=f"today_all_{need.client_id}",
                type="tertiary", icon=":material/expand_more:", on_click=_open, args=(need.client_id,),
            )


def _open(client: str) -> None:
    st.session_state["today_open"] = {*st.session_state.get("today_open", set()), client}


def _item(found: TodayView, item: dict[Any, Any]) -> None:
    """A reason, the next step, and the buttons."""
    key, target = item["key"], PAGE_OF.get(item["kind"], "dossier")
    text = [escape(item["reason"])]
    if isinstance(item["detail"], str) and item["detail"].strip():
        text.append(f"*«{escape(item['detail'])}»*")
    text.append(f":small[:gray[{escape(item['next'])}]]")
    words, buttons = st.columns([6, 5], gap="small", vertical_alignment="center")
    words.markdown("  \n".join(text))
    with buttons, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if found.book.reach.may_edit(item["account_id"]):
            st.button(str(msg("Done")), key=f"today_done_{key}", icon=":material/check:", on_click=_done, args=(found, item))
            st.button(str(msg("Later")), key=f"today_later_{key}", icon=":material/schedule:", on_click=_ask,
                      args=(key, "later"))
            st.button(str(msg("Not relevant")), key=f"today_not_{key}", icon=":material/block:", on_click=_ask,
                      args=(key, "not_relevant"))
        if item["kind"] == BOOK and has(target):
            page_link(target, msg("Open in the dossier"), client=item["account_id"], part=item["part"], show=item["show"])
        elif has(target):
            page_link(target, page(target).title)
    if st.session_state.get(ASKING) == (key, "later"):
        _later(found, item)
    elif st.session_state.get(ASKING) == (key, "not_relevant"):
        _not_relevant(found, item)


def _ask(key: str, state: str) -> None:
    """Open the form of a button; pressed again, it closes."""
    st.session_state[ASKING] = None if st.session_state.get(ASKING) == (key, state) else (key, state)


def _mark(found: TodayView, item: dict[Any, Any], state: str, what: Message, *, why: str = "",
          until: datetime.date | None = None) -> bool:
    return save(
        lambda: found.book.marks.put(
            item["key"], item["account_id"], item["kind"], state, who=who(found.view), why=why, until=until,
            expected=item["version"],
        ),
        what, item["key"],
    )


def _done(found: TodayView, item: dict[Any, Any]) -> None:
    _mark(found, item, "done", msg("{name}: done", name=_name(item)))
    st.session_state[ASKING] = None


def _later(found: TodayView, item: dict[Any, Any]) -> None:
    """Until which day; a week by default."""
    usual = found.today + datetime.timedelta(days=int(found.view.settings.number("attention_later_days")))

    def put() -> None:
        day = st.session_state["today_until"]
        if _mark(found, item, "later", msg("{name}: out of sight until {day}", name=_name(item), day=Day(day)), until=day,
                 why=st.session_state["today_why"]):
            st.session_state[ASKING] = None

    with st.form("today_form", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.date_input(str(msg("Out of sight until")), usual, min_value=found.today + datetime.timedelta(days=1),
                      format="DD.MM.YYYY", key="today_until", width=180)
        st.text_input(str(msg("Why (may be empty)")), key="today_why", width=320)
        st.form_submit_button(str(msg("Save")), type="primary", key="today_save", on_click=put)


def _not_relevant(found: TodayView, item: dict[Any, Any]) -> None:
    """Why not."""
    def put() -> None:
        if _mark(found, item, "not_relevant", msg("{name}: not relevant", name=_name(item)), why=st.session_state["today_why"]):
            st.session_state[ASKING] = None

    with st.form("today_form", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(str(msg("Why it is not relevant")), key="today_why", width=420)
        st.form_submit_button(str(msg("Save")), type="primary", key="today_save", on_click=put)


def _name(item: dict[Any, Any]) -> str:
    return str(item["name"] or item["account_id"])
