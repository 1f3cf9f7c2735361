"""``make load``: 50 people read and 10 write at once for five minutes; no error, no lost edit; the same on an empty page.

    python tools/load [--readers 50] [--writers 10] [--seconds 300] [--think 10] [--data DIR]

Builds the made-up company in a folder of its own where no data folder is given, starts the app, lets people work through
real websockets, then reads every edit back from the book. Prints the 95th percentiles; exits 1 on an error or a lost edit.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests"), str(ROOT)]

from load.people import FIELDS, Seen, reader, writer  # noqa: E402
from server import free_port, serving  # noqa: E402

PAGES = ("overview", "today", "dossier", "concentration", "key-clients", "abc-xyz", "retention", "nps", "resolution", "health")
EMPTY = 'import streamlit as st\nst.title("Empty")\nst.write("Nothing")\n'


def main() -> int:
    """Measure, print, 1 where something went wrong."""
    parser = argparse.ArgumentParser(prog="make load ARGS=…", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--writers", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--think", type=float, default=10, help="seconds between two steps of one person, on average")
    parser.add_argument("--data", type=Path, help="a data folder with the made-up company; it is copied")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        data = Path(scratch) / "data"
        if chosen.data is not None:
            shutil.copytree(chosen.data, data)
        else:
            subprocess.run([sys.executable, "-m", "kam_core", "demo", "--data", str(data)], cwd=ROOT, check=True,
                           stdout=subprocess.DEVNULL)
        with serving(data, Path(scratch) / "app.log") as server:
            seen = asyncio.run(work(server.url, data, chosen.readers, chosen.writers, chosen.seconds, chosen.think))
        lost = missing(data, seen)
        bare = empty(Path(scratch), chosen.readers + chosen.writers, min(60.0, chosen.seconds), chosen.think)
    found = {
        "readers": chosen.readers, "writers": chosen.writers, "seconds": chosen.seconds, "think": chosen.think,
        "pages": len(seen.pages), "saves": len(seen.saves), "edits": seen.edits, "errors": len(seen.errors), "lost": len(lost),
        "page": told(seen.pages), "save": told(seen.saves), "empty page": told(bare),
    }
    print(json.dumps(found, indent=1))
    for each in [*seen.errors[:10], *lost[:10]]:
        print(each, file=sys.stderr)
    return 1 if seen.errors or lost else 0


async def work(base: str, data: Path, readers: int, writers: int, seconds: float, think: float) -> Seen:
    """Let people work until the time is over. Two writers share a client; each has a section to itself."""
    from kam_core.ledger import Store
    from kam_core.scope import OWNER, Scope

    ids = Store(data).open().query("client_names", Scope(viewer=OWNER)).iloc[:, 0].astype(str).tolist()
    pages = [(page, "lang=en") for page in PAGES] + [("dossier", f"lang=en&client={id}") for id in ids[:10]]
    seen, stop, sections = Seen(), time.monotonic() + seconds, list(FIELDS)
    work = [reader(base, number, stop, think, pages, seen) for number in range(readers)]
    work += [writer(base, number, stop, think, ids[number // len(sections)], sections[number % len(sections)], seen)
             for number in range(writers)]
    for end in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(end, BaseException):
            seen.errors.append(f"{type(end).__name__}: {end}")
    return seen


def missing(data: Path, seen: Seen) -> list[str]:
    """What the app said was saved and the book does not hold, and what does not add up in it."""
    from kam_core.book.verify import verify
    from kam_core.ledger import Store

    book = Store(data).book()
    lost = []
    for (client, field), text in seen.written.items():
        record = book.records.single("dossier", client)
        if record is None or record.get(field) != text:
            lost.append(f"lost: {client} {field} {text!r}")
    edits = [change for change in book.changes("record") if change.action in ("add", "edit")
             and any(str(value).startswith("writer ") for value in ((change.after or {}).get("values") or {}).values())]
    if len(edits) != seen.edits:
        lost.append(f"lost: {seen.edits} edits were said to be saved, {len(edits)} are in the log")
    return lost + [f"check: {each.book} {each.check}" for each in verify(data) if not each.ok]


def empty(scratch: Path, people: int, seconds: float, think: float) -> list[float]:
    """The same people on an empty Streamlit page."""
    script, port = scratch / "empty.py", free_port()
    script.write_text(EMPTY, "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.headless", "true",
         "--browser.gatherUsageStats", "false"], cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)

        async def read() -> Seen:
            seen, stop = Seen(), time.monotonic() + seconds
            await asyncio.gather(*(reader(f"http://localhost:{port}", number, stop, think, [("", "")], seen)
                                   for number in range(people)))
            return seen

        return asyncio.run(read()).pages
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    import httpx

    for _ in range(240):
        try:
            if httpx.get(f"http://localhost:{port}/_stcore/health").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.25)
    raise SystemExit("the empty page did not start")


def told(seconds: list[float]) -> dict[str, float]:
    """Milliseconds: half are shorter, 95 of 100 are shorter, the longest."""
    if len(seconds) < 2:
        return {}
    cut = statistics.quantiles(seconds, n=100)
    return {name: round(value * 1000) for name, value in (("p50", cut[49]), ("p95", cut[94]), ("max", max(seconds)))}


if __name__ == "__main__":
    sys.exit(main())
