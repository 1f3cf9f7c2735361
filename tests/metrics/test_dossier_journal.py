"""Visits, promises, tasks, questions, teams: counted by hand."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.book.kinds.questions import QUESTIONS
from kam_core.book.kinds.work import STEPS
from kam_core.metrics.dossier_due import due
from kam_core.metrics.dossier_journal import contacts, kept, next_of, ordered, overdue, planned, waiting
from kam_core.metrics.dossier_questions import answers, asked_by, coverage, questions, said, source
from kam_core.metrics.dossier_team import coverage as teams
from kam_core.metrics.dossier_team import gaps, load, team
from kam_core.settings import Settings
from metrics.records import record

TODAY = datetime.date(2026, 11, 22)


def day(ago: int) -> datetime.date:
    """So many days ago."""
    return TODAY - datetime.timedelta(days=ago)


def visit(ago: int, **values):
    """A contact; done, unless it is said otherwise."""
    return record("visit", date=day(ago), **{"type": "call", "state": "done", **values})


def test_contacts_of_a_year_who_began_them_and_the_last():
    records = [visit(3, begun="us", type="visit"), visit(20, begun="client", type="here"), visit(100, begun="us"), visit(200),
               visit(364, begun="us", type="letter"), visit(365, begun="us"), visit(1, state="off"),
               visit(-5, state="planned", begun="us")]
    found = contacts(records, TODAY)
    assert (found.count, found.told, found.ours, found.in_person) == (5, 4, 3, 2)
    assert found.share == 0.75
    assert (found.last, found.days) == (day(3), 3)
    # Wilson's interval of 3 of 4
    assert found.interval == pytest.approx((0.3006, 0.9544), abs=1e-4)
    nothing = contacts([], TODAY)
    assert (nothing.count, nothing.share, nothing.interval, nothing.days) == (0, None, None, None)


def test_what_is_planned_and_what_waits_come_in_order():
    first, second = visit(-9, state="planned"), visit(-2, state="planned")
    assert planned([first, second, visit(1)]) == [second, first]
    late, later = visit(9, next="send", next_on=day(2)), visit(30, next="ask", next_on=day(-4))
    sometime, done = visit(5, next="think"), visit(5, next="call", next_on=day(1), next_done=day(1))
    assert waiting([sometime, later, done, late, visit(3), visit(2, next="x", state="off")]) == [late, later, sometime]


def promise(**values):
    """A promise."""
    return record("promise", type="promise", text="Deliver on Mondays", **values)


def test_the_next_step_is_the_first_that_is_not_marked():
    keys = [key for key, _ in STEPS]
    for number in range(len(keys)):
        assert next_of(promise(**dict.fromkeys(keys[:number], day(5)))) == keys[number]
    assert next_of(promise(fulfilled=day(1))) is None
    assert next_of(promise(agreed=day(9), proposed=day(3))) == "asked"


def test_promises_are_kept_missed_or_not_due_yet():
    records = [promise(due=day(1)), promise(due=day(0)), promise(due=day(-9)), promise(), promise(due=day(9), fulfilled=day(9)),
               promise(due=day(9), fulfilled=day(8)), promise(fulfilled=day(2))]
    found = kept(records, TODAY)
    assert (found.count, found.fulfilled, found.overdue, found.late, found.due) == (7, 3, 1, 1, 4)
    assert found.share == 0.75
    assert [overdue(each, TODAY, "fulfilled") for each in records[:4]] == [True, False, False, False]
    order = ordered(records, "fulfilled")
    assert order[:4] == [records[0], records[1], records[2], records[3]]
    assert [each.get("fulfilled") for each in order[4:]] == [day(2), day(8), day(9)]


@given(st.lists(st.tuples(st.integers(-30, 30) | st.none(), st.integers(0, 30) | st.none()), max_size=8))
def test_every_promise_is_on_one_side_or_still_open(days):
    records = [promise(due=None if due is None else day(due), fulfilled=None if done is None else day(done))
               for due, done in days]
    found = kept(records, TODAY)
    still = sum(done is None and (due is None or due <= 0) for due, done in days)
    assert found.fulfilled + found.overdue + still == found.count
    assert found.share is None or 0 <= found.share <= 1
    assert sorted(map(id, ordered(records, "fulfilled"))) == sorted(map(id, records))


def test_own_words_go_before_those_that_come_along():
    known = {each.id: each for each in questions([
        record("question", None, id="q.needs.pain", group="needs", text="Where does it hurt?"),
        record("question", None, id="q.trends.law", group="trends", text="Laws?", retired=True),
        record("question", None, id="own1", group="value", text="What is it worth?"),
    ])}
    assert len(known) == len(QUESTIONS) + 1
    assert str(known["q.needs.pain"].text) == "Where does it hurt?"
    assert not known["q.needs.pain"].own
    assert known["q.trends.law"].retired
    assert known["own1"].own


def test_coverage_counts_questions_that_are_asked_and_answered():
    known = questions([record("question", None, id="q.trends.law", group="trends", text="Laws?", retired=True)])
    old, new = (datetime.datetime(2026, month, 1, 12, tzinfo=datetime.UTC) for month in (2, 9))
    given_answers = answers([
        record("answer", question="q.needs.pain", text="Late lorries", at=old),
        record("answer", question="q.needs.pain", text="Late lorries, still", at=new),
        record("answer", question="q.needs.goals", text="Grow", at=old), record("answer", question="q.needs.fear"),
        record("answer", question="q.trends.law", text="none", at=new),
    ])
    assert [each.get("text") for each in given_answers["q.needs.pain"]] == ["Late lorries, still", "Late lorries"]
    found = {each.group: each for each in coverage(known, given_answers)}
    assert (found["needs"].asked, found["needs"].answered) == (7, 2)
    assert found["needs"].oldest == old.astimezone().date()
    assert (found["trends"].asked, found["trends"].answered) == (5, 0)
    assert sum(each.asked for each in found.values()) == len(QUESTIONS) - 1
    assert str(said(list(found.values()))) == "2 of 51 questions are answered; 7 groups have no answer."
    few = [each for each in found.values() if each.group in ("needs", "trends", "value")]
    assert str(said(few)) == "2 of 19 questions are answered; none of: Trends and Value we can offer."
    question = next(each for each in known if each.id == "q.needs.fear")
    assert asked_by(record("task", text="x", source=source(question))) == "q.needs.fear"
    assert asked_by(record("task", text="x", source="a call")) is None


def test_a_team_says_what_it_lacks():
    assert str(gaps(team(None))) == "No role is filled yet."
    alone = team(record("team", expert="Ann Lee", project="ann  lee"))
    assert str(gaps(alone)) == "Ann Lee fills every role that is filled: nobody stands in."
    some = team(record("team", expert="Ann", relations="Bob", project="Ann", results="Bob", innovator="Eve"))
    assert some.empty == ("collaborator",)
    assert str(gaps(some)) == "Not filled: collaborator."
    rows = teams({"G1": "One", "G2": "Two"}, [record("team", "G1", expert="Ann")])
    assert rows[["account_id", "filled"]].values.tolist() == [["G1", 1], ["G2", 0]]


def test_load_counts_clients_once_for_each_person():
    records = [record("team", "G1", expert="Ann", project="ann"), record("team", "G2", expert="Ann ", results="Bob"),
               record("team", "G3", results="Bob")]
    assert load(records).values.tolist() == [["Ann", 2, 3], ["Bob", 2, 2]]
    assert load([]).empty


def test_what_is_due_of_every_client_and_nothing_else():
    long_ago = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    records = [
        record("task", "G1", id="t1", text="Send the list", due=day(2)), record("task", "G1", text="Later", due=day(-1)),
        record("task", "G1", text="No day"), record("task", "G2", id="t2", text="Today", due=day(0)),
        record("task", "G2", text="Done", due=day(9), done=day(9)),
        record("promise", "G2", id="p1", type="claim", text="Wrong goods", due=day(5), agreed=day(8)),
        visit(30, next="Call back", next_on=day(3)), visit(30, next="Done", next_on=day(3), next_done=day(2)),
        record("contract", "G3", id="c1", name="12/3", start="2026-01-01", end=TODAY + datetime.timedelta(days=40),
               notice_days=30, auto_renewal=True),
        record("contract", "G3", name="far", start="2026-01-01", end="2029-01-01"),
        record("dossier", "G4", id="dossier:G4", at=long_ago, description="a", story="b", process="c", scene="d"),
    ]
    rows = due(records, TODAY, Settings())
    told = {(row.account_id, str(row.reason)) for row in rows.itertuples()}
    assert told == {
        ("G1", "Task: Send the list; was due 20 Nov 2026."), ("G2", "Task: Today; due today."),
        ("G2", "Claim: Wrong goods; was due 17 Nov 2026."), ("G1", "Next step: Call back; was due 19 Nov 2026."),
        ("G3", "contract 12/3: notice must be given by 2 Dec 2026, else it renews by itself on 1 Jan 2027."),
        ("G4", "The dossier is to be revised: About the client, The client as we see it, How it decides and Competitors at "
               "this client."),
    }
    assert rows["key"].is_unique
    assert set(rows["kind"]) == {"book"}
    assert rows.set_index("account_id").loc["G4", "step"] == "review"
    by_key = rows.set_index("key")
    assert by_key.loc["book|G1|task|2026-11-20|t1", ["part", "show", "age_days"]].tolist() == ["journal", "tasks", 2]
    assert by_key["stake"].isna().all()
    assert due([], TODAY, Settings()).empty
