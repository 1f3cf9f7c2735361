"""The part of a dossier about questions: eight groups with their answers and gaps; and the team that finds them out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds.work import QUESTION_GROUPS
from kam_core.charts.dossier_coverage import coverage as coverage_chart
from kam_core.i18n import Day, Message, msg, nmsg
from kam_core.metrics.dossier_questions import Question, answers, asked_by, coverage, questions, said, source
from kam_core.ui import record_state
from kam_core.ui.answers import chart
from kam_core.ui.dossier_shelves import shelves, today
from kam_core.ui.dossier_team import team_of
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.question_words import own_questions, reword
from kam_core.ui.record_files import download_records
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import add_record, bin_of, record_buttons
from kam_core.ui.record_words import lines, written
from kam_core.ui.text import escape

TWO_WEEKS = datetime.timedelta(days=14)
GROUP = "question_group"


def asked(found: DossierView) -> None:
    """Questions and the team."""
    shelves(found, "questions", {"questions": (msg("Questions"), _questions), "team": (msg("Team"), team_of)})


def _questions(found: DossierView) -> None:
    known = questions(found.book.records.of("question"))
    written_answers = found.book.records.of("answer", found.client_id)
    of = answers(written_answers)
    tasks = {id: each for each in found.book.records.of("task", found.client_id) if (id := asked_by(each)) is not None}
    covers = coverage(known, of)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(escape(said(covers)), anchor=False, width="content")
        names = {each.id: str(each.text) for each in known}
        download_records(found, "answer", written_answers, choices={"question": names})
    st.caption(str(msg("Not every question needs an answer. A gap that matters becomes a task with one click.")))
    left, right = st.columns([2, 5], gap="large")
    with left:
        facts = tuple((each.group, each.asked, each.answered) for each in covers)
        chart("dossier_coverage", found.view, lambda dark: coverage_chart(covers, dark), facts)
    with right:
        group = _group()
        for each in [one for one in known if one.group == group and not one.retired]:
            _question(found, each, of.get(each.id, []), tasks.get(each.id))
        if found.book.reach.edits is None:
            own_questions(found, group, [one for one in known if one.group == group and one.retired])
    bin_of(found, ("answer",))


def _group() -> str:
    """The group that is shown."""
    return st.selectbox(str(msg("Group of questions")), list(QUESTION_GROUPS), key=GROUP,
                        format_func=lambda key: str(QUESTION_GROUPS[key]), width=420)


def _question(found: DossierView, each: Question, given: Sequence[Record], task: Record | None) -> None:
    """A question with its answers and their age; without one, the ways to get it."""
    if record_state.is_open(f"question:{each.id}"):
        reword(found, each)
        return
    with st.container(border=True, gap="xsmall"):
        mark = ":green[:material/check_circle:]" if given else ":gray[:material/radio_button_unchecked:]"
        st.markdown(f"{mark} **{escape(each.text)}**")
        for answer in given:
            _answer(found, answer)
        if not found.may_edit:
            return
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            label = msg("Add to the answer") if given else msg("Write the answer")
            add_record(found, "answer", label, name=each.id, fields=("text",), start={"question": each.id},
                       icon=":material/edit:")
            if not given:
                _gap(found, each, task)
            if found.book.reach.edits is None:
                st.button("", key=f"reword_{each.id}", icon=":material/edit_note:", type="tertiary",
                          help=str(msg("Change the question itself, for all clients")), on_click=record_state.open_form,
                          args=(f"question:{each.id}", each.record, {"group": each.group, "text": str(each.text)}))


def _answer(found: DossierView, answer: Record) -> None:
    if record_state.is_open(answer.id):
        record_form(found, "answer", answer.id, answer, ("text",))
        return
    days = (today() - answer.changed.at.astimezone().date()).days
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top", gap="small"):
        with st.container(gap="xxsmall"):
            st.markdown(lines(answer.get("text")))
            age = nmsg("{n} day old", "{n} days old", days) if days else msg("of today")
            st.caption(escape(msg("{stamp} · {age}", stamp=written(answer.changed), age=age)))
        with st.container(horizontal=True, gap="xsmall", width="content"):
            record_buttons(found, answer, {})


def _gap(found: DossierView, each: Question, task: Record | None) -> None:
    """The task that it became, or the button that makes it one."""
    if task is None:
        st.button(str(msg("Make it a task")), key=f"gap_{each.id}", icon=":material/add_task:", type="tertiary",
                  on_click=_make, args=(found, each))
    elif task.get("done") is None:
        st.caption(escape(_task(task)), width="content")
    else:
        day = Day(task.get("done"))
        st.caption(escape(msg("A task to find it out was done on {day}; its answer is not written.", day=day)), width="content")


def _task(task: Record) -> Message:
    if task.get("due") is None:
        return msg("It is a task of {who}.", who=str(task.get("owner") or "—"))
    return msg("It is a task of {who}, due {day}.", who=str(task.get("owner") or "—"), day=Day(task.get("due")))


def _make(found: DossierView, each: Question) -> None:
    values = {"text": str(msg("Find out: {question}", question=str(each.text)[:900])), "source": source(each),
              "due": today() + TWO_WEEKS, "owner": found.client.manager or found.who}
    record_state.attempt(lambda: found.book.records.add("task", found.client_id, values, found.who),
                         msg("a task to find out: {question}", question=str(each.text)[:80]))
