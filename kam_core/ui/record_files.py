"""The records of a kind as a workbook: every field in a column, who wrote it last and when. What leaves is in the log."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import Field, kind
from kam_core.i18n import Day, Message, current_language, msg, use_language
from kam_core.ui.columns import Column
from kam_core.ui.columns import Kind as ColumnKind
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.downloads import MIME, file_name, workbook
from kam_core.ui.record_form import Choices

KINDS: dict[str, ColumnKind] = {
    "date": "day", "money": "money", "share": "share", "number": "number", "choice": "mark", "flag": "mark",
}
YES_NO = (("True", msg("yes")), ("False", msg("no")))


def download_records(
    found: DossierView, kind_key: str, records: Sequence[Record], *, choices: Choices | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """A button that gives the records as .xlsx. It is made, and written into the log, when it is pressed.

    choices: names of the records that fields point to; words: of a text field, what stands for a text
    """
    if not records:
        return
    shape, language = kind(kind_key), current_language()
    title = msg("{kinds}: {client}", kinds=shape.plural, client=found.name)

    def make() -> bytes:
        with use_language(language):
            found.book.note("export", found.client_id, "xlsx", found.who, {"kind": kind_key, "rows": len(records)})
            about = [str(title), str(msg("written by {who} on {day}", who=found.who, day=Day(_today())))]
            columns = _columns(shape.fields)
            return workbook(_frame(records, shape.fields, choices or {}, words or {}), columns, about, found.currency)

    st.download_button(
        str(msg("Download .xlsx")), make, file_name=f"{file_name(title)}.xlsx", mime=MIME, type="tertiary", on_click="ignore",
        key=f"xlsx_{kind_key}_{found.client_id}", icon=":material/download:",
    )


def _columns(fields: Sequence[Field]) -> list[Column]:
    shown = [Column(field.key, _label(field), KINDS.get(field.type, "text"),
                    marks=YES_NO if field.type == "flag" else field.choices) for field in fields]
    return [*shown, Column("_who", msg("Written last by")), Column("_day", msg("Written on"), "day")]


def _label(field: Field) -> Message:
    return msg("{field} (confidential)", field=field.label) if field.confidential else field.label


def _frame(records: Sequence[Record], fields: Sequence[Field], choices: Choices,
           words: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for record in records:
        row: dict[str, Any] = {field.key: _cell(field, record, choices, words) for field in fields}
        rows.append({**row, "_who": record.changed.who, "_day": record.changed.at.astimezone().date()})
    return pd.DataFrame(rows, dtype=object)


def _cell(field: Field, record: Record, choices: Choices, words: Mapping[str, Mapping[str, str]]) -> Any:
    value = record.get(field.key)
    names = choices.get(field.key, {})
    if field.type == "records":
        return ", ".join(names.get(each, "—") for each in value or ()) or None
    if field.type == "record" and value is not None:
        return names.get(str(value), "—")
    return words.get(field.key, {}).get(str(value), value) if field.type == "text" else value


def _today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()
