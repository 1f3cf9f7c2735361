"""The made-up company in a ledger, brought in through the same import as everybody's files."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

from kam_core.demo import ACCOUNTS, LINES, MONTHS, SEED, generate
from kam_core.demo.dossiers import seed as seed_dossiers
from kam_core.demo.files import write_files
from kam_core.demo.key_list import seed as seed_key_list
from kam_core.demo.marks import seed as seed_marks
from kam_core.demo.opinions import seed as seed_opinions
from kam_core.demo.words import words
from kam_core.errors import KamError
from kam_core.i18n import Joined, msg
from kam_core.ingest import Batch, Corrections, Progress, bring
from kam_core.ledger import Store, VersionInfo
from kam_core.ledger.work import Workplace

__all__ = ["ACCOUNTS", "LINES", "MONTHS", "SEED", "build"]


def build(
    store: Store, language: str = "ru", seed: int = SEED, accounts: int = 240, lines: int = 150_000, months: int = 36,
    today: datetime.date | None = None, progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> VersionInfo:
    """Make the company, write its files, import them as a ledger of their own; what was there stays an earlier version.

    Its list of key clients, what became of its attention list, and its dossiers are made anew in a book of its own.
    Arguments as ``generate`` takes them. Gives the version that was made, which is current then.
    """
    tables = generate(language, seed, accounts, lines, months, today)
    headers = words(language).headers
    with Workplace(store.data, "demo") as folder, Batch(store, stop=stop) as batch:
        for key, path in zip(tables, write_files(tables, folder, language), strict=True):
            batch.add(path, Corrections(table=key, source=f"demo {key}", mode="replace-all", mapping=dict(headers[key])))
        result = bring(batch, progress=progress, stop=stop, demo=True, fresh=True)
    missing = {key: table.num_rows for key, table in tables.items()}
    for made in result.files:
        missing[made.understood.plan.table or ""] -= made.outcome.loaded
    lost = Joined([f"{key} ({count})" for key, count in missing.items() if count])
    if lost.items:
        raise KamError(
            msg("The made-up company did not come in whole: {lost}.", lost=lost),
            msg("This is an error of the program."), msg("Tell its authors which command was given."),
        )
    seed_key_list(store, language)
    seed_marks(store, language)
    seed_opinions(store, language)
    seed_dossiers(store, language, tables["accounts"])
    return store.pointer().info(result.version or "")
