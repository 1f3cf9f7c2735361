"""A small made-up company that several tests look at."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from once import once

from kam_core.demo.build import build
from kam_core.ledger import Store

SmallDemo = Callable[[str], Path]


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> SmallDemo:
    """Gives the data folder of 240 accounts and 12,000 lines up to 15 March 2026, in a language. Read it only."""
    def folder(language: str) -> Path:
        return once(tmp_path_factory, f"demo-{language}", lambda data: build(
            Store(data), language, accounts=240, lines=12_000, today=datetime.date(2026, 3, 15)))

    return folder
