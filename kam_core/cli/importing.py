"""The import command: paths, corrections, a line of progress, the accounting in words."""

from __future__ import annotations

import argparse
import datetime
import signal
import threading
from pathlib import Path
from typing import Any, TextIO

from kam_core.cli.pairs import pair
from kam_core.errors import UsageError
from kam_core.i18n import Count, Joined, Money, msg
from kam_core.ingest import Batch, Corrections, Progress, Result, bring
from kam_core.ingest.book.files import Told, bring_files, of_book, of_ledger, preview_files, with_json
from kam_core.ingest.book.files import in_words as in_line
from kam_core.ingest.book.merge import NOBODY
from kam_core.ingest.formats import said_format
from kam_core.ingest.importing import ready, user
from kam_core.ledger import Store
from kam_core.scope import OWNER, add_months, parse_month
from kam_core.settings import CATALOGUE

TABLE_FILES = {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".zip"}
READING = ("encoding", "delimiter", "quote", "sheet", "layout", "header_row", "header_rows", "period", "decimal", "events")


def bring_in(store: Store, options: argparse.Namespace, shown: TextIO) -> tuple[dict[str, Any], str]:
    """Run the import command; gives its accounting for programs and in words. Facts go first: they may bring new clients."""
    corrections, settings, file_counts = said(options)
    store = Store(store.data, store.settings.with_(**settings))
    stop = threading.Event()
    show = _Line(shown) if shown.isatty() else None
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        with Batch(store, stop=stop) as batch:
            for path, optional in files(options.paths):
                batch.add(path, corrections, optional=optional)
            ready(batch)
            facts = bool(of_ledger(batch)) or not of_book(batch)
            if of_book(batch):
                store.book()  # where it cannot be reached nothing is brought in, facts neither
            result = bring(
                batch, stop=stop, dry_run=options.dry_run, wait=options.wait, progress=show.progress if show else None
            ) if facts else Result(store.current(), [], False, list(batch.left_out))
            told = _into_book(store, batch, options.dry_run, file_counts) if of_book(batch) else []
    finally:
        signal.signal(signal.SIGTERM, before)
    if show:
        show.clear()
    words = in_words(result, options.dry_run, not told) if facts else ""
    found = with_json(result.to_json(), told) if told else result.to_json()
    return found, "\n".join(filter(None, (words, *book_in_words(told, options.dry_run))))


def _into_book(store: Store, batch: Batch, dry_run: bool, file_counts: bool) -> list[Told]:
    """The tables of the book; file_counts: whether the file's word counts where somebody has changed the same since."""
    book, current = store.book(), store.current()
    ledger = store.open(current) if current else None
    told = preview_files(batch, book, ledger, OWNER)
    chosen = frozenset(clash.key for each in told for clash in each.coming.clashes) if file_counts else NOBODY
    if dry_run:
        return preview_files(batch, book, ledger, OWNER, chosen) if chosen else told
    return bring_files(batch, book, ledger, OWNER, who=user(), chosen=chosen)


def book_in_words(told: list[Told], dry_run: bool) -> list[str]:
    """The accounting of the book's tables for people."""
    lines = []
    for each in told:
        lines.append(f"{each.coming.understood.title}: {in_line(each.coming)}")
        lines += [f"  ! {remark}" for remark in (*each.coming.understood.warnings, *each.coming.remarks())]
        if not dry_run and each.batch is None:
            lines.append("  " + str(msg("Nothing new: the book holds all of this already.")))
    if dry_run and told:
        lines.append(str(msg("Nothing was changed: this was a dry run.")))
    return lines


def files(paths: list[str]) -> list[tuple[Path, bool]]:
    """The files that are meant; those found in a folder may turn out to be something else."""
    found: list[tuple[Path, bool]] = []
    for text in paths:
        path = Path(text)
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and each.suffix.lower() in TABLE_FILES)
            if not inside:
                raise UsageError(
                    msg("The folder {folder} holds no tables.", folder=path), next=msg("Name another folder or a file.")
                )
            found += [(each, True) for each in inside]
        else:
            found.append((path, False))
    return found


def said(options: argparse.Namespace) -> tuple[Corrections, dict[str, float | str], bool]:
    """What the arguments say about the files, the settings for this run, and whose word counts in a conflict: the file's?"""
    mapping = dict(pair("--map", text) for text in options.map)
    reading: dict[str, str] = {}
    settings: dict[str, float | str] = {}
    formats: dict[str, dict[str, Any]] = {}
    file_counts = False
    for key, value in (pair("--set", text) for text in options.set):
        if key in READING:
            reading[key] = value
        elif key in CATALOGUE:
            settings[key] = value
        elif key == "conflicts":
            file_counts = _of_two(key, value, "file", "book")
        elif ":" in key:
            field, _, word = key.partition(":")
            formats.setdefault(field, {}).setdefault("words", {})[word] = value
        else:
            formats[key] = said_format(key, value, options.table or "sales")
    decimal = reading.pop("decimal", "")
    events = _yes_or_no("events", reading.pop("events", None))
    row = reading.pop("header_row", None)
    rows = reading.pop("header_rows", None)
    period = _period(reading.pop("period", ""))
    delimiter = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}.get(
        reading.get("delimiter", ""), reading.get("delimiter", "")
    )
    corrections = Corrections(
        table=options.table,
        source=options.source,
        mode=options.mode,
        layout=reading.get("layout"),
        encoding=reading.get("encoding", ""),
        delimiter=delimiter,
        quote=reading.get("quote"),
        sheet=reading.get("sheet"),
        header_row=_whole("header_row", row, 1),
        header_rows=_whole("header_rows", rows, 0),
        mapping=mapping,
        formats=formats,
        period=period,
        decimal=decimal,
        events=events,
    )
    return corrections, settings, file_counts


def _of_two(key: str, value: str, one: str, other: str) -> bool:
    """Whether it is the first of two words."""
    if value not in (one, other):
        raise UsageError(msg("{key} is {one} or {other}.", key=key, one=one, other=other),
                         next=msg("Write it as {example}.", example=f"{key}={one}"))
    return value == one


def _yes_or_no(key: str, text: str | None) -> bool | None:
    if text is None:
        return None
    if text not in ("yes", "no"):
        raise UsageError(
            msg("{key} is yes or no.", key=key), next=msg("Write it as {example}.", example=f"{key}=yes")
        )
    return text == "yes"


def _whole(key: str, text: str | None, base: int) -> int | None:
    if text is None:
        return None
    if not text.isdigit() or int(text) < 1:
        raise UsageError(
            msg("{key} is a row's number, from 1.", key=key), next=msg("Write it as {example}.", example=f"{key}=3")
        )
    return int(text) - base


def _period(text: str) -> tuple[str, str] | tuple[()]:
    """'2026-06' or '2026-01-15..2026-02-20' as its first and last day."""
    if not text:
        return ()
    start, sign, end = text.partition("..")
    try:
        if not sign:
            first = parse_month(start)
            return first.isoformat(), (add_months(first, 1) - datetime.timedelta(days=1)).isoformat()
        return datetime.date.fromisoformat(start).isoformat(), datetime.date.fromisoformat(end).isoformat()
    except ValueError as error:
        raise UsageError(
            msg("“{text}” is not a period.", text=text),
            next=msg("Write it as {example}.", example="2026-06, 2026-06-01..2026-06-30"),
        ) from error


class _Line:
    """One line of progress on a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def progress(self, at: Progress) -> None:
        text = msg(
            "{file} ({place} of {files}): {rows} rows",
            file=at.file,
            place=at.place + 1,
            files=at.files,
            rows=Count(at.rows),
        )
        self._out.write(f"\r\x1b[K{text}")
        self._out.flush()

    def clear(self) -> None:
        self._out.write("\r\x1b[K")


def in_words(result: Result, dry_run: bool, alone: bool = True) -> str:
    """The accounting for people."""
    lines = []
    for each in result.files:
        outcome = each.outcome
        lines.append(
            str(
                msg(
                    "{file}: {table}, read {read}, loaded {loaded}, repeated {repeated}, set aside {aside}, skipped {skipped}",
                    file=each.understood.rows.name,
                    table=each.understood.plan.table or "—",
                    read=Count(outcome.read),
                    loaded=Count(outcome.loaded),
                    repeated=Count(outcome.repeated),
                    aside=Count(outcome.quarantined),
                    skipped=Count(outcome.skipped),
                )
            )
        )
        if outcome.folded:
            lines.append("  " + str(msg("folded {n} rows into others of the same request", n=Count(outcome.folded))))
        if outcome.replaced:
            lines.append("  " + str(msg("replaced {n} earlier rows", n=Count(outcome.replaced))))
        sums = outcome.totals.get("loaded", {})
        if sums:
            parts = Joined([f"{key} {Money(value, exact=True)}" for key, value in sums.items()])
            lines.append("  " + str(msg("sums: {sums}", sums=parts)))
        lines += [f"  ! {warning}" for warning in (*each.understood.warnings, *outcome.warnings)]
    lines += [f"! {warning}" for warning in result.warnings]
    if dry_run and not alone:
        return "\n".join(lines)  # it is said once, at the end
    if dry_run:
        lines.append(str(msg("Nothing was changed: this was a dry run.")))
    elif result.changed:
        lines.append(str(msg("Version {version} is current now.", version=result.version or "—")))
    else:
        lines.append(str(msg("Nothing new: the ledger holds all of this already.")))
    return "\n".join(lines)
