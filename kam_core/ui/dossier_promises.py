"""Promises and claims by the five steps: agree, ask what solution they see, propose, confirm in writing, fulfil in full."""

from __future__ import annotations

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.book.kinds.work import STEPS
from kam_core.i18n import Day, Message, msg, nmsg
from kam_core.metrics.dossier_journal import Kept, kept, next_of, ordered, overdue
from kam_core.ui import record_state
from kam_core.ui.dossier_shelves import ours, rated, today
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.headline import Figure, figures
from kam_core.ui.record_files import download_records
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import add_record, bin_of, record_buttons
from kam_core.ui.record_words import lines, written
from kam_core.ui.text import escape
from kam_core.ui.values import count

FIRST = 10
"""So many that are fulfilled are shown at first."""
WORDS: dict[str, Message] = dict(STEPS)
FIELDS = ("type", "text", "date", "due", "owner", "note")


def promises(found: DossierView) -> None:
    """Counts, then each one with its steps; what is overdue first."""
    records, day = found.book.records.of("promise", found.client_id), today()
    if records:
        figures(_figures(kept(records, day)))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        start = {"type": "promise", "date": day, "owner": found.client.manager or found.who}
        add_record(found, "promise", msg("Add a promise or claim"), fields=FIELDS, choices={"owner": ours(found)}, start=start)
        download_records(found, "promise", records)
    if not records:
        st.caption(escape(msg("Write down what was promised, and what they claim: it is followed by five steps, until it is "
                              "fulfilled in full.")))
    known = ordered(records, "fulfilled")
    live = [each for each in known if next_of(each) is not None]
    done = known[len(live):]
    for each in live:
        _card(found, each)
    most = FIRST if not st.session_state.get("promises_all") else len(done)
    for each in done[:most]:
        _card(found, each)
    if len(done) > most:
        st.button(str(nmsg("Show {n} more that is fulfilled", "Show {n} more that are fulfilled", len(done) - most)),
                  key="promises_more", type="tertiary", icon=":material/expand_more:", on_click=_all)
    bin_of(found, ("promise",))


def _all() -> None:
    st.session_state["promises_all"] = True


def _figures(known: Kept) -> list[Figure]:
    rate, note = rated(known.fulfilled, known.due, known.interval)
    return [
        Figure(msg("Promises and claims"), count(known.count)),
        Figure(msg("Overdue"), count(known.overdue)),
        Figure(msg("Fulfilled, of those due"), rate, note=note),
        Figure(msg("Fulfilled after their day"), count(known.late)),
    ]


def _card(found: DossierView, each: Record) -> None:
    """What it is, and its steps as a row of checks: one click marks the next."""
    if record_state.is_open(each.id):
        record_form(found, "promise", each.id, each, choices={"owner": ours(found)})
        return
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                st.badge(escape(kind("promise").field("type").label_of(each.get("type"))), color="gray")
                due = each.get("due")
                if overdue(each, today(), "fulfilled"):
                    st.badge(escape(msg("was due {day}", day=Day(due))), color="orange", icon=":material/schedule:")
                elif due is not None and each.get("fulfilled") is None:
                    st.badge(escape(msg("due {day}", day=Day(due))), color="gray")
                elif each.get("fulfilled") is not None:
                    st.badge(str(msg("fulfilled")), color="green", icon=":material/check:")
            with st.container(horizontal=True, gap="xsmall", width="content"):
                record_buttons(found, each, {})
        st.markdown(lines(each.get("text")))
        _steps(found, each)
        if each.get("note") is not None:
            st.markdown(lines(each.get("note")))
        owner = [] if each.get("owner") is None else [msg("owner: {who}", who=str(each.get("owner")))]
        st.caption(" · ".join(escape(part) for part in [*owner, written(each.changed)]))


def _steps(found: DossierView, each: Record) -> None:
    coming = next_of(each)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"steps_{each.id}"):
        for key, label in STEPS:
            day = each.get(key)
            if day is not None:
                when = f":small[:gray[{escape(Day(day))}]]"
                st.markdown(f":green[:material/check_circle:] {escape(label)} {when}", width="content")
            elif key == coming and found.may_edit:
                st.button(escape(label), key=f"step_{each.id}_{key}", icon=":material/radio_button_unchecked:",
                          help=str(msg("Mark as done today")), on_click=_mark, args=(found, each, key))
            else:
                st.markdown(f":gray[:material/radio_button_unchecked: {escape(label)}]", width="content")


def _mark(found: DossierView, each: Record, key: str) -> None:
    record_state.attempt(lambda: found.book.records.edit(each.id, {key: today()}, found.who, each.seen),
                         msg("{step}: {what}", step=WORDS[key], what=str(each.get("text"))[:80]), each.id)
