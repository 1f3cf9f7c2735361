"""How long a deck takes, against python-pptx with the same slides as constants; and whether many in a row grow."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.report import Report

TURNS, MANY = 7, 50
BOUND, GROWTH = 3.0, 1.1


def decks(root: Path, work: Path, report: Report) -> None:
    """The made-up company's deck, from nothing but the open ledger; then fifty decks of its clients."""
    from kam_core.book import open_book
    from kam_core.i18n import use_language
    from kam_core.ledger import Store
    from kam_core.reports.making_of import make, written
    from kam_core.scope import OWNER, Scope, last_months

    data = work / "data-demo"
    if not (data / "ledger" / "CURRENT").exists():
        subprocess.run([sys.executable, "-m", "kam_core", "demo", "--data", str(data)], cwd=root, check=True,
                       stdout=subprocess.DEVNULL)
    store = Store(data)
    ledger, book, settings = store.open(), open_book(data, demo=True), store.settings
    assert ledger.info.last_full_month is not None
    scope = Scope(*last_months(ledger.info.last_full_month), viewer=OWNER)
    with use_language("en"):
        deck = make(ledger, scope, settings, book, "bench")
        constant = _seconds(lambda: written(deck, "pptx"))
        whole = _seconds(lambda: written(make(ledger, scope, settings, book, "bench"), "pptx"))
        report.add("deck: python-pptx with constant data", constant * 1000, "ms")
        report.add(f"deck of {len(deck.slides) + 1} slides, asked and written: times that", whole / constant, "x", BOUND)
        clients = ledger.query("client_names", scope).iloc[:, 0].astype(str).tolist()
        sizes = []
        for turn in range(MANY):
            written(make(ledger, scope, settings, book, "bench", client=clients[turn % len(clients)]), "pptx")
            gc.collect()
            sizes.append(_resident())
    # what is loaded and kept once is there after ten of them
    report.add(f"{MANY} account decks: memory at the end against that after ten", sizes[-1] / sizes[9], "x", GROWTH)


def _seconds(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1])
