"""The import command: paths, corrections, a line of progress, the accounting in words."""

from __future__ import annotations

import argparse
import datetime
import signal
import threading
from pathlib import Path
from typing import TextIO

from kam_core.cli.pairs import pair
from kam_core.errors import UsageError
from kam_core.i18n import Count, Joined, Money, msg
from kam_core.ingest import Batch, Corrections, Progress, Result, bring
from kam_core.ingest.formats import said_format
from kam_core.ledger import Store
from kam_core.scope import add_months, parse_month
from kam_core.settings import CATALOGUE

TABLE_FILES = {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".zip"}
READING = ("encoding", "delimiter", "quote", "sheet", "layout", "header_row", "header_rows", "period", "decimal", "events")


def bring_in(store: Store, options: argparse.Namespace, shown: TextIO) -> tuple[Result, str]:
    """Run the import command; gives the result and its words."""
    corrections, settings = said(options)
    store = Store(store.data, store.settings.with_(**settings))
    stop = threading.Event()
    show = _Line(shown) if shown.isatty() else None
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        with Batch(store, stop=stop) as batch:
            for path, optional in files(options.paths):
                batch.add(path, corrections, optional=optional)
            result = bring(
                batch, stop=stop, dry_run=options.dry_run, wait=options.wait, progress=show.progress if show else None
            )
    finally:
        signal.signal(signal.SIGTERM, before)
    if show:
        show.clear()
    return result, in_words(result, options.dry_run)


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


def said(options: argparse.Namespace) -> tuple[Corrections, dict[str, float | str]]:
    """What the arguments say about the files, and the settings for this run."""
    mapping = dict(pair("--map", text) for text in options.map)
    reading: dict[str, str] = {}
    settings: dict[str, float | str] = {}
    formats = {}
    for key, value in (pair("--set", text) for text in options.set):
        if key in READING:
            reading[key] = value
        elif key in CATALOGUE:
            settings[key] = value
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
    return corrections, settings


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


def in_words(result: Result, dry_run: bool) -> str:
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
    if dry_run:
        lines.append(str(msg("Nothing was changed: this was a dry run.")))
    elif result.changed:
        lines.append(str(msg("Version {version} is current now.", version=result.version or "—")))
    else:
        lines.append(str(msg("Nothing new: the ledger holds all of this already.")))
    return "\n".join(lines)
