"""A file of contacts, opportunities or contracts into the book: what it would change, then all of that or nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from kam_core.book import Book, Record, bulk
from kam_core.book.kinds import KINDS, Value
from kam_core.i18n import Message, msg, nmsg, use_language
from kam_core.ingest.book.entities import Entities, Entity
from kam_core.ingest.book.lines import Line, Lines, read
from kam_core.ingest.book.matching import Single, reference
from kam_core.ingest.book.merge import NOBODY, Chosen, Difference, Wanted
from kam_core.ingest.book.people import People
from kam_core.ingest.book.tables import BOOK_TABLES
from kam_core.ingest.plan import Understood
from kam_core.ingest.reasons import explain
from kam_core.ledger import Ledger
from kam_core.scope import Viewer

State = Literal["added", "changed", "unchanged", "aside"]
STATES: tuple[State, ...] = ("added", "changed", "unchanged", "aside")
OUT_OF_REACH = msg("This client is shared with you to read, not to change.")


@dataclass
class Row:
    """What becomes of a row. name: of the record; entity: of its client; why: it is set aside; differences: of its records"""

    line: Line
    state: State = "unchanged"
    entity: Entity | None = None
    why: Message | None = None
    differences: list[Difference] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the row calls its record."""
        return str(self.line.values.get("name") or self.line.values.get("email") or "")


@dataclass
class Coming:
    """What a sheet would change. read = added + changed + unchanged + aside + skipped

    kept: fields in which the book's word stands, as the file says what it said before
    """

    understood: Understood
    lines: Lines
    rows: list[Row]
    adds: list[bulk.Adding]
    edits: list[bulk.Editing]
    kept: int = 0

    @property
    def read(self) -> int:
        """Rows that were read."""
        return self.lines.read

    def count(self, state: State) -> int:
        """Rows of a state."""
        return sum(row.state == state for row in self.rows)

    @property
    def clashes(self) -> list[Difference]:
        """Fields that somebody has changed here since the file was exported, or last brought in."""
        return list({each.key: each for row in self.rows for each in row.differences if each.clash is not None}.values())

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.adds or self.edits)

    def totals(self) -> dict[str, dict[str, Decimal]]:
        """Control totals: 'read', 'loaded' (all that came in or was there), 'quarantined', by field."""
        found: dict[str, dict[str, Decimal]] = {kind: {} for kind in ("read", "loaded", "quarantined")}
        for column in BOOK_TABLES[self.understood.plan.table or ""].total:
            if self.understood.plan.mapping.get(column):
                sums = {"loaded": Decimal(0), "quarantined": Decimal(0)}
                for row in self.rows:
                    sums["quarantined" if row.state == "aside" else "loaded"] += row.line.values.get(column) or Decimal(0)
                found["read"][column] = sum(sums.values(), Decimal(0))
                for kind, amount in sums.items():
                    found[kind][column] = amount
        return found

    def to_json(self) -> dict[str, Any]:
        """The accounting as the command line prints it for every file, with the counts of a table updated by key."""
        plan, rows = self.understood.plan, self.understood.rows
        counts = {state: self.count(state) for state in STATES}
        with use_language("en"):
            warnings = [str(each) for each in (*self.understood.warnings, *self.remarks())]
        return {
            "path": str(rows.path) if rows.path.name == rows.name else rows.name, "sheet": rows.sheet,
            "role": self.understood.role, "table": plan.table, "layout": plan.layout, "encoding": plan.encoding or None,
            "delimiter": plan.delimiter or None, "mapping": plan.mapping, "source": plan.source, "mode": None,
            "read": self.read, "loaded": counts["added"] + counts["changed"], "folded": 0, "repeated": counts["unchanged"],
            "quarantined": counts["aside"], "skipped": self.lines.skipped, "replaced": 0,
            "added": counts["added"], "changed": counts["changed"], "unchanged": counts["unchanged"],
            "set_aside": counts["aside"], "conflicts": len(self.clashes),
            "totals": {kind: {key: float(value) for key, value in sums.items()} for kind, sums in self.totals().items()},
            "first": None, "last": None, "warnings": warnings,
            "aside": [{"row": row.line.number, "reason": reason} for row, reason in self._aside()],
        }

    def _aside(self) -> list[tuple[Row, str]]:
        with use_language("en"):
            return [(row, str(row.why)) for row in self.rows if row.why is not None]

    def remarks(self) -> list[Message]:
        """What must be known: why rows are set aside (the commonest reasons), conflicts, what was kept."""
        reasons: dict[str, tuple[Message, list[int]]] = {}
        for row in self.rows:
            if row.why is not None:
                reasons.setdefault(str(row.why), (row.why, []))[1].append(row.line.number)
        commonest = sorted(reasons.values(), key=lambda each: (-len(each[1]), each[1][0]))[:3]
        found = [nmsg("{reason} {n} row: number {first}.", "{reason} {n} rows, the first is number {first}.", len(numbers),
                      reason=reason, first=numbers[0]) for reason, numbers in commonest]
        if self.clashes:
            found.append(nmsg("{n} field was changed in Kamerton since: its word stands unless you choose the file's.",
                              "{n} fields were changed in Kamerton since: their words stand unless you choose the file's.",
                              len(self.clashes)))
        if self.kept:
            found.append(nmsg("{n} field was changed in Kamerton and is the same in the file as before: it stays.",
                              "{n} fields were changed in Kamerton and are the same in the file as before: they stay.",
                              self.kept))
        return found


def preview(
    each: Understood, others: Sequence[Understood], book: Book, ledger: Ledger | None, viewer: Viewer, chosen: Chosen = NOBODY
) -> Coming:
    """What a sheet would change in the book, as far as whoever asks may see and write; nothing is written.

    others: files that came with it; viewer: what of the ledger they see; chosen: what of the file is taken where both changed
    """
    return _planned(each, read(each, others), book, ledger, viewer, chosen)


def bring(
    coming: Coming, book: Book, ledger: Ledger | None, viewer: Viewer, *, who: str, chosen: Chosen = NOBODY
) -> tuple[Coming, str | None]:
    """Write what a sheet changes, all of it or nothing: (what was done, the batch that undo takes; None: nothing to write).

    It is planned anew on the book as it is now: what somebody has changed since the preview is a conflict, their word stands
    """
    each, batch = coming.understood, secrets.token_hex(8)
    with book.database.together():
        done = _planned(each, coming.lines, book, ledger, viewer, chosen)
        if not done.writes:
            return done, None
        what: dict[str, Any] = {
            "table": each.plan.table, "file": each.rows.name, "read": done.read, "skipped": done.lines.skipped}
        what |= {state: done.count(state) for state in STATES}
        bulk.bring(book, done.adds, done.edits, who=who, source=each.plan.source, batch=batch, what=what)
    return done, batch


def _planned(
    each: Understood, lines: Lines, book: Book, ledger: Ledger | None, viewer: Viewer, chosen: Chosen
) -> Coming:
    table = each.plan.table or ""
    rows = [Row(line, "aside" if line.aside is not None else "unchanged", why=line.aside) for line in lines.lines]
    coming = [row for row in rows if row.why is None]
    entities = Entities(ledger, viewer, [str(row.line.values["account"]) for row in coming if "account" in row.line.values])
    matching = People(book) if table == "contacts" else Single(table, book)
    for row in sorted(coming, key=lambda row: (matching.first(row.line), row.line.number)):
        row.why = _lacking(table, row.line) or _placed(row, entities, book) or matching.take(row.line, row.entity)
        if row.why is not None:
            row.state = "aside"
    told = [one for one in matching.wanted.values() if one.lines]
    may = bulk.editable(book, [one.record for one in told if one.record is not None])
    written = bulk.written(book, each.plan.source)
    made = Coming(each, lines, rows, [], [])
    by_line: dict[int, list[Wanted]] = {}
    for one in told:
        for line in one.lines:
            by_line.setdefault(line.number, []).append(one)
    found = {one.id: one.differences(written.get(one.id), _versions(book), chosen) for one in told}
    stuck = {one.id for one in told if one.record is not None and one.id not in may
             and any(difference.taken for difference in found[one.id])}
    for row in coming:
        mine = by_line.get(row.line.number, [])
        if row.why is None and any(one.id in stuck for one in mine):
            row.state, row.why = "aside", OUT_OF_REACH
        if row.why is None:
            row.differences = [difference for one in mine for difference in found[one.id]]
            row.state = _state(mine, row.differences)
    aside = {row.line.number for row in rows if row.state == "aside"}
    for one in told:
        if all(line.number in aside for line in one.lines):
            continue
        made.kept += one.kept
        if one.record is None:
            made.adds.append(bulk.Adding(one.id, one.kind.key, one.client_id, one.values, one.parent, one.account_id))
        elif values := {difference.field.key: difference.after for difference in found[one.id] if difference.taken}:
            made.edits.append(bulk.Editing(one.id, values))
    return made


def _state(mine: Iterable[Wanted], differences: Iterable[Difference]) -> State:
    """A new record of the client is an addition, also where its person is known."""
    if any(one.record is None for one in mine):
        return "added"
    return "changed" if any(difference.taken for difference in differences) else "unchanged"


def _lacking(table: str, line: Line) -> Message | None:
    """What a row must have and has not; what was exported names its client by its record."""
    for name in BOOK_TABLES[table].required:
        if name not in line.values and not (name == "account" and reference(line) is not None):
            return explain(f"missing:{name}")
    return None


def _placed(row: Row, entities: Entities, book: Book) -> Message | None:
    """Find the row's client."""
    if "account" not in row.line.values:
        return None
    found = entities.named(str(row.line.values["account"]))
    if isinstance(found, Message):
        return found
    dossiers = book.reach.of_dossiers()
    if not dossiers.may_see(found.client_id):
        return msg("There is no client “{name}”, or it is not yours to see.", name=row.line.values["account"])
    if not dossiers.may_edit(found.client_id):
        return OUT_OF_REACH
    row.entity = found
    return None


def _versions(book: Book) -> Any:
    """The values of a record at a version, from its history."""
    def at(record: Record, version: int) -> Mapping[str, Value]:
        values: dict[str, Any] = {}
        for change in book.records.history(record.id)[:version]:
            values |= (change.after or {}).get("values", {})
        return KINDS[record.kind].read(values)

    return at
