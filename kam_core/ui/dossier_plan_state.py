"""Where a plan stands and what can be done with it now: submit, approve, return, carry out, review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from kam_core.book.kinds.plan import STAGES, STATES
from kam_core.errors import AccessError, KamError
from kam_core.i18n import Count, Day, Message, msg, nmsg
from kam_core.metrics.plan_stages import stages
from kam_core.ui import errors, record_state
from kam_core.ui.dossier_plan_changes import change_lines
from kam_core.ui.dossier_plan_read import PlanView, alone
from kam_core.ui.record_words import lines, when
from kam_core.ui.text import escape

COLOURS: dict[str, Literal["gray", "orange", "green", "blue"]] = {
    "draft": "gray", "submitted": "blue", "approved": "green", "returned": "orange", "running": "green", "reviewed": "gray",
}
WRONG = "plan_wrong"
"""What a decision was refused for, until it is shown beside its form."""


def badges(known: PlanView) -> None:
    """State, stage, version, and what was said last."""
    last, stage = known.standing.last, next(each for each in stages(known.plan) if each.now)
    place = [key for key, _ in STAGES].index(stage.key) + 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_badges"):
        st.badge(escape(dict(STATES)[known.standing.state]), color=COLOURS[known.standing.state], icon=":material/flag:")
        st.badge(escape(msg("stage {n} of {all}: {stage}", n=place, all=len(STAGES), stage=stage.label)), color="gray")
        if last is not None:
            st.caption(escape(msg("version {n} · {who}, {when}", n=Count(last.number), who=last.who, when=when(last.at))),
                       width="content")
    if last is not None and last.state == "returned":
        st.warning(lines(last.why), title=escape(msg("{who} has returned the plan", who=last.who)), icon=":material/undo:")


def decisions(known: PlanView) -> None:
    """The one button that moves the plan on, and what stands in the way."""
    found, state, plans = known.found, known.standing.state, known.found.book.plans
    _changed(known)
    wrong = st.session_state.pop(WRONG, None)
    if isinstance(wrong, KamError):
        errors.show(wrong)
    if not found.may_edit:
        return
    client, seen = found.client_id, known.standing.number
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_decisions"):
        if state != "submitted" and (state not in ("approved", "running") or known.changed) and _written(known):
            _button("submit", msg("Submit for approval"), ":material/send:", msg("The plan waits for approval"),
                    lambda: plans.submit(client, found.who, expected=seen), primary=True)
            _missing(known)
        if state == "submitted":
            _button("withdraw", msg("Take back"), ":material/undo:", msg("The plan is a draft again"),
                    lambda: plans.withdraw(client, found.who, expected=seen))
        if state == "approved":
            _button("begin", msg("Begin execution"), ":material/play_arrow:", msg("The plan is being carried out"),
                    lambda: plans.begin(client, found.who, expected=seen), primary=not known.changed)


def decisive(known: PlanView) -> None:
    """What somebody has to say in words: approval or remarks while it waits; what came of it while it is carried out."""
    found, state = known.found, known.standing.state
    if state == "submitted":
        _approval(known)
    elif state == "running" and found.may_edit:
        with st.popover(str(msg("Review the plan")), icon=":material/checklist:"), st.form("plan_review", border=False):
            st.text_area(str(msg("What came of it, and what was learned")), key="plan_review_why", max_chars=4000)
            st.form_submit_button(str(msg("Close the plan")), type="primary", on_click=_review, args=(known,))


def _approval(known: PlanView) -> None:
    found, last = known.found, known.standing.last
    assert last is not None
    if not found.view.may("approve"):
        st.caption(escape(msg("The plan waits for somebody who may approve plans.")))
        return
    own = last.who == (found.book.reach.who or found.who)
    if own and not alone(found):
        st.caption(escape(msg("You have submitted this plan: somebody else approves or returns it.")))
        return
    with st.form("plan_approval"):
        head = msg("Version {n}, submitted by {who}", n=Count(last.number), who=last.who)
        st.markdown(f"**{escape(head)}**")
        if own:
            st.caption(escape(msg("Nobody else may approve plans here, so your own word has to do.")))
        st.text_area(str(msg("Remarks")), key="plan_remarks", max_chars=4000, height=90,
                     help=str(msg("Needed where the plan is returned.")))
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(str(msg("Approve")), type="primary", icon=":material/check:", key="plan_approve",
                                  on_click=_decide, args=(known, True))
            st.form_submit_button(str(msg("Return with remarks")), icon=":material/undo:", key="plan_return",
                                  on_click=_decide, args=(known, False))


def _decide(known: PlanView, approve: bool) -> None:
    found, seen = known.found, known.standing.number
    plans, why = found.book.plans, str(st.session_state.get("plan_remarks") or "")

    def do() -> object:
        if not found.view.may("approve"):
            raise AccessError(msg("Your role does not approve plans."))
        if approve:
            return plans.approve(found.client_id, found.who, why=why, alone=alone(found), expected=seen)
        return plans.give_back(found.client_id, found.who, why=why, alone=alone(found), expected=seen)

    _attempt(do, msg("The plan is approved") if approve else msg("The plan is returned with remarks"))


def _review(known: PlanView) -> None:
    found, why = known.found, str(st.session_state.get("plan_review_why") or "")
    _attempt(lambda: found.book.plans.review(found.client_id, found.who, why=why, expected=known.standing.number),
             msg("The plan is reviewed"))


def _attempt(do: Callable[[], object], said: Message) -> None:
    try:
        do()
    except KamError as error:
        st.session_state[WRONG] = error
        return
    record_state.saved(said)


def _button(
    key: str, label: Message, icon: str, said: Message, do: Callable[[], object], *, primary: bool = False
) -> None:
    st.button(str(label), key=f"plan_{key}", icon=icon, type="primary" if primary else "secondary", on_click=_attempt,
              args=(do, said))


def _written(known: PlanView) -> bool:
    return bool(known.plan.goals) or (known.record is not None and bool(known.record.values))


def _missing(known: PlanView) -> None:
    """What the first three stages still ask for: whoever approves reads the same."""
    lacks = [each for stage in stages(known.plan)[:3] for each in stage.criteria if each.met is False]
    if lacks:
        text = nmsg("{n} criterion is not met yet, see below", "{n} criteria are not met yet, see below", len(lacks))
        st.caption(escape(text), width="content")


def _changed(known: PlanView) -> None:
    """That the plan is written otherwise than it was approved."""
    approved = known.standing.approved
    if approved is None or not known.changed or known.standing.state == "submitted":
        return
    text = nmsg("{n} change since it was approved on {day}", "{n} changes since it was approved on {day}", len(known.changed),
                day=Day(approved.at.astimezone().date()))
    with st.container(border=True, gap="xsmall", key="plan_changed"):
        st.markdown(f":material/difference: **{escape(text)}**")
        for line in change_lines(known.found, known.changed)[:6]:
            st.markdown(lines(line))
        st.caption(escape(msg("What was approved stays in force until the change is approved, too.")))
