"""Reading files by the real import, without the sums for pages: what is loaded can be looked at before it is thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from kam_core.i18n import use_language
from kam_core.ingest import Batch, Corrections
from kam_core.ingest.importing import Importer, ready
from kam_core.ingest.results import FileResult
from kam_core.ledger import Store


@dataclass(frozen=True)
class Read:
    """What came of one file: its accounting, its rows in the order of the file, those set aside (line, reason, text)."""

    result: FileResult
    rows: list[tuple[Any, ...]]
    aside: list[tuple[int, str, str]]


def read(store: Store, path: Path, columns: str = "date, account, revenue", of: str = "sales", **said: Any) -> Read:
    """Bring one file into a draft that is not published; raises what the import raises.

    columns, of: what is looked at, and in which table; said: as in Corrections
    """
    with use_language("en"), Batch(store) as batch:
        batch.add(path, Corrections(**said))
        ready(batch)
        with store.draft("trap", fresh=True) as building:
            ((_, result),) = Importer(store, building, "", None, keep=False).load(batch.files)
            rows = building.draft.run(f"select {columns} from {of} order by rowid")
            aside = building.draft.run("select line, reason, raw from quarantine order by line")
    return Read(result, rows, aside)


def balanced(result: FileResult) -> bool:
    """read = loaded + folded + repeated + quarantined + skipped, and the sums read are those loaded and set aside."""
    of, nothing = result.outcome, Decimal(0)
    totals = of.totals
    sums = all(
        totals["read"][key] == loaded + totals["quarantined"].get(key, nothing) for key, loaded in totals["loaded"].items()
    )
    return of.read == of.loaded + of.folded + of.repeated + of.quarantined + of.skipped and sums
