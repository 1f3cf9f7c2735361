"""The four sections that people write: read, edited, confirmed; with what the ledger knows beside them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from kam_core.book.kinds import kind
from kam_core.book.kinds.dossier import SECTIONS
from kam_core.i18n import Count, Day, Message, msg
from kam_core.metrics.dossier import Section, clock
from kam_core.ui import record_state
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import history
from kam_core.ui.record_words import lines, written
from kam_core.ui.text import escape

Facts = Callable[[DossierView], None]


def section(found: DossierView, key: str, facts: Facts | None = None, *, extra: tuple[str, ...] = ()) -> None:
    """One section: its age and completeness, its fields, and the facts of the ledger beside them.

    facts: draws what the ledger knows; extra: fields outside of the sections that are written here, too
    """
    today = datetime.datetime.now().astimezone().date()
    known = next(each for each in clock(found.dossier, found.view.settings).sections if each.key == key)
    _head(found, known, today)
    words, beside = st.columns([3, 2], gap="large") if facts is not None else (st.container(), None)
    with words:
        _fields(found, key, extra)
    if facts is not None and beside is not None:
        with beside:
            facts(found)


def _head(found: DossierView, known: Section, today: datetime.date) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(str(SECTIONS[known.key]), anchor=False, width="content")
        st.badge(str(msg("{filled} of {fields}", filled=Count(known.filled), fields=Count(known.fields))), color="gray")
        if known.revised is None:
            st.badge(str(msg("not written yet")), color="orange")
        else:
            late = known.late(today)
            st.badge(str(msg("revised {day}", day=Day(known.revised))), color="orange" if late else "green",
                     icon=":material/schedule:" if late else ":material/check:")
        if found.may_edit and found.dossier is not None and known.revised is not None:
            st.button(str(msg("Nothing has changed")), key=f"confirm_{known.key}", icon=":material/done_all:", type="tertiary",
                      help=str(msg("Confirms the section as it stands: its clock begins again.")),
                      on_click=confirm, args=(found, known.key, today))


def confirm(found: DossierView, key: str, today: datetime.date) -> None:
    """Say that a section still holds."""
    if found.dossier is not None:
        record_state.attempt(
            lambda: _confirmed(found, key, today), msg("confirmed: {section}", section=SECTIONS[key]), found.dossier.id)


def _confirmed(found: DossierView, key: str, today: datetime.date) -> None:
    found.book.records.put("dossier", found.client_id, {f"confirmed_{key}": today}, found.who)


def _fields(found: DossierView, key: str, extra: tuple[str, ...]) -> None:
    shape, record = kind("dossier"), found.dossier
    fields = [field for field in shape.fields if field.section == key or field.key in extra]
    place = f"dossier:{found.client_id}:{key}"
    if record_state.is_open(place):
        record_form(found, "dossier", place, record, [field.key for field in fields], columns=1)
        return
    if found.may_edit:
        st.button(str(msg("Write")), key=f"write_{key}", icon=":material/edit:", on_click=record_state.open_form,
                  args=(place, record))
    empty: list[Message] = []
    for field in fields:
        value = record.get(field.key) if record is not None else None
        if value is None or record is None:
            empty.append(field.label)
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.markdown(f"**{escape(field.label)}**", width="content")
            st.caption(escape(written(record.stamps[field.key])), width="content")
            history(found, record.id, field=field.key)
        text = str(found.money(value)) if field.type == "money" else str(value)
        st.markdown(lines(text))
    if empty:
        st.caption(escape(msg("Not written yet: {fields}.", fields=", ".join(str(label) for label in empty))))
