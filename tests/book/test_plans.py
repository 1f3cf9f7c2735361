"""Account plans: written, submitted, returned, mended, approved, changed; by whom; erased from. On both databases."""

from __future__ import annotations

import datetime

import pytest

from kam_core.access import Reach
from kam_core.book import differences
from kam_core.book.verify import verify
from kam_core.errors import AccessError, ChangedError, KamError, UsageError

KIM = Reach("kim@firm", frozenset({"G1", "G2"}), frozenset({"G1"}), dossiers=True)
"""G1 is theirs, G2 is shared with them, G3 is somebody else's."""
BOSS = Reach("boss@firm", None, None, dossiers=True, approves=True)


@pytest.fixture
def plan(book):
    """A plan of G1, written by Kim."""
    kim = book.seen_by(KIM)
    kim.records.put("plan", "G1", {"aim": "Two lines more"}, "kim")
    goal = kim.records.add("goal", "G1", {"text": "More revenue", "measure": "revenue", "target": 500}, "kim")
    kim.records.add("action", "G1", {"text": "Show the line", "owner": "Kim", "due": "2026-05-04", "goal": goal.id}, "kim")
    return book


def test_a_plan_goes_its_way_and_every_step_is_a_version(plan):
    kim, boss = plan.seen_by(KIM).plans, plan.seen_by(BOSS).plans
    assert (kim.standing("G1").state, kim.standing("G1").number) == ("draft", 0)
    assert kim.submit("G1", "kim").number == 1
    assert boss.give_back("G1", "boss", why="Name the risks", expected=1).state == "returned"
    plan.seen_by(KIM).records.put("plan", "G1", {"risks": "Their budget"}, "kim")
    kim.submit("G1", "kim", expected=2)
    boss.approve("G1", "boss", why="Good", expected=3)
    kim.begin("G1", "kim")
    kim.review("G1", "kim", why="Reached in time")
    assert [(each.number, each.state, each.who, each.why) for each in kim.versions("G1")] == [
        (1, "submitted", "kim@firm", ""), (2, "returned", "boss@firm", "Name the risks"), (3, "submitted", "kim@firm", ""),
        (4, "approved", "boss@firm", "Good"), (5, "running", "kim@firm", ""), (6, "reviewed", "kim@firm", "Reached in time")]
    first, mended = (kim.versions("G1")[place].content for place in (0, 2))
    assert [(each.kind, each.field.key, each.before, each.after) for each in differences(first, mended)] == [
        ("plan", "risks", None, "Their budget")]
    assert [each.action for each in plan.changes("plans", "G1")] == [
        "submitted", "returned", "submitted", "approved", "running", "reviewed"]


def test_what_was_approved_stays_and_a_change_is_submitted_anew(plan):
    kim, boss = plan.seen_by(KIM), plan.seen_by(BOSS)
    kim.plans.submit("G1", "kim")
    goal, = kim.records.of("goal", "G1")
    kim.records.edit(goal.id, {"target": 900}, "kim")  # while it waits
    approved = boss.plans.approve("G1", "boss")
    assert [each["target"] for each in approved.content["goal"].values()] == [500]
    kim.plans.begin("G1", "kim")
    changed = differences(approved.content, kim.plans.content("G1"), progress=False)
    assert [(each.title, each.field.key, each.before, each.after) for each in changed] == [("More revenue", "target", 500, 900)]
    kim.plans.submit("G1", "kim")
    assert kim.plans.standing("G1").approved == approved  # in force until another is approved
    assert boss.plans.approve("G1", "boss").state == "running"  # a plan under way goes on
    assert [each["target"] for each in kim.plans.standing("G1").approved.content["goal"].values()] == [900]


def test_progress_is_no_change_of_an_approved_plan(plan):
    kim = plan.seen_by(KIM)
    kim.plans.submit("G1", "kim")
    approved = plan.seen_by(BOSS).plans.approve("G1", "boss")
    action, = kim.records.of("action", "G1")
    kim.records.edit(action.id, {"done": datetime.date(2026, 5, 1)}, "kim")
    assert differences(approved.content, kim.plans.content("G1"), progress=False) == []
    assert [each.field.key for each in differences(approved.content, kim.plans.content("G1"))] == ["done"]
    with pytest.raises(KamError, match="has not changed since it was approved"):
        kim.plans.submit("G1", "kim")
    kim.records.remove(action.id, "kim")
    gone, = differences(approved.content, kim.plans.content("G1"), progress=False)
    assert (gone.kind, gone.title, gone.field, gone.after) == ("action", "Show the line", None, None)
    assert kim.plans.submit("G1", "kim").number == 3


def test_who_may_decide(plan):
    kim = plan.seen_by(KIM).plans
    kim.submit("G1", "kim")
    with pytest.raises(AccessError, match="does not approve"):
        kim.approve("G1", "kim")
    with pytest.raises(AccessError, match="no such client"):
        kim.submit("G3", "kim")
    with pytest.raises(AccessError, match="to read"):
        kim.submit("G2", "kim")
    both = plan.seen_by(Reach("kim@firm", None, None, dossiers=True, approves=True)).plans
    with pytest.raises(AccessError, match="Whoever has submitted"):
        both.approve("G1", "somebody else")  # whoever has signed in decides under their own name
    with pytest.raises(AccessError):
        plan.seen_by(Reach("boss@firm", frozenset({"G2"}), frozenset(), dossiers=True, approves=True)).plans.approve("G1", "b")
    with pytest.raises(AccessError):
        plan.seen_by(Reach("a@firm", None, None, approves=True)).plans.approve("G1", "a")
    assert both.approve("G1", "kim", alone=True).state == "approved"
    again = plan.seen_by(Reach("boss@firm", None, None, dossiers=True, approves=True, again=Reach)).plans
    with pytest.raises(AccessError):  # the right was taken away while the page stood open
        again.give_back("G1", "boss", why="no")
    assert plan.plans.versions("G1")[-1].state == "approved"


def test_of_other_clients_nothing_is_read(plan):
    plan.records.put("plan", "G3", {"aim": "Secret"}, "ann")
    plan.plans.submit("G3", "ann")
    kim = plan.seen_by(KIM)
    assert (kim.plans.versions("G3"), kim.plans.standing("G3").number) == ([], 0)
    assert kim.plans.content("G3")["plan"] == {}
    assert set(kim.plans.all()) == set()
    assert set(plan.plans.all()) == {"G3"}
    assert kim.changes("plans") == []
    assert plan.seen_by(Reach("x", None, None)).plans.all() == {}


@pytest.mark.parametrize("step", ["approve", "give_back", "begin", "withdraw", "review"])
def test_steps_out_of_turn_are_refused(plan, step):
    why = {"why": "so"} if step in ("give_back", "review") else {}
    with pytest.raises(UsageError):
        getattr(plan.plans, step)("G1", "ann", **why)
    assert plan.plans.versions("G1") == []


def test_remarks_are_needed_and_an_empty_plan_is_no_plan(plan):
    with pytest.raises(UsageError, match="no plan to submit"):
        plan.plans.submit("G2", "ann")
    plan.plans.submit("G1", "ann")
    with pytest.raises(UsageError, match="needs a reason"):
        plan.plans.give_back("G1", "bob", why=" ")
    assert plan.plans.withdraw("G1", "ann").state == "draft"


def test_whoever_is_slower_is_told(plan):
    plan.plans.submit("G1", "ann")
    plan.plans.give_back("G1", "bob", why="no", expected=1)
    with pytest.raises(ChangedError, match="bob"):
        plan.plans.approve("G1", "cid", expected=1)


def test_a_state_cannot_be_typed(plan):
    with pytest.raises(UsageError):
        plan.records.put("plan", "G1", {"state": "approved"}, "kim")


def test_a_person_is_erased_from_every_version(plan, place):
    person = plan.records.add("person", None, {"name": "Пётр Кузнецов"}, "kim")
    plan.records.add("position", "G1", {"role": "decides"}, "kim", parent=person.id, account_id="A1")
    plan.records.put("plan", "G1", {"risks": "Кузнецова меняют", "asks": "Обед с Петром Кузнецовым"}, "kim")
    plan.plans.submit("G1", "kim")
    plan.plans.give_back("G1", "boss", why="Спросить Кузнецова П.")
    assert {each.where for each in plan.persons.find(person.id)} >= {"plans", "log", "record"}
    plan.persons.erase(person.id, "admin", "letter 7")
    said = str([(each.why, each.content) for each in plan.plans.versions("G1")]) + str(plan.changes("plans"))
    assert "узнецов" not in said
    assert "[erased person 1]" in said
    assert [each.check for each in verify(place) if not each.ok] == []


def test_a_calendar_opens_by_its_secret_alone(book):
    secret = book.feeds.make(7, "ru", "kim@firm")
    found = book.feeds.find(secret)
    assert (found.member_id, found.language) == (7, "ru")
    assert found == book.feeds.get(7)
    assert book.feeds.find(secret[:-1]) is book.feeds.find("") is book.feeds.find("\ud800ж" * 9) is None
    again = book.feeds.make(7, "en", "kim@firm")
    assert book.feeds.find(secret) is None
    assert book.feeds.find(again).language == "en"
    assert book.feeds.revoke(7, "kim@firm")
    assert book.feeds.find(again) is book.feeds.get(7) is None
    assert not book.feeds.revoke(7, "kim@firm")
    assert [each.action for each in book.changes("calendar")] == ["make", "renew", "revoke"]
    assert secret not in str(book.changes("calendar"))
