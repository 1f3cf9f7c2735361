"""Twelve hand-made lines, summed by hand."""

from __future__ import annotations

import datetime

import pytest
from ledgers import insert

from kam_core.ledger import Store
from kam_core.ledger.door import last_full_month
from kam_core.scope import OWNER, Scope

D = datetime.date
NEW = "ООО  «Новый  клиент»"


def rows(ledger, sql: str) -> list[tuple]:
    frame = ledger._run(sql, Scope(viewer=OWNER, level="account"), {})
    return [tuple(None if value is None or value != value else value for value in row) for row in frame.itertuples(index=False)]


def mask(*days: int) -> int:
    return sum(1 << day for day in days)


def test_account_month(ledger):
    """account, month, unit, manager: revenue, of it with a known cost, cost, cost to serve, quantity, lines, days, returns."""
    found = rows(ledger, "select account_id, month(month) as m, unit, manager, cast(revenue as DOUBLE) as r, "
                         "cast(costed_revenue as DOUBLE) as k, cast(cost as DOUBLE) as c, cast(serve as DOUBLE) as s, "
                         "cast(quantity as DOUBLE) as q, lines, day_mask, cast(returns as DOUBLE) as b from account_month")
    assert set(found) == {
        ("A1", 1, "North", "Ann", 1200, 1200, 850, None, 12, 2, mask(10), 0),
        ("A1", 2, "South", "Ann", 500, 500, 300, None, 5, 1, mask(20), 0),
        ("A1", 2, None, "Ann", 0, None, None, 90, None, 0, 0, 0),
        ("A1", 3, "North", "Ann", 400, 400, 100, None, 4, 1, mask(29), 0),
        ("A2", 2, "North", "Bob", 200, -100, -60, None, 2, 2, mask(21), -100),
        ("B1", 3, "South", "Cid", 800, 800, 900, None, 8, 1, mask(5), 0),
        ("B1", 4, None, "Cid", 0, None, None, 33, None, 0, 0, 0),
        (NEW, 3, None, None, 110, 110, 50, None, 2, 2, mask(6, 7), 0),
        ("Solo", 3, None, None, 40, 40, 30, None, 1, 1, mask(7), 0),
        (None, 3, "North", None, 25, 25, 10, None, 1, 1, mask(8), 0),
        ("C1", 1, "North", "Bob", -70, -70, -50, None, -1, 1, 0, -70),
    }
    assert len(found) == 11
    assert sum(row[4] for row in found) == 3205
    assert sum(row[6] or 0 for row in found) == 2130


def test_account_category_month(ledger):
    found = rows(ledger, "select account_id, month(month) as m, category, cast(sum(revenue) as DOUBLE) as r, "
                         "cast(sum(cost) as DOUBLE) as c, sum(lines) as l from account_category_month group by all")
    assert set(found) == {
        ("A1", 1, "nuts", 1000, 700, 1), ("A1", 1, "bolts", 200, 150, 1), ("A1", 2, "nuts", 500, 300, 1),
        ("A1", 3, "nuts", 400, 100, 1), ("A2", 2, "nuts", 200, -60, 2), ("B1", 3, "bolts", 800, 900, 1),
        (NEW, 3, None, 110, 50, 2), ("Solo", 3, None, 40, 30, 1), (None, 3, None, 25, 10, 1), ("C1", 1, "nuts", -70, -50, 1),
    }


def test_account_life(ledger):
    """A1 bought on 10 January, 20 February and 29 March: gaps of 41 and 38 days. A return is no purchase."""
    found = {row[0]: row[1:] for row in rows(
        ledger, "select account_id, cast(first_purchase as VARCHAR) as f, cast(last_purchase as VARCHAR) as l, "
                "purchase_days, cast(revenue as DOUBLE) as r, lines, cast(gap_median as DOUBLE) as m, "
                "cast(gap_mean as DOUBLE) as a, cast(gap_p90 as DOUBLE) as p from account_life")}
    assert found == {
        "A1": ("2024-01-10", "2024-03-29", 3, 2100, 4, 39.5, 39.5, 41),
        "A2": ("2024-02-21", "2024-02-21", 1, 200, 2, None, None, None),
        "B1": ("2024-03-05", "2024-03-05", 1, 800, 1, None, None, None),
        NEW: ("2024-03-06", "2024-03-07", 2, 110, 2, 1, 1, 1),
        "Solo": ("2024-03-07", "2024-03-07", 1, 40, 1, None, None, None),
        "C1": (None, None, 0, -70, 1, None, None, None),
    }


def test_account_dim_knows_groups_and_who_is_listed(ledger):
    found = rows(ledger, "select account_id, name, group_id, group_name, region, listed from account_dim")
    assert set(found) == {
        ("A1", "АО «Ромашка»", "G1", "Цветы", "NA", True), ("A2", "ООО «Лютик»", "G1", "Цветы", "South", True),
        ("B1", "Oak", "B1", "Oak", "South", True), ("C1", "Quiet", "C1", "Quiet", None, True),
        (NEW, NEW, NEW, NEW, None, False), ("Solo", "Solo", "Solo", "Solo", None, False),
    }


def test_a_ledger_without_an_account_list(tmp_path):
    store = Store(tmp_path)
    with store.draft("test") as building:
        insert(building.draft, "sales", [{"account": each, "date": D(2024, 1, 1), "revenue": 1} for each in ("x", "y", "x")])
        building.publish("")
    assert set(rows(store.open(), "select account_id, lines from account_month")) == {("x", 2), ("y", 1)}


def test_two_clients_of_one_name_stay_as_written(tmp_path):
    """A name that two accounts bear cannot say which is meant: the line keeps a client of its own."""
    store = Store(tmp_path)
    with store.draft("test") as building:
        insert(building.draft, "accounts", [{"account_id": "1", "name": "Rose"}, {"account_id": "2", "name": "Rose"}])
        insert(building.draft, "sales", [{"account": each, "date": D(2024, 1, 1), "revenue": 1} for each in ("Rose", "1")])
        building.publish("")
    assert set(rows(store.open(), "select account_id, lines from account_month")) == {("Rose", 1), ("1", 1)}
    assert set(rows(store.open(), "select account_id, listed from account_dim")) == {("1", True), ("2", True), ("Rose", False)}


@pytest.mark.parametrize(("last", "month"), [
    (D(2024, 3, 29), D(2024, 3, 1)),   # a Friday; 30 and 31 are a weekend
    (D(2024, 3, 28), D(2024, 2, 1)),
    (D(2024, 6, 28), D(2024, 6, 1)),   # the month ends on a Sunday
    (D(2024, 2, 29), D(2024, 2, 1)),
    (D(2024, 2, 28), D(2024, 1, 1)),
    (D(2024, 12, 30), D(2024, 11, 1)),
    (D(2024, 1, 1), D(2023, 12, 1)),
    (None, None),
])
def test_last_full_month(last, month):
    assert last_full_month(last) == month
