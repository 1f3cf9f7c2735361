"""Bringing a batch in: one new version of the ledger, or nothing at all."""

from __future__ import annotations

import contextlib
import datetime
import getpass
import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kam_core.errors import UsageError
from kam_core.i18n import msg, nmsg, use_language
from kam_core.ingest.batch import Batch, fingerprints, held_content
from kam_core.ingest.giving_way import adopt_source, doubled, give_way
from kam_core.ingest.job import Job, Outcome
from kam_core.ingest.load import load
from kam_core.ingest.mended import is_mended
from kam_core.ingest.originals import Fingerprints, Keeper
from kam_core.ingest.parts import hold
from kam_core.ingest.plan import Understood
from kam_core.ingest.results import FileResult, Progress, Report, Result
from kam_core.ingest.sources import Source, Sources, shape
from kam_core.ingest.steady import changed, check, steady
from kam_core.ingest.suspicions import suspicions, unknown_accounts
from kam_core.ledger import Store
from kam_core.ledger.contract import TABLES
from kam_core.ledger.store import Building


def bring(
    batch: Batch,
    *,
    who: str | None = None,
    progress: Report | None = None,
    stop: threading.Event | None = None,
    dry_run: bool = False,
    wait: float = 60,
    demo: bool = False,
    fresh: bool = False,
) -> Result:
    """Import a batch as one new version; raises KamError and changes nothing when any file of it cannot come in.

    dry_run: do everything but publish, to see what would change; fresh: begin with an empty ledger, as one's own data
    always does when the current version is the demo
    """
    ready(batch)
    begins = fresh or (not demo and _is_demo(batch.store))
    if not any(each.role == "table" for each in _new(batch, begins)):
        return _nothing_new(batch)
    action = "demo" if demo else "import"
    with batch.store.draft(action, fresh=fresh, leave_demo=not demo, demo=demo, wait=wait, stop=stop) as building:
        batch.refresh()
        new = _new(batch, building.fresh)
        if not any(each.role == "table" for each in new):
            return _nothing_new(batch)
        importer = Importer(batch.store, building, who or user(), progress, keep=not dry_run)
        done = importer.load(new)
        known = {id(file): result for file, result in done}
        results = [known.get(id(each)) or _repeated(batch, each, known) for each in _facts(batch)]
        if dry_run:
            return Result(batch.store.current(), results, False, list(batch.left_out))
        importer.step("summing", "", len(new), len(new))
        building.build_marts()
        warnings = [*batch.left_out, *unknown_accounts(building.draft)]
        info = building.publish(", ".join(dict.fromkeys(each.rows.name for each in new))[:500])
    if not demo:  # the made-up files are not a shape to remember
        with contextlib.suppress(OSError):  # the import is true by now; only a convenience is lost
            importer.remember()
    return Result(info.version, results, True, warnings)


def _new(batch: Batch, fresh: bool) -> list[Understood]:
    """The files that the ledger does not hold yet, and the parts that belong to them."""
    new = [
        each
        for each in _facts(batch)
        if each.role == "part" or not each.repeated or (fresh and each.twin is None)
    ]
    joined = {join.key for each in new if each.role == "table" for join in each.plan.joins}
    known = {each.key for each in new}
    return new + [replace(each, role="part") for each in _facts(batch) if each.key in joined - known]


def _nothing_new(batch: Batch) -> Result:
    return Result(batch.store.current(), [_repeated(batch, each, {}) for each in _facts(batch)], False)


def _facts(batch: Batch) -> list[Understood]:
    """The files that go to the ledger, and the parts that are not of the book's tables alone."""
    of_book = {join.key for each in batch.files if each.role == "book" for join in each.plan.joins}
    of_facts = {join.key for each in batch.files if each.role == "table" for join in each.plan.joins}
    return [each for each in batch.files
            if each.role != "book" and not (each.role == "part" and each.key in of_book - of_facts)]


def _is_demo(store: Store) -> bool:
    """Whether the current version is the made-up company: one's own data never mixes with it."""
    known = store.pointer()
    return known.current is not None and known.info(known.current).demo


def user() -> str:
    """The user of this machine; empty where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def ready(batch: Batch) -> None:
    """KamError where a file of the batch cannot come in as it stands, or there is none."""
    problems = batch.problems
    if problems:
        first = problems[0][1]
        if len(problems) == 1:
            raise first
        more = nmsg("{n} more file has a problem.", "{n} more files have problems.", len(problems) - 1)
        raise type(first)(first.what, msg("{means} {more}", means=first.means, more=more), first.next)
    if not batch.files:
        detail = batch.left_out[0] if batch.left_out else msg("Nothing was given.")
        raise UsageError(
            msg("There is nothing to import. {detail}", detail=detail), next=msg("Name a file or a folder.")
        )


def _repeated(batch: Batch, each: Understood, done: dict[int, FileResult]) -> FileResult:
    """The accounting of content that the ledger, or another file of the batch, already holds: every row is a repeat."""
    read = 0
    if each.twin is not None:
        twin = batch.files[each.twin]
        read = (done.get(id(twin)) or _repeated(batch, twin, done)).outcome.read
    else:
        for made in held_content(batch.store):
            if each.sha256 in fingerprints(made) and made["plan"].get("sheet") == each.rows.sheet:
                read = made["read"]
    return FileResult(each, Outcome(read=read, repeated=read))


class Importer:
    """Loads understood files into a draft, one after the other, and keeps account."""

    def __init__(self, store: Store, building: Building, who: str, progress: Report | None, keep: bool) -> None:
        self.store, self.building, self.draft = store, building, building.draft
        self.who, self.progress, self.keep = who, progress, keep
        self.stop_share = store.settings.number("quarantine_stop")
        self.results: list[FileResult] = []
        self._done: list[tuple[Understood, FileResult]] = []

    def step(self, step: str, file: str, place: int, files: int, rows: int = 0, of: int = 0) -> None:
        """Say how far it is."""
        if self.progress:
            loaded = sum(each.outcome.loaded for each in self.results)
            aside = sum(each.outcome.quarantined for each in self.results)
            self.progress(Progress(step, file, place, files, rows, of, loaded, aside))

    def load(self, files: Sequence[Understood], made_at: str | None = None) -> list[tuple[Understood, FileResult]]:
        """Load files as one import, accounts first. Gives each file with its result, in that order."""
        import_id = int(self.draft.run("select coalesce(max(import_id), 0) + 1 from imports")[0][0])
        at = made_at or datetime.datetime.now(datetime.UTC).replace(tzinfo=None).isoformat(" ", "seconds")
        self.draft.run("insert into imports values (?, cast(? as TIMESTAMP), ?, '')", [import_id, at, self.who])
        entry: dict[str, Any] = {"import_id": import_id, "at": at, "who": self.who, "files": []}
        order = list(TABLES)
        parts: dict[str, tuple[str, list[str]]] = {}
        queue = sorted(files, key=lambda each: (each.role != "part", order.index(each.plan.table or order[-1])))
        joined = {join.key or join.file for each in files for join in each.plan.joins}
        first_id = int(self.draft.run("select coalesce(max(file_id), 0) + 1 from files")[0][0])
        place = -1
        for place, each in enumerate(each for each in queue if each.key in joined):
            parts[each.key], outcome = self._part(each, place, first_id + place)
            if each.role == "part":
                self._account(each, outcome, import_id, first_id + place, entry)
                self._done.append((each, self.results[-1]))
        start = first_id + place + 1
        tables = [each for each in queue if each.role == "table"]
        for place, each in enumerate(tables):
            self._table(each, parts, import_id, start + place, entry, place, len(tables))
        self.building.manifest.append(entry)
        return self._done

    def _part(self, each: Understood, place: int, file_id: int) -> tuple[tuple[str, list[str]], Outcome]:
        with steady(each.rows):
            held, outcome = hold(self.draft, each, place, file_id)
        return (held, each.own_headers), outcome

    def _table(
        self,
        each: Understood,
        parts: dict[str, tuple[str, list[str]]],
        import_id: int,
        file_id: int,
        entry: dict[str, Any],
        place: int,
        files: int,
    ) -> None:
        check(each.rows)
        keeper = Keeper(each.rows.path, self.store.originals) if self.keep else None
        table = TABLES[each.plan.table or ""]
        about = estimate(each)
        self.step("reading", each.rows.name, place, files, 0, about)
        self.draft.progress = lambda share: self.step(
            "reading", each.rows.name, place, files, int(share * about), about
        )
        try:
            joined = [parts[join.key or join.file] for join in each.plan.joins]
            headers = each.own_headers
            with steady(each.rows):
                outcome = load(Job(self.draft, table, each.rows, each.plan, headers, joined, file_id, self.stop_share))
            self.draft.progress = None
            self.step("checking", each.rows.name, place, files, outcome.read, outcome.read)
            settled, remark = adopt_source(self.draft, each, import_id, file_id)
            outcome.warnings += [remark] if remark else []
            outcome.replaced, losing = give_way(self.draft, settled, import_id, file_id, outcome)
            self._mark(losing)
            twice = doubled(self.draft, settled, import_id, file_id)
            outcome.warnings += [twice] if twice else []
            outcome.warnings += suspicions(self.draft, table, file_id)
            sha = self._kept(each, keeper)
        except BaseException:
            if keeper:
                keeper.give_up()
            raise
        finally:
            self.draft.progress = None
        self._account(settled, outcome, import_id, file_id, entry, sha)
        self._done.append((each, self.results[-1]))

    def _kept(self, each: Understood, keeper: Keeper | None) -> str:
        """The fingerprint of the original that was kept, which must be the file that was looked at."""
        if keeper is None:
            return each.sha256
        with steady(each.rows):
            sha = keeper.finish()
        if each.sha256 and sha != each.sha256:
            raise changed(each.rows)
        return sha

    def _mark(self, losing: set[int]) -> None:
        """Files that lost rows are not whole in the ledger any more: their content may come again."""
        for one in self.building.manifest:
            for made in one["files"]:
                if made.get("file_id") in losing:
                    made["gave_way"] = True

    def _account(
        self, each: Understood, outcome: Outcome, import_id: int, file_id: int, entry: dict[str, Any], sha: str = ""
    ) -> None:
        if not sha and self.keep:
            check(each.rows)
            sha = self._kept(each, Keeper(each.rows.path, self.store.originals))
        plan = each.plan.with_(headers=tuple(each.own_headers))
        with use_language("en"):
            warnings = json.dumps([str(one) for one in (*each.warnings, *outcome.warnings)], ensure_ascii=False)
        totals = {kind: {key: str(value) for key, value in sums.items()} for kind, sums in outcome.totals.items()}
        self.draft.run(
            "insert into files values (" + ", ".join("?" * 24) + ")",
            [
                file_id,
                import_id,
                each.rows.name,
                each.rows.sheet,
                sha,
                int(each.role == "part"),
                plan.source,
                plan.table if each.role == "table" else None,
                plan.mode,
                plan.layout,
                plan.encoding,
                plan.delimiter,
                json.dumps(plan.to_json(), ensure_ascii=False),
                outcome.read,
                outcome.loaded,
                outcome.repeated,
                outcome.quarantined,
                outcome.skipped,
                outcome.replaced,
                json.dumps(totals),
                warnings,
                outcome.first,
                outcome.last,
                outcome.folded,
            ],
        )
        entry["files"].append(
            {
                "file_id": file_id,
                "sha256": sha,
                "bytes": each.rows.path.stat().st_size,
                "name": each.rows.name,
                "role": each.role,
                "key": each.key,
                "file": each.rows.path.name,
                "plan": plan.to_json(),
                "read": outcome.read,
                "loaded": outcome.loaded,
            }
        )
        self.results.append(FileResult(each, outcome, file_id))

    def remember(self) -> None:
        """Keep the plans as sources, and the fingerprints of what was read."""
        sources, seen = Sources(self.store.data), Fingerprints(self.store.originals)
        kept: dict[str, Source] = {}
        for result in self.results:
            each = result.understood
            if each.role == "table" and each.plan.source and not is_mended(each.own_headers):
                plan = each.plan.with_(period=(), joins=())
                kept[each.plan.source] = Source(each.plan.source, shape(each.own_headers, each.plan.layout), plan)
        for source in kept.values():
            sources.keep(source)
        for made, result in zip(self.building.manifest[-1]["files"], self.results, strict=True):
            path = result.understood.rows.path
            if path.exists() and self.store.data not in path.parents:
                seen.remember(path, made["sha256"])
        seen.flush()


def estimate(each: Understood) -> int:
    """About how many rows a file holds, from its size and its first rows."""
    rows = each.rows.sample
    if not rows or each.rows.kind == "parquet":
        return len(rows)
    line = sum(len(str(cell or "").encode()) + 1 for row in rows for cell in row) / len(rows)
    return max(1, int(each.rows.data.stat().st_size / max(line, 1)))
