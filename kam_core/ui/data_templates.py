"""What can be brought in: the columns of every table, and a workbook with their headers to fill in."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from kam_core.i18n import Message, current_language, msg, use_language
from kam_core.ledger.contract import Table
from kam_core.ui.columns import Column
from kam_core.ui.downloads import MIME, file_name, workbook
from kam_core.ui.text import escape

KINDS: dict[str, Message] = {
    "text": msg("text"), "id": msg("text or number"), "date": msg("date"), "month": msg("month"), "time": msg("date and time"),
    "money": msg("amount"), "number": msg("number"), "score": msg("whole number"), "whole": msg("whole number"),
    "flag": msg("yes or no"),
}


def templates(tables: Iterable[Table]) -> None:
    """A card a table: what a row is, its columns (required ones first), and its template."""
    st.caption(escape(msg(
        "Any names and order of columns will do: they are recognised, shown to you, and remembered. Required columns are "
        "in bold."
    )))
    with st.grid(4, min_column_width=240, gap="small"):
        for table in tables:
            with st.container(border=True, height="stretch"):
                _card(table)


def _card(table: Table) -> None:
    required = [f"**{escape(column.label)}**" for column in table.columns if column.required]
    rest = [escape(column.label) for column in table.columns if not column.required]
    st.markdown(f"**{escape(table.label)}**")
    st.caption(escape(msg("A row is {grain}.", grain=table.grain)))
    st.markdown(", ".join(required) + (f", :gray[{', '.join(rest)}]" if rest else ""))
    language = current_language()

    def make() -> bytes:
        with use_language(language):
            return template(table)

    st.download_button(
        str(msg("Template .xlsx")), make, file_name=f"{file_name(table.label)}.xlsx", mime=MIME, type="tertiary",
        on_click="ignore", icon=":material/download:", key=f"data_template_{table.key}",
    )


def template(table: Table) -> bytes:
    """An empty workbook with the headers of a table, and a sheet that says what belongs in each column."""
    columns = [Column(column.name, column.label) for column in table.columns]
    lines = [str(msg("{table}: a row is {grain}.", table=table.label, grain=table.grain))]
    lines += [
        str(msg("{column}: {kind}, required", column=column.label, kind=KINDS[column.kind]) if column.required
            else msg("{column}: {kind}", column=column.label, kind=KINDS[column.kind]))
        for column in table.columns
    ]
    return workbook(pd.DataFrame(columns=[column.key for column in columns]), columns, lines, sheet_name=str(table.label))
