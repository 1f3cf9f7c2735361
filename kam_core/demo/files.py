"""The made-up company's tables as the files that its systems would export."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kam_core.demo.words import Words, words


def write_files(tables: dict[str, pa.Table], folder: Path, language: str = "ru") -> list[Path]:
    """Write each table as a CSV file with the headers of its language; gives the paths, accounts first.

    Russian: semicolons, decimal comma, dd.mm.yyyy, UTF-8 with BOM, as 1C and Excel save it. English: commas, decimal
    point, ISO dates, UTF-8.
    """
    said = words(language)
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(table, folder / said.files[key], said, key) for key, table in tables.items()]


def csv_rows(columns: list[pa.Array], delimiter: str) -> memoryview:
    """Rows of a CSV file in UTF-8 from columns of text; null is empty, and quotes stand only where they must."""
    quoted = [_quoted(column, delimiter) for column in columns]
    joined = pc.binary_join_element_wise(*quoted, delimiter, null_handling="replace", null_replacement="")
    rows = pc.binary_join_element_wise(joined, pa.scalar(""), pa.scalar("\n"))
    assert rows.offset == 0
    return memoryview(rows.buffers()[2])


def _quoted(column: pa.Array, delimiter: str) -> pa.Array:
    """The column with quotes around the values that hold a delimiter, a quote or a line break."""
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, _quoted(column.dictionary, delimiter)).dictionary_decode()
    raw = column.buffers()[2].to_pybytes() if len(column) and column.buffers()[2] else b""
    if not any(mark.encode() in raw for mark in ('"', "\n", "\r", delimiter)):
        return column
    special = pc.match_substring_regex(column, f'["\n\r{delimiter}]')
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise(pa.scalar('"'), doubled, pa.scalar('"'), ""), column)


def _write(table: pa.Table, path: Path, said: Words, key: str) -> Path:
    russian = said.currency == "RUB"
    delimiter = ";" if russian else ","
    headers = said.headers[key]
    columns = [_text(table[name].combine_chunks(), russian) for name in headers]
    with path.open("wb") as file:
        if russian:
            file.write(b"\xef\xbb\xbf")
        file.write((delimiter.join(headers.values()) + "\n").encode())
        file.write(csv_rows(columns, delimiter))
    return path


def _text(column: pa.Array, russian: bool) -> pa.Array:
    """A column as its file writes it."""
    kind = column.type
    if pa.types.is_decimal(kind):
        written = column.cast(pa.string())
        return pc.replace_substring(written, ".", ",") if russian else written
    if pa.types.is_date(kind):
        return pc.strftime(column, "%d.%m.%Y" if russian else "%Y-%m-%d")
    if pa.types.is_timestamp(kind):
        return pc.strftime(column, "%d.%m.%Y %H:%M" if russian else "%Y-%m-%d %H:%M")
    return column.cast(pa.string())
