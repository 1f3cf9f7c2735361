"""Which Chromium the tests drive."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]
"""Command line of every Chromium that is started here: quiet, and runs as root."""


def chromium() -> str | None:
    """Path of a Chromium: KAM_CHROMIUM, else one of the system, else Playwright's own; None when there is none."""
    named = os.environ.get("KAM_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None
