"""Child's part: .xlsx, .xlsb and .ods to Parquet through fastexcel, every cell as text."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kam_core.ingest.reader_child import Refused

MIDNIGHT = " 00:00:00"
DAY_ZERO = "1899-12-31"
MOMENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"
ODD_MOMENT = r"^1899-12-31|\.\d+$"
# fastexcel prints nine decimals of a double: 32533773.85 arrives as 32533773.850000001, of 16 digits or more.
NOISE = r"^-?\d{5,}\.\d{1,9}$"
SHORTEST_NOISE = 17
GROUP = 65_536
SUFFIXES = {"xlsx": (".xlsx", ".xlsm"), "xlsb": (".xlsb",), "ods": (".ods",)}


def read_calamine(request: dict[str, Any], emit: Callable[..., None]) -> None:
    """Read the wanted sheets of a workbook; emits one record a sheet that is not empty.

    request: path, into (folder), sheet (name or null), columns (the most that are allowed)
    """
    try:
        reader = open_by_content(Path(request["path"]), request["kind"], Path(request["into"]))
    except Exception as error:
        raise Refused(code_of(error), detail=str(error)[:300]) from error
    names = reader.sheet_names
    wanted = [i for i, name in enumerate(names) if request["sheet"] in (None, name)]
    if not wanted:
        raise Refused("no_such_sheet" if names else "no_sheets", sheet=request["sheet"], names=names)
    emit(progress=0.1)
    for done, index in enumerate(wanted, 1):
        try:
            sheet = reader.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
            hidden = sheet.visible != "visible"
            batch = sheet.to_arrow()
        except Exception as error:
            if "worksheet" in str(error).lower() and "not found" in str(error).lower():
                continue  # a chart sheet has a name, but no cells
            raise Refused(code_of(error), sheet=names[index], detail=str(error)[:300]) from error
        del sheet
        write(batch, names[index], index, hidden, request, emit)
        del batch
        emit(progress=0.1 + 0.9 * done / len(wanted))


def open_by_content(path: Path, kind: str, into: Path) -> fastexcel.ExcelReader:
    """The workbook as what it is: calamine believes the name of a file."""
    if path.suffix.lower() in SUFFIXES[kind]:
        return fastexcel.read_excel(path)
    link = into / f"book.{kind}"
    try:
        link.symlink_to(path)
    except (OSError, NotImplementedError):
        return fastexcel.read_excel(path.read_bytes())
    try:
        return fastexcel.read_excel(link)
    finally:
        link.unlink()


def code_of(error: Exception) -> str:
    """The refusal that an error of calamine stands for."""
    text = str(error).lower()
    for word, code in (
        ("password", "password"), ("encrypt", "password"), ("shared strings", "shared_string"),
        ("invalid checksum", "checksum"), ("not found in archive", "missing_part"), ("filenotfound", "missing_part"),
        ("cannot find", "missing_part"), ("file not found", "missing_part"), ("alphanumeric", "bad_reference"),
        ("row component", "bad_reference"), ("dimension", "bad_reference"), ("column", "bad_reference"),
    ):
        if word in text:
            return code
    return "damaged"


def write(
    batch: pa.RecordBatch, name: str, index: int, hidden: bool, request: dict[str, Any], emit: Callable[..., None]
) -> None:
    """Write one sheet, without empty rows and columns at its end; an empty sheet is only named."""
    with ThreadPoolExecutor(2) as pool:
        columns = list(pool.map(tidy, batch.columns))
    while columns and columns[-1].null_count == len(columns[-1]):
        columns.pop()
    if not columns:
        emit(empty=name, index=index, hidden=hidden)
        return
    if len(columns) > request["columns"]:
        raise Refused("too_wide", sheet=name, columns=len(columns))
    rows = used_rows(columns)
    columns = [column.slice(0, rows) for column in columns]
    path = Path(request["into"]) / f"sheet{index}.parquet"
    table = pa.Table.from_arrays(columns, names=[f"c{i}" for i in range(len(columns))])
    # lz4 takes a fifth of the time of the default, and the file lives for minutes
    pq.write_table(table, path, compression="lz4", write_statistics=False, row_group_size=GROUP)
    emit(sheet=name, index=index, hidden=hidden, rows=rows, columns=len(columns), parquet=path.name)


def used_rows(columns: list[pa.Array]) -> int:
    """How many rows there are up to the last one that holds anything."""
    rows = len(columns[0])
    step = 1024
    while rows > 0:
        tail = max(0, rows - step)
        filled = [pc.is_valid(column.slice(tail, rows - tail)) for column in columns]
        used = [i for i in range(rows - tail) if any(mask[i].as_py() for mask in filled)]
        if used:
            return tail + used[-1] + 1
        rows = tail
    return 0


def tidy(column: pa.Array) -> pa.Array:
    """Text of a column as people and databases write it: days without midnight, numbers without noise, no empty text.

    A column whose moments are all midnights holds days; where one has an hour, all of them keep theirs.
    """
    lengths = pc.binary_length(column)
    shortest, longest = pc.min(lengths).as_py(), pc.max(lengths).as_py()
    if not longest:
        return pa.nulls(len(column), column.type)
    if shortest == 0:
        column = pc.if_else(pc.equal(lengths, 0), pa.scalar(None, column.type), column)
    if longest < SHORTEST_NOISE:
        return column
    long = pc.fill_null(pc.greater_equal(lengths, SHORTEST_NOISE), False)
    moments = pc.and_(pc.fill_null(pc.less_equal(lengths, 29), False), long)
    moments = pc.and_(moments, pc.fill_null(pc.match_substring_regex(column, MOMENT), False))
    if pc.any(moments).as_py():
        column = tidy_moments(column, moments)
    noise = pc.and_(long, pc.fill_null(pc.match_substring_regex(column, NOISE), False))
    return rewrite(column, noise, plain_number) if pc.any(noise).as_py() else column


def tidy_moments(column: pa.Array, moments: pa.Array) -> pa.Array:
    """The column with its moments (marked by the mask) written as days, hours or whole seconds."""
    odd = pc.and_(moments, pc.match_substring_regex(column, ODD_MOMENT))
    if pc.any(odd).as_py():
        column = rewrite(column, odd, whole_second)
    days = pc.and_(moments, pc.fill_null(pc.ends_with(column, MIDNIGHT), False))
    if pc.all(pc.or_(days, pc.invert(moments))).as_py():
        return pc.if_else(days, pc.utf8_slice_codeunits(column, 0, 10), column)
    return column


def rewrite(column: pa.Array, mask: pa.Array, function: Callable[[str], str]) -> pa.Array:
    """The column with the marked values put through a Python function."""
    values = [function(text) for text in column.filter(mask).to_pylist()]
    return pc.replace_with_mask(column, mask, pa.array(values, column.type))


def whole_second(text: str) -> str:
    """A moment to the nearest second; an hour without a day (Excel's day zero) as the hour alone."""
    try:
        moment = datetime.datetime.fromisoformat(text[:19])
    except ValueError:
        return text
    if float("0" + (text[19:] or ".0")) >= 0.5:
        moment += datetime.timedelta(seconds=1)
    return (moment.isoformat(sep=" ")).removeprefix(DAY_ZERO + " ") if text[11:] != "00:00:00" else text


def plain_number(text: str) -> str:
    """A number as the shortest text that means the same double: 32533773.850000001 is 32533773.85."""
    return format(Decimal(repr(float(text))), "f").removesuffix(".0")
