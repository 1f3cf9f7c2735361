"""The details of a plan: its five stages with what each asks for, its versions, and what differs between any two."""

from __future__ import annotations

import streamlit as st

from kam_core.book import differences
from kam_core.book.kinds.plan import STATES
from kam_core.i18n import Count, msg, nmsg
from kam_core.metrics.plan_stages import Criterion, Stage
from kam_core.metrics.plan_stages import stages as staged
from kam_core.ui.dossier_plan_changes import change_lines
from kam_core.ui.dossier_plan_read import PlanView
from kam_core.ui.record_words import lines, when
from kam_core.ui.text import escape

NOW = 0
"""Stands for the plan as it is written now."""
MOST = 60
MARKS: dict[bool | None, str] = {True: ":green[:material/check_circle:]", False: ":orange[:material/radio_button_unchecked:]",
                                 None: ":gray[:material/help:]"}


def stages(known: PlanView) -> None:
    """The stages side by side; where the plan stands is marked."""
    found = staged(known.plan)
    st.subheader(str(msg("Stages")), anchor=False)
    with st.grid(len(found), min_column_width=150, gap="small"):
        for place, each in enumerate(found, start=1):
            _stage(place, each)


def _stage(place: int, stage: Stage) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        head = escape(msg("{n}. {stage}", n=place, stage=stage.label))
        here = escape(msg("now"))
        st.markdown(f"**{head}** :blue-badge[{here}]" if stage.now else f"**{head}**")
        for each in stage.criteria:
            st.markdown(f":small[{MARKS[each.met]} {_text(each)}]")


def _text(each: Criterion) -> str:
    return escape(each.text) if each.detail is None or each.met else f"{escape(each.text)} ({escape(each.detail)})"


def versions(known: PlanView) -> None:
    """Every step with who, when and remarks; two versions to compare."""
    if not known.versions:
        return
    label = nmsg("Show {n} version", "Show {n} versions", len(known.versions))
    if not st.toggle(str(label), key="plan_versions"):
        return
    for each in reversed(known.versions[-MOST:]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(escape(msg("version {n}", n=Count(each.number))), color="gray")
            st.markdown(f"**{escape(dict(STATES)[each.state])}**", width="content")
            st.caption(escape(msg("{who}, {when}", who=each.who, when=when(each.at))), width="content")
            if each.why:
                st.markdown(lines(each.why), width="content")
    _compare(known)


def _compare(known: PlanView) -> None:
    numbers = [each.number for each in known.versions]
    found = known.found
    content = {each.number: each.content for each in known.versions} | {NOW: found.book.plans.content(found.client_id)}
    state = {each.number: each.state for each in known.versions}

    def name(number: int) -> str:
        if number == NOW:
            return str(msg("as it is written now"))
        return str(msg("version {n}: {state}", n=Count(number), state=dict(STATES)[state[number]]))

    left, right = st.columns(2)
    with left:
        first = st.selectbox(str(msg("What changed from")), numbers, index=max(0, len(numbers) - 2), format_func=name,
                             key=f"plan_from_{len(numbers)}")
    with right:
        second = st.selectbox(str(msg("to")), [*numbers, NOW], index=len(numbers), format_func=name,
                              key=f"plan_to_{len(numbers)}")
    changes = differences(content[first], content[second])
    if not changes:
        st.caption(escape(msg("Nothing differs between the two.")))
    for line in change_lines(found, changes)[:200]:
        st.markdown(f"- {escape(line)}")
