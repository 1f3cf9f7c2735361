"""Who acts where, who is lost, what hangs on whom, and what is said of it: small casts counted by hand."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.book import Record, Stamp
from kam_core.metrics.people import Seat, at, deciders_lost, met, nodes, seats
from kam_core.metrics.people_revenue import Entity, entities, hanging, total
from kam_core.metrics.people_said import findings
from kam_core.scope import NOBODY, Viewer
from kam_core.settings import Settings
from metrics.company import ledger, sale, scope

TODAY = datetime.date(2026, 11, 21)
SETTINGS = Settings()


def seat(person: str, role: str | None = None, attitude: str = "supporter", held: str | None = "Anna", **more: object) -> Seat:
    known = {"client": "G1", "account": "A1", "position": None, "influence": None, "since": None, "left": None,
             "touched": TODAY} | more
    return Seat(f"{person}:{known['account']}", person, person.title(), role=role, attitude=attitude, held_by=held, **known)


def keys(*found: Seat) -> list[str]:
    return [each.key for each in findings(found, SETTINGS, TODAY)]


def record(id: str, kind: str, day: str, parent: str | None = None, account: str | None = None, **values: object) -> Record:
    when = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    stamps = {field: Stamp(when, "anna@firm.example", 1) for field in values}
    client = None if kind == "person" else "G1"
    return Record(id, kind, client, account, parent, dict(values), stamps, 1, when, "anna@firm.example")


def test_seats_are_positions_with_their_persons_and_the_day_of_the_last_word_or_meeting() -> None:
    persons = {"p1": record("p1", "person", "2026-01-10", name="Inna"),
               "p2": record("p2", "person", "2026-03-01", name="Boris")}
    positions = [
        record("s1", "position", "2026-02-01", "p1", "A1", role="uses", attitude="neutral"),
        record("s2", "position", "2026-02-02", "p2", "A1", role="decides"),
        record("s3", "position", "2026-02-03", "gone", "A1", role="decides"),
    ]
    visits = [
        record("v1", "visit", "2026-09-01", state="done", date=datetime.date(2026, 9, 1), people=("p1", "p2")),
        record("v2", "visit", "2026-09-01", state="done", date=datetime.date(2026, 8, 1), people=("p1",)),
        record("v3", "visit", "2026-09-01", state="planned", date=datetime.date(2026, 11, 1), people=("p1",)),
    ]
    found = seats(persons, positions, met(visits, TODAY))
    assert [(each.name, each.role, each.attitude) for each in found] == [
        ("Boris", "decides", "unknown"), ("Inna", "uses", "neutral")]
    assert [each.touched for each in found] == [datetime.date(2026, 9, 1)] * 2
    assert [each.touched for each in seats(persons, positions)] == [datetime.date(2026, 3, 1), datetime.date(2026, 2, 1)]


def test_nobody_is_known() -> None:
    assert keys() == ["empty"]
    assert keys(seat("inna", "uses", left=TODAY)) == ["gone"]


def test_a_well_known_client_has_nothing_to_be_said() -> None:
    assert keys(seat("inna", "decides"), seat("boris", "uses", held="Oleg")) == ["good"]


@pytest.mark.parametrize(("found", "expected"), [
    ([seat("inna", "influences"), seat("boris", "uses", held="Oleg")], ["undecided"]),
    ([seat("inna", "decides", "neutral"), seat("boris", "approves", "unknown", "Oleg")], ["unsupported", "dark"]),
    ([seat("inna", "decides", "opponent"), seat("boris", "decides", held="Oleg")], ["against"]),
    ([seat("inna", "decides"), seat("boris", "uses")], ["one_holder"]),
    ([seat("inna", "decides")], ["one_contact"]),
    ([seat("inna", "decides", held=None), seat("boris", "uses", held=None)], ["no_holder"]),
    ([seat("inna", "decides", held=None), seat("boris", "uses"), seat("vera", "uses", held="Oleg")], ["unheld"]),
    ([seat("inna", "decides", left=datetime.date(2026, 10, 1)), seat("boris", "uses"), seat("vera", "uses", held="Oleg")],
     ["lost"]),
    ([seat("inna", "decides", left=TODAY + datetime.timedelta(1)), seat("boris", "uses", held="Oleg")], ["good"]),
])
def test_what_the_people_of_a_client_tell(found: list[Seat], expected: list[str]) -> None:
    assert keys(*found) == expected


def test_a_contact_is_stale_past_the_days_of_the_setting() -> None:
    old, edge = TODAY - datetime.timedelta(91), TODAY - datetime.timedelta(90)
    inna, boris = seat("inna", "decides"), seat("boris", "uses", held="Oleg")
    assert keys(inna, seat("vera", "uses", touched=edge), boris) == ["good"]
    assert keys(inna, seat("vera", "uses", touched=old), boris) == ["stale"]
    # of two positions of one person, the one that was touched last counts
    assert keys(inna, boris, seat("vera", "uses", touched=old), seat("vera", "uses", account="A2")) == ["good"]
    looser = SETTINGS.with_(people_stale_days=91)
    assert [each.key for each in findings([inna, boris, seat("vera", touched=old)], looser, TODAY)] == ["good"]


def test_words_name_whom_they_are_about_and_count_the_rest() -> None:
    many = [seat(f"p{number}", "decides", "opponent", "Oleg" if number % 2 else "Anna") for number in range(7)]
    against = findings(many, SETTINGS, TODAY)[0]
    assert (against.key, against.kind) == ("against", "alarm")
    assert str(against.text) == "P0, P1, P2, P3, P4 and 2 more decide and are against us."
    alone = findings([seat("inna", "decides", left=datetime.date(2026, 10, 1)), seat("boris")], SETTINGS, TODAY)
    assert str(alone[0].text) == "Inna decided here and left, the last on 1 Oct 2026; nobody who decides is known since."
    assert str(alone[1].text) == "Single thread: only 1 contact is known here, Boris."


def test_who_decided_is_lost_until_somebody_else_decides() -> None:
    gone = datetime.date(2026, 10, 1)
    inna = seat("inna", "decides", left=gone)
    assert deciders_lost([inna], TODAY) == {"G1"}
    assert deciders_lost([inna], gone - datetime.timedelta(1)) == frozenset()
    assert deciders_lost([inna, seat("boris", "approves", account="A2")], TODAY) == frozenset()
    assert deciders_lost([inna, seat("boris", "approves", account="A2")], TODAY, "account") == {"A1"}
    assert deciders_lost([inna, seat("boris", "decides", account=None)], TODAY, "account") == frozenset()
    assert deciders_lost([seat("inna", "uses", left=gone)], TODAY) == frozenset()
    assert deciders_lost([inna, seat("vera", "decides", client="G2", account="B1")], TODAY) == {"G1"}


def test_a_person_is_one_node_with_the_strongest_of_their_roles() -> None:
    found = [
        seat("inna", "uses", "supporter", influence="high"), seat("inna", "decides", "opponent", "Oleg", account="A2"),
        seat("boris", None, "neutral", None), seat("vera", "decides", left=TODAY),
    ]
    drawn = nodes(found, TODAY)
    assert [(node.person, node.column, node.influence, node.attitude, node.holders) for node in drawn] == [
        ("inna", 0, "high", "opponent", ("Anna", "Oleg")), ("boris", 3, None, "neutral", ())]
    assert [each.person for each in at(found, "A2")] == ["inna"]


KNOWN = {
    id: Entity(id, id, client, client, None, Decimal(amount))
    for id, client, amount in (("A1", "G1", "100.10"), ("A2", "G1", "50.05"), ("B1", "G2", "1000.01"), ("C1", "G3", "7"))
}


def test_what_hangs_on_a_person_counts_each_entity_once() -> None:
    found = [
        seat("inna", "decides"), seat("inna", "uses"), seat("inna", "expert", client="G2", account="B1"),
        seat("boris", "approves", account=None), seat("vera", "decides", client="G3", account="C1", left=TODAY),
        seat("hidden", "decides", client="G9", account="Z1"),
    ]
    by = {each.person: each for each in hanging(found, KNOWN, TODAY)}
    assert set(by) == {"inna", "boris", "hidden"}
    assert (by["inna"].decides, by["inna"].acts) == (Decimal("100.10"), Decimal("1100.11"))
    places = {client: [place.id for place in each] for client, each in by["inna"].entities.items()}
    assert places == {"G2": ["B1"], "G1": ["A1"]}
    assert (by["boris"].decides, by["boris"].acts) == (Decimal("150.15"), Decimal("150.15"))
    assert (by["hidden"].decides, by["hidden"].entities) == (Decimal(0), {})
    assert [each.person for each in hanging(found, KNOWN, TODAY)] == ["boris", "inna", "hidden"]


@given(st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from(["decides", "uses", None]),
                          st.sampled_from([("A1", "G1"), ("A2", "G1"), (None, "G1"), ("B1", "G2")])), max_size=12))
def test_nobody_decides_on_more_than_they_act_for_and_nobody_on_more_than_there_is(rows: list) -> None:
    found = [seat(person, role, client=client, account=account) for person, role, (account, client) in rows]
    whole = sum(entity.revenue for entity in KNOWN.values())
    for each in hanging(found, KNOWN, TODAY):
        assert 0 <= each.decides <= each.acts <= whole
        assert each.acts == sum(place.revenue for places in each.entities.values() for place in places)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> object:
    sales = [
        sale("A1", "2025-10", "1000000"), sale("A1", "2025-11", "0.10"), sale("A1", "2026-10", "0.20"),
        sale("A1", "2026-11-05", "9"), sale("A2", "2026-03", "33.33", manager="Oleg"),
        sale("B1", "2026-10", "500"), sale("B1", "2026-10-31", "0"),
    ]
    accounts = [
        {"account_id": "A1", "name": "Alpha", "group_id": "G1", "group_name": "Group", "manager": "Anna"},
        {"account_id": "A2", "name": "Alef", "group_id": "G1", "group_name": "Group", "manager": "Oleg"},
        {"account_id": "B1", "name": "Beta", "manager": "Oleg"},
    ]
    return ledger(tmp_path_factory.mktemp("people") / "data", sales, accounts)


def test_the_revenue_of_entities_is_that_of_the_last_twelve_full_months_and_exact(company: object) -> None:
    found = entities(company, scope("2020-01", "2020-02"), ["G1"])
    assert {id: (each.name, each.client_name, each.revenue) for id, each in found.items()} == {
        "A1": ("Alpha", "Group", Decimal("0.30")), "A2": ("Alef", "Group", Decimal("33.33"))}
    assert total(company, scope()) == Decimal("533.63")
    assert entities(company, scope(), []) == {}


def test_only_entities_that_the_viewer_sees_are_there(company: object) -> None:
    oleg = Viewer("oleg@firm.example", managers=frozenset({"Oleg"}))
    assert set(entities(company, scope(viewer=oleg), ["G1", "B1"])) == {"A2", "B1"}
    assert total(company, scope(viewer=oleg)) == Decimal("533.33")
    assert entities(company, scope(viewer=NOBODY), ["G1", "B1"]) == {}
