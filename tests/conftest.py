"""What tests of all parts share: the real files, the demo company, the browser."""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path

import pytest
from browsers import chromium as find_chromium
from ledgers import Folders
from ledgers import build as build_shape
from once import once
from streamlit.components.v2 import manifest_scanner

ROOT = Path(__file__).resolve().parents[1]
LONGEST = ("browser", "access_web", "faults", "real", "demo", "pages")
"""Folders whose tests take long, a file each: they are begun first, so that at the end no worker waits for another."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; else the order of files and of tests in them stays."""
    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=place)


@pytest.fixture(scope="session", autouse=True)
def packages() -> None:
    """AppTest reads the metadata of every installed package before each run, for components that there are none of."""
    manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


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
    def make(data: Path) -> None:
        from kam_core.demo.build import build
        from kam_core.ledger import Store

        build(Store(data), language="ru", seed=7, lines=30_000)

    return once(tmp_path_factory, "demo", make)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The data folder of each shape of tests/ledgers.py."""
    def folder(shape: str) -> Path:
        name = f"shape-{shape.replace(' ', '-')}"
        return once(tmp_path_factory, name, lambda made: build_shape(made / "data", shape)) / "data"

    return Folders(folder)


@pytest.fixture
def demo_copy(demo_ledger: Path, tmp_path: Path) -> Path:
    """A copy of the demo company's data folder, to be changed at will."""
    return Path(shutil.copytree(demo_ledger, tmp_path / "data"))
