"""A file of a known source is read as its source writes, wherever it does not tell itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from kam_core.ingest import Batch, bring
from kam_core.ledger import Store


def loaded(store: Store, path: Path, text: str) -> dict[str, Decimal]:
    path.write_text(text, "utf-8")
    with Batch(store) as batch:
        batch.add(path)
        return bring(batch).files[0].outcome.totals["loaded"]


def test_a_doubtful_column_is_read_as_the_source_writes_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    head = "Date;Customer;Revenue\n"
    assert loaded(store, tmp_path / "a.csv", head + "2024-01-05;Lily;1,50\n")["revenue"] == Decimal("1.50")
    assert loaded(store, tmp_path / "a.csv", head + "2024-02-05;Lily;1,500\n")["revenue"] == Decimal("1.5")
    assert loaded(store, tmp_path / "a.csv", head + "2024-03-05;Lily;1,500.25\n")["revenue"] == Decimal("1500.25")


def test_a_computed_column_is_read_as_the_source_writes_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    head = "Date;Customer;Quantity;UnitPrice\n"
    assert loaded(store, tmp_path / "a.csv", head + "2024-01-05;Lily;2;1,50\n")["revenue"] == Decimal("3")
    assert loaded(store, tmp_path / "a.csv", head + "2024-02-05;Lily;2;1,500\n")["revenue"] == Decimal("3")
