"""The part of a dossier about what was and what is to be: visits and calls, promises and claims, tasks and events."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.charts.dossier_weeks import weeks
from kam_core.i18n import Day, Message, msg, nmsg
from kam_core.metrics.dossier_journal import Contacts, contacts, past, planned, took_place, waiting
from kam_core.ui import record_state
from kam_core.ui.answers import chart
from kam_core.ui.dossier_promises import promises
from kam_core.ui.dossier_shelves import ours, persons, rated, shelves, today
from kam_core.ui.dossier_tasks import tasks
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.headline import Figure, figures
from kam_core.ui.record_files import download_records
from kam_core.ui.record_form import Choices
from kam_core.ui.record_list import add_record, bin_of, record_cards
from kam_core.ui.text import escape
from kam_core.ui.values import count

PLANNED = ("date", "type", "begun", "people", "ours", "purpose")
DONE = ("date", "type", "begun", "people", "ours", "purpose", "result", "next", "next_on")


def journal(found: DossierView) -> None:
    """Visits, promises, tasks."""
    shelves(found, "journal", {
        "visits": (msg("Visits and calls"), _visits), "promises": (msg("Promises and claims"), promises),
        "tasks": (msg("Tasks and events"), tasks),
    })


def _visits(found: DossierView) -> None:
    records, day = found.book.records.of("visit", found.client_id), today()
    choices: Choices = {"people": persons(found), "ours": ours(found)}
    known = contacts(records, day)
    figures(_figures(known, records, day))
    _add(found, choices, day)
    plan, done = planned(records), took_place(records)
    if not records:
        st.caption(escape(msg("Write two lines after each visit or call, and plan the next one: who begins, how often you meet "
                              "in person, how long ago, is counted here.")))
    elif plan:
        _plan(found, plan, choices, day)
    _steps(found, records, day)
    if done:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader(str(msg("Journal")), anchor=False, width="content")
            download_records(found, "visit", records, choices=choices)
        record_cards(found, done, _head, ("people", "ours", "result", "next", "next_on", "next_done"), "visits_done",
                     choices=choices, told=_begun)
    off = [each for each in records if each.get("state") == "off"]
    label = nmsg("Show {n} that was called off", "Show {n} that were called off", len(off))
    if off and st.toggle(str(label), key="visits_off"):
        record_cards(found, off, _head, ("people", "ours", "result"), "visits_off_cards", choices=choices)
    bin_of(found, ("visit",))


def _figures(known: Contacts, records: Sequence[Record], day: datetime.date) -> list[Figure]:
    """Contacts of the year, who began them, in person, since the last, next steps that are past."""
    begun, note = rated(known.ours, known.told, known.interval)
    late = sum(past(each.get("next_on"), day) for each in waiting(records))
    return [
        Figure(msg("Contacts in a year"), count(known.count),
               note=nmsg("{n} in person", "{n} in person", known.in_person) if known.count else None),
        Figure(msg("Begun by us"), begun, note=note),
        Figure(msg("Days since the last contact"), count(known.days),
               note=None if known.last is None else msg("{day}", day=Day(known.last))),
        Figure(msg("Next steps past their day"), count(late)),
    ]


def _add(found: DossierView, choices: Choices, day: datetime.date) -> None:
    """Two lines after a visit, or a plan for the next."""
    start: dict[str, Any] = {"date": day, "type": "visit", "begun": "us", "ours": found.client.manager or found.who}
    with st.container(horizontal=True, gap="small", key="visit_add"):
        add_record(found, "visit", msg("Add a visit or call"), fields=DONE, choices=choices, start=start, fill=_by_date,
                   primary=True)
        ahead = day + datetime.timedelta(days=7)
        add_record(found, "visit", msg("Plan a visit or call"), name="plan", fields=PLANNED, choices=choices,
                   start={**start, "date": ahead}, fill=_by_date, icon=":material/event:")


def _by_date(values: dict[str, Any]) -> dict[str, Any]:
    """What lies ahead is planned, what does not has taken place."""
    date = values.get("date")
    return {"state": "planned" if isinstance(date, datetime.date) and date > today() else "done"}


def _plan(found: DossierView, plan: Sequence[Record], choices: Choices, day: datetime.date) -> None:
    """The calendar of the next weeks, and what is planned as a list."""
    st.subheader(str(msg("Plan")), anchor=False)
    by_day: dict[datetime.date, list[str]] = {}
    for each in plan:
        by_day.setdefault(each.get("date"), []).append(_line(each))
    facts = tuple((date, tuple(lines)) for date, lines in sorted(by_day.items()))
    left, right = st.columns([2, 3], gap="large")
    with left:
        chart("dossier_weeks", found.view, lambda dark: weeks(by_day, day, dark), found.client_id, facts, day)
    with right:
        record_cards(found, plan, _head, ("people", "ours"), "visits_plan", choices=choices,
                     told=lambda each: [msg("its day has passed: did it take place?")] if past(each.get("date"), day) else [],
                     buttons=lambda each: _took_place(found, each))


def _took_place(found: DossierView, each: Record) -> None:
    """A button that opens what was planned, as something that has been, to be written up."""
    if found.may_edit and each.get("date") <= today():
        st.button(str(msg("Write up")), key=f"write_up_{each.id}", icon=":material/check:", type="tertiary",
                  on_click=_write_up, args=(found, each))


def _write_up(found: DossierView, each: Record) -> None:
    done = record_state.attempt(lambda: found.book.records.edit(each.id, {"state": "done"}, found.who),
                                msg("took place: {what}", what=_line(each)), each.id)
    if done:
        record_state.open_form(each.id, found.book.records.get(each.id))


def _steps(found: DossierView, records: Sequence[Record], day: datetime.date) -> None:
    """Next steps that were agreed and are not done, what is past its day first."""
    steps = waiting(records)
    if not steps:
        return
    st.subheader(str(msg("Next steps")), anchor=False)
    for each in steps:
        due = each.get("next_on")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if due is not None and due < day:
                st.badge(escape(msg("was due {day}", day=Day(due))), color="orange", icon=":material/schedule:")
            elif due is not None:
                st.badge(escape(msg("due {day}", day=Day(due))), color="gray")
            st.markdown(escape(each.get("next")), width="content")
            st.caption(escape(msg("from {what}", what=_line(each))), width="content")
            if found.may_edit:
                st.button(str(msg("Done")), key=f"next_done_{each.id}", icon=":material/check:", type="tertiary",
                          on_click=_step_done, args=(found, each))


def _step_done(found: DossierView, each: Record) -> None:
    record_state.attempt(lambda: found.book.records.edit(each.id, {"next_done": today()}, found.who, each.seen),
                         msg("done: {what}", what=str(each.get("next"))[:80]), each.id)


def _line(each: Record) -> str:
    """How and what for, in a few words."""
    how = kind("visit").field("type").label_of(each.get("type"))
    purpose = each.get("purpose")
    return str(how) if purpose is None else str(msg("{how}: {what}", how=how, what=str(purpose)))


def _head(each: Record) -> Message:
    return msg("{day} · {what}", day=Day(each.get("date")), what=_line(each))


def _begun(each: Record) -> list[Message]:
    if each.get("begun") is None:
        return []
    return [msg("begun by us") if each.get("begun") == "us" else msg("begun by the client")]
