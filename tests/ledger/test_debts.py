"""Invoices summed at import: what is open by days after it was due, what was paid too much, what was paid in a year."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from ledgers import insert

from kam_core.ledger import Ledger, Store
from kam_core.scope import OWNER, Scope, Viewer

D = datetime.date
ACCOUNTS = (("A1", "Oak", "G1", "Ann"), ("A2", "Elm", "G1", "Bob"), ("B1", "Ash", None, "Bob"))
SALES = (("A1", "2024-01-10", 700), ("A1", "2024-12-20", 300), ("B1", "2025-01-15", 50), (None, "2025-01-20", 999))
INVOICES = (
    # account as written, issued, due, amount, paid, paid on; the ledger's last day is 31 January 2025
    ("A1", "2024-12-01", "2024-12-31", 100, 40, "2025-01-05"),   # 60 open, 31 days late
    ("Oak", "2024-12-01", "2024-12-31", 20, None, None),         # 20 open, 31 days late, the account by its name
    ("A1", "2025-01-01", "2025-01-31", 30, 0, None),             # 30 open, due on the last day: not late
    ("A1", "2025-01-31", "2025-03-02", 5, None, None),           # 5 open, not due for a month
    ("A2", "2024-11-02", None, 70, None, None),                  # 70 open, issued 90 days ago, due unknown
    ("A2", "2024-06-01", "2024-07-01", 80, 80, "2024-06-11"),    # paid after 10 days
    ("A2", "2024-07-01", "2024-08-01", 20, None, "2024-07-31"),  # paid after 30 days: a day of payment says in full
    ("A2", "2024-01-15", "2024-02-15", 500, 500, "2024-01-31"),  # paid, and issued, before the year
    ("B1", "2025-01-02", "2025-02-01", 10, 12.5, "2025-01-03"),  # 2.50 too much
    ("B1", "2025-01-02", None, -8, None, None),                  # a credit note of 8
)


def built(folder: Path, invoices: tuple[tuple, ...] = INVOICES) -> Ledger:
    store = Store(folder)
    with store.draft("test", fresh=True) as building:
        for table, names, rows in (
            ("accounts", ("account_id", "name", "group_id", "manager"), ACCOUNTS),
            ("sales", ("account", "date", "revenue"), SALES),
            ("invoices", ("account", "issued", "due", "amount", "paid", "paid_on"), invoices),
        ):
            insert(building.draft, table, (dict(zip(names, row, strict=True)) for row in rows))
        building.publish("invoices")
    return store.open()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return built(tmp_path_factory.mktemp("invoices"))


def rows(ledger: Ledger, sql: str, scope: Scope) -> list[tuple]:
    return [tuple(None if value != value else value for value in row)
            for row in ledger._run(sql, scope, {}).itertuples(index=False)]


def debts(ledger: Ledger, **more: object) -> set[tuple]:
    sql = "select client_id, account_id, dated, days, cast(amount as DOUBLE) as a, invoices from scoped_debts()"
    return set(rows(ledger, sql, Scope(**{"viewer": OWNER, "level": "account", **more})))


def test_what_is_open_by_days_after_the_day_it_was_due(ledger: Ledger) -> None:
    assert debts(ledger) == {
        ("A1", "A1", True, 31, 80, 2), ("A1", "A1", True, 0, 35, 2), ("A2", "A2", False, 90, 70, 1),
    }


def test_a_year_of_invoices(ledger: Ledger) -> None:
    """Per account: invoices ever; issued and paid from February 2024 to January 2025; sum × days of what was paid."""
    found = rows(ledger, "select account_id, cast(as_of as VARCHAR) as d, invoices, cast(issued as DOUBLE) as i, "
                         "cast(credit as DOUBLE) as c, cast(overpaid as DOUBLE) as o, "
                         "cast(paid as DOUBLE) as p, paid_days from scoped_invoices()", Scope(viewer=OWNER, level="account"))
    assert set(found) == {
        ("A1", "2025-01-31", 4, 155, None, None, 40, 40 * 35),
        ("A2", "2025-01-31", 4, 170, None, None, 100, 80 * 10 + 20 * 30),
        ("B1", "2025-01-31", 2, 2, -8, -2.5, 12.5, 12.5),
    }


def test_open_credit_and_overpaid_are_all_that_is_not_settled(ledger: Ledger) -> None:
    balances = sum(amount - (paid if paid is not None else amount if on else 0) for *_, amount, paid, on in INVOICES)
    sql = "select cast(sum(coalesce(credit, 0) + coalesce(overpaid, 0)) as DOUBLE) as s from scoped_invoices()"
    apart = rows(ledger, sql, Scope(viewer=OWNER))
    assert sum(row[4] for row in debts(ledger)) + apart[0][0] == balances


def test_whoever_looks_sees_the_debts_of_their_clients_alone(ledger: Ledger) -> None:
    assert {row[1] for row in debts(ledger, viewer=Viewer("x", frozenset({"A2"})))} == {"A2"}
    assert debts(ledger, viewer=Viewer()) == set()
    assert {row[1] for row in debts(ledger, where=(("manager", ("Ann",)),))} == {"A1"}
    assert {row[0] for row in debts(ledger, level="group")} == {"G1"}


def test_where_nothing_says_what_was_paid_nothing_is_owed(tmp_path: Path) -> None:
    ledger = built(tmp_path, tuple((*invoice[:4], None, None) for invoice in INVOICES))
    assert debts(ledger) == set()
    assert set(rows(ledger, "select settles from scoped_invoices() where invoices > 0", Scope(viewer=OWNER))) == {(False,)}


def test_without_invoices_there_is_nothing(tmp_path: Path) -> None:
    ledger = built(tmp_path, ())
    assert rows(ledger, "select * from scoped_invoices()", Scope(viewer=OWNER)) == []


def test_a_day_to_come_does_not_make_everything_late(tmp_path: Path) -> None:
    ledger = built(tmp_path, (*INVOICES, ("B1", "2924-01-01", None, 3, None, None)))
    found = rows(ledger, "select distinct cast(as_of as VARCHAR) from scoped_invoices()", Scope(viewer=OWNER))
    assert found == [("2025-01-31",)]
