"""A real browser before a real server. Every test here is marked ``browser``."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsers import FLAGS
from ledgers import build
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from server import Server, free_port, new_context, serving

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


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


@pytest.fixture(scope="session")
def port() -> int:
    """The port of the servers of one test each, one after another: what a browser has cached of one holds for the next."""
    return free_port()


@pytest.fixture
def serve(tmp_path: Path, port: int) -> Iterator[Callable[[Path], Server]]:
    """Start the app over a data folder of one's own, once a test."""
    with contextlib.ExitStack() as stack:
        yield lambda data: stack.enter_context(serving(data, tmp_path / "server.log", port=port))


@pytest.fixture(scope="session")
def idle() -> dict[tuple[object, ...], list[BrowserContext]]:
    """Browsers that nobody uses, by language, theme and device. They have kept the app's scripts, and nothing else."""
    return defaultdict(list)


@pytest.fixture
def reader(browser: Browser, idle: dict[tuple[object, ...], list[BrowserContext]]) -> Iterator[Callable[..., Page]]:
    """Open the browser as a reader: ``reader("ru", dark=True, phone=True)`` gives a page. Fails on errors in its console.

    Each call gives another browser, with nothing in it that a test has left.
    """
    used: list[tuple[tuple[object, ...], BrowserContext]] = []
    said: list[str] = []

    def open_(language: str = "en", *, dark: bool = False, phone: bool = False) -> Page:
        kind = (language, dark, phone)
        context = idle[kind].pop() if idle[kind] else new_context(browser, language, dark=dark, phone=phone)
        used.append((kind, context))
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield open_
    for kind, context in used:
        for page in context.pages:
            if page.url.startswith("http"):
                page.evaluate("localStorage.clear()")
            page.close()
        context.clear_cookies()
        idle[kind].append(context)
    assert said == []
