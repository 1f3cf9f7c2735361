"""An account plan in words: its thesis, its amounts, how its goals stand."""

from __future__ import annotations

from kam_core.i18n import Count, Message, Money, Number, Share, msg, nmsg
from kam_core.metrics.plan import MOST_GOALS, Course, Way, overdue
from kam_core.metrics.plan_stages import Plan

COURSES: dict[Course, Message] = {
    "reached": msg("reached"), "missed": msg("missed"), "on": msg("on course"), "behind": msg("behind"),
    "under_way": msg("on the way"), "unknown": msg("not known"),
}


def amount(unit: str, value: float, currency: str) -> object:
    """A figure of a goal as it is read. Shares are in per cent, as goals have them."""
    if unit == "money":
        return Money(value, currency)
    if unit == "share":
        return Share(value / 100)
    if unit == "count":
        return Count(round(value))
    return Number(value, 0 if float(value).is_integer() else 1)


def thesis(plan: Plan) -> Message:
    """One sentence: how the plan stands."""
    late, ways = len(overdue(plan.actions, plan.today)), plan.ways
    if plan.record is None and not plan.goals:
        return msg("There is no plan for this client yet")
    if not ways:
        return msg("The plan has no goals yet")
    well = sum(each.course in ("reached", "on") for each in ways)
    bad = sum(each.course in ("behind", "missed") for each in ways)
    if late:
        return nmsg("{well} of {all} goals are reached or on course; {n} action is overdue",
                    "{well} of {all} goals are reached or on course; {n} actions are overdue", late, well=Count(well),
                    all=Count(len(ways)))
    if bad:
        return nmsg("{n} goal of {all} is behind or missed; no action is overdue",
                    "{n} goals of {all} are behind or missed; no action is overdue", bad, all=Count(len(ways)))
    if well == len(ways):
        return msg("Every goal is reached or on course; no action is overdue")
    return msg("{well} of {all} goals are reached or on course; no action is overdue", well=Count(well), all=Count(len(ways)))


def too_many(plan: Plan) -> Message | None:
    """That a plan has more goals than anybody follows."""
    over = len(plan.goals) - MOST_GOALS
    return None if over <= 0 else nmsg(
        "{all} goals are {n} more than anybody follows: leave the five that matter most.",
        "{all} goals are {n} more than anybody follows: leave the five that matter most.", over, all=Count(len(plan.goals)))


def stands(way: Way, currency: str) -> Message:
    """Where a goal stands: now, from where, to what."""
    now = msg("not known") if way.now is None else amount(way.unit, way.now, currency)
    if way.target is None:
        return msg("now {now}; no target is set", now=now)
    target = amount(way.unit, way.target, currency)
    words = msg("at least {target}", target=target) if way.direction == "up" else msg("at most {target}", target=target)
    if way.start is None:
        return msg("now {now}, target {target}", now=now, target=words)
    return msg("now {now}, target {target}, from {start}", now=now, target=words,
               start=amount(way.unit, way.start, currency))
