"""The ledger once more, from the kept originals alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kam_core.errors import LedgerError
from kam_core.i18n import msg
from kam_core.ingest import understand as look
from kam_core.ingest.importing import Importer
from kam_core.ingest.originals import bring_back
from kam_core.ingest.plan import Plan, Rows, Understood
from kam_core.ingest.results import Report
from kam_core.ingest.shapes import flatten
from kam_core.ingest.staging import Stage
from kam_core.ledger import Store, VersionInfo
from kam_core.ledger.work import Workplace
from kam_core.settings import CATALOGUE

LIMITS = ("max_file_mb", "max_unpacked_mb", "max_sheet_cells", "reader_seconds")
"""Settings for what comes in: what was let in once is let in again."""


def rebuild(store: Store, progress: Report | None = None, wait: float = 60) -> VersionInfo:
    """Build the current version again from its originals and plans, as a new version."""
    known = store.pointer()
    if known.current is None:
        raise LedgerError(msg("There is nothing to rebuild."), next=msg("Bring files first."))
    manifest = store.manifest(known.current)
    demo = known.info(known.current).demo
    with Workplace(store.data, "rebuild") as work, store.draft("rebuild", fresh=True, demo=demo, wait=wait) as building:
        stage = Stage(work / "stage", store.settings.with_(**{key: CATALOGUE[key].high for key in LIMITS}))
        for one in manifest:
            importer = Importer(store, building, one["who"], progress, keep=False)
            importer.stop_share = 1
            files = [_again(store, stage, work, made) for made in one["files"]]
            importer.load(files, one["at"])
        return building.publish(msg("Rebuilt from {n} imports.", n=len(manifest)).text.format(n=len(manifest)))


def _again(store: Store, stage: Stage, work: Path, made: dict[str, Any]) -> Understood:
    """A file as it was understood then."""
    plan = Plan.from_json(made["plan"])
    path = work / made["sha256"][:16] / made["file"]
    if made.get("erased"):
        raise LedgerError(
            msg("The original of {file} was removed when a person was erased: it named them.", file=made["name"]),
            msg("The ledger itself is whole. It cannot be built again from its originals alone."),
            msg("Bring the file again without this person."),
        )
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        bring_back(store.originals, made["sha256"], path)
    sheets = stage.rows(
        path,
        made["name"],
        encoding=plan.encoding,
        delimiter=plan.delimiter,
        quote=plan.quote if plan.delimiter else None,
        sheet=plan.sheet,
    )
    rows: Rows = next(each for each in sheets if each.sheet == plan.sheet)
    rows = flatten(rows, plan.layout, stage).rows
    columns = look.shown_columns(look.grid(rows, plan), plan)
    key = made.get("key") or made["name"]
    return Understood(rows, plan, columns, role=made["role"], sha256=made["sha256"], own=len(columns), key=key)
