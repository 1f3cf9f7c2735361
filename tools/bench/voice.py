"""What clients say and ask: pages at a hundred thousand requests and answers against a thousand, working hours, curves."""

from __future__ import annotations

import csv
import datetime
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import holidays
import numpy as np

from bench.client import Client
from bench.imports import Imports
from bench.pages import _clean, _periods, server
from bench.report import Report
from kam_core.demo.register import LAST, write_accounts
from kam_core.metrics import survival
from kam_core.metrics.business_hours import Week, hours

PAGES = {"nps": "nps", "resolution": "resolution"}
CLIENTS, LINES = 2_000, 100_000
WEEK = Week(9, 18, country="RU")
LIFELINES = """
import sys, time
import numpy as np
from lifelines import KaplanMeierFitter
times, happened = np.load(sys.argv[1]), np.load(sys.argv[2])
took = []
for _ in range(5):
    start = time.perf_counter()
    median = KaplanMeierFitter().fit(times, happened).median_survival_time_
    took.append(time.perf_counter() - start)
print(sorted(took)[2], median)
"""


def voice(root: Path, imports: Imports, report: Report, few: int, many: int, rounds: int) -> None:
    """Working hours and survival curves of ``many`` requests, then the pages at ``many`` against ``few``."""
    opened, took, still = drawn(many)
    working_hours(report, opened, took)
    curves(imports.work, report, took, ~still)
    folders = [folder(imports, count) for count in (few, many)]
    with server(root, root / "app.py", folders[0]) as small, server(root, root / "app.py", folders[1]) as large:
        for name, page in PAGES.items():
            with Client(*small) as first, Client(*large) as second:
                for client in (first, second):
                    _clean(client.show(page))
                runs = []
                for query in _periods(rounds):
                    asked = ((first, query), (second, query), (first, query), (second, query))
                    runs.append([_clean(client.show(page, text)).seconds for client, text in asked])
            few_fresh, many_fresh, few_again, many_again = (statistics.median(each) for each in zip(*runs, strict=True))
            report.add(f"page {name}, {many:,} requests and answers, a new period", many_fresh * 1000, "ms")
            report.add(f"page {name}, a new period: many against few", many_fresh / few_fresh, "x", 1.5)
            report.add(f"page {name}, {many:,} requests and answers, run again", many_again * 1000, "ms")
            report.add(f"page {name}, run again: many against few", many_again / few_again, "x", 1.5)


def drawn(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(opened, in order; hours to the resolution, to the minute; whether it is still open) of made-up requests, three years."""
    rng = np.random.default_rng(3)
    seconds = np.sort(rng.integers(0, 3 * 365 * 86400, count))
    opened = np.datetime64(LAST) - np.timedelta64(3 * 365, "D") + seconds.astype("timedelta64[s]")
    took = np.round(rng.lognormal(3.2, 1.3, count) * 60) / 60
    until = (np.datetime64(LAST) - opened) / np.timedelta64(1, "h")
    still = (rng.random(count) < 0.02) | (took > until)
    return opened, np.where(still, until, took), still


def working_hours(report: Report, opened: np.ndarray, took: np.ndarray) -> None:
    """Working hours of all against a plain loop over the same requests, day by day."""
    ended = opened + np.round(took * 3600).astype("timedelta64[s]")
    hours(opened[:10], ended[:10], WEEK)
    start = time.perf_counter()
    found = hours(opened, ended, WEEK)
    ours = time.perf_counter() - start
    pairs = list(zip(opened.astype("datetime64[s]").tolist(), ended.astype("datetime64[s]").tolist(), strict=True))
    years = holidays.country_holidays("RU", years=range(opened[0].astype(object).year, ended[-1].astype(object).year + 2))
    off, instead = set(years), set(years.weekend_workdays)
    start = time.perf_counter()
    plain = [walked(begin, end, off, instead) for begin, end in pairs]
    loop = time.perf_counter() - start
    if not np.allclose(found, plain, atol=1e-6):
        raise SystemExit("working hours differ from those of the plain loop")
    report.add(f"working hours of {len(opened):,} requests", ours, "s", 1.0)
    report.add(f"working hours of {len(opened):,} requests: a plain loop", loop, "s")
    report.add("working hours: part of the plain loop", ours / loop, "x", 0.02)


def walked(begin: datetime.datetime, end: datetime.datetime, off: set[datetime.date], instead: set[datetime.date]) -> float:
    """Working hours of one request, by a walk through its days."""
    seconds, day = 0.0, begin.date()
    while day <= end.date():
        if day not in off and (day.weekday() < 5 or day in instead):
            midnight = datetime.datetime.combine(day, datetime.time())
            low = max(begin, midnight + datetime.timedelta(hours=WEEK.opens))
            high = min(end, midnight + datetime.timedelta(hours=WEEK.closes))
            if high > low:
                seconds += (high - low).total_seconds()
        day += datetime.timedelta(days=1)
    return seconds / 3600


def curves(work: Path, report: Report, times: np.ndarray, happened: np.ndarray) -> None:
    """The survival curve against that of lifelines, in an environment of its own: it needs an older pandas.

    Where that cannot be installed, against a plain loop, and the name of the figure says so.
    """
    took = []
    for _ in range(5):
        start = time.perf_counter()
        found = survival.curve(times, happened)
        took.append(time.perf_counter() - start)
    if found is None:
        raise SystemExit("there is no curve")
    ours, name = statistics.median(took), f"survival curve of {len(times):,} requests"
    report.add(name, ours, "s")
    other = lifelines(work, times, happened)
    if other is None:
        start = time.perf_counter()
        median, plain = looped(times, happened), time.perf_counter() - start
        report.add(f"{name}: a plain loop (lifelines is not here)", plain, "s")
    else:
        plain, median = other
        report.add(f"{name}: lifelines", plain, "s")
    if not np.isclose(median, found.reached() or np.inf):
        raise SystemExit(f"the medians differ: {median} against {found.reached()}")
    report.add("survival curve: part of what it is compared with", ours / plain, "x", 1.0)


def lifelines(work: Path, times: np.ndarray, happened: np.ndarray) -> tuple[float, float] | None:
    """(seconds, median) of lifelines; None where it cannot be installed."""
    home = work / "lifelines"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
        if subprocess.run([str(python), "-c", "import lifelines"], capture_output=True, check=False).returncode:
            subprocess.run([str(python), "-m", "pip", "install", "-q", "lifelines"], check=True, capture_output=True,
                           timeout=600)
    except (subprocess.SubprocessError, OSError):
        return None
    np.save(home / "times.npy", times)
    np.save(home / "happened.npy", happened)
    run = subprocess.run([str(python), "-c", LIFELINES, str(home / "times.npy"), str(home / "happened.npy")],
                         check=True, capture_output=True, text=True)
    seconds, median = map(float, run.stdout.split())
    return seconds, median


def looped(times: np.ndarray, happened: np.ndarray) -> float:
    """The median of the product limit, by one request after the other."""
    left, kept, median = len(times), 1.0, float("inf")
    for at, event in sorted(zip(times.tolist(), (~happened).tolist(), strict=True)):
        if not event:
            kept *= 1 - 1 / left
            if kept <= 0.5 + 1e-12 and median == float("inf"):
                median = at
        left -= 1
    return median


def folder(imports: Imports, count: int) -> Path:
    """A data folder with a register, and this many requests, answers and invitations; built once."""
    data = imports.work / f"data-voice-{count}"
    if (data / "ready").exists():
        return data
    known = imports.work / f"accounts-{CLIENTS}.csv"
    write_accounts(known, CLIENTS)
    imports.bring(imports.register(LINES, CLIENTS), data)
    imports.bring(known, data, fresh=False)
    for table, (heads, rows) in tables(count).items():
        path = imports.work / f"{table}-{count}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            writer.writerows(rows)
        run = imports.bring(path, data, fresh=False, table=table)
        if json.loads(run.out)["loaded"] != count:
            raise SystemExit(f"{path.name}: not all was loaded: {run.out[:500]}")
    (data / "ready").touch()
    return data


def tables(count: int) -> dict[str, tuple[list[str], list[list[object]]]]:
    """Header and rows of the files of requests, answers and invitations."""
    opened, took, still = drawn(count)
    rng = np.random.default_rng(4)
    clients = [f"К-{owner:07d}" for owner in rng.integers(0, CLIENTS, count).tolist()]
    begins = opened.astype("datetime64[s]").tolist()
    lasts = [datetime.timedelta(hours=hours) for hours in took.tolist()]
    answers = [datetime.timedelta(hours=hours) for hours in rng.lognormal(0.5, 0.8, count).tolist()]
    scores = rng.integers(0, 11, count).tolist()
    every = range(count)
    return {
        "tickets": (["ticket_id", "account", "opened_at", "first_response_at", "resolved_at", "priority", "category"], [
            [f"T{n}", clients[n], begins[n], begins[n] + min(answers[n], lasts[n]), "" if still[n] else begins[n] + lasts[n],
             ("low", "normal", "high", "critical")[n % 4], f"kind {n % 12}"] for n in every]),
        "nps": (["date", "score", "account", "respondent", "role", "survey", "comment"], [
            [begins[n].date(), scores[n], clients[n], f"R{n}", ("buyer", "user", "director")[n % 3], "year",
             "why not" if n % 3 else ""] for n in every]),
        "invitations": (["date", "account", "respondent", "survey"], [
            [begins[n].date(), clients[n], f"R{n}", "year"] for n in every]),
    }
