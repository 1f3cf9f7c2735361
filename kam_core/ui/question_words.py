"""Changing the questions themselves, which are the same for all clients: own words, own questions, those no longer asked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kam_core.book.kinds.questions import QUESTIONS
from kam_core.i18n import msg, nmsg
from kam_core.metrics.dossier_questions import Question
from kam_core.ui import record_state
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import add_record, history
from kam_core.ui.text import escape

FIELDS = ("group", "text")


def reword(found: DossierView, each: Question) -> None:
    """The form for the words of a question, and the ways to stop asking it."""
    place = f"question:{each.id}"
    st.caption(str(msg("The question is the same for all clients.")))
    record_form(found, "question", place, each.record, FIELDS, columns=1, new_id=each.id if each.id in QUESTIONS else None)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(str(msg("Ask it no longer")), key=f"retire_{each.id}", icon=":material/visibility_off:", type="tertiary",
                  on_click=_retire, args=(found, each, True))
        if each.record is not None:
            history(found, each.record.id)


def own_questions(found: DossierView, group: str, retired: Sequence[Question]) -> None:
    """A question of one's own for this group; those that are no longer asked."""
    add_record(found, "question", msg("Add a question for all clients"), name=group, fields=("text",), start={"group": group},
               icon=":material/add_comment:")
    label = nmsg("Show {n} that is no longer asked", "Show {n} that are no longer asked", len(retired))
    if retired and st.toggle(str(label), key=f"retired_{group}"):
        for each in retired:
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.markdown(f":gray[{escape(each.text)}]", width="content")
                st.button(str(msg("Ask it again")), key=f"ask_{each.id}", icon=":material/visibility:", type="tertiary",
                          on_click=_retire, args=(found, each, False))


def _retire(found: DossierView, each: Question, away: bool) -> None:
    record_state.close_form(f"question:{each.id}")
    what = msg("no longer asked: {question}", question=str(each.text)[:80]) if away else msg(
        "asked again: {question}", question=str(each.text)[:80])
    record_state.attempt(lambda: _put(found, each, away), what, each.id)


def _put(found: DossierView, each: Question, away: bool) -> None:
    records = found.book.records
    if each.record is not None:
        records.edit(each.record.id, {"retired": away}, found.who)
    else:
        records.add("question", None, {"group": each.group, "text": str(each.text), "retired": away}, found.who, id=each.id)
