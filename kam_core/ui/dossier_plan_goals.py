"""The goals of a plan: ours with their figures, and the client's own with their state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.i18n import Count, Day, msg, nmsg
from kam_core.metrics.plan import MOST_GOALS, Course, Way, achievement
from kam_core.metrics.plan_said import COURSES, amount, stands
from kam_core.ui import record_state
from kam_core.ui.dossier_plan_read import PlanView, figures_now
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import add_record, record_buttons, record_cards
from kam_core.ui.text import escape

Colour = Literal["gray", "orange", "green", "red"]
COLOURS: dict[Course, Colour] = {
    "reached": "green", "on": "green", "under_way": "gray", "unknown": "gray", "behind": "orange", "missed": "red",
}
ICONS: dict[Course, str] = {
    "reached": ":material/check_circle:", "on": ":material/trending_up:", "under_way": ":material/more_horiz:",
    "unknown": ":material/help:", "behind": ":material/trending_down:", "missed": ":material/cancel:",
}
FIELDS = ("text", "measure", "direction", "start", "target", "now", "due")
CLIENT_FIELDS = ("text", "measure", "help", "state", "due")
STATES: dict[str, Colour] = {"reached": "green", "missed": "red", "running": "gray", "ahead": "gray", "dropped": "gray"}


def goals(known: PlanView) -> None:
    """Our goals, each with its figure, its target and whether it is on course."""
    found, ways = known.found, known.plan.ways
    st.subheader(str(msg("Our goals")), anchor=False)
    closed = [each for each in ways if not record_state.is_open(each.record.id)]
    if closed:
        with st.grid(min(3, len(closed)), min_column_width=280, gap="small"):
            for each in closed:
                _goal(found, each)
    for each in ways:
        if record_state.is_open(each.record.id):
            record_form(found, "goal", each.record.id, each.record, FIELDS)
    if not ways:
        st.caption(escape(msg("Three to five goals, each with a figure that moves by itself, a target and a day.")))
    if len(ways) < MOST_GOALS or record_state.is_open(f"new:goal:{found.client_id}"):
        end = None if known.record is None else known.record.get("end")
        add_record(found, "goal", msg("Add a goal"), fields=FIELDS, start={} if end is None else {"due": end},
                   fill=_begins(found))


def _begins(found: DossierView) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A goal that is tied to a figure begins where the figure is now, if nobody says otherwise."""
    def fill(values: dict[str, Any]) -> dict[str, Any]:
        if values.get("measure") is None or values.get("start") is not None:
            return {}
        known = figures_now(found).get(str(values["measure"]))
        return {} if known is None or known.now is None else {"start": round(known.now, 2)}

    return fill


def _goal(found: DossierView, way: Way) -> None:
    record = way.record
    with st.container(border=True, height="stretch", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            st.badge(escape(COURSES[way.course]), color=COLOURS[way.course], icon=ICONS[way.course])
            with st.container(horizontal=True, gap="xsmall", width="content"):
                record_buttons(found, record, {})
        st.markdown(f"**{escape(record.get('text'))}**")
        measure = record.get("measure")
        label = kind("goal").field("measure").label_of(measure) if measure is not None else msg("now, as it was written")
        now = "—" if way.now is None else escape(amount(way.unit, way.now, found.currency))
        st.metric(escape(label), now, chart_data=list(way.known.trend) if way.known is not None and way.known.trend else None,
                  chart_type="area")
        if way.part is not None:
            part = min(1.0, max(0.0, way.part))
            st.progress(part)
        st.caption(escape(stands(way, found.currency)))
        said = [] if record.get("due") is None else [msg("by {day}", day=Day(record.get("due")))]
        if way.known is not None and way.known.n is not None:
            said.append(nmsg("{n} answer", "{n} answers", way.known.n))
        if said:
            st.caption(" · ".join(escape(each) for each in said))


def client_goals(known: PlanView) -> None:
    """What the client itself wants to reach, and what became of it."""
    found, records = known.found, list(known.plan.client_goals)
    st.subheader(str(msg("Goals of the client")), anchor=False)
    reached, of = achievement(records, known.plan.today)
    if of:
        st.caption(escape(msg("Reached: {some} of {all} of which it can be said", some=Count(reached), all=Count(of))))
    if not records:
        st.caption(escape(msg("What the client wants to reach in its own business, how it measures it, and how we help.")))
    record_cards(found, records, lambda each: each.get("text"), ("measure", "help"), f"client_goals_{found.client_id}",
                 fields=CLIENT_FIELDS, buttons=_state, told=_due)
    add_record(found, "client_goal", msg("Add a goal of the client"), fields=CLIENT_FIELDS, start={"state": "running"})


def _state(each: Record) -> None:
    state = str(each.get("state") or "ahead")
    label = kind("client_goal").field("state").label_of(state)
    st.badge(escape(label), color=STATES[state])


def _due(each: Record) -> list[object]:
    return [] if each.get("due") is None else [msg("by {day}", day=Day(each.get("due")))]
