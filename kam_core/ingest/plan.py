"""What was understood of a file: how to read it, what it is, which column means what. Shown, corrected, kept, replayed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from kam_core.errors import KamError
from kam_core.i18n import Message

MODES: tuple[str, ...] = ("replace-period", "add", "replace-all")
LAYOUTS: tuple[str, ...] = ("register", "months", "outline")


@dataclass(frozen=True)
class Join:
    """A part of a table in a file or sheet of its own: which one, and the headers that tie it to the lines.

    file: its name, for people; key: Understood.key of the part, as names may repeat (empty: the name alone)
    optional: whether the lines are whole without it; one that it does not know stays, and lacks only what it would add
    """

    file: str
    left: str
    right: str
    key: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Plan:
    """How one sheet is read into one table. Every value can be corrected by who looks at it.

    header_row: rows before the data's header (0-based); header_rows: how many rows the header takes
    mapping: field → header, expression over headers, "=constant", or "@row" (the row's number)
    formats: field → {"decimal": ",", "thousands": " "} or {"pattern": "%d.%m.%Y", "with_time": false}
    period: (first, last) ISO dates that the file speaks for; empty: from its first date to its last
    headers: the file's own, kept with an import so that rows set aside can be shown under them
    events: whether rows of one request are events of its life, to be folded to one row; None: no request has several rows
    """

    table: str | None = None
    layout: str = "register"
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    header_row: int = 0
    header_rows: int = 1
    sheet: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    formats: dict[str, dict[str, Any]] = field(default_factory=dict)
    mode: str = "replace-period"
    source: str = ""
    joins: tuple[Join, ...] = ()
    period: tuple[str, str] | tuple[()] = ()
    headers: tuple[str, ...] = ()
    events: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Plan:
        """A plan from what to_json gave."""
        joins = tuple(Join(**join) for join in kept.get("joins", ()))
        tuples = {key: tuple(kept.get(key, ())) for key in ("period", "headers")}
        return cls(**{**kept, **tuples, "joins": joins})

    def with_(self, **changes: Any) -> Plan:
        """The same plan with some values corrected."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Rows:
    """One sheet of a file, ready to be read in bulk: UTF-8 text with a dialect, or Parquet of text columns.

    sample: the first rows, header and all; more: rows from the middle and the end, for deciding formats
    titles: the headers, where they are not in the data (a layout made into a register); its column `row` is the row of the
    sheet; skipped: rows that the layout has set apart (headings, subtotals, blanks)
    mark: size and time of the file when it was looked at
    """

    path: Path
    name: str
    sheet: str | None
    kind: Literal["csv", "parquet"]
    data: Path
    encoding: str
    delimiter: str
    quote: str
    sample: list[list[str | None]]
    more: list[list[str | None]]
    member: str | None = None
    styles: Path | None = None
    titles: tuple[str, ...] | None = None
    skipped: int = 0
    skip_rows: int = 0
    notes: tuple[Message, ...] = ()
    mark: tuple[int, int] | None = None


@dataclass(frozen=True)
class SourceColumn:
    """A column of a file: its header, a few values, what they look like (text, number, date), the field it maps to."""

    header: str
    samples: tuple[str, ...]
    looks: str
    field: str | None = None


@dataclass(frozen=True)
class Understood:
    """One sheet with its plan, ready to be shown: columns with samples, what is doubtful, what stops it.

    role: 'table', 'book' for a table of what people write, or 'part' when it is only joined to another
    repeated: the ledger already holds this content
    own: how many of the columns are the file's own; those of joined parts come after them
    known_source: files of this shape were brought before; source_said: somebody has named the source
    twin: place in the batch of an earlier file with the same rows
    key: tells it from all that came with it, same-named files and sheets of one workbook too
    """

    rows: Rows
    plan: Plan
    columns: tuple[SourceColumn, ...]
    warnings: tuple[Message, ...] = ()
    problem: KamError | None = None
    role: str = "table"
    sha256: str = ""
    repeated: bool = False
    known_source: bool = False
    source_said: bool = False
    twin: int | None = None
    own: int = 0
    questions: tuple[str, ...] = ()
    key: str = ""

    @property
    def title(self) -> str:
        """The file, and which sheet of it."""
        return f"{self.rows.name} / {self.rows.sheet}" if self.rows.sheet else self.rows.name

    def with_plan(self, plan: Plan) -> Understood:
        """The same sheet with another plan."""
        return replace(self, plan=plan)

    @property
    def headers(self) -> list[str]:
        """All headers that a field can be mapped to, those of joined parts included."""
        return [column.header for column in self.columns]

    @property
    def own_headers(self) -> list[str]:
        """The headers of the file itself."""
        return self.headers[: self.own]
