"""Pictures of every page: two languages, two themes, desktop and phone, into shots/.

    python tools/shots.py [PAGE...] [--language ru|en] [--theme light|dark] [--device desktop|phone]
                          [--data DIR] [--out DIR] [--address "base=margin&level=account"]

PAGE is a key of the registry; all by default. The data folder is KAM_DATA, else data/. Each picture is of the whole page,
taken when nothing moves any more. Prints the names of the files; exits 1 when a page showed an error.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from streamlit.logger import set_log_level  # noqa: E402

set_log_level("error")

from browsers import FLAGS, chromium  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402
from server import DESKTOP, PHONE, new_page, serving, settle, visit  # noqa: E402

from kam_core.ui.registry import PAGES  # noqa: E402

HEIGHT = "document.querySelector('[data-testid=\"stMain\"]').scrollHeight"
FAILED = '[data-testid="stException"], [data-testid="stAlertContentError"]'


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    keys = [page.key for page in PAGES]
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"of {', '.join(keys)}; all by default")
    parser.add_argument("--language", choices=("ru", "en"))
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--device", choices=("desktop", "phone"))
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("KAM_DATA") or ROOT / "data"))
    parser.add_argument("--out", type=Path, default=ROOT / "shots")
    parser.add_argument("--address", default="", help="what stands after ? in the address")
    asked = parser.parse_args(arguments)
    unknown = set(asked.pages) - set(keys)
    if unknown:
        parser.error(f"unknown page: {', '.join(sorted(unknown))}; take one of {', '.join(keys)}")
    path = chromium()
    if path is None:
        parser.error("no Chromium: make browser, or KAM_CHROMIUM")
    wanted = [page for page in PAGES if not asked.pages or page.key in asked.pages]
    asked.out.mkdir(parents=True, exist_ok=True)
    failed = False
    with (
        tempfile.TemporaryDirectory() as scratch,
        serving(asked.data, Path(scratch) / "server.log") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for page, language, theme, device in itertools.product(
            wanted, ("ru", "en"), ("light", "dark"), ("desktop", "phone")
        ):
            if {asked.language or language, asked.theme or theme, asked.device or device} != {language, theme, device}:
                continue
            name = asked.out / f"{page.key}-{language}-{theme}-{device}.png"
            url = f"{server.url}/{page.url_path}" + (f"?{asked.address}" if asked.address else "")
            fine = shoot(browser, url, language, theme == "dark", device == "phone", name)
            sys.stdout.write(f"{name}{'' if fine else '   shows an error'}\n")
            failed = failed or not fine
        browser.close()
    return 1 if failed else 0


def shoot(browser: Browser, url: str, language: str, dark: bool, phone: bool, name: Path) -> bool:
    """Take one picture; returns whether the page is without an error."""
    opened = new_page(browser, language, dark=dark, phone=phone)
    try:
        visit(opened, url)
        width, least = PHONE if phone else DESKTOP
        opened.set_viewport_size({"width": width, "height": max(least, min(int(opened.evaluate(HEIGHT)), 12_000))})
        settle(opened)
        opened.screenshot(path=str(name), animations="disabled")
        return opened.locator(FAILED).count() == 0
    finally:
        opened.context.close()


if __name__ == "__main__":
    raise SystemExit(main())
