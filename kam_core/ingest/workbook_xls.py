"""Child's part: .xls (BIFF 2 to 8) to Parquet through xlrd, every cell as text.

calamine turns numbers of BIFF5 into dates; xlrd tells a date by the cell's format.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlrd

from kam_core.ingest.reader_child import Refused

GROUP = 65_536


def read_xls(request: dict[str, Any], emit: Callable[..., None]) -> None:
    """Read the wanted sheets; emits one record a sheet that is not empty.

    request: path, into (folder), sheet (name or null), columns (the most that are allowed), styles (whether to write
    the look of each row beside the sheet)
    """
    book = open_book(request["path"], bool(request["styles"]))
    names = book.sheet_names()
    wanted = [i for i, name in enumerate(names) if request["sheet"] in (None, name)]
    if not wanted:
        raise Refused("no_such_sheet" if names else "no_sheets", sheet=request["sheet"], names=names)
    emit(progress=0.1)
    for done, index in enumerate(wanted, 1):
        try:
            sheet = book.sheet_by_index(index)
        except (MemoryError, OSError):
            raise
        except Exception as error:
            raise Refused("damaged", sheet=names[index], detail=f"{type(error).__name__}: {error}"[:300]) from error
        write(book, sheet, index, request, emit)
        book.unload_sheet(index)
        emit(progress=0.1 + 0.9 * done / len(wanted))


def open_book(path: str, styles: bool) -> xlrd.Book:
    """The workbook; Russian text of files that name no code page is taken as cp1251."""
    with Path(os.devnull).open("w") as quiet:
        options: dict[str, Any] = {"on_demand": True, "ragged_rows": True, "logfile": quiet, "formatting_info": styles}
        try:
            book = xlrd.open_workbook(path, **options)
            if book.biff_version < 80 and not book.codepage:
                book = xlrd.open_workbook(path, encoding_override="cp1251", **options)
        except (MemoryError, OSError):
            raise
        except Exception as error:
            if styles:
                return open_book(path, False)  # odd formats spoil the look, not the numbers
            text = f"{type(error).__name__}: {error}"[:300]
            code = "password" if "encrypt" in text.lower() or "password" in text.lower() else "damaged"
            if "no sheets" in text.lower() or "Can't find workbook" in text:
                code = "no_sheets"
            raise Refused(code, detail=text) from error
    return book


def write(book: xlrd.Book, sheet: Any, index: int, request: dict[str, Any], emit: Callable[..., None]) -> None:
    """Write one sheet column by column, from the first column and to the last row that hold anything."""
    kinds = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR)
    columns: list[list[str | None]] = []
    looks = ["row\tcolumn\tindent\tbold\toutline"]
    errors = 0
    for row in range(sheet.nrows):
        first = None
        for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
            errors += kind == xlrd.XL_CELL_ERROR
            if kind in kinds or value == "":
                continue
            if column >= len(columns):
                if column >= request["columns"]:
                    raise Refused("too_wide", sheet=sheet.name, columns=sheet.ncols)
                columns += [[] for _ in range(column + 1 - len(columns))]
            cells = columns[column]
            if len(cells) < row:
                cells += [None] * (row - len(cells))
            cells.append(text_of(kind, value, book.datemode))
            first = column if first is None else first
        if book.formatting_info and first is not None:
            looks.append(look_of(book, sheet, row, first))
    rows = max(map(len, columns), default=0)
    hidden = sheet.visibility != 0
    if not rows:
        emit(empty=sheet.name, index=index, hidden=hidden)
        return
    start = next(i for i, cells in enumerate(columns) if cells)
    arrays = [pa.array(cells + [None] * (rows - len(cells)), pa.string()) for cells in columns[start:]]
    path = Path(request["into"]) / f"sheet{index}.parquet"
    table = pa.Table.from_arrays(arrays, names=[f"c{i}" for i in range(len(arrays))])
    pq.write_table(table, path, compression="lz4", write_statistics=False, row_group_size=GROUP)
    styles = None
    if book.formatting_info:
        styles = path.with_suffix(".styles.tsv").name
        shifted = [looks[0], *(shift(line, start) for line in looks[1:])]
        (path.parent / styles).write_text("\n".join(shifted) + "\n", "utf-8")
    emit(sheet=sheet.name, index=index, hidden=hidden, rows=rows, columns=len(arrays), parquet=path.name,
         styles=styles, first_column=start, errors=errors)


def shift(line: str, start: int) -> str:
    """A line of looks with its column counted from the first column that holds anything."""
    row, column, rest = line.split("\t", 2)
    return f"{row}\t{int(column) - start}\t{rest}"


def look_of(book: xlrd.Book, sheet: Any, row: int, column: int) -> str:
    """Sheet row (from 1), first filled column, its indent and boldness, the row's outline level."""
    style = book.xf_list[sheet.cell_xf_index(row, column)]
    bold = int(book.font_list[style.font_index].bold)
    info = sheet.rowinfo_map.get(row)
    level = info.outline_level if info else 0
    return f"{row + 1}\t{column}\t{style.alignment.indent_level}\t{bold}\t{level}"


def text_of(kind: int, value: Any, datemode: int) -> str:
    """A cell as text: days as 2024-01-31, moments with their hour, numbers in full without an exponent."""
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "true" if value else "false"
    if kind == xlrd.XL_CELL_DATE:
        return date_text(value, datemode)
    return number_text(value)


def number_text(value: float) -> str:
    """The shortest decimal text of a double."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(repr(value)), "f").removesuffix(".0")


def date_text(value: float, datemode: int) -> str:
    """A date by its serial number; a time alone below one day; a number where no calendar has such a day."""
    try:
        if 0 < value < 1:
            minutes, seconds = divmod(round(value * 86400), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        moment: datetime.datetime = xlrd.xldate_as_datetime(value, datemode)
    except (xlrd.XLDateError, ValueError, OverflowError):
        return number_text(value)
    if moment.microsecond:
        moment = (moment + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    return moment.date().isoformat() if moment.time() == datetime.time() else moment.isoformat(sep=" ")
