"""Every trap of traps.py through the real import: the rows that a careful person would read, or the error to show."""

from __future__ import annotations

import pytest
from reading import balanced, read
from traps import TRAPS, Trap

from kam_core.errors import KamError
from kam_core.i18n import use_language
from kam_core.ledger import Store

NAMES = [trap.name for trap in TRAPS]


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    """A data folder that stays empty: nothing is published."""
    return Store(tmp_path_factory.mktemp("traps"))


def test_there_are_enough_traps_and_each_has_its_name():
    assert len(TRAPS) >= 80
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("trap", TRAPS, ids=NAMES)
def test_trap(store: Store, tmp_path, trap: Trap):
    path = tmp_path / "export.csv"
    path.write_bytes(trap.content)
    if not trap.rows:
        with pytest.raises(KamError) as refused:
            read(store, path)
        with use_language("en"):
            assert trap.message in str(refused.value)
            assert "export.csv" in str(refused.value.what) or "“" in str(refused.value.what)
        return
    got = read(store, path)
    assert got.rows == list(trap.rows)
    outcome, plan = got.result.outcome, got.result.understood.plan
    assert (outcome.loaded, outcome.quarantined) == (len(trap.rows), trap.aside)
    assert len(got.aside) == trap.aside
    assert balanced(got.result)
    assert plan.encoding == (trap.encoding or plan.encoding)
    assert plan.delimiter == (trap.delimiter or plan.delimiter)
    assert trap.header in (None, plan.header_row)
