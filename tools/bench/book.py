"""The book under a hundred thousand records and a million entries of its log."""

from __future__ import annotations

import datetime
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import URL, insert

from bench.report import Report
from kam_core.access.reach import Reach
from kam_core.book import Book, log
from kam_core.book.database import Database
from kam_core.book.models import RECORDS
from kam_core.book.record import AREA, Record, Stamp, row_of, told
from kam_core.book.schema import bring_up
from kam_core.book.verify import verify

CLIENTS, PERSONS, TIMES = 2_000, 5_000, 10
AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
NOTE = "Говорили о ценах на год вперёд и о сроках поставки; просят ответ до конца недели. "


def book(work: Path, report: Report, records: int = 100_000, turns: int = 200) -> None:
    """Fill a book (kept for the next run), then read and write as pages do. records: each with TIMES entries in the log"""
    data = work / f"book-{records}"
    path = data / "book" / "book.sqlite"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _fill(path, records)
    opened = Book(Database(_url(path)))
    own = frozenset(f"G{n}" for n in range(20))
    mine = opened.seen_by(Reach("ann", own, own, dossiers=True))
    visits = opened.records.of("visit", "G7")
    one, person = visits[0].id, opened.records.of("position", "G7")[0].parent or ""
    report.add("book: records of a kind of one client", _median(lambda: opened.records.of("visit", "G7"), turns), "ms", 2)
    report.add("book: the same for a manager", _median(lambda: mine.records.of("visit", "G7"), turns), "ms", 2)
    report.add("book: one record", _median(lambda: opened.records.get(one), turns), "ms", 2)
    report.add("book: history of a record", _median(lambda: opened.records.history(one), turns), "ms", 5)
    number = iter(range(10**9))
    records_, drafts, persons = opened.records, opened.drafts, opened.persons
    report.add("book: an edit", _median(lambda: records_.edit(one, {"result": f"{next(number)}"}, "ann"), turns), "ms", 10)
    report.add("book: a new record", _median(lambda: records_.add("task", "G7", {"text": "x"}, "ann"), turns), "ms", 10)
    report.add("book: a draft", _median(lambda: drafts.put("ann", one, "result", "x" * 500, "G7"), turns), "ms", 10)
    report.add("book: where a person is named, all of it", _seconds(lambda: persons.find(person)), "s")
    report.add("book: a person erased, its file written anew", _seconds(lambda: persons.erase(person, "ann", "bench")), "s")
    checks: list[bool] = []
    report.add("book: check", _seconds(lambda: checks.extend(each.ok for each in verify(data))), "s")
    report.add("book: checks that failed", checks.count(False), "", 0)
    report.add("book: file", path.stat().st_size / 1e6, "MB")
    opened.database.close()


def _url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _median(turn: Callable[[], object], turns: int) -> float:
    """Milliseconds."""
    times = []
    for _ in range(turns):
        began = time.perf_counter()
        turn()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def _seconds(turn: Callable[[], object]) -> float:
    began = time.perf_counter()
    turn()
    return time.perf_counter() - began


def _fill(path: Path, records: int) -> None:
    """Records with the entries that made them, so that the check holds."""
    database = Database(_url(path))
    bring_up(database)
    with database.writing() as connection:
        entries: list[log.Entry] = []
        for number in range(records):
            record = _record(number)
            shape = json.loads(str(row_of(record)["data"]))
            first = Record(**{**vars(record), "values": record.values})
            entries.append(log.Entry(AREA, record.client_id or "", record.id, "add", None, told(first, shape)))
            entries += [log.Entry(AREA, record.client_id or "", record.id, "edit", told(record, {_text(record): f"{NOTE}{n}"}),
                                  told(record, {_text(record): shape[_text(record)] if n == TIMES - 2 else f"{NOTE}{n + 1}"}))
                        for n in range(TIMES - 1)]
            connection.execute(insert(RECORDS).values(**row_of(record)))
            if len(entries) >= 20_000:
                log.append_all(connection, entries, who="ann", why="", at=AT)
                entries = []
        log.append_all(connection, entries, who="ann", why="", at=AT)
    database.close()


def _record(number: int) -> Record:
    """Persons first, then their positions, then visits and tasks at each client in turn."""
    client = f"G{number % CLIENTS}"
    if number < PERSONS:
        kind, values, client_id, parent = "person", {"name": f"Иванов{number} Пётр", "note": NOTE}, None, None
    elif number < 2 * PERSONS:
        kind, values, client_id, parent = "position", {"position": NOTE}, client, f"r{number - PERSONS}"
    elif number % 3:
        kind, client_id, parent = "visit", client, None
        values = {"date": datetime.date(2026, 1, 1 + number % 28), "type": "call", "state": "done", "result": NOTE * 3,
                  "people": (f"r{number % PERSONS}",)}
    else:
        kind, values, client_id, parent = "task", {"text": f"Позвонить Иванову{number % PERSONS}", "note": NOTE}, client, None
    stamps = {key: Stamp(AT, "ann", TIMES) for key in values}
    return Record(f"r{number}", kind, client_id, None, parent, values, stamps, TIMES, AT, "ann")  # type: ignore[arg-type]


def _text(record: Record) -> str:
    return {"person": "note", "position": "position", "visit": "result", "task": "note"}[record.kind]
