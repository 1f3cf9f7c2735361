"""``python tools/bench``: all benches, or those named (csv, memory, xlsx, pages, accounts, voice, book)."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT)]

from bench.book import book  # noqa: E402
from bench.decks import decks  # noqa: E402
from bench.imports import Imports  # noqa: E402
from bench.pages import accounts, pages  # noqa: E402
from bench.report import Report  # noqa: E402
from bench.voice import voice  # noqa: E402

ALL = ("csv", "memory", "xlsx", "pages", "accounts", "voice", "decks", "book")
FEW_CLIENTS, MANY_CLIENTS = 20_000, 1_000_000
FEW_REQUESTS, MANY_REQUESTS = 1_000, 100_000


def main() -> int:
    """Measure, print, write bench/results.json; 1 when a bound is broken."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("what", nargs="*", default=ALL, metavar="BENCH", help=", ".join(ALL))
    parser.add_argument("--lines", type=int, default=int(os.environ.get("LINES") or 10_000_000))
    parser.add_argument("--rows", type=int, default=int(os.environ.get("ROWS") or 300_000), help="of the workbook")
    parser.add_argument("--rounds", type=int, default=3, help="of each import; the median counts")
    parser.add_argument("--turns", type=int, default=30, help="of each page")
    parser.add_argument("--work", type=Path, default=ROOT / "bench", help="where registers and data folders stand")
    chosen = parser.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    report = Report()
    imports = Imports(ROOT, chosen.work.resolve(), report)
    few = min(100_000, chosen.lines // 10)
    if "csv" in chosen.what:
        imports.csv(chosen.lines, chosen.rounds)
    if "memory" in chosen.what:
        imports.memory(chosen.lines)
    if "xlsx" in chosen.what:
        imports.workbook(chosen.rows, chosen.rounds)
    if "pages" in chosen.what:
        folders = [chosen.work.resolve() / f"data-{count}" for count in (few, chosen.lines)]
        for count, data in zip((few, chosen.lines), folders, strict=True):
            if not (data / "ledger" / "CURRENT").exists():
                imports.bring(imports.register(count), data)
        pages(ROOT, chosen.work.resolve(), report, *folders, chosen.turns)
    if "accounts" in chosen.what:
        folders = [imports.clients(chosen.lines // 3, count) for count in (FEW_CLIENTS, MANY_CLIENTS)]
        accounts(ROOT, report, *folders, max(3, chosen.turns // 3))
    if "voice" in chosen.what:
        voice(ROOT, imports, report, FEW_REQUESTS, MANY_REQUESTS, max(3, chosen.turns // 2))
    if "book" in chosen.what:
        book(chosen.work.resolve(), report)
    if "decks" in chosen.what:
        decks(ROOT, chosen.work.resolve(), report)
    return report.close(chosen.work / "results.json", lines=chosen.lines, rows=chosen.rows, benches=list(chosen.what))


if __name__ == "__main__":
    sys.exit(main())
