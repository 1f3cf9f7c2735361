"""What was sold of each product: summed at import, and from the lines themselves where clients are chosen from."""

from __future__ import annotations

import datetime
import itertools

import pytest
from ledgers import insert

from kam_core.ledger import Ledger, Store
from kam_core.ledger.door import variables
from kam_core.scope import NOBODY, OWNER, Scope, Viewer

LINES = (
    # account, date, revenue, cost, quantity, product_id, product, category, unit, manager
    ("A", "2024-01-10", 100, 60, 10, "p1", "Bolt", "metal", "North", "Ann"),
    ("A", "2024-01-20", 50, None, 5, "p1", "Bolt", "metal", "South", "Ann"),
    ("B", "2024-01-31", 30, 20, None, "p1", "Bolt", "metal", "North", None),     # without a quantity; manager of the account
    ("B", "2024-02-01", -10, -6, -1, "p1", "Bolt", "metal", "North", "Cid"),
    (None, "2024-02-05", 7, 5, 1, None, "Nut", "metal", "North", None),          # no client, no id of the product
    ("A", "2024-02-06", 9, 4, 2, None, None, "other", "North", "Ann"),           # no product
)
HEADS = ("account", "date", "revenue", "cost", "quantity", "product_id", "product", "category", "unit", "manager")
ACCOUNTS = ({"account_id": "A", "name": "A", "region": "West", "segment": "big", "manager": "Ann"},
            {"account_id": "B", "name": "B", "region": "East", "segment": "big", "manager": "Bob"})
JANUARY = {"start": datetime.date(2024, 1, 1), "end": datetime.date(2024, 2, 1)}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Ledger:
    store = Store(tmp_path_factory.mktemp("products"))
    with store.draft("test", fresh=True) as building:
        insert(building.draft, "sales", (dict(zip(HEADS, line, strict=True)) for line in LINES))
        insert(building.draft, "accounts", ACCOUNTS)
        building.publish("six lines")
    return store.open()


def sums(ledger: Ledger, what: str = "revenue", **scope) -> dict[object, float]:
    """product → sum of a column, under a scope."""
    scope.setdefault("viewer", OWNER)
    found = ledger._run(f"select product, cast(sum({what}) as DOUBLE) as v from scoped_products() group by product",
                        Scope(**scope), {})
    return {None if key != key or key is None else key: value for key, value in zip(found["product"], found["v"], strict=True)}


def test_by_hand(ledger):
    assert sums(ledger) == {"p1": 170, "Nut": 7, None: 9}
    assert sums(ledger, **JANUARY) == {"p1": 180}
    assert sums(ledger, "quantity", **JANUARY) == {"p1": 15}
    assert sums(ledger, "counted_revenue", **JANUARY) == {"p1": 150}
    assert sums(ledger, "margin", **JANUARY) == {"p1": 50}  # 130 with a known cost, less 80
    assert sums(ledger, "lines") == {"p1": 4, "Nut": 1, None: 1}
    names = ledger._run("select distinct product, label from scoped_products() where product is not null",
                        Scope(viewer=OWNER), {})
    assert set(zip(names["product"], names["label"], strict=True)) == {("p1", "Bolt"), ("Nut", "Nut")}


def test_whoever_is_chosen_is_summed_from_the_lines(ledger):
    assert sums(ledger, where=(("region", ("West",)),)) == {"p1": 150, None: 9}
    assert sums(ledger, where=(("segment", ("big",)),)) == {"p1": 170, None: 9}  # without the line of no client
    assert sums(ledger, where=(("manager", ("Bob",)),)) == {"p1": 30}
    assert sums(ledger, where=(("unit", ("North",)),)) == {"p1": 120, "Nut": 7, None: 9}
    assert sums(ledger, where=(("region", ("East",)), ("unit", ("South",)))) == {}
    assert sums(ledger, only=("B",)) == {"p1": 20}
    assert sums(ledger, viewer=Viewer("b@firm", frozenset({"B"})), **JANUARY) == {"p1": 30}


def test_nobody_sees_nothing(ledger):
    for viewer in (NOBODY, Viewer("x@y.z", frozenset()), Viewer("x@y.z", frozenset({"unknown"}))):
        assert sums(ledger, viewer=viewer) == {}
    cursor = ledger._connection.cursor()
    try:
        assert cursor.execute("select count(*) from scoped_products()").fetchall() == [(0,)]
    finally:
        cursor.close()


def test_both_ways_give_the_same_sums(ledger):
    """A manager's filter that takes everyone goes through the lines, and must give what the sums of the import give."""
    everyone = (("manager", ("Ann", "Bob", "Cid")),)
    named = {key: value for key, value in sums(ledger).items() if key != "Nut"}  # that line has no client, so no manager
    assert sums(ledger, where=everyone) == named


def test_only_one_half_is_read(ledger):
    chosen = ({}, {"where": (("unit", ("North",)),)}, {"where": (("manager", ("Ann",)),)}, {"only": ("A",)},
              {"viewer": Viewer("a", frozenset({"A"}))})
    for more, half in itertools.product(chosen, ("sales", "product_month")):
        scope = Scope(**{"viewer": OWNER, **more})
        cursor = ledger._connection.cursor()
        try:
            for name, value in variables(scope).items():
                cursor.execute(f"set variable {name} = $value", {"value": value})
            plan = cursor.execute("explain select sum(revenue) from scoped_products()").fetchall()[0][1]
        finally:
            cursor.close()
        assert (half in plan) == ((half == "product_month") == (not more)), (more, half)
