"""Constants for a field are read as its kind, or refused in words before anything is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam_core.errors import UsageError
from kam_core.ingest import Batch, Corrections, bring
from kam_core.ingest.constants import constant
from kam_core.ledger import Store
from kam_core.ledger.contract import TABLES

SALES, NPS, TICKETS, TARGETS = (TABLES[key] for key in ("sales", "nps", "tickets", "targets"))


@pytest.mark.parametrize(("column", "target", "written"), [
    (SALES.column("date"), "=2024-02-29", "2024-02-29"),
    (SALES.column("date"), "= 2024-02", "2024-02-01"),
    (TARGETS.column("month"), "=2024-02-29", "2024-02-01"),
    (TICKETS.column("opened_at"), "=2024-02-29 18:30", "2024-02-29 18:30:00"),
    (SALES.column("revenue"), "=-1500.50", "-1500.50"),
    (SALES.column("revenue"), "=0", "0"),
    (NPS.column("score"), "=9", "9"),
    (SALES.column("currency"), "= RUB'; drop table sales", "RUB'; drop table sales"),
])
def test_what_is_taken(column, target, written):
    assert constant(column, target) == written


@pytest.mark.parametrize(("column", "target"), [
    (SALES.column("revenue"), text) for text in ("=abc", "=", "==1", "=1,000", "=1 000", "=NaN", "=inf", "=1e3", "=1_000",
                                                 "=999999999999999", "=1.23456", "=١٢x")
] + [(SALES.column("date"), text) for text in ("=2024-13-01", "=2024-02-30", "=2024-13", "=", "=yesterday", "=0001-01-01")
] + [(NPS.column("score"), "=9.5"), (TICKETS.column("opened_at"), "=2024-02-29T25:00"), (TARGETS.column("month"), "=May")])
def test_what_is_refused(column, target):
    with pytest.raises(UsageError):
        constant(column, target)


@pytest.mark.parametrize("mapping", [
    {"revenue": "=abc"}, {"date": "=2024-13-01"}, {"revenue": "@row"}, {"date": "@row"}, {"quantity": "=many"},
])
def test_an_import_refuses_it_in_words(tmp_path: Path, mapping):
    path = tmp_path / "sales.csv"
    path.write_text("client,date,amount\nA,2024-01-01,1\nB,2024-01-02,2\n")
    store = Store(tmp_path / "data")
    with Batch(store) as batch:
        batch.add(path, Corrections(table="sales", mapping=mapping))
        with pytest.raises(UsageError) as caught:
            bring(batch)
    assert next(iter(mapping)) in str(caught.value)
    assert store.current() is None


def test_an_import_takes_it(tmp_path: Path):
    path = tmp_path / "sales.csv"
    path.write_text("client,amount\nA,1\nB,2\n")
    store = Store(tmp_path / "data")
    with Batch(store) as batch:
        batch.add(path, Corrections(table="sales", mapping={"date": "=2024-03-05", "quantity": "=2.5", "document": "@row"}))
        bring(batch)
    info = store.open().info
    assert (info.rows["sales"], str(info.first_date), str(info.last_date)) == (2, "2024-03-05", "2024-03-05")
