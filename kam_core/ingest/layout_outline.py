"""Outline: levels by indentation in one column, subtotals on the upper levels, numbers beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kam_core.ingest.layout_months import NUMBER, Layout, Row, ValueColumn, cell_at, stacked, useful
from kam_core.ingest.layout_tree import BELIEVED, STRONG, Tree
from kam_core.ingest.layout_words import CYRILLIC, document_day, parse_period

SEARCHED = 60
# The least share of columns of numbers that headings sum up (prices and shares are not summed), and of headings that
# must be right: fewer where somebody has set the levels on purpose.
ADDING, SURELY = 0.5, 0.3


def detect_outline(rows: Sequence[Row]) -> Layout | None:
    """The layout of a sheet with levels, or None. rows: at least its first some hundred rows."""
    header = header_row(rows)
    if header is None:
        return None
    width = max(len(row) for row in rows)
    body = rows[header + 1:]
    values, labels = [], []
    for column in range(width):
        title = cell_at(rows[header], column)
        if title and is_number_column(body, column):
            values.append(ValueColumn(column, "", title.strip()))
        elif title or any(cell_at(row, column) for row in body):
            labels.append(column)
    if not values or not labels:
        return None
    # the levels stand before the numbers; what stands behind them describes the data rows
    names = tuple(stacked(rows[header:header + 1], c) for c in labels)
    kept, ignored = useful(values)
    russian = bool(CYRILLIC.search(" ".join(cell or "" for row in rows[:header + 3] for cell in row)))
    return Layout("outline", header, 1, tuple(labels), names, tuple(kept), (), tuple(ignored), russian)


def is_outline(tree: Tree, firsts: Sequence[str]) -> bool:
    """Whether a tree of lines is an outline: levels that somebody set, or documents under their clients.

    firsts: the first label of each line
    """
    parents = sum(tree.is_parent(i) for i in range(len(tree.levels)))
    if not parents:
        return False
    # the last groups of a sample are not whole: that they do not add up says nothing
    unfinished = sum(tree.below(i).stop == len(tree.levels) for i in tree.wrong)
    checked = tree.checked - unfinished
    if tree.sign == "sums":
        return True
    if checked and tree.adding >= ADDING:
        return tree.right >= (SURELY if tree.sign in ("indent", "outline") else BELIEVED) * checked
    if checked or tree.sign not in STRONG:
        return False
    # headings without sums, or none that is whole: believed where documents stand under them
    dated = sum(document_day(text) is not None for i, text in enumerate(firsts) if not tree.is_parent(i))
    return tree.sign != "spaces" or dated * 2 > len(firsts) - parents


def header_row(rows: Sequence[Row]) -> int | None:
    """The first row of at least two words without numbers that rows with numbers follow."""
    for index, row in enumerate(rows[:SEARCHED]):
        cells = [cell.strip() for cell in row if cell and cell.strip()]
        if len(cells) < 2 or any(NUMBER.fullmatch(cell) or parse_period(cell) for cell in cells):
            continue
        titled = [c for c in range(len(row)) if cell_at(row, c)]
        following = rows[index + 1:index + 6]
        numbers = sum(any(NUMBER.fullmatch((cell_at(r, c) or "").strip()) for c in titled[1:]) for r in following)
        if following and numbers * 2 >= len(following):
            return index
    return None


def is_number_column(rows: Sequence[Row], column: int) -> bool:
    """Whether the cells of a column are numbers, nearly all of them."""
    cells = [cell.strip() for cell in (cell_at(row, column) for row in rows) if cell]
    numbers = sum(bool(NUMBER.fullmatch(cell)) and not re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{2,4}", cell) for cell in cells)
    return bool(cells) and numbers >= 0.9 * len(cells)
