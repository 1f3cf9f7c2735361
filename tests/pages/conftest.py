"""Pages of the registry run in process, over ledgers of every shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledgers import SHAPES, build


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A data folder for every shape of tests/ledgers.py. To be read, not changed."""
    base = tmp_path_factory.mktemp("ledgers")
    return {name: build(base / name.replace(" ", "-"), name) for name in SHAPES}
