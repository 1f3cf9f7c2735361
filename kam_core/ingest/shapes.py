"""Sheets that are not registers (months across, an outline) become registers before anything else looks at them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kam_core.errors import MappingError, UsageError
from kam_core.i18n import Joined, Message, msg
from kam_core.ingest.dialect import Dialect, split
from kam_core.ingest.layouts import detect_layout, read_looks, to_register
from kam_core.ingest.plan import LAYOUTS, Rows
from kam_core.ingest.staging import Stage, parquet_sample

REPORT = 32 << 20
"""A larger text file is a register: reports with months across or levels are made for people to read."""


@dataclass(frozen=True)
class Flat:
    """A register, what it was, and what its totals say."""

    rows: Rows
    layout: str
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Sheet:
    name: str
    parquet: Path
    styles: Path | None


def flatten(rows: Rows, said: str | None, stage: Stage, last_resort: bool = False) -> Flat:
    """The sheet as a register.

    said: the layout that somebody has chosen; None: found out. Months in the header tell themselves; an outline is only
    believed where the sheet is dressed as one, or as a last resort, when nothing else can be made of it.
    Raises MappingError where the sheet is not of the chosen layout.
    """
    if said is not None and said not in LAYOUTS:
        raise UsageError(
            msg("There is no layout “{layout}”.", layout=said),
            next=msg("Take one of: {allowed}.", allowed=Joined(list(LAYOUTS))),
        )
    big = rows.kind == "csv" and rows.data.stat().st_size > REPORT
    if said == "register" or rows.titles is not None or big:
        return Flat(rows, "register")
    layout = detect_layout(rows.sample, rows.styles)
    if layout is None or (said is not None and layout.kind != said):
        if said is not None:
            raise MappingError(
                msg("{file} was not recognised as the layout “{layout}”.", file=rows.name, layout=said),
                next=msg("Choose the layout “register”, or bring the report with its totals."),
            )
        return Flat(rows, "register")
    if said is None and layout.kind == "outline" and not last_resort and not _dressed(rows):
        return Flat(rows, "register")
    sheet = _Sheet(rows.sheet or rows.name, _whole(rows, stage), rows.styles)
    register = to_register(sheet, layout, stage.place(".register.parquet"))
    sample, more = parquet_sample(register.parquet, len(register.headers))
    skipped = register.headings + register.subtotals + register.blanks + register.empty_rows
    flat = replace(
        rows, kind="parquet", data=register.parquet, titles=tuple(register.headers), skipped=skipped, skip_rows=0,
        sample=sample, more=more,
    )
    return Flat(flat, layout.kind, tuple(register.warnings))


def _dressed(rows: Rows) -> bool:
    """Whether rows below the header are indented or grouped, as levels of a report are."""
    return any(look.indent or look.outline for look in read_looks(rows.styles).values())


def _whole(rows: Rows, stage: Stage) -> Path:
    """All rows of a sheet in Parquet, blank ones too."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if rows.kind == "parquet":
        return rows.data
    cells = split(rows.data.read_text("utf-8"), Dialect(rows.delimiter, rows.quote, bool(rows.skip_rows)))
    width = max((len(row) for row in cells), default=0)
    columns = [[row[i] or None if i < len(row) else None for row in cells] for i in range(width)]
    target = stage.place(".rows.parquet")
    pq.write_table(pa.table({f"c{i}": pa.array(column, pa.string()) for i, column in enumerate(columns)}), target)
    return target
