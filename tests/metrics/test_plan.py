"""An account plan in figures: how far goals are, what is due, what the client reached; its stages. Counted by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.book.kinds.plan import FIGURES
from kam_core.book.record import Record
from kam_core.metrics import MEASURES
from kam_core.metrics.answer import Answer
from kam_core.metrics.dossier_due import due
from kam_core.metrics.plan import SOURCES, Known, achievement, achievements, figures_of, live, overdue, rolling, way
from kam_core.metrics.plan_said import thesis, too_many
from kam_core.metrics.plan_stages import Plan, stages
from kam_core.scope import Scope
from kam_core.settings import Settings

TODAY = datetime.date(2026, 7, 2)
START, END = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def record(kind: str, client: str = "G1", **values: object) -> Record:
    id = f"{kind}{sorted(map(str, values.items()))}"
    return Record(id, kind, client, None, None, values, {}, 1, AT, "ann")


def test_every_figure_that_a_goal_may_have_comes_from_the_registry():
    assert {key for key, _ in FIGURES} == set(SOURCES)
    for source in SOURCES.values():
        assert source.key in MEASURES[source.measure].summary


def answer(**summary: object) -> Answer:
    return Answer("client", "v1", Scope(), Settings(), dict.fromkeys(MEASURES["client"].summary) | summary, pd.DataFrame())


def test_figures_of_a_client():
    found = figures_of(answer(revenue=300.0, revenue_before=200.0, margin_rate=0.25, answers=8, promoters=4, detractors=1,
                              share_revenue=0.125), spend=1200)
    assert found["revenue"] == Known(300.0, 200.0)
    assert found["margin_rate"].now == 25.0
    assert (found["wallet"].now, found["wallet"].before) == (25.0, pytest.approx(16.6667, abs=1e-4))
    assert (found["nps"].now, found["nps"].n) == (37.5, 8)
    assert found["share_revenue"].now == 12.5
    assert found["overdue"].now is found["categories"].now is None
    assert figures_of(answer(revenue=300.0, answers=0))["nps"].now is figures_of(answer(revenue=3.0))["wallet"].now is None


def test_a_trend_is_of_twelve_months_each_and_ends_with_the_figure():
    months = pd.DataFrame({"revenue": [float(n) for n in range(1, 26)] + [99.0], "margin": [None] * 26,
                           "partial": [False] * 25 + [True]})
    trend = rolling(months)["revenue"]
    assert len(trend) == 13
    assert (trend[0], trend[-1]) == (sum(range(2, 14)), sum(range(14, 26)))
    assert "margin" not in rolling(months)
    assert figures_of(answer(revenue=234.0), months=months)["revenue"].trend == trend
    assert figures_of(answer(revenue=200.0), months=months)["revenue"].trend == ()  # they tell of other months
    assert rolling(None) == rolling(pd.DataFrame()) == {}


@pytest.mark.parametrize(("now", "values", "course", "part"), [
    (160.0, {"start": 100.0, "target": 200.0}, "on", 0.6),       # half of the year has passed
    (149.0, {"start": 100.0, "target": 200.0}, "behind", 0.49),
    (200.0, {"start": 100.0, "target": 200.0}, "reached", 1.0),
    (90.0, {"start": 100.0, "target": 200.0}, "behind", -0.1),
    (150.0, {"target": 200.0}, "under_way", None),
    (None, {"target": 200.0}, "unknown", None), (10.0, {}, "unknown", None),
    (150.0, {"start": 100.0, "target": 200.0, "due": datetime.date(2026, 7, 1)}, "missed", 0.5),
    (150.0, {"start": 100.0, "target": 200.0, "due": None}, "under_way", 0.5),
])
def test_the_course_of_a_goal(now, values, course, part):
    goal = record("goal", text="x", measure="revenue", **{"due": END, **values})
    found = way(goal, {"revenue": Known(now)}, TODAY, START)
    assert found.course == course
    assert found.part == (None if part is None else pytest.approx(part))


def test_a_goal_to_have_less_is_reached_from_above():
    goal = record("goal", text="x", measure="overdue", start=500.0, target=100.0, due=END)
    assert way(goal, {"overdue": Known(100.0)}, TODAY, START).course == "reached"
    assert way(goal, {"overdue": Known(280.0)}, TODAY, START).course == "on"  # 55 % of the way, 50 % of the time
    assert way(goal, {"overdue": Known(400.0)}, TODAY, START).course == "behind"
    up = way(record("goal", text="x", measure="overdue", direction="up", target=100.0), {"overdue": Known(120.0)}, TODAY)
    assert (up.direction, up.course) == ("up", "reached")


def test_a_goal_without_a_figure_tells_what_was_written():
    found = way(record("goal", text="x", now=3, target=5, start=1, due=END), {}, TODAY, START)
    assert (found.now, found.course, found.moves) == (3.0, "on", False)
    tied = way(record("goal", text="x", measure="score", now=3, target=5), {"score": Known(None)}, TODAY)
    assert (tied.now, tied.course, tied.moves) == (None, "unknown", True)  # what moves by itself is never typed


def test_actions_that_wait_and_those_overdue():
    late, soon, some = (record("action", text=text, due=due) for text, due in (
        ("late", datetime.date(2026, 7, 1)), ("soon", TODAY), ("some", None)))
    done, dropped = record("action", text="d", due=START, done=START), record("action", text="e", due=START, dropped=True)
    assert [each.get("text") for each in live([some, soon, done, dropped, late])] == ["late", "soon", "some"]
    assert overdue([some, soon, done, dropped, late], TODAY) == [late]


def test_achievement_of_the_goals_of_clients():
    goals = [record("client_goal", text=str(place), state=state, due=due) for place, (state, due) in enumerate([
        ("reached", None), ("reached", START), ("missed", None), ("running", START), ("ahead", END), ("dropped", START),
        ("running", None)])]
    assert achievement(goals, TODAY) == (2, 4)  # two reached; one missed, one past its day
    assert achievement([*goals, record("goal", text="ours")], TODAY) == (2, 4)
    assert achievement([], TODAY) == (0, 0)
    other = [replace(each, client_id="G2") for each in goals[:3]]
    assert achievements([*goals, *other], {"G1": "Ann", "G2": "Bob"}, TODAY) == {"Ann": (2, 4), "Bob": (2, 3)}
    assert achievements([*goals, *other], {"G1": "Ann", "G2": "Ann"}, TODAY) == {"Ann": (4, 7)}
    assert achievements(goals, {}, TODAY) == {}


STATES = st.sampled_from(["reached", "missed", "running", "ahead", "dropped", None])


@given(st.lists(st.tuples(STATES, st.none() | st.dates(START, END)), max_size=12), st.dates(START, END))
def test_achievement_is_a_part_and_the_sum_of_its_parts(goals, today):
    records = [record("client_goal", text=str(n), state=state, due=due) for n, (state, due) in enumerate(goals)]
    reached, of = achievement(records, today)
    assert 0 <= reached <= of <= len(goals)
    parts = [achievement([each], today) for each in records]
    assert (reached, of) == (sum(each[0] for each in parts), sum(each[1] for each in parts))


def plan(**more: object) -> Plan:
    goals = [record("goal", text=str(n), measure="revenue", start=0.0, target=10.0, due=END) for n in range(3)]
    found = Plan(
        record("plan", aim="More", start=START, end=END, risks="r", asks="a"), [record("client_goal", text="line")], goals,
        [record("action", text=each.id, owner="Kim", due=END, goal=each.id) for each in goals], TODAY,
        dossier_late=False, deciders=True, rivals=1)
    found = replace(found, **more)
    return replace(found, ways=[way(each, {"revenue": Known(6.0)}, TODAY, START) for each in found.goals])


def test_a_whole_plan_waits_for_approval():
    found = stages(plan())
    assert [each.met for each in found] == [True, True, True, False, False]
    assert [each.key for each in found if each.now] == ["actions"]


@pytest.mark.parametrize(("more", "now"), [
    ({"record": None}, "strategy"), ({"client_goals": []}, "strategy"), ({"dossier_late": True}, "research"),
    ({"deciders": False}, "research"), ({"rivals": 0}, "research"), ({"dossier_late": None, "deciders": None}, "actions"),
    ({"actions": []}, "actions"), ({"goals": []}, "actions"), ({"state": "approved"}, "execution"),
    ({"state": "running", "begun": True, "rivals": 0}, "execution"),  # what is carried out does not fall back
    ({"state": "running", "begun": True, "today": datetime.date(2027, 1, 1)}, "review"), ({"state": "reviewed"}, "review"),
])
def test_where_a_plan_stands(more, now):
    assert [each.key for each in stages(plan(**more)) if each.now] == [now]


def test_an_action_without_an_owner_or_a_day_serves_no_goal():
    goals = plan().goals
    idle = [record("action", text="x", due=END, goal=goals[0].id), record("action", text="y", owner="Kim", goal=goals[1].id),
            record("action", text="z", owner="Kim", due=END, goal=goals[2].id, dropped=True)]
    criterion = stages(plan(actions=idle))[2].criteria[2]
    assert (criterion.met, str(criterion.detail)) == (False, "3 goals have none")


def test_what_is_said_of_a_plan():
    assert str(thesis(plan())) == "Every goal is reached or on course; no action is overdue"
    late = record("action", text="x", due=datetime.date(2026, 7, 1))
    assert str(thesis(plan(actions=[late]))) == "3 of 3 goals are reached or on course; 1 action is overdue"
    assert str(thesis(plan(goals=[], record=None))) == "There is no plan for this client yet"
    six = [record("goal", text=str(n)) for n in range(6)]
    assert "leave the five that matter most" in str(too_many(plan(goals=six)))
    assert too_many(plan()) is None


def test_actions_that_are_due_stand_on_today():
    late, soon = (record("action", text=text, due=day) for text, day in (("Call", datetime.date(2026, 7, 1)), ("Write", END)))
    done = record("action", text="Done", due=datetime.date(2026, 7, 1), done=TODAY)
    dropped = record("action", text="Gone", due=datetime.date(2026, 7, 1), dropped=True)
    rows = due([late, soon, done, dropped], TODAY, Settings())
    assert [(row.account_id, str(row.reason), row.age_days, row.part) for row in rows.itertuples()] == [
        ("G1", "Action of the plan: Call; was due 1 Jul 2026.", 1.0, "plan")]
