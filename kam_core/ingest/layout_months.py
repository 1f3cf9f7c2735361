"""Months across: which columns hold which measure of which month, under which headers."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kam_core.ingest.layout_words import (
    COST,
    CYRILLIC,
    PERCENT,
    PROFIT,
    QUANTITY,
    REVENUE,
    is_total,
    parse_period,
    plain,
)

Row = Sequence[str | None]
# A header stands this near to the top, or the sheet is no report.
SEARCHED = 60
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
NUMBER = re.compile(r"[-+(]?\s*[\d\s\xa0.,'’]*\d[\d\s\xa0.,'’]*\)?\s*%?")


@dataclass(frozen=True)
class ValueColumn:
    """A column of numbers: its place, the day it stands for (ISO; '' in an outline), the measure's header."""

    column: int
    period: str
    measure: str


@dataclass(frozen=True)
class Layout:
    """Where what stands in a sheet that is not a register.

    kind: 'months' or 'outline'; header_row: first row of the header, from 0; header_rows: how many it takes
    labels: label columns in order; names: for each of them its headers from top to bottom
    values: columns of numbers; totals: columns that only sum others up, with the measure they sum
    ignored: headers of columns that are neither (per cent, profit beside cost)
    russian: the language of new headers; problem: '' or 'no_year' (months whose year stands nowhere)
    """

    kind: Literal["months", "outline"]
    header_row: int
    header_rows: int
    labels: tuple[int, ...]
    names: tuple[tuple[str, ...], ...]
    values: tuple[ValueColumn, ...]
    totals: tuple[ValueColumn, ...] = ()
    ignored: tuple[str, ...] = ()
    russian: bool = True
    problem: str = ""


def detect_months(rows: Sequence[Row]) -> Layout | None:
    """The layout of a sheet with months across, or None."""
    header = month_row(rows)
    if header is None:
        return None
    periods = {c: p for c, p in ((c, parse_period(cell)) for c, cell in enumerate(rows[header])) if p is not None}
    ends = all(is_month_end(period) for period in periods.values())  # months named by their last days
    below = rows[header + 1] if header + 1 < len(rows) else []
    above = rows[header - 1] if header else []
    under = is_measure_row(below, min(periods))
    over = not under and len(set(periods.values())) < len(periods) and is_measure_row(above, min(periods))
    width = max(len(row) for row in rows)
    spans = spread(rows[header], width, min(periods))
    years = {} if all(p[0] for p in periods.values()) else find_years(rows, header, periods, width)
    values: list[ValueColumn] = []
    totals: list[ValueColumn] = []
    extra: list[int] = []
    russian = bool(CYRILLIC.search(" ".join(cell or "" for row in rows[:header + 3] for cell in row)))
    single = single_measure(rows[:header + 1], russian)
    measures = spread(above, width, min(periods)) if over else below if under else []
    for column in range(min(periods), width):
        head = spans[column]
        measure = (cell_at(measures, column) or "").strip() or single
        period = parse_period(head) if head else None
        if (under or over) and not cell_at(measures, column) and not any_number(rows[header + 1 + under:], column):
            continue
        if period is not None and not (over and is_total(measure)):
            year = period[0] or years.get(column, years.get(start_of(rows[header], column)))
            day = datetime.date(year, period[1], 1 if ends else period[2]).isoformat() if year else ""
            values.append(ValueColumn(column, day, measure))
        elif is_total(head) or (over and is_total(measure)):
            totals.append(ValueColumn(column, "", measure if not (over and is_total(measure)) else ""))
        elif head or cell_at(measures, column):
            extra.append(column)
    top = header - (1 if over or (years and YEAR.search(" ".join(cell or "" for cell in above))) else 0)
    labels = tuple(c for c in (*range(min(periods)), *extra) if is_label_column(rows[header:], c))
    names = tuple(stacked(rows[top:header + 1 + under], c) for c in labels)
    kept, ignored = useful(values)
    if not kept or not labels:
        return None
    totals = [total for total in totals if total.measure in {value.measure for value in kept}]
    problem = "" if all(value.period for value in kept) else "no_year"
    return Layout("months", top, header - top + 1 + under, labels, names, tuple(kept), tuple(totals), tuple(ignored), russian,
                  problem)


def month_row(rows: Sequence[Row]) -> int | None:
    """The row whose cells are months: at least three, or two that are written as months; None where rows repeat it."""
    found = []
    for index, row in enumerate(rows[:SEARCHED]):
        periods = [(cell, parse_period(cell)) for cell in row if cell and cell.strip()]
        months = [(cell, period) for cell, period in periods if period is not None]
        different = len({period for _, period in months})
        worded = all(period[2] == 1 or is_month_end(period) for _, period in months)
        if different >= (2 if worded else 5) and len(months) * 2 >= len(periods) - 1 and not among_dates(rows, index):
            found.append(index)
    # a row of data with several dates is followed by others like it
    return found[0] if found and (len(found) == 1 or (found[1] > found[0] + 1 and len(found) < 4)) else None


def among_dates(rows: Sequence[Row], index: int) -> bool:
    """Whether the months of a row stand in columns of dates: then it is a row of data (an invoice: issued, due, paid)."""
    columns = [column for column, cell in enumerate(rows[index]) if cell and parse_period(cell) is not None]
    near = [*rows[max(0, index - 5) : index], *rows[index + 1 : index + 6]]
    return any(parse_period(cell_at(row, column) or "") is not None for row in near for column in columns)


def is_month_end(period: tuple[int | None, int, int]) -> bool:
    """Whether a day is the last of its month."""
    return period[0] is not None and period[2] == calendar.monthrange(period[0], period[1])[1]


def is_measure_row(row: Row, first: int) -> bool:
    """Whether cells under (or over) the months are words, not numbers."""
    cells = [cell.strip() for cell in row[first:] if cell and cell.strip()]
    return bool(cells) and not any(NUMBER.fullmatch(cell) or parse_period(cell) for cell in cells)


def spread(row: Row, width: int, first: int) -> list[str | None]:
    """A header row with merged cells filled in: an empty cell belongs to the one before it."""
    result: list[str | None] = []
    for column in range(width):
        cell = cell_at(row, column)
        result.append(cell if cell or column <= first else result[-1])
    return result


def start_of(row: Row, column: int) -> int:
    """Where the merged header over a column begins."""
    while column > 0 and not cell_at(row, column):
        column -= 1
    return column


def cell_at(row: Row, column: int) -> str | None:
    """The text of a cell, or None where it is empty or beyond the row."""
    text = row[column] if column < len(row) else None
    return text if text and text.strip() else None


def find_years(
    rows: Sequence[Row], header: int, periods: dict[int, tuple[int | None, int, int]], width: int
) -> dict[int, int]:
    """Years of months that are written without one: from the row above, else from a year in the text above."""
    if header:
        over = spread(rows[header - 1], width, min(periods))
        years = {c: YEAR.search(over[c] or "") for c in periods}
        if all(years.values()):
            return {c: int(match[1]) for c, match in years.items() if match}
    text = " ".join(cell for row in rows[:header] for cell in row if cell)
    match = YEAR.search(text)
    if not match:
        return {}
    year, before, result = int(match[1]), 0, {}
    for column in sorted(periods):
        month = periods[column][1]
        year += month < before
        before = month
        result[column] = year
    return result


def any_number(rows: Sequence[Row], column: int) -> bool:
    """Whether a column holds any number."""
    return any(NUMBER.fullmatch((cell_at(row, column) or "").strip()) for row in rows)


def is_label_column(rows: Sequence[Row], column: int) -> bool:
    """Whether a column holds anything at all, and is not a per cent or profit column."""
    return any(cell_at(row, column) for row in rows)


def stacked(rows: Sequence[Row], column: int) -> tuple[str, ...]:
    """The header texts of a column from top to bottom."""
    return tuple((cell_at(row, column) or "").strip() for row in rows if cell_at(row, column))


def single_measure(rows: Sequence[Row], russian: bool) -> str:
    """The header of the only measure, by the words above the table."""
    text = plain(" ".join(cell for row in rows for cell in row if cell))
    if QUANTITY.search(text) and not REVENUE.search(text):
        return "Количество" if russian else "Quantity"
    if COST.search(text) and not REVENUE.search(text):
        return "Себестоимость" if russian else "Cost"
    return "Выручка" if russian else "Revenue"


def useful(values: Sequence[ValueColumn]) -> tuple[list[ValueColumn], list[str]]:
    """The columns without those that cannot be added up: per cent; and profit, where the cost is there too."""
    measures = {value.measure for value in values}
    dropped = {m for m in measures if PERCENT.search(m)}
    if any(COST.search(m) for m in measures):
        dropped |= {m for m in measures if PROFIT.search(m) and not COST.search(m)}
    if dropped == measures:
        dropped = set()
    return [value for value in values if value.measure not in dropped], sorted(dropped)
