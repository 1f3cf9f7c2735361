"""The five stages of an account plan, with what each asks for and whether it is there. Pure: over what is given."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from kam_core.book import Record
from kam_core.book.kinds.plan import STAGES
from kam_core.i18n import Count, Message, msg, nmsg
from kam_core.metrics.plan import FEW_GOALS, MOST_GOALS, Way, overdue


@dataclass(frozen=True)
class Criterion:
    """One thing that a stage asks for. met: None where it cannot be said here; detail: what is missing"""

    text: Message
    met: bool | None
    detail: Message | None = None


@dataclass(frozen=True)
class Stage:
    """One stage. now: whether the plan stands here"""

    key: str
    label: Message
    criteria: tuple[Criterion, ...]
    now: bool = False

    @property
    def met(self) -> bool:
        """Whether everything that can be said is there."""
        return all(each.met is not False for each in self.criteria)


@dataclass(frozen=True)
class Plan:
    """A plan and what its stages are judged by. state: of kinds.plan.STATES; begun: whether it is carried out

    dossier_late: whether a section is to be revised; deciders: whether somebody who decides is known; None: not to be said
    """

    record: Record | None
    client_goals: Sequence[Record]
    goals: Sequence[Record]
    actions: Sequence[Record]
    today: datetime.date
    state: str = "draft"
    begun: bool = False
    dossier_late: bool | None = None
    deciders: bool | None = None
    rivals: int = 0
    ways: Sequence[Way] = field(default=())

    def says(self, name: str) -> bool:
        """Whether a field of the plan is written."""
        return self.record is not None and self.record.get(name) is not None


def stages(plan: Plan) -> list[Stage]:
    """The stages in their order. Before approval a plan stands at the first that lacks something; then at execution."""
    asked = {"strategy": _strategy(plan), "research": _research(plan), "actions": _actions(plan),
             "execution": _execution(plan), "review": _review(plan)}
    found = [Stage(key, label, asked[key]) for key, label in STAGES]
    now = _now(plan, found)
    return [Stage(each.key, each.label, each.criteria, each.key == now) for each in found]


def _now(plan: Plan, found: Sequence[Stage]) -> str:
    if plan.state == "reviewed" or (plan.begun and _over(plan)):
        return "review"
    if plan.begun or plan.state in ("approved", "running"):
        return "execution"
    return next((each.key for each in found[:3] if not each.met), "actions")


def _over(plan: Plan) -> bool:
    end = None if plan.record is None else plan.record.get("end")
    return bool(end is not None and end < plan.today)


def _strategy(plan: Plan) -> tuple[Criterion, ...]:
    return (
        Criterion(msg("Our aim is written in one sentence."), plan.says("aim")),
        Criterion(msg("The plan has a beginning and an end."), plan.says("start") and plan.says("end")),
        Criterion(msg("The client's own goals are known."), bool(plan.client_goals)),
    )


def _research(plan: Plan) -> tuple[Criterion, ...]:
    return (
        Criterion(msg("Every section of the dossier was revised in time."),
                  None if plan.dossier_late is None else not plan.dossier_late),
        Criterion(msg("It is known who decides."), plan.deciders),
        Criterion(msg("The competitors at the client are known."), plan.rivals > 0),
    )


def _actions(plan: Plan) -> tuple[Criterion, ...]:
    count = len(plan.goals)
    unmeasured = sum(each.get("target") is None or each.get("due") is None for each in plan.goals)
    served = {each.get("goal") for each in plan.actions
              if each.get("owner") and each.get("due") is not None and not each.get("dropped")}
    idle = sum(each.id not in served for each in plan.goals)
    return (
        Criterion(msg("There are three to five goals."), FEW_GOALS <= count <= MOST_GOALS,
                  None if FEW_GOALS <= count <= MOST_GOALS else msg("now: {n}", n=Count(count))),
        Criterion(msg("Each goal has a target and a day."), bool(count) and not unmeasured,
                  nmsg("{n} goal has not", "{n} goals have not", unmeasured) if unmeasured else None),
        Criterion(msg("Each goal has an action with an owner and a day."), bool(count) and not idle,
                  nmsg("{n} goal has none", "{n} goals have none", idle) if idle else None),
        Criterion(msg("Risks are named."), plan.says("risks")),
        Criterion(msg("What it takes, or what we ask of the company, is named."), plan.says("resources") or plan.says("asks")),
    )


def _execution(plan: Plan) -> tuple[Criterion, ...]:
    late = len(overdue(plan.actions, plan.today))
    approved = plan.begun or plan.state in ("approved", "running", "reviewed")
    carried = plan.begun or plan.state == "reviewed"
    return (
        Criterion(msg("The plan is approved."), approved),
        Criterion(msg("It is being carried out."), carried),
        Criterion(msg("No action is overdue."), not late if carried else False,
                  nmsg("{n} is", "{n} are", late) if late else None),
    )


def _review(plan: Plan) -> tuple[Criterion, ...]:
    untold = sum(each.course not in ("reached", "missed") for each in plan.ways)
    waits = sum(each.get("state") not in ("reached", "missed", "dropped") for each in plan.client_goals)
    return (
        Criterion(msg("The time of the plan is over, or each goal is reached."),
                  _over(plan) or (bool(plan.ways) and not untold)),
        Criterion(msg("Of each goal of the client it is said whether it was reached."), bool(plan.client_goals) and not waits,
                  nmsg("not of {n}", "not of {n}", waits) if waits else None),
        Criterion(msg("It is written what came of it, and what was learned."), plan.state == "reviewed"),
    )
