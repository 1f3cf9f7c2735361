"""Answers that are kept belong to one ledger, not to whatever is called like it."""

from __future__ import annotations

from pathlib import Path

from ledgers import extend

from kam_core.ledger import Store
from kam_core.ledger.backup import backup, restore


def clients(test) -> str:
    """What the page of concentration says, as text."""
    assert not test.exception
    return " ".join(str(each.value) for each in (*test.metric, *test.markdown, *test.caption))


def test_a_restored_ledger_is_asked_anew(app, tmp_path: Path):
    other = tmp_path / "other"
    extend(other, clients=2, groups=False, unnamed=False)
    backup(Store(other), tmp_path / "all.zip")
    test = app("one client")
    store = Store(tmp_path / "data")
    assert store.current() == Store(other).current() == "000001"
    before = clients(test)
    restore(store, tmp_path / "all.zip")
    after = clients(test.run())
    fresh = clients(app("one client"))
    assert before != after
    assert after == fresh
