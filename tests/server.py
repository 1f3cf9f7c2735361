"""A real server over a data folder, and a browser that waits until a page is still. For journeys and screenshots."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[1]
DESKTOP, PHONE = (1440, 900), (390, 844)
LOCALES = {"ru": "ru-RU", "en": "en-GB"}

STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testConnectionState !== 'CONNECTED' || app.dataset.testScriptState !== 'notRunning') return '';
  if (document.querySelector('[data-stale="true"], [data-testid="stSkeleton"], [data-testid="stAppSkeleton"]')) return '';
  if (![...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(c => c.querySelector('.main-svg'))) return '';
  if (!document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]')) return '';
  return document.querySelector('[data-testid="stMain"]').innerText.length + ' ' + document.querySelectorAll('*').length;
}"""
"""A fingerprint of the page while nothing is under way; empty while something is."""


@dataclass(frozen=True)
class Server:
    """A running server. url: of its first page; data: its data folder; log: what it wrote"""

    url: str
    data: Path
    log: Path


@contextlib.contextmanager
def serving(data: Path, log: Path, *, port: int | None = None, secrets: Path | None = None) -> Iterator[Server]:
    """Start app.py over a data folder, on a free port where none is given, and stop it afterwards."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port),
               "--server.headless", "true", *([] if secrets is None else ["--secrets.files", str(secrets)])]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "KAM_DATA": str(data)}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://localhost:{port}"
            _wait(url, process, log)
            yield Server(url, data, log)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("localhost", 0))
        return int(tried.getsockname()[1])


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{url}/_stcore/health") as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


def new_context(browser: Browser, language: str = "en", *, dark: bool = False, phone: bool = False) -> BrowserContext:
    """A browser of a reader with this language, theme and device."""
    width, height = PHONE if phone else DESKTOP
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=LOCALES[language],
        color_scheme="dark" if dark else "light", has_touch=phone, reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    return context


def new_page(browser: Browser, language: str = "en", *, dark: bool = False, phone: bool = False) -> Page:
    """A page in a browser of its own."""
    return new_context(browser, language, dark=dark, phone=phone).new_page()


def settle(page: Page, seconds: float = 60) -> None:
    """Wait until the app has run, everything is drawn, and nothing moves any more."""
    end = time.monotonic() + seconds
    last, since = "", time.monotonic()
    while time.monotonic() < end:
        now = str(page.evaluate(STILL))
        if not now or now != last:
            last, since = now, time.monotonic()
        elif time.monotonic() - since > 0.5:
            return
        page.wait_for_timeout(100)
    raise TimeoutError(f"the page did not come to rest: {page.url}")


def visit(page: Page, url: str) -> None:
    """Open an address and wait until the page is still."""
    page.goto(url)
    settle(page)
