"""The actions of a plan: who does what by when, done with one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.i18n import Day, Message, msg, nmsg
from kam_core.metrics.plan import live, overdue
from kam_core.ui import record_state
from kam_core.ui.dossier_plan_read import PlanView
from kam_core.ui.dossier_shelves import ours, today
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_files import download_records
from kam_core.ui.record_form import Choices, record_form
from kam_core.ui.record_list import add_record, record_buttons
from kam_core.ui.record_words import lines, written
from kam_core.ui.text import escape

FIELDS = ("text", "owner", "due", "theme", "goal", "resources", "note")


def actions(known: PlanView) -> None:
    """What is to be done, what is overdue first; what is done or dropped behind a switch."""
    found, records = known.found, known.plan.actions
    goals = {each.id: str(each.get("text")) for each in known.plan.goals}
    choices: Choices = {"owner": ours(found), "goal": goals}
    waits = live(records)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(escape(_said(records, known)), anchor=False, width="content")
        download_records(found, "action", records, choices=choices)
    for each in waits:
        _action(found, each, choices, goals, known)
    if not records:
        st.caption(escape(msg("Each goal needs an action: who does what by when, to penetrate, expand or protect.")))
    start = {"owner": found.client.manager or found.who}
    add_record(found, "action", msg("Add an action"), fields=FIELDS, choices=choices, start=start)
    rest = sorted((each for each in records if each not in waits), key=lambda each: each.changed.at, reverse=True)
    label = nmsg("Show {n} action that is done or dropped", "Show {n} actions that are done or dropped", len(rest))
    if rest and st.toggle(str(label), key="plan_actions_done"):
        for each in rest[:50]:
            _action(found, each, choices, goals, known)


def _said(records: Sequence[Record], known: PlanView) -> Message:
    late, waits = len(overdue(records, known.plan.today)), len(live(records))
    if late:
        return nmsg("Actions: {n} of {all} is overdue", "Actions: {n} of {all} are overdue", late, all=waits)
    return nmsg("Actions: {n} is open", "Actions: {n} are open", waits) if waits else msg("Actions")


def _action(found: DossierView, each: Record, choices: Choices, goals: Mapping[str, str], known: PlanView) -> None:
    if record_state.is_open(each.id):
        record_form(found, "action", each.id, each, (*FIELDS, "done", "dropped"), choices=choices)
        return
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                _due(found, each, known)
                theme = kind("action").field("theme").label_of(each.get("theme"))
                if theme is not None:
                    st.badge(escape(theme), color="blue")
                st.markdown(f"**{escape(each.get('text'))}**", width="content")
            with st.container(horizontal=True, gap="xsmall", width="content"):
                record_buttons(found, each, goals)
        if each.get("note") is not None:
            st.markdown(lines(each.get("note")))
        parts = [
            None if each.get("owner") is None else msg("owner: {who}", who=str(each.get("owner"))),
            msg("for: {goal}", goal=goals[str(each.get("goal"))]) if str(each.get("goal")) in goals else None,
            None if each.get("resources") is None else msg("takes: {what}", what=str(each.get("resources"))),
        ]
        st.caption(" · ".join(escape(part) for part in [*(part for part in parts if part is not None), written(each.changed)]))


def _due(found: DossierView, each: Record, known: PlanView) -> None:
    """The button that it is done, or when that was; and its day."""
    due = each.get("due")
    if each.get("done") is not None:
        st.badge(escape(msg("done {day}", day=Day(each.get("done")))), color="green", icon=":material/check:")
        return
    if each.get("dropped"):
        st.badge(escape(msg("dropped")), color="gray")
        return
    if found.may_edit:
        st.button(str(msg("Done")), key=f"action_done_{each.id}", icon=":material/check:", on_click=_done, args=(found, each))
    if due is not None and due < known.plan.today:
        st.badge(escape(msg("was due {day}", day=Day(due))), color="orange", icon=":material/schedule:")
    elif due is not None:
        st.badge(escape(msg("due {day}", day=Day(due))), color="gray")


def _done(found: DossierView, each: Record) -> None:
    record_state.attempt(lambda: found.book.records.edit(each.id, {"done": today()}, found.who, each.seen),
                         msg("done: {what}", what=str(each.get("text"))[:80]), each.id)
