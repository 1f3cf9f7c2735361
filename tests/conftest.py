"""What tests of all parts share: the real files, the demo company, the browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from browsers import chromium as find_chromium
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files: KAM_SHARED, else ../shared beside the checkout; skips where there is none."""
    folder = Path(os.environ.get("KAM_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("the folder of real files is not here (KAM_SHARED)")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the Chromium to drive. Where CI is true, a missing browser fails; elsewhere it skips."""
    path = find_chromium()
    if path is None:
        reason = "no Chromium: make browser, or KAM_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def demo_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a small demo company (Russian, seed 7). Read it only; ``demo_copy`` gives one to change."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    data = base / "demo"
    with FileLock(str(base / "demo.lock")):
        if not (base / "demo.ready").exists():
            from kam_core.demo.build import build
            from kam_core.ledger import Store

            shutil.rmtree(data, ignore_errors=True)
            build(Store(data), language="ru", seed=7, lines=30_000)
            (base / "demo.ready").touch()
    return data


@pytest.fixture
def demo_copy(demo_ledger: Path, tmp_path: Path) -> Path:
    """A copy of the demo company's data folder, to be changed at will."""
    return Path(shutil.copytree(demo_ledger, tmp_path / "data"))
