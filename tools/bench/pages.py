"""How long a page's script runs: at many lines against few, and against an empty page with the same furniture."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.client import Client, Shown
from bench.report import Report
from kam_core.ui.registry import PAGES as REGISTERED

PAGES = {page.key: page.url_path for page in REGISTERED if page.scoped}
"""Pages that are measured, and how the address names them."""
CONSTANT = """
import json
from pathlib import Path

import pyarrow as pa

HERE = Path(__file__).parent
CHARTS = json.loads((HERE / "charts.json").read_text("utf-8"))
SPARKS = json.loads((HERE / "sparks.json").read_text("utf-8"))
TABLES = [pa.ipc.open_stream(path.read_bytes()).read_pandas() for path in sorted(HERE.glob("*.arrow"))]
"""
EMPTY = """
import plotly.graph_objects as go
import streamlit as st

from constant import CHARTS, SPARKS, TABLES

for n, spark in enumerate(SPARKS):
    st.metric(f"figure {n}", 1, chart_data=spark)

for n, chart in enumerate(CHARTS):
    st.plotly_chart(go.Figure(chart), key=f"chart {n}")
for n, table in enumerate(TABLES):
    st.dataframe(table, key=f"table {n}")
"""
"""A page with the same charts and tables as another, as constants, and nothing else."""


@contextlib.contextmanager
def server(root: Path, script: Path, data: Path) -> Iterator[tuple[str, Path]]:
    """A Streamlit server of this script on a free port; gives its address, and the file that its runs are timed in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log, clock = data.with_suffix(".log").open("w"), data.with_suffix(".times")
    clock.unlink(missing_ok=True)
    running = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("timed.py")), str(clock), "run", str(script),
         "--server.port", str(port), "--server.headless", "true"],
        cwd=root, env={**os.environ, "KAM_DATA": str(data)}, stdout=log, stderr=log,
    )
    base = f"http://localhost:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{base}/_stcore/health").status_code == 200:
                    break
            time.sleep(0.1)
        else:
            raise SystemExit(f"the server of {script} did not start; see {log.name}")
        yield base, clock
    finally:
        running.terminate()
        running.wait(20)
        log.close()


def pages(root: Path, work: Path, report: Report, few: Path, many: Path, rounds: int) -> None:
    """(d): runs of each page in turns on three servers, so that what else the machine does meets all of them."""
    with server(root, root / "app.py", few) as small, server(root, root / "app.py", many) as large:
        for name, page in PAGES.items():
            with Client(*small) as first, Client(*large) as second:
                small_page, full = _clean(first.show(page)), _clean(second.show(page))
                if (len(small_page.charts), len(small_page.tables)) != (len(full.charts), len(full.tables)):
                    raise SystemExit(f"{name} is another page with few lines: {small_page.elements} against {full.elements}")
                with server(root, _empty(work / f"empty-{name}", full), work / f"empty-{name}") as bare, Client(*bare) as third:
                    third.show()
                    runs = [_turn(page, query, first, second, third) for query in _periods(rounds)]
            few_fresh, many_fresh, few_again, many_again, empty = (
                statistics.median(column) for column in zip(*runs, strict=True)
            )
            _tell(report, f"page {name}", full, (few_fresh, many_fresh), (few_again, many_again), empty)


def accounts(root: Path, report: Report, few: Path, many: Path, rounds: int) -> None:
    """(e): runs of each page with many clients against few, in turns on two servers.

    What was asked before must not take longer for more clients; what is asked for the first time counts every one of
    them, and is told.
    """
    with server(root, root / "app.py", few) as small, server(root, root / "app.py", many) as large:
        for name, page in PAGES.items():
            with Client(*small) as first, Client(*large) as second:
                for client in (first, second):
                    _clean(client.show(page))
                runs = []
                for query in _periods(rounds):
                    asked = ((first, query), (second, query), (first, query), (second, query))
                    runs.append([_clean(client.show(page, text)).seconds for client, text in asked])
            few_fresh, many_fresh, few_again, many_again = (statistics.median(each) for each in zip(*runs, strict=True))
            report.add(f"page {name}, many clients, a new period", many_fresh * 1000, "ms")
            report.add(f"page {name}, a new period: many clients against few", many_fresh / few_fresh, "x")
            report.add(f"page {name}, many clients, run again", many_again * 1000, "ms")
            report.add(f"page {name}, run again: many clients against few", many_again / few_again, "x", 1.5)


def _empty(folder: Path, full: Shown) -> Path:
    """The script of the page with the same furniture."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.arrow"):
        old.unlink()
    for n, table in enumerate(full.tables):
        (folder / f"{n:02d}.arrow").write_bytes(table)
    (folder / "charts.json").write_text(f"[{','.join(full.charts)}]", "utf-8")
    (folder / "sparks.json").write_text(json.dumps(full.sparks), "utf-8")
    (folder / "constant.py").write_text(CONSTANT, "utf-8")
    (folder / "empty.py").write_text(EMPTY, "utf-8")
    return folder / "empty.py"


def _turn(page: str, query: str, few: Client, many: Client, empty: Client) -> list[float]:
    """Seconds of one turn: a period not asked before on both, the same again on both, the empty page."""
    runs = [(few, page, query), (many, page, query), (few, page, query), (many, page, query), (empty, "", "")]
    return [_clean(client.show(name, asked)).seconds for client, name, asked in runs]


def _tell(
    report: Report, name: str, full: Shown, fresh: tuple[float, float], again: tuple[float, float], empty: float
) -> None:
    furniture = f"{len(full.charts)} charts, {len(full.sparks)} small ones, {len(full.tables)} tables"
    report.add(f"{name}: empty page with {furniture}", empty * 1000, "ms")
    # a period that was not asked before has questions to ask, which an empty page has not: its multiple is only told
    for kind, (few, many), bound in (("a new period", fresh, None), ("run again", again, 3.0)):
        report.add(f"{name}, {kind}", many * 1000, "ms")
        report.add(f"{name}, {kind}: many lines against few", many / few, "x", 1.3)
        report.add(f"{name}, {kind}: times the empty page", many / empty, "x", bound)


def _periods(count: int) -> list[str]:
    """Query strings of periods that differ from each other, so that no answer is cached; most of a year or more."""
    months = [(year, month) for year in (2024, 2025, 2026) for month in range(1, 13)][:34]
    pairs = [(start, start + long) for long in (11, 12, 10, 13, 14) for start in range(len(months) - long)]
    return [
        "period={}-{:02d}..{}-{:02d}".format(*months[start], *months[end]) for start, end in pairs[-count:] + pairs[:-count]
    ][:count]


def _clean(shown: Shown) -> Shown:
    if shown.errors:
        raise SystemExit(f"a page failed: {shown.errors}")
    return shown
