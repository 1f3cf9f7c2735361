"""Files brought together: each understood on its own, then parts tied to their lines, all open to correction."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kam_core.errors import KamError
from kam_core.i18n import Message, msg
from kam_core.ingest import headers as heads
from kam_core.ingest import understand as look
from kam_core.ingest.book.tables import BOOK_TABLES, KNOWN
from kam_core.ingest.corrections import Corrections
from kam_core.ingest.dates import DateGuess, date_sql
from kam_core.ingest.events import are_events
from kam_core.ingest.joins import tie
from kam_core.ingest.mended import as_return
from kam_core.ingest.naming import free, stem
from kam_core.ingest.originals import Fingerprints
from kam_core.ingest.plan import Plan, Rows, Understood
from kam_core.ingest.relation import scan
from kam_core.ingest.shapes import flatten
from kam_core.ingest.sources import Source, Sources, shape
from kam_core.ingest.staging import Stage
from kam_core.ingest.titles import about, titled
from kam_core.ledger import Store
from kam_core.ledger.disk import room
from kam_core.ledger.draft import fingerprint
from kam_core.ledger.scratch import Scratch
from kam_core.ledger.work import Workplace


class Batch:
    """Files on their way in. ``files`` says what was understood of each; nothing is written.

    Close it (or use it in a with-block) to remove its work folder.
    """

    def __init__(
        self,
        store: Store,
        *,
        progress: Callable[[str, int, int], None] | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.store = store
        self._place = Workplace(store.data, "batch")
        self.work = self._place.folder
        self.stage = Stage(self.work, store.settings, progress, stop)
        self._files: list[Understood] = []
        self._unsettled = False
        self.corrections: list[Corrections] = []
        self._own: list[Understood] = []
        self._seen = Fingerprints(store.data / "imports")
        self._sources = Sources(store.data)
        self.left_out: list[Message] = list(self._sources.remarks)
        self._named: dict[str, str] = {}

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the work folder."""
        self._place.close()

    @property
    def files(self) -> list[Understood]:
        """What was understood of each file, all of them seen together."""
        if self._unsettled:
            self._settle()
        return self._files

    def add(
        self, path: Path, corrections: Corrections | None = None, *, shown: str | None = None, optional: bool = False
    ) -> None:
        """Look at a file (each sheet of it). An optional one that holds no table is left out with a remark."""
        said = corrections or Corrections()
        name = shown or path.name
        try:
            found = self._stage(path, name, said)
        except KamError as error:
            if optional:
                self.left_out.append(error.what)
                return
            empty = Rows(path, name, None, "csv", path, "", "", "", [], [])
            found = []
            self._own.append(look.failed(empty, Plan(), error))
            self.corrections.append(said)
        several = len(found) > 1
        for rows in found:
            each = self._understand(rows, said)
            if (optional or several) and each.problem is not None and each.plan.table is None and said.table is None:
                self._own.append(replace(each, role="spare"))
            else:
                self._own.append(each)
            self.corrections.append(said)
        self._unsettled = True

    def correct(self, index: int, **changes: Any) -> Understood:
        """Say something about a file; what follows from it is found out again. mapping and formats are merged."""
        said = self.corrections[index]
        merged = {**changes}
        if "mapping" in changes:
            merged["mapping"] = {**said.mapping, **changes["mapping"]}
        if "formats" in changes:
            merged["formats"] = {**said.formats, **changes["formats"]}
        if changes.get("table") and changes["table"] != said.table:
            merged.setdefault("mapping", {})
            merged.setdefault("formats", {})
        said = replace(said, **merged)
        rows = self._own[index].rows
        if {"encoding", "delimiter", "quote", "sheet"} & set(changes):
            try:
                rows = next(iter(self._stage(rows.path, rows.name, said)))
            except KamError as error:
                self._own[index] = look.failed(rows, self._own[index].plan, error)
                self.corrections[index] = said
                self._settle()
                return self.files[index]
        self.corrections[index] = said
        self._own[index] = self._understand(rows, said)
        self._settle()
        return self.files[index]

    def drop(self, index: int) -> None:
        """Leave a file out."""
        del self._own[index], self.corrections[index]
        self._settle()

    def refresh(self) -> None:
        """Look again at what the ledger holds: another import may have come in between."""
        if self._unsettled:
            self._settle()
            return
        held = held_content(self.store)
        self._files = [self._marked(each, held) for each in self._files]
        self._seen.flush()
        self._twins()

    @property
    def problems(self) -> list[tuple[Understood, KamError]]:
        """What stops the import."""
        return [(each, each.problem) for each in self.files if each.problem is not None and each.role in ("table", "book")]

    def _stage(self, path: Path, name: str, said: Corrections) -> list[Rows]:
        with room(self.work):
            return self.stage.rows(
                path, name, encoding=said.encoding, delimiter=said.delimiter, quote=said.quote, sheet=said.sheet
            )

    def _understand(self, rows: Rows, said: Corrections) -> Understood:
        """A sheet as a register; as a report with levels where nothing else can be made of it."""
        found = self._shaped(rows, said, False)
        if found.problem is None or said.layout is not None or rows.titles is not None:
            return found
        other = self._shaped(rows, said, True)
        return other if other.problem is None else found

    def _shaped(self, rows: Rows, said: Corrections, last_resort: bool) -> Understood:
        plan = Plan(encoding=rows.encoding, delimiter=rows.delimiter, quote=rows.quote, sheet=rows.sheet)
        warnings = list(rows.notes)
        try:
            flat = flatten(rows, said.layout or _of_the_book(rows, said), self.stage, last_resort)
            warnings += flat.warnings
            header_said = said.header_row is not None and flat.layout == "register"
            plan = plan.with_(layout=flat.layout)
            if header_said:
                plan = plan.with_(header_row=said.header_row, header_rows=said.header_rows or 1)
            plan = look.place_header(flat.rows, plan, header_said or flat.layout != "register")
            sheet = look.grid(flat.rows, plan)
        except KamError as error:
            return look.failed(rows, plan, error)
        return self._mapped(flat.rows, plan, said, sheet, warnings, about(rows, flat.layout))

    def _mapped(
        self, rows: Rows, plan: Plan, said: Corrections, sheet: look.Grid, warnings: list[Message], titled_as: str | None = None
    ) -> Understood:
        """Table, mapping, formats, source: over the columns at hand (those of joined parts included).

        titled_as: the table that what stands around a report names
        """
        problem: KamError | None = None
        questions: list[str] = []
        own = look.grid(rows, plan).headers
        said = as_return(said, own, sheet.values)
        form = shape(own, plan.layout)
        source = self._sources.named(said.source) if said.source else self._sources.of_shape(form, rows.name)
        if source is not None and said.table not in (None, source.plan.table):
            source = None
        if source is not None and plan.layout == "months" and (titled_as == "targets") != (source.plan.table == "targets"):
            # A plan and what came of it look alike: only the name of the file can have told them apart before.
            source = source if said.source or source.name == stem(rows.name, source.plan.table) else None
        inherited = dict(source.plan.mapping) if source else {}
        if any(not _reachable(target, sheet.headers) for target in inherited.values()):
            inherited = {}
        if source and inherited:
            plan = plan.with_(table=source.plan.table, mode=source.plan.mode)
        try:
            chosen = said.table or (None if plan.table else titled(rows.sheet, own) or titled_as)
            plan = look.propose(sheet, plan, chosen=chosen, mapping=said.mapping, inherited=inherited)
            if plan.table:
                kept = source.plan.formats if source and inherited else {}
                plan, doubts, questions = look.decide_formats(
                    sheet, plan, said.form(), self._settler(rows, plan, sheet), kept
                )
                answered = [each for each in questions if each in kept]
                plan = plan.with_(formats={**plan.formats, **{each: kept[each] for each in answered}})
                questions = [each for each in questions if each not in answered]
                warnings = warnings + doubts
                plan = plan.with_(events=self._events(rows, plan, own, said, source if inherited else None))
                problem = look.check_required(KNOWN[plan.table or ""], plan, rows.name, sheet.headers)
                if problem is None and questions:
                    problem = look.ambiguous(rows.name, plan, questions, sheet)
            else:
                problem = look.no_table(rows.name, sheet)
        except KamError as error:
            problem = error
        plan = plan.with_(
            mode=said.mode or plan.mode,
            period=said.period,
            source=said.source or self._source_name(rows, plan, form),
        )
        return Understood(
            rows,
            plan,
            look.shown_columns(sheet, plan),
            tuple(warnings),
            problem,
            known_source=bool(source and inherited),
            source_said=bool(said.source),
            own=len(own),
            questions=tuple(questions),
            role="book" if plan.table in BOOK_TABLES else "table",
        )

    @staticmethod
    def _events(
        rows: Rows, plan: Plan, own: list[str], said: Corrections, source: Source | None
    ) -> bool | None:
        """Whether several rows of one request are events of it: as was said, else as its source has it, else found out."""
        if plan.table != "tickets" or not plan.mapping.get("ticket_id"):
            return None
        if said.events is not None:
            return said.events
        if source is not None and source.plan.events is not None:
            return source.plan.events
        return are_events(rows, plan, own)

    def _settler(self, rows: Rows, plan: Plan, sheet: look.Grid) -> Callable[[str, DateGuess], DateGuess]:
        def settle(header: str, guess: DateGuess) -> DateGuess:
            if header not in sheet.headers or plan.joins:
                return guess
            column = f"c{sheet.headers.index(header)}"
            formats = [guess.format, *guess.alternatives]
            counts = ", ".join(f"count({date_sql(column, each)})" for each in formats)
            scratch = Scratch()
            try:
                found = scratch.run(f"select {counts} from {scan(rows, plan, len(sheet.headers))}")[0]
            finally:
                scratch.close()
            best = max(found)
            if list(found).count(best) == 1:
                return replace(guess, format=formats[list(found).index(best)], certain=True)
            return guess

        return settle

    def _source_name(self, rows: Rows, plan: Plan, form: str) -> str:
        """The source that a file belongs to: files of one shape whose names differ in dates and numbers only."""
        taken = {source.name: source.shape for source in self._sources.all()} | self._named
        found = free(stem(rows.name, plan.table), form, taken)
        self._named[found] = form
        return found

    def _settle(self) -> None:
        """Tie parts to their lines and mark what the ledger already holds."""
        self._unsettled = False
        seen = list(zip(self._own, self.corrections, tie(self._own, self.corrections, self._mapped), strict=True))
        for _, _, each in seen:
            if each.role == "spare":
                self.left_out.append(
                    each.problem.what if each.problem else msg("{file} is not used.", file=each.rows.name)
                )
        used = [one for one in seen if one[2].role != "spare"]
        self._own, self.corrections = [own for own, _, _ in used], [said for _, said, _ in used]
        self._files = [each for _, _, each in used]
        self.refresh()

    def _marked(self, each: Understood, held: list[dict[str, Any]]) -> Understood:
        """A file with its fingerprint, and whether the ledger holds all of it, read in the same way."""
        if not each.rows.path.exists() or (each.problem and not each.columns):
            return each
        size = each.rows.path.stat().st_size
        sha = each.sha256
        if not sha and (size < SMALL or any(made["bytes"] == size for made in held)):
            sha = self._seen.of(each.rows.path)
        plan = each.plan.to_json()
        repeated = any(
            sha in fingerprints(made) and all(made["plan"].get(key) == plan[key] for key in READ_BY) for made in held
        )
        return replace(each, sha256=sha, repeated=repeated, twin=None)

    def _twins(self) -> None:
        """Of files with the same content in one batch the first counts."""
        first: dict[tuple[str, str], int] = {}
        for place, each in enumerate(self._files):
            if each.role != "table" or each.repeated or not each.sha256:
                continue
            content = fingerprint(each.rows.data) if each.rows.sheet and each.rows.data.exists() else each.sha256
            twin = first.setdefault((content, json.dumps(each.plan.mapping, sort_keys=True)), place)
            if twin != place:
                remark = msg("It holds the same rows as {file}: they are not brought in twice.", file=self._shown(twin))
                warnings = each.warnings if remark in each.warnings else (*each.warnings, remark)
                self._files[place] = replace(each, repeated=True, twin=twin, warnings=warnings)

    def _shown(self, place: int) -> str:
        rows = self._files[place].rows
        return f"{rows.name}, {rows.sheet}" if rows.sheet else rows.name


SMALL = 1 << 24
READ_BY = ("sheet", "table", "layout", "mapping", "header_row", "events")
"""What must be equal for a file of known content to be a repeat: the same text under another mapping is not."""


def fingerprints(made: dict[str, Any]) -> tuple[str, ...]:
    """By what a file of the manifest is known again: its own fingerprint, and those from before a person was erased from it."""
    return (made["sha256"], *made.get("was", ()))


def _of_the_book(rows: Rows, said: Corrections) -> str | None:
    """'register' where the header is that of a table of the book: two dates of one contract are no months across."""
    sample = [[cell or "" for cell in row] for row in rows.sample]
    table = said.table or heads.guess_table(heads.header_names(sample, heads.find_header(sample)), {})
    return "register" if table in BOOK_TABLES else None


def held_content(store: Store) -> list[dict[str, Any]]:
    """The files whose rows the current version holds whole, as its manifest has them."""
    current = store.current()
    if current is None:
        return []
    return [made for one in store.manifest(current) for made in one["files"] if not made.get("gave_way")]


def _reachable(target: str, headers: Sequence[str]) -> bool:
    if target in headers or target.startswith(("=", "@")):
        return True
    words = re.findall(r'"([^"]+)"|([^\W\d]\w*)', target)
    return all((quoted or bare) in headers for quoted, bare in words)
