"""Sheets that are not registers: months across and outlines are seen, and rewritten as registers of text.

A register has one row for each number-bearing cell group of the report (a month of an item of a client, a document of a
client) and its headers in the language of the file. Headings and totals of the report never become data: they are
controls, and the data must sum up to them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Protocol

from kam_core.errors import FileError
from kam_core.i18n import Message, msg
from kam_core.ingest.blanks import is_missing
from kam_core.ingest.layout_controls import Control, column_controls, group_controls, total_controls, warnings_of
from kam_core.ingest.layout_levels import Levels, level_names
from kam_core.ingest.layout_months import Layout, Row, ValueColumn, detect_months
from kam_core.ingest.layout_outline import detect_outline, is_outline
from kam_core.ingest.layout_tree import Line, Look, Tree, find_tree, total_rows, unnamed_total
from kam_core.ingest.layout_words import document_day
from kam_core.ingest.numbers import NumberFormat, detect_number, parse_number

__all__ = ["Control", "Layout", "Look", "Register", "ValueColumn", "detect_layout", "read_looks", "to_register"]


# So many cells tell how a report writes its numbers.
SAMPLED = 20_000


class SheetLike(Protocol):
    """What to_register needs of a sheet (kam_core.ingest.workbook.Sheet is one)."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def parquet(self) -> Path:
        """Text columns c0 … cN, row i of the file is row i + 1 of the sheet."""

    @property
    def styles(self) -> Path | None:
        """How its rows look, where known."""


@dataclass(frozen=True)
class Register:
    """A report as a register.

    parquet: text columns c0 … cN for the headers, and `row` (integer, the row of the sheet, from 1); rows: how many
    headings, subtotals, blanks: rows of the sheet that hold no data (titles and headers are headings)
    data_rows: rows of the sheet that became rows of the register; empty_rows: data rows without a number
    controls: totals of the report; warnings: what does not add up
    """

    parquet: Path
    headers: list[str]
    controls: list[Control]
    rows: int
    headings: int
    subtotals: int
    blanks: int
    data_rows: int
    empty_rows: int
    warnings: list[Message]


def read_looks(styles: Path | None) -> dict[int, Look]:
    """Row of the sheet (from 1) → how it looks; empty where nothing is known."""
    if styles is None:
        return {}
    looks = {}
    with styles.open(encoding="utf-8") as lines:
        next(lines, None)
        for line in lines:
            row, column, indent, bold, outline = (int(part) for part in line.split("\t"))
            looks[row] = Look(column, indent, bool(bold), outline)
    return looks


def detect_layout(rows: Sequence[Row], styles: Path | None = None) -> Layout | None:
    """The layout of a sheet by its first rows (some hundred of them, blank ones too); None: a register, or nothing.

    rows: texts of the cells; styles: the file of looks that belongs to the sheet
    """
    if not rows:
        return None
    months = detect_months(rows)
    if months is not None:
        return months
    looks = read_looks(styles)
    outline = detect_outline(rows)
    if outline is None:
        return None
    lines, _ = body_lines(rows, looks, outline)
    totals = total_rows(lines)
    kept = [line for i, line in enumerate(lines) if i not in totals]
    if len(kept) < 3:
        return None
    return outline if is_outline(find_tree(kept), [line.first for line in kept]) else None


def to_register(sheet: SheetLike, layout: Layout, into: Path) -> Register:
    """Rewrite a sheet as a register; into: the Parquet file to write. FileError where months have no year."""
    if layout.problem == "no_year":
        raise FileError(
            msg("Sheet “{sheet}” has months across, but their year stands nowhere.", sheet=sheet.name),
            next=msg("Write the year into the headers of the months (“Январь 2026”), and bring the file again."),
        )
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(sheet.parquet) as file:
        columns = [column.to_pylist() for column in file.read().columns if column.type == pa.string()]
    rows: list[Row] = list(zip(*columns, strict=True))
    return rewrite(rows, read_looks(sheet.styles), layout, into)


def rewrite(rows: Sequence[Row], looks: dict[int, Look], layout: Layout, into: Path) -> Register:
    """A register out of the rows of a sheet, written to a Parquet file."""
    lines, blanks = body_lines(rows, looks, layout)
    named = total_rows(lines)
    kept = [i for i in range(len(lines)) if i not in named and (lines[i].has_values or lines[i].filled)]
    end = max((i for i, line in enumerate(lines) if line.has_values), default=-1)
    kept = [i for i in kept if i <= end]  # what follows the last number is a footer
    totals = sorted(named)
    if unnamed_total([lines[i] for i in kept]):
        totals = sorted([*totals, kept.pop()])
    data = [lines[i] for i in kept]
    tree = find_tree(data)
    levels = level_names(layout, data, tree)
    cells, empty_rows = register_cells(data, tree, levels, layout, rows)
    parents = [i for i in range(len(data)) if tree.is_parent(i)]
    subtotals = sum(data[i].has_values for i in parents) + len(totals)
    controls = group_controls(data, tree, layout)
    controls += total_controls([lines[i] for i in totals], data, tree, layout)
    controls += column_controls(data, tree, right_totals(rows, data, layout), layout)
    write(into, levels, layout, cells)
    top = layout.header_row + layout.header_rows
    filled_above = sum(any(cell and cell.strip() for cell in row) for row in rows[:top])
    data_rows = len(data) - len(parents)
    headings = filled_above + len(lines) - len(totals) - len(data) + sum(not data[i].has_values for i in parents)
    return Register(
        into, headers_of(levels, layout), controls, len(cells), headings, subtotals, blanks, data_rows - empty_rows,
        empty_rows, warnings_of(controls),
    )


def body_lines(rows: Sequence[Row], looks: dict[int, Look], layout: Layout) -> tuple[list[Line], int]:
    """Lines below the header that hold anything, and how many rows of the whole sheet are blank."""
    top = layout.header_row + layout.header_rows
    fmt = number_format(rows[top:], layout)
    lines = []
    for index in range(top, len(rows)):
        row = rows[index]
        labels = [cell_of(row, column) for column in layout.labels]
        texts = [cell_of(row, value.column) for value in layout.values]
        if any(labels) or any(texts):
            look = looks.get(index + 1, Look())
            lines.append(Line(index + 1, labels, [number_of(text, fmt) for text in texts], look))
    blanks = sum(not any(cell and cell.strip() for cell in row) for row in rows)
    return lines, blanks


def cell_of(row: Row, column: int) -> str | None:
    """The text of a cell; None where it is blank or beyond the row."""
    text = row[column] if column < len(row) else None
    return text if text and text.strip() else None


def number_format(rows: Sequence[Row], layout: Layout) -> NumberFormat:
    """How the numbers of the report are written, by all its columns of numbers together."""
    step = max(1, len(rows) * len(layout.values) // SAMPLED)
    texts = [cell_of(row, value.column) for row in rows[::step] for value in layout.values]
    guess = detect_number([text for text in texts if text])
    return guess.format if guess else NumberFormat()


def number_of(text: str | None, fmt: NumberFormat) -> Decimal | None:
    """A number, or None where there is none."""
    if text is None:
        return None
    if fmt.decimal == "." and text.isascii():
        with contextlib.suppress(InvalidOperation):
            number = Decimal(text)
            return number if number.is_finite() else None
    return None if is_missing(text) else parse_number(text, fmt)


def register_cells(
    lines: Sequence[Line], tree: Tree, levels: Levels, layout: Layout, rows: Sequence[Row]
) -> tuple[list[list[str | None]], int]:
    """The rows of the register (texts, the sheet's row as the last), and how many data lines hold no number."""
    cells: list[list[str | None]] = []
    empty = 0
    path: dict[int, str] = {}
    above: dict[int, str] = {}
    measures = measures_of(layout)
    periods: dict[str, dict[str, int]] = {}
    for place, value in enumerate(layout.values):
        periods.setdefault(value.period, {})[value.measure] = place
    for i, line in enumerate(lines):
        level = tree.levels[i]
        path = {upper_level: text for upper_level, text in path.items() if upper_level < level}
        if tree.is_parent(i):
            path[level] = line.first.strip()
            continue
        own = own_labels(line, tree, level, levels, above)
        upper = [path.get(at, line.first.strip() if at == level else None) for at, _ in levels.upper]
        found = 0
        for period, columns in periods.items():
            places = [columns.get(measure) for measure in measures]
            texts = [None if p is None else cell_of(rows[line.row - 1], layout.values[p].column) for p in places]
            if not any(text is not None and says_something(text, line.values[p or 0])
                       for p, text in zip(places, texts, strict=True)):
                continue
            day = [period or document_day(line.first)] if levels.date else []
            cells.append([*upper, *own, *day, *texts, str(line.row)])
            found += 1
        empty += not found
    return cells, empty


def says_something(text: str, number: Decimal | None) -> bool:
    """Whether a cell of a report is data: not a zero, and not a word for nothing."""
    return number != 0 if number is not None else not is_missing(text)


def own_labels(line: Line, tree: Tree, level: int, levels: Levels, above: dict[int, str]) -> list[str | None]:
    """What a data line says itself. In a flat table an empty cell of a merged label repeats the one above it."""
    texts = {index: (line.labels[index] or "").strip() or None for index, _ in levels.own}
    if tree.depth == 1 and len(levels.own) > 1:
        last = max((index for index, text in texts.items() if text), default=-1)
        for index, text in texts.items():
            if text:
                above[index] = text
            elif index < last:
                texts[index] = above.get(index)
    elif level < tree.depth - 1:
        # a heading without rows of its own holds its numbers itself: its name is the heading's, not an item's
        texts = {index: None if index == line.filled[:1][0] else text for index, text in texts.items()} if line.filled \
            else texts
    return list(texts.values())


def measures_of(layout: Layout) -> list[str]:
    """The measures in the order of their first column."""
    return list(dict.fromkeys(value.measure for value in layout.values))


def headers_of(levels: Levels, layout: Layout) -> list[str]:
    """The headers of the register."""
    names = [name for _, name in levels.upper] + [name for _, name in levels.own]
    return names + ([levels.date] if levels.date else []) + measures_of(layout)


def write(into: Path, levels: Levels, layout: Layout, cells: Sequence[Sequence[str | None]]) -> None:
    """Write the register: text columns c0 … cN, and the row of the sheet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    width = len(headers_of(levels, layout))
    columns: list[pa.Array] = [pa.array([row[c] for row in cells], pa.string()) for c in range(width)]
    columns.append(pa.array([int(row[-1] or 0) for row in cells], pa.int64()))
    table = pa.Table.from_arrays(columns, names=[*(f"c{c}" for c in range(width)), "row"])
    pq.write_table(table, into, compression="lz4", write_statistics=False)


def right_totals(rows: Sequence[Row], lines: Sequence[Line], layout: Layout) -> dict[int, list[Decimal | None]]:
    """The numbers in the total columns of each line."""
    fmt = number_format(rows[layout.header_row + layout.header_rows:], layout)
    return {
        i: [number_of(cell_of(rows[line.row - 1], total.column), fmt) for total in layout.totals]
        for i, line in enumerate(lines)
    }
