"""Ledgers of the tests: a hand-made one of twelve lines, and small ones of a line a version."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from ledgers import insert

from kam_core.ledger import Ledger, Store

LINES = (
    # account as written, date, revenue, cost, quantity, category, unit, manager
    ("A1", "2024-01-10", 1000, 700, 10, "nuts", "North", "Ann"),
    ("A1", "2024-01-10", 200, 150, 2, "bolts", "North", "Ann"),
    ('АО "Ромашка"', "2024-02-20", 500, 300, 5, "nuts", "South", "Ann"),       # A1, by its name in other quotes
    ("7710000001", "2024-02-21", 300, None, 3, "nuts", "North", "Bob"),        # A2, by its tax id; cost not known
    ("A2", "2024-02-28", -100, -60, -1, "nuts", "North", "Bob"),               # a return
    ("B1", "2024-03-05", 800, 900, 8, "bolts", "South", None),                 # sold at a loss; manager of the account
    ("ООО  «Новый  клиент»", "2024-03-06", 50, 20, 1, None, None, None),       # not in the list
    ("ооо «новый клиент»", "2024-03-07", 60, 30, 1, None, None, None),         # the same, written otherwise
    ("Solo", "2024-03-07", 40, 30, 1, None, None, None),                       # not in the list, one word
    (None, "2024-03-08", 25, 10, 1, None, "North", None),                      # no client named
    ("A1", "2024-03-29", 400, 100, 4, "nuts", "North", "Ann"),
    ("C1", "2024-01-15", -70, -50, -1, "nuts", "North", "Bob"),                # only returns
)
"""revenue 3,205; of it 25 without a client, -170 returns; cost 2,130 where it is known (of revenue 2,905)."""
ACCOUNTS = (
    # account_id, name, group_id, group_name, tax_id, industry, region, segment, manager
    ("A1", "АО «Ромашка»", "G1", "Цветы", "7710000000", "trade", "NA", "large", "Ann"),
    ("A2", "ООО «Лютик»", "G1", "Цветы", "7710000001", "trade", "South", "small", "Bob"),
    ("B1", "Oak", None, None, None, "wood", "South", "large", "Cid"),
    ("C1", "Quiet", None, None, None, None, None, None, None),
)
COSTS = (("A1", "2024-02-05", 90), ("Oak", "2024-04-05", 33))


def twelve(data: Path) -> Ledger:
    """The hand-made ledger in a data folder."""
    store = Store(data)
    columns = ("account", "date", "revenue", "cost", "quantity", "category", "unit", "manager")
    heads = ("account_id", "name", "group_id", "group_name", "tax_id", "industry", "region", "segment", "manager")
    with store.draft("test", fresh=True) as building:
        insert(building.draft, "sales", (dict(zip(columns, line, strict=True)) for line in LINES))
        insert(building.draft, "accounts", (dict(zip(heads, line, strict=True)) for line in ACCOUNTS))
        insert(building.draft, "costs", (dict(zip(("account", "date", "amount"), line, strict=True)) for line in COSTS))
        building.publish("twelve lines")
    return store.open()


@pytest.fixture(scope="session")
def ledger(tmp_path_factory) -> Ledger:
    """The hand-made ledger; read it only."""
    return twelve(tmp_path_factory.mktemp("twelve"))


@pytest.fixture
def store(tmp_path) -> Store:
    """An empty data folder."""
    return Store(tmp_path / "data")


def add(store: Store, revenue: int = 1, account: str = "A") -> str:
    """One more line in one more version; gives its name."""
    with store.draft("import") as building:
        insert(building.draft, "sales", [{"account": account, "date": datetime.date(2024, 1, 1), "revenue": revenue}])
        return building.publish(f"line of {revenue}").version


def total(ledger: Ledger) -> float:
    """Revenue of all time for whoever owns the ledger."""
    from kam_core.scope import OWNER, Scope

    found = ledger._run("select coalesce(sum(revenue), 0) as s from scoped_months_all_time()", Scope(viewer=OWNER), {})
    return float(found["s"][0])
