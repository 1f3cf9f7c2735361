"""Beginning again: an empty version, and the way back."""

from __future__ import annotations

from pathlib import Path

from ledgers import build

from kam_core.ledger import Store


def test_an_empty_version_follows_and_the_earlier_one_stays(tmp_path: Path) -> None:
    store = Store(build(tmp_path / "data", "made-up"))
    assert store.pointer().info("000001").demo
    made = store.begin_empty()
    assert (made.version, made.action, made.parent, made.demo) == ("000002", "empty", "000001", False)
    info = store.open().info
    assert info.first_date is None
    assert sum(info.rows[table] for table in ("accounts", "sales", "costs")) == 0
    assert store.manifest("000002") == []
    assert store.rollback("000001").demo
    assert store.open().info.first_date is not None


def test_a_ledger_can_begin_empty(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    assert store.begin_empty().version == store.current() == "000001"
    assert store.open().history().empty
