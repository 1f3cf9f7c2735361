"""The whole app in process, over a small ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import Folders
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(folders: Folders, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., AppTest]:
    """Run app.py over a ledger of this shape, under this address, on a data folder of its own (tmp_path/data)."""
    data = tmp_path / "data"
    monkeypatch.setenv("KAM_DATA", str(data))

    def start(shape: str = "whole", **address: str | list[str]) -> AppTest:
        source = folders[shape]
        if source.exists() and not data.exists():
            shutil.copytree(source, data)
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in {"lang": "en", **address}.items():
            test.query_params[name] = value
        return test.run()

    return start
