"""Downloads as .xlsx, as shown: the same columns, in the reader's language, numbers as numbers, text as text."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Sequence
from typing import Any, SupportsFloat

import pandas as pd
import streamlit as st
import xlsxwriter

from kam_core.access import LOCAL
from kam_core.errors import BookError
from kam_core.i18n import Message, current_language, msg, use_language
from kam_core.ui.columns import Column, missing
from kam_core.ui.headline import shown
from kam_core.ui.view import View

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download_xlsx(
    frame: pd.DataFrame, columns: Sequence[Column], title: Message, view: View, key: str, *,
    population: Message | None = None,
) -> None:
    """A button that gives the frame as a workbook: the table, and a sheet that says what is in it.

    The file is made when the button is pressed, not before.
    """
    language = current_language()
    currency = view.open_ledger.info.currency

    def make() -> bytes:
        with use_language(language):
            about = [str(title), *(str(line) for line in shown(view, population))]
            exported(view, view.page.key, "xlsx", {"table": str(title), "rows": len(frame)})
            return workbook(frame, columns, about, currency)

    st.download_button(
        str(msg("Download .xlsx")), make, file_name=f"{file_name(title)}.xlsx", mime=MIME, key=f"{key}_xlsx",
        on_click="ignore", icon=":material/download:", type="tertiary",
    )


def exported(view: View, subject: str, action: str, what: dict[str, Any]) -> None:
    """Write down who took what out. BookError, and so no file, where that cannot be written and people sign in."""
    try:
        view.book.note("export", subject, action, view.member.email or str(msg("owner")), what)
    except BookError:
        if view.member is not LOCAL:
            raise


def file_name(title: object) -> str:
    """A title as the name of a file: without marks that a system refuses."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", str(title)).strip(" .")[:80] or "kamerton"


def workbook(
    frame: pd.DataFrame, columns: Sequence[Column], about: Sequence[str], currency: str = "", sheet_name: str = "",
) -> bytes:
    """The workbook: sheet 1 the table with a header row, sheet 2 what it is (``about``, a line each).

    Text is never a formula or a link. Shares are per cent cells, months and days are dates, money has two decimals.
    """
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    )
    sheet = book.add_worksheet(sheet_name or str(msg("Table")))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        "money": "#,##0.00", "share": "0.0%", "points": "0.0%", "count": "#,##0", "number": "#,##0.00",
        "month": "mmm yyyy", "day": "dd.mm.yyyy",
    }
    present = [column for column in columns if column.key in frame]
    for place, column in enumerate(present):
        style = book.add_format({"num_format": formats.get(column.kind, "@" if column.kind == "text" else "General")})
        texts = [column.header(currency if column.kind == "money" else "")]
        sheet.write_string(0, place, texts[0].removesuffix(", %") if column.kind == "share" else texts[0], head)
        write = _cell(column)
        for row, value in enumerate(frame[column.key], start=1):
            if missing(value):
                continue
            cell = write(value)
            if isinstance(cell, str):
                sheet.write_string(row, place, cell[:32767], style)
            elif isinstance(cell, datetime.date):
                sheet.write_datetime(row, place, datetime.datetime.combine(cell, datetime.time()), style)
            else:
                sheet.write_number(row, place, cell, style)
            if row <= 200:
                texts.append(str(cell))
        sheet.set_column(place, place, min(60, max(10, 2 + max(len(text) for text in texts))))
    sheet.freeze_panes(1, 1)
    if present and len(frame):
        sheet.autofilter(0, 0, len(frame), len(present) - 1)
    note = book.add_worksheet(str(msg("About")))
    note.set_column(0, 0, 100)
    for row, line in enumerate(about):
        note.write_string(row, 0, line)
    book.close()
    return held.getvalue()


def _cell(column: Column) -> Callable[[object], str | float | datetime.date]:
    marks = {key: str(word) for key, word in column.marks}

    def cell(value: object) -> str | float | datetime.date:
        if column.numeric and isinstance(value, SupportsFloat):
            return float(value)
        if column.kind in ("month", "day") and isinstance(value, datetime.date):
            return value.date() if isinstance(value, datetime.datetime) else value
        return marks.get(str(value), str(value)) if column.kind == "mark" else str(value)

    return cell
