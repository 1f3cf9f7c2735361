"""Tasks about a client, done with one click; and events, which stand as marks beside its figures."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.i18n import Day, Message, msg, nmsg
from kam_core.metrics.dossier_journal import ordered, overdue
from kam_core.metrics.dossier_questions import asked_by, questions
from kam_core.ui import record_state
from kam_core.ui.dossier_shelves import ours, today
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_files import download_records
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import add_record, bin_of, record_buttons, record_cards
from kam_core.ui.record_words import lines, written
from kam_core.ui.text import escape

WEEK = datetime.timedelta(days=7)
SHOWN = 10
"""So many tasks that are done are shown at first."""
FIELDS = ("text", "owner", "due", "note")


def tasks(found: DossierView) -> None:
    """Tasks, what is overdue first; then events."""
    records = found.book.records.of("task", found.client_id)
    known = ordered(records, "done")
    live = [each for each in known if each.get("done") is None]
    sources = _sources(found, records)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(escape(_said(live)), anchor=False, width="content")
        download_records(found, "task", records, words={"source": sources})
    add_record(found, "task", msg("Add a task"), fields=FIELDS, choices={"owner": ours(found)},
               start={"owner": found.client.manager or found.who, "due": today() + WEEK})
    for each in live:
        _card(found, each, sources)
    done = known[len(live):]
    if done and st.toggle(str(nmsg("Show {n} task that is done", "Show {n} tasks that are done", len(done))), key="tasks_done"):
        for each in done[:SHOWN * 5]:
            _card(found, each, sources)
    bin_of(found, ("task",))
    st.divider()
    _events(found)


def _said(live: Sequence[Record]) -> Message:
    late = sum(overdue(each, today(), "done") for each in live)
    if not live:
        return msg("No task is open")
    if late:
        return nmsg("{n} task is overdue, of {all} open", "{n} tasks are overdue, of {all} open", late, all=len(live))
    return nmsg("{n} task is open", "{n} tasks are open", len(live))


def _sources(found: DossierView, records: Sequence[Record]) -> dict[str, str]:
    """In words, where tasks come from."""
    if not any(asked_by(each) for each in records):
        return {}
    known = {each.id: str(each.text) for each in questions(found.book.records.of("question"))}
    return {str(each.get("source")): str(msg("the question “{text}”", text=known[id])) for each in records
            if (id := asked_by(each)) is not None and id in known}


def _card(found: DossierView, each: Record, sources: Mapping[str, str]) -> None:
    if record_state.is_open(each.id):
        record_form(found, "task", each.id, each, (*FIELDS, "done"), choices={"owner": ours(found)})
        return
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                _due(found, each)
                st.markdown(f"**{escape(each.get('text'))}**", width="content")
            with st.container(horizontal=True, gap="xsmall", width="content"):
                record_buttons(found, each, {})
        source = each.get("source")
        owner = None if each.get("owner") is None else msg("owner: {who}", who=str(each.get("owner")))
        parts = [owner, None if source is None else msg("from {what}", what=sources.get(str(source), str(source)))]
        if each.get("note") is not None:
            st.markdown(lines(each.get("note")))
        st.caption(" · ".join(escape(part) for part in [*(part for part in parts if part is not None), written(each.changed)]))


def _due(found: DossierView, each: Record) -> None:
    """The button that it is done, or when that was; and its day."""
    if each.get("done") is not None:
        st.badge(escape(msg("done {day}", day=Day(each.get("done")))), color="green", icon=":material/check:")
        return
    if found.may_edit:
        st.button(str(msg("Done")), key=f"task_done_{each.id}", icon=":material/check:", on_click=_done, args=(found, each))
    if overdue(each, today(), "done"):
        st.badge(escape(msg("was due {day}", day=Day(each.get("due")))), color="orange", icon=":material/schedule:")
    elif each.get("due") is not None:
        st.badge(escape(msg("due {day}", day=Day(each.get("due")))), color="gray")


def _done(found: DossierView, each: Record) -> None:
    record_state.attempt(lambda: found.book.records.edit(each.id, {"done": today()}, found.who, each.seen),
                         msg("done: {what}", what=str(each.get("text"))[:80]), each.id)


def _events(found: DossierView) -> None:
    records = found.book.records.of("event", found.client_id)
    records.sort(key=lambda each: each.get("date"), reverse=True)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(str(msg("Events")), anchor=False, width="content")
        download_records(found, "event", records)
    add_record(found, "event", msg("Add an event"), start={"date": today()})
    if not records:
        st.caption(escape(msg("A change of price, of people, of terms: what happened stands as a mark beside the client's "
                              "revenue.")))
    types = kind("event").field("type")

    def head(each: Record) -> Message:
        return msg("{day} · {what}", day=Day(each.get("date")), what=types.label_of(each.get("type")))

    record_cards(found, records, head, (), "events", told=lambda each: [str(each.get("text"))])
    bin_of(found, ("event",))
