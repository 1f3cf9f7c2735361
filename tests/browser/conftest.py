"""A real browser before a real server. Every test here is marked ``browser``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsers import FLAGS
from ledgers import build
from playwright.sync_api import Browser, Page, sync_playwright
from server import Server, new_page, serving

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and keep them on one worker: they share a server and a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over a small ledger that says it is a demo. Look only; ``serve`` gives one to change."""
    base = tmp_path_factory.mktemp("server")
    with serving(build(base / "data", "made-up"), base / "server.log") as running:
        yield running


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Path], Server]]:
    """Start the app over a data folder of one's own."""
    import contextlib

    with contextlib.ExitStack() as stack:
        yield lambda data: stack.enter_context(serving(data, tmp_path / "server.log"))


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open the browser as a reader: ``reader("ru", dark=True, phone=True)`` gives a page. Fails on errors in its console."""
    opened: list[Page] = []
    said: list[str] = []

    def open_(language: str = "en", *, dark: bool = False, phone: bool = False) -> Page:
        page = new_page(browser, language, dark=dark, phone=phone)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
        opened.append(page)
        return page

    yield open_
    for page in opened:
        page.context.close()
    assert said == []
