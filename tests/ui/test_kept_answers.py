"""Answers that are kept belong to one ledger, not to whatever is called like it."""

from __future__ import annotations

import contextlib
from pathlib import Path

from ledgers import extend

from kam_core.ledger import Store
from kam_core.ledger.backup import backup, restore
from kam_core.ui import answers


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


def test_who_waits_for_very_many_clients_is_told_so(app, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(answers, "MANY", 5)
    monkeypatch.setattr(answers.st, "spinner", lambda text: (said.append(text), contextlib.nullcontext())[1])
    test = app("whole", period="2024-01..2024-12")
    assert not test.exception
    assert len(said) == 2  # the figures and the table of clients
    assert all(text.endswith("clients are counted…") for text in said)
    test.run()
    assert len(said) == 2
