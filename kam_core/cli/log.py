"""The command ``log``: who changed, exported and looked at what, and when."""

from __future__ import annotations

import argparse
import csv
import datetime
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kam_core.book import Asked, Book, Change
from kam_core.cli.files import writable
from kam_core.cli.keys import user
from kam_core.errors import UsageError
from kam_core.i18n import Count, msg
from kam_core.ledger import Store

COLUMNS = ("id", "at", "who", "area", "subject", "item", "action", "why", "before", "after", "redacted_by")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def run(store: Store, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """The log, oldest first; into a file where one is named: then row by row, however long it is."""
    book = store.book()
    asked = Asked(tuple(options.who or ()), tuple(options.area or ()), None, _day(options.start), _day(options.end))
    broken = book.log.broken()
    if options.output is not None:
        return _file(book, asked, Path(options.output), broken)
    found = list(book.log.all(asked))
    whole = [str(_broken(broken))] if broken is not None else []
    lines = ["  ".join((str(each.id), each.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"), each.who,
                        f"{each.area} {each.action}", each.subject or "—", each.item or "—", " ".join(each.why.split())))
             for each in found]
    data = {"broken": broken, "changes": [{**asdict(each), "at": each.at.isoformat()} for each in found]}
    return data, "\n".join([*whole, *lines]) or str(msg("The log holds nothing of this."))


def _file(book: Book, asked: Asked, path: Path, broken: int | None) -> tuple[dict[str, Any], str]:
    count = 0
    with writable(path, "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for change in book.log.all(asked):
            writer.writerow(_row(change))
            count += 1
    book.note("export", "", "log", user(), {"rows": count, "asked": {key: str(value) for key, value in asdict(asked).items()
                                                                    if value}})
    said = msg("{n} changes are in {file}.", n=Count(count), file=path)
    return {"file": str(path), "changes": count, "broken": broken}, f"{said}\n{_broken(broken)}" if broken else str(said)


def _row(change: Change) -> list[object]:
    values = {**asdict(change), "at": change.at.isoformat()}
    for name in ("before", "after"):
        values[name] = None if values[name] is None else json.dumps(values[name], ensure_ascii=False, sort_keys=True)
    return [f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
            for value in (values[name] for name in COLUMNS)]


def _broken(number: int | None) -> str:
    return str(msg("The log was changed after it was written: entry {number} does not fit the one before it.",
                   number=number or 0))


def _day(text: str | None) -> datetime.date | None:
    try:
        return None if text is None else datetime.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(msg("“{text}” is not a date.", text=text),
                         next=msg("Write it as {example}.", example="2026-03-01")) from error
