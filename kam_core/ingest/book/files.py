"""The book's tables of a batch: all their files as one, beside the facts that go to the ledger."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from kam_core.book import Book
from kam_core.i18n import Message, nmsg
from kam_core.ingest.batch import Batch
from kam_core.ingest.book.bringing import STATES, Coming, bring, preview
from kam_core.ingest.book.merge import NOBODY, Chosen
from kam_core.ingest.importing import ready
from kam_core.ingest.plan import Understood
from kam_core.ingest.sources import Source, Sources, shape
from kam_core.ledger import Ledger
from kam_core.scope import Viewer


@dataclass(frozen=True)
class Told:
    """What became of one file. batch: what undo takes; None where nothing was written"""

    coming: Coming
    batch: str | None = None


def of_book(batch: Batch) -> list[Understood]:
    """The files of the batch that hold tables of the book."""
    return [each for each in batch.files if each.role == "book"]


def of_ledger(batch: Batch) -> list[Understood]:
    """The files of the batch that hold facts."""
    return [each for each in batch.files if each.role == "table"]


def preview_files(
    batch: Batch, book: Book, ledger: Ledger | None, viewer: Viewer, chosen: Chosen = NOBODY
) -> list[Told]:
    """What the batch would change in the book; nothing is written. Files of one table are shown each on its own."""
    return [Told(preview(each, batch.files, book, ledger, viewer, chosen)) for each in of_book(batch) if each.problem is None]


def bring_files(
    batch: Batch, book: Book, ledger: Ledger | None, viewer: Viewer, *, who: str, chosen: Chosen = NOBODY
) -> list[Told]:
    """Write all of it in one transaction, or nothing. The files themselves are not kept: they hold data of persons."""
    ready(batch)
    coming = [told.coming for told in preview_files(batch, book, ledger, viewer, chosen)]
    done: list[Told] = []
    with book.database.together():
        for each in coming:
            done.append(Told(*bring(each, book, ledger, viewer, who=who, chosen=chosen)))
    with contextlib.suppress(OSError):  # what was brought in is written by now; only a convenience is lost
        sources = Sources(batch.store.data)
        for told in done:
            sheet = told.coming.understood
            if sheet.plan.source:
                form = shape(sheet.own_headers, sheet.plan.layout)
                sources.keep(Source(sheet.plan.source, form, sheet.plan.with_(period=(), joins=())))
    return done


def with_json(found: dict[str, Any], told: list[Told]) -> dict[str, Any]:
    """The accounting of the facts, as the command line prints it, with that of the book's files beside it."""
    files = [{**each.coming.to_json(), "batch": each.batch} for each in told]
    for name in ("read", "loaded", "repeated", "quarantined", "skipped"):
        found[name] += sum(file[name] for file in files)
    for name in ("added", "changed_records", "unchanged", "set_aside"):
        found[name] = sum(file["changed" if name == "changed_records" else name] for file in files)
    for file in files:
        for kind, sums in file["totals"].items():
            into = found["totals"].setdefault(kind, {})
            for key, value in sums.items():
                into[key] = into.get(key, 0) + value
    found["files"] += files
    found["changed"] = found["changed"] or any(each.batch is not None for each in told)
    return found


def in_words(coming: Coming) -> Message:
    """The accounting of a file in a line."""
    counts = {state: coming.count(state) for state in STATES}
    return nmsg(
        "{n} row read: {added} added, {changed} changed, {unchanged} unchanged, {aside} set aside, {skipped} skipped",
        "{n} rows read: {added} added, {changed} changed, {unchanged} unchanged, {aside} set aside, {skipped} skipped",
        coming.read, skipped=coming.lines.skipped, **counts,
    )
