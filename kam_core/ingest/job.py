"""What is loaded, what became of it, and the SQL that both passes over a sheet share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kam_core.i18n import Message
from kam_core.ingest.fields import GATES, Field
from kam_core.ingest.plan import Plan, Rows
from kam_core.ingest.reasons import SCALES, TOTAL_ROW
from kam_core.ingest.relation import Relation, main_relation
from kam_core.ledger.contract import Table
from kam_core.ledger.draft import Draft
from kam_core.ledger.tables import literal, name

REJECTS = "kam_rejects"
BACKWARDS = "kam_backwards"
"""Numbers of the requests of a log that are resolved before they were opened."""
Part = tuple[str, list[str]]
"""A part of a table: where its rows are held during the import, and its headers."""


@dataclass
class Outcome:
    """The accounting of one sheet: read = loaded + folded + repeated + quarantined + skipped.

    folded: rows of a log that became part of another row of the same request
    totals: {'read' | 'loaded' | 'quarantined': {field: exact sum}}; replaced: rows of earlier imports that gave way
    """

    read: int = 0
    loaded: int = 0
    repeated: int = 0
    quarantined: int = 0
    skipped: int = 0
    replaced: int = 0
    folded: int = 0
    totals: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Job:
    """What is loaded: a sheet by its plan into a table of the draft, under a number, with its joined parts."""

    draft: Draft
    table: Table
    rows: Rows
    plan: Plan
    headers: list[str]
    parts: Sequence[Part]
    file_id: int
    stop_share: float

    @property
    def gate(self) -> str:
        """The column that has no value in rows that cannot be kept."""
        return name(GATES[self.table.key][0])

    @property
    def folds(self) -> bool:
        """Whether several rows of one request become one."""
        return bool(self.plan.events) and self.table.key == "tickets" and bool(self.plan.mapping.get("ticket_id"))

    def relation(self, *, rejects: bool, numbered: bool) -> Relation:
        """The sheet as SQL."""
        numbered = numbered or "@row" in self.plan.mapping.values()
        return main_relation(
            self.rows, self.plan, self.headers, list(self.parts), REJECTS if rejects else None, numbered
        )


def typed(job: Job, relation: Relation, read: list[Field], more: str = "") -> str:
    """Every row with its values, the texts they come from, and whether it is bad. more: further columns.

    Values are named once in an inner query: written out twice, each would be computed twice.
    """
    values = [f"{each.value} as {name(each.column.name)}" for each in read]
    values += [f"{text} as {each.text(place)}" for each in read for place, text in enumerate(each.texts)]
    values += [f"{sql} as kam_fault_{place}" for place, (sql, _) in enumerate(relation.faults)]
    bad = [each.fault for each in read if each.fault and each.column.name not in GATES[job.table.key]]
    bad += [f"coalesce(kam_fault_{place}, false)" for place in range(len(relation.faults))]
    bad += [f"coalesce({broken}, false)" for broken, _ in rules(job)]
    bad += [f"coalesce({total}, false)" for total in [total_sql(job.table, read)] if total]
    return (
        f"select *, {' or '.join(bad) or 'false'} as kam_bad "
        f"from (select {', '.join(values)}{more} from {relation.sql})"
    )


def rules(job: Job) -> list[tuple[str, str]]:
    """What the values of a row must not be: SQL that is true then, and the reason's code."""
    if job.table.key == "nps":
        return [
            (f"{field} not between {low} and {high}", f"scale:{field}")
            for field, (low, high) in SCALES.items() if job.plan.mapping.get(field)
        ]
    if job.folds:
        return [(f"ticket_id in (select ticket_id from {BACKWARDS})", "before:resolved_at")]
    if job.table.key == "tickets" and job.plan.mapping.get("resolved_at"):
        return [("resolved_at < date_trunc('minute', opened_at)", "before:resolved_at")]
    return []


def total_sql(table: Table, read: Sequence[Field]) -> str | None:
    """SQL that is true where the client of a row is a word for a total; None where no column names the client."""
    client = text_of(read, "account_id" if table.key == "accounts" else "account")
    # One expression: small letters of every client's name would take ten times as long.
    return f"regexp_full_match({client}, {literal(TOTAL_ROW)})" if client else None


def text_of(read: Sequence[Field], column: str) -> str | None:
    """The name of the text that a column comes from; None where it comes from no text of the file."""
    return next((each.text(0) for each in read if each.column.name == column and each.texts), None)


def kept(job: Job) -> str:
    """SQL that is true for rows that can be kept."""
    return (
        " and ".join(f"{name(gate)} is not null" for gate in GATES[job.table.key]) + " and not coalesce(kam_bad, false)"
    )
