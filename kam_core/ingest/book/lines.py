"""The rows of a file of the book's tables, typed, with what cannot be read in each; none is left out in silence."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kam_core.i18n import Joined, Message, msg
from kam_core.ingest.aside import blank_lines
from kam_core.ingest.book.tables import KNOWN, TARGETS
from kam_core.ingest.book.words import choice, shares, unguarded
from kam_core.ingest.fields import fields
from kam_core.ingest.plan import Understood
from kam_core.ingest.reasons import TOTAL_WORDS, explain
from kam_core.ingest.relation import main_relation, scan
from kam_core.ingest.steady import steady
from kam_core.ledger.scratch import Scratch
from kam_core.ledger.tables import name

REJECTS = "kam_rejects"
WRONG = {"MISSING COLUMNS": "width", "TOO MANY COLUMNS": "width", "UNQUOTED VALUE": "quote", "INVALID ENCODING": "encoding"}


@dataclass
class Line:
    """A row. number: in the file; cells: as they stand there; values: by field, only those that hold something

    empty: fields that have a column and an empty cell; aside: why it cannot come in
    unknown: (field, word) of a choice that is not known
    """

    number: int
    cells: list[str | None]
    values: dict[str, Any] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    aside: Message | None = None
    unknown: tuple[str, str] | None = None


@dataclass
class Lines:
    """All rows of one sheet. skipped: totals and blanks"""

    lines: list[Line]
    skipped: int = 0

    @property
    def read(self) -> int:
        """Rows that were read, those skipped too."""
        return len(self.lines) + self.skipped


def read(each: Understood, others: Sequence[Understood]) -> Lines:
    """Read a sheet by its plan. others: the files that came with it, parts of its table among them"""
    with contextlib.closing(Scratch()) as scratch, steady(each.rows):
        parts = []
        for place, join in enumerate(each.plan.joins):
            part = next(one for one in others if join.key in (one.key, "") and (join.key or join.file == one.title))
            scratch.run(f"create temp table kam_part_{place} as select * from {scan(part.rows, part.plan, part.own)}")
            parts.append((f"kam_part_{place}", part.own_headers))
        csv = each.rows.kind == "csv"
        relation = main_relation(each.rows, each.plan, each.own_headers, parts, REJECTS if csv else None, numbered=True)
        known = fields(KNOWN[each.plan.table or ""], each.plan, relation.columns)
        values = [f"{one.value} as {name(one.column.name)}" for one in known]
        values += [f"{text} as {one.text(place)}" for one in known for place, text in enumerate(one.texts)]
        cells = ", ".join(f"m.c{place}" for place in range(each.own))
        broken = ", ".join(f"coalesce({sql}, false)" for sql, _ in relation.faults) or "false"
        faults = ", ".join(f"coalesce({one.fault}, false)" if one.fault else "false" for one in known)
        rows = scratch.run(
            f"select kam_row, kam_cells, kam_broken, [{faults}], {', '.join(name(one.column.name) for one in known)} from ("
            f"select {', '.join(values)}, [{cells}] as kam_cells, kam_row, [{broken}] as kam_broken from {relation.sql}) "
            "order by kam_row"
        )
        ragged = scratch.run(
            f"select line, min(csv_line), min(cast(error_type as VARCHAR)) from {REJECTS} group by line order by line"
        ) if csv else []
        return _lines(each, rows, [code for _, code in relation.faults], [one.column.name for one in known], ragged)


def _lines(
    each: Understood, rows: list[tuple[Any, ...]], codes: list[str], columns: list[str], ragged: list[tuple[Any, ...]]
) -> Lines:
    mapped = [column for column in columns if each.plan.mapping.get(column)]
    found: list[Line] = []
    skipped = each.rows.skipped
    numbers = _numbers(each, len(rows), [int(row[0]) for row in ragged])
    for (_, cells, broken, faults, *values), number in zip(rows, numbers, strict=True):
        if not any(cell and cell.strip() for cell in cells) or _is_total(cells):
            skipped += 1
            continue
        line = Line(number, cells)
        for code, is_broken in zip(codes, broken, strict=False):
            if is_broken and line.aside is None:
                line.aside = explain(code)
        for column, value, fault in zip(columns, values, faults, strict=True):
            if column not in mapped:
                continue
            if fault:
                line.aside = line.aside or explain(f"unreadable:{column}")
            elif value is None or (isinstance(value, str) and not value.strip()):
                line.empty.add(column)
            else:
                line.values[column] = unguarded(value.strip()) if isinstance(value, str) else value
        found.append(line)
    for number, text, error in ragged:
        found.append(Line(int(number), [text], aside=explain(WRONG.get(error, "width"))))
    _worded(each, found)
    return Lines(sorted(found, key=lambda line: line.number), skipped)


def _is_total(cells: Sequence[str | None]) -> bool:
    first = next((cell for cell in cells if cell and cell.strip()), "")
    return first.strip(" :.").casefold() in TOTAL_WORDS


def _numbers(each: Understood, count: int, ragged: list[int]) -> list[int]:
    """The number of each row in its file: past the header, rows of another width, and blank lines of a text file."""
    before = 0 if each.rows.titles is not None else each.plan.header_row + each.plan.header_rows + each.rows.skip_rows
    gone = set(ragged)
    if each.rows.kind == "csv":
        gone |= {line for line in blank_lines(each.rows.data, each.rows.quote) if line > before}
    numbers: list[int] = []
    at = before
    while len(numbers) < count:
        at += 1
        if at not in gone:
            numbers.append(at)
    return numbers


def _worded(each: Understood, lines: list[Line]) -> None:
    """Words for keys of choices, and shares, as the book keeps them; a word that is not known sets its row aside."""
    target, formats = TARGETS[each.plan.table or ""], each.plan.formats
    for column in KNOWN[each.plan.table or ""].columns:
        known = target.field(column.name)
        if known is None:
            continue
        having = [line for line in lines if column.name in line.values]
        if known.type == "share":
            for line, share in zip(having, shares([line.values[column.name] for line in having]), strict=True):
                text = line.values.pop(column.name)
                if share is not None and 0 <= share <= 1:
                    line.values[column.name] = float(share)
                else:
                    line.aside = line.aside or msg("“{value}” is no share from 0 to 100 %.", value=text)
        elif known.type == "choice":
            said = formats.get(column.name, {}).get("words", {})
            for line in having:
                word = line.values.pop(column.name)
                key = choice(known, word, said)
                if key is not None:
                    line.values[column.name] = key
                else:
                    line.unknown = line.unknown or (column.name, word)
                    line.aside = line.aside or msg(
                        "“{word}” is no known “{field}”; known are {allowed}.", word=word, field=column.label,
                        allowed=Joined([label for _, label in known.choices]),
                    )
