"""The part of a dossier that is the account plan: one page first, its stages, versions and papers below."""

from __future__ import annotations

import streamlit as st

from kam_core.book import Record
from kam_core.i18n import Day, msg
from kam_core.metrics.plan_said import thesis, too_many
from kam_core.ui import record_state
from kam_core.ui.dossier_plan_actions import actions
from kam_core.ui.dossier_plan_goals import client_goals, goals
from kam_core.ui.dossier_plan_papers import papers
from kam_core.ui.dossier_plan_read import PlanView, read
from kam_core.ui.dossier_plan_state import badges, decisions, decisive
from kam_core.ui.dossier_plan_versions import stages, versions
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import bin_of, history
from kam_core.ui.record_words import lines, written
from kam_core.ui.text import escape

FIELDS = ("aim", "start", "end", "risks", "resources", "asks", "note")


def plan(found: DossierView) -> None:
    """The whole part."""
    known = read(found)
    st.header(escape(thesis(known.plan)), anchor=False)
    badges(known)
    decisions(known)
    _head(known)
    over = too_many(known.plan)
    if over is not None:
        st.warning(escape(over), icon=":material/filter_5:")
    goals(known)
    client_goals(known)
    actions(known)
    _texts(known)
    decisive(known)
    st.divider()
    stages(known)
    papers(known)
    versions(known)
    bin_of(found, ("client_goal", "goal", "action"))


def _head(known: PlanView) -> None:
    """Our aim and the time of the plan; the form of what is said once for the whole plan."""
    found, record = known.found, known.record
    place = f"plan:{found.client_id}"
    if record_state.is_open(place):
        record_form(found, "plan", place, record, FIELDS)
        return
    aim = record.get("aim") if record is not None else None
    from_dossier = found.dossier.get("aim") if found.dossier is not None else None
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            st.caption(_time(record), width="content")
            with st.container(horizontal=True, gap="xsmall", width="content"):
                if found.may_edit:
                    # a new plan begins with the aim of the dossier
                    start = {} if from_dossier is None else {"aim": str(from_dossier)}
                    st.button(str(msg("Write the plan") if record is None else msg("Edit")), key="plan_write",
                              icon=":material/edit:", type="primary" if record is None else "tertiary",
                              on_click=record_state.open_form, args=(place, record, start))
                if record is not None:
                    history(found, record.id)
        nothing = msg("What we want to reach with this client is not written yet.")
        st.markdown(f"**{lines(aim or from_dossier or nothing)}**")


def _time(record: Record | None) -> str:
    start, end = (None if record is None else record.get(key) for key in ("start", "end"))
    if start is not None and end is not None:
        return escape(msg("Our aim · {first} – {last}", first=Day(start), last=Day(end)))
    return escape(msg("Our aim"))


def _texts(known: PlanView) -> None:
    """Risks, what we ask of the company, resources: as they are written."""
    record = known.record
    texts = [(label, record.get(key) if record is not None else None) for key, label in (
        ("risks", msg("Risks")), ("asks", msg("What we ask of the company")), ("resources", msg("Resources")))]
    shown = [(label, text) for label, text in texts if text]
    if shown:
        with st.grid(len(shown), min_column_width=260, gap="small"):
            for label, text in shown:
                with st.container(border=True, height="stretch", gap="xsmall"):
                    st.markdown(f"**{escape(label)}**")
                    st.markdown(lines(text))
    missing = [str(label) for label, text in texts if not text]
    if missing and record is not None:
        st.caption(escape(msg("Not written yet: {fields}.", fields=", ".join(missing))))
    note = record.get("note") if record is not None else None
    if note and record is not None:
        name = escape(msg("Internal note"))
        st.caption(f":material/lock: {name}: {lines(note)} · {escape(written(record.stamps['note']))}")
