"""The sales plan behind the one door: of whom it is, whose it is, and who sees it."""

from __future__ import annotations

import datetime

import pytest
from ledgers import insert

from kam_core.ledger import Ledger, Store
from kam_core.scope import NOBODY, OWNER, Scope, Viewer

ACCOUNTS = (("A1", "Oak", "G1", "Ann"), ("A2", "Elm", "G1", "Bob"), ("B1", "Ash", None, "Bob"))
TARGETS = (
    ("A1", "2025-01-01", 100, 20), ("Oak", "2025-02-15", 50, None),  # by its name, on a day of the month
    ("A2", "2025-01-01", 30, 3), ("B1", "2030-12-01", 7, 1), (None, "2025-01-01", 1000, None),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    store = Store(tmp_path_factory.mktemp("targets"))
    with store.draft("test", fresh=True) as building:
        insert(building.draft, "accounts",
               (dict(zip(("account_id", "name", "group_id", "manager"), row, strict=True)) for row in ACCOUNTS))
        insert(building.draft, "sales", [{"account": "A1", "date": datetime.date(2025, 1, 10), "revenue": 1}])
        insert(building.draft, "targets",
               (dict(zip(("account", "month", "revenue", "margin"), row, strict=True)) for row in TARGETS))
        building.publish("plan")
    return store.open()


def plan(ledger: Ledger, **more: object) -> set[tuple]:
    found = ledger._run("select client_id, cast(month as VARCHAR) as month, manager, cast(revenue as DOUBLE) as r "
                        "from scoped_targets()", Scope(**{"viewer": OWNER, **more}), {})
    return {tuple(None if value != value else value for value in row) for row in found.itertuples(index=False)}


OAK = {("G1", "2025-01-01", "Ann", 100.0), ("G1", "2025-02-01", "Ann", 50.0)}
ELM = {("G1", "2025-01-01", "Bob", 30.0)}
ASH = {("B1", "2030-12-01", "Bob", 7.0)}


def test_the_plan_of_each_account_and_month(ledger):
    assert plan(ledger) == OAK | ELM | ASH | {(None, "2025-01-01", None, 1000.0)}


def test_a_manager_is_the_accounts_own_and_a_unit_has_no_plan(ledger):
    assert plan(ledger, where=(("manager", ("Bob",)),)) == ELM | ASH
    assert plan(ledger, where=(("unit", ("North",)),)) == set()


def test_who_sees_it(ledger):
    assert plan(ledger, viewer=NOBODY) == set()
    assert plan(ledger, viewer=Viewer("a@b", frozenset({"A1"}))) == OAK
    assert plan(ledger, only=("B1",)) == ASH
