"""Rows that were set aside: shown, and downloaded so that they can be mended and brought again."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.i18n import Count, Message, current_language, msg, nmsg, use_language
from kam_core.ingest import mended
from kam_core.ingest.plan import Plan
from kam_core.ingest.reasons import explain
from kam_core.ledger import Ledger
from kam_core.ledger.contract import TABLES
from kam_core.ui.columns import Column
from kam_core.ui.downloads import MIME, file_name, workbook
from kam_core.ui.tables import table
from kam_core.ui.text import escape

MOST = 200_000
"""Rows of one download: past this, what is wrong is wrong with the export, and a workbook would take minutes."""


def set_aside(ledger: Ledger, file_id: int, key: str) -> None:
    """The rows of one file that were set aside: why, what they hold, and the download."""
    made = ledger.history()
    made = made[made["file_id"] == file_id]
    if made.empty:
        return
    path, plan = str(made["path"].iloc[0]), Plan.from_json(json.loads(str(made["plan"].iloc[0])))
    rows = ledger.quarantine(file_id)
    if rows.empty:
        return
    count, language = len(rows), current_language()
    frame, columns = as_table(rows.head(MOST), plan)
    title = msg("Rows of {file} that were set aside", file=path)

    def make() -> bytes:
        with use_language(language):
            return workbook(frame, columns, about(path, count))

    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        said = nmsg("{n} row of {file} was set aside", "{n} rows of {file} were set aside", count, file=path)
        st.markdown(f"**{escape(said)}**", width="content")
        st.download_button(
            str(msg("Download to mend")), make, mime=MIME, key=f"{key}_aside", on_click="ignore", type="tertiary",
            file_name=f"{file_name(title)}.xlsx", icon=":material/download:",
        )
    st.caption(escape(msg(
        "Mend the rows in the downloaded workbook and bring it again: they join what this file brought, and replace nothing."
    )))
    first = [Column("line", msg("Row"), "count"), Column("reason", msg("Why"), width="large")]
    table(frame, [*first, *(column for column in columns if column.key.startswith("c"))], f"{key}_rows", alt=title)


def as_table(rows: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[Column]]:
    """Rows of ``Ledger.quarantine`` under the headers of their file, then row, reason, and what takes them back.

    A line that could not be cut as its header says is cut at its delimiters; what is left over has a column of its own.
    """
    cells = [_cells(str(raw), str(reason), plan) for raw, reason in zip(rows["raw"], rows["reason"], strict=True)]
    width = max([len(plan.headers), *map(len, cells)])
    headers = [*plan.headers, *[""] * (width - len(plan.headers))]
    data: dict[str, Sequence[Any]] = {
        f"c{place}": [row[place] if place < len(row) else None for row in cells] for place in range(width)
    }
    extra = width - len(plan.headers)
    columns = [
        Column(f"c{place}", _as_it_is(header) if header else _more(place - len(plan.headers) + 1, extra))
        for place, header in enumerate(headers)
    ]
    data["sheet"] = [str(sheet) if isinstance(sheet, str) else None for sheet in rows["sheet"]]
    data["line"] = [int(line) for line in rows["line"]]
    data["reason"] = [str(reason_of(str(code), plan)) for code in rows["reason"]]
    data["source"] = [plan.source] * len(rows)
    if any(data["sheet"]):
        columns.append(Column("sheet", mended.SHEET))
    columns += [
        Column("line", mended.ROW, "count"), Column("reason", mended.REASON, width="large"),
        Column("source", mended.SOURCE),
    ]
    return pd.DataFrame(data, dtype=object), columns


def reason_of(code: str, plan: Plan) -> Message:
    """Why a row was set aside, naming the file's own column where there is one."""
    kind, _, detail = code.partition(":")
    if kind in ("unreadable", "missing") and plan.table in TABLES:
        target = plan.mapping.get(detail, "")
        label = str(TABLES[plan.table].column(detail).label)
        return explain(f"{kind}:{target if target in plan.headers else label}")
    return explain(code)


def about(path: str, count: int) -> list[str]:
    """The second sheet of the download."""
    lines = [
        msg("Rows of {file} that were set aside", file=path),
        nmsg("{n} row", "{n} rows", count),
        msg("Mend the values, keep the columns, and bring this workbook on the page “Data”."),
        msg("The rows are added to the source that stands in the last column; nothing is replaced."),
    ]
    if count > MOST:
        lines.append(msg("Only the first {n} rows are here.", n=Count(MOST)))
    return [str(line) for line in lines]


def _cells(raw: str, reason: str, plan: Plan) -> list[str | None]:
    found = json.loads(raw)
    if reason in ("width", "quote", "encoding") and len(found) == 1 and found[0] and plan.delimiter:
        line, quote = str(found[0]).rstrip("\r\n"), plan.quote or '"'
        if reason == "quote" or not plan.quote:
            return list(line.split(plan.delimiter))
        return list(next(csv.reader([line], delimiter=plan.delimiter, quotechar=quote), [line]))
    return [None if cell is None else str(cell) for cell in found]


def _as_it_is(header: str) -> Message:
    """A header from a file: never translated."""
    return Message("{header}", (("header", header),))


def _more(place: int, of: int) -> Message:
    return mended.MORE if of == 1 else Message("{text} {place}", (("text", mended.MORE), ("place", place)))
