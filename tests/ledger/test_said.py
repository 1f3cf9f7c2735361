"""What clients say and ask: answers, invitations and requests under a scope."""

from __future__ import annotations

import datetime

import pytest
from ledgers import insert

from kam_core.ledger import Ledger, Store
from kam_core.scope import NOBODY, OWNER, Scope, Viewer

ACCOUNTS = (("A1", "АО «Ромашка»", "G1", "N", "Ann"), ("A2", "ООО «Лютик»", "G1", "S", "Bob"), ("B1", "Oak", None, "S", "Bob"))
ANSWERS = (("АО Ромашка", "2026-01-10", 10), ("A2", "2026-02-10", 3), ("Oak", "2026-02-11", 8), (None, "2026-02-12", 0))
MACROS = ("scoped_answers_all_time()", "scoped_answers()", "scoped_asked()", "scoped_requests_all_time()", "scoped_requests()")


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> Ledger:
    """Four answers, as many invitations and requests: two of the group G1, one of Oak, one of nobody."""
    store = Store(tmp_path_factory.mktemp("said"))
    heads = ("account_id", "name", "group_id", "region", "manager")
    with store.draft("test", fresh=True) as building:
        insert(building.draft, "accounts", (dict(zip(heads, row, strict=True)) for row in ACCOUNTS))
        insert(building.draft, "nps", ({"account": a, "date": d, "score": s} for a, d, s in ANSWERS))
        insert(building.draft, "invitations", ({"account": a, "date": d} for a, d, _ in ANSWERS))
        insert(building.draft, "tickets", ({"account": a, "opened_at": f"{d} 09:30:00", "ticket_id": d} for a, d, _ in ANSWERS))
        building.publish("answers")
    return store.open()


def count(ledger: Ledger, macro: str, **scope) -> int:
    scope.setdefault("viewer", OWNER)
    return len(ledger._run(f"select * from {macro}", Scope(**scope), {}))


@pytest.mark.parametrize("macro", MACROS)
def test_who_sees_what(said, macro):
    assert count(said, macro) == 4
    assert count(said, macro, viewer=NOBODY) == 0
    assert count(said, macro, viewer=Viewer("a@b", frozenset({"A1"}))) == 1
    assert count(said, macro, only=("G1",)) == 2
    assert count(said, macro, where=(("region", ("S",)),)) == 2
    assert count(said, macro, where=(("manager", ("Ann",)),)) == 1
    assert count(said, macro, where=(("unit", ("North",)),)) == 4  # neither an answer nor a request names a unit


def test_the_period(said):
    february = {"start": datetime.date(2026, 2, 1), "end": datetime.date(2026, 3, 1)}
    assert [count(said, macro, **february) for macro in MACROS] == [4, 3, 3, 4, 3]


def test_names_as_they_are_written_are_clients(said):
    rows = said._run("select client_id, score from scoped_answers() order by date", Scope(viewer=OWNER), {})
    assert [None if x != x else x for x in rows["client_id"].tolist()] == ["G1", "G1", "B1", None]
    assert rows["score"].tolist() == [10, 3, 8, 0]
