"""Which column is which field: each with values from the file, each open to correction."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from kam_core.i18n import msg
from kam_core.ingest.book.tables import KNOWN
from kam_core.ingest.plan import Understood
from kam_core.ledger.contract import Column as Field
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_said import uid_of
from kam_core.ui.data_session import acting, key_for
from kam_core.ui.text import escape

TEXTS = ("text", "id", "date", "month", "time")
SHOWN = 6
"""Rows of the file that are shown as they were read."""


def mapping(desk: Desk, each: Understood, alike: bool) -> None:
    """A control for every field of the table, those that are required first; below, the first rows of the file."""
    if each.plan.table is None:
        _first_rows(each)
        return
    table, uid = KNOWN[each.plan.table], uid_of(each)
    st.caption(escape(msg(
        "Choose the column, or type: a computation over columns as in Quantity*UnitPrice, or a constant after a sign = "
        "as in =RUB. Fields marked with * are required."
    )))
    fields = sorted(table.columns, key=lambda field: not field.required)
    with st.grid(4, min_column_width=230, gap="small"):
        for field in fields:
            with st.container(gap="xxsmall"):
                _field(desk, each, field, uid, alike)
    left = [column.header for column in each.columns if column.field is None and not _used(each, column.header)]
    if left:
        st.caption(escape(msg("Not used: {columns}", columns=", ".join(left))))
    _first_rows(each)


def _field(desk: Desk, each: Understood, field: Field, uid: str, alike: bool) -> None:
    target = each.plan.mapping.get(field.name, "")
    options = ["", *each.headers]
    if target and target not in options:
        options.append(target)
    key = key_for(f"data_map_{uid}_{each.plan.table}_{field.name}", target)
    label = f"{field.label} *" if field.required else str(field.label)
    st.selectbox(
        escape(label), options, options.index(target), key=key, format_func=_named, accept_new_options=True,
        filter_mode="contains", on_change=acting(_map), args=(desk, uid, field.name, key, alike),
        placeholder=str(msg("not in the file")),
    )
    samples = next((column.samples for column in each.columns if column.header == target), ())
    st.caption(escape(" · ".join(_short(value) for value in samples[:3])) or "\u00a0")


def _map(desk: Desk, uid: str, field: str, key: str, alike: bool) -> None:
    each = desk.files[desk.place(uid)]
    typed = str(st.session_state.get(key) or "").strip()
    column = KNOWN[each.plan.table or ""].column(field)
    if typed and typed not in each.headers and not typed.startswith(("=", "@")) and column.kind in TEXTS:
        typed = f"={typed}"
    desk.correct(uid, alike=alike, mapping={field: typed})


def _named(target: str) -> str:
    if not target:
        return str(msg("not in the file"))
    if target == "@row":
        return str(msg("number of the row"))
    return target


def _used(each: Understood, header: str) -> bool:
    return any(header == target or header in target for target in each.plan.mapping.values())


def _short(value: str) -> str:
    return value if len(value) <= 24 else value[:23] + "…"


def _first_rows(each: Understood) -> None:
    """The first rows below the header, every cell as text."""
    start = 0 if each.rows.titles is not None else each.plan.header_row + each.plan.header_rows
    body = [row for row in each.rows.sample[start:] if any(row)][:SHOWN]
    headers = each.own_headers
    if not body or not headers:
        return
    cells = [[(row[place] or "") if place < len(row) else "" for place in range(len(headers))] for row in body]
    frame = pd.DataFrame(cells, columns=headers, dtype=object)
    st.dataframe(frame, hide_index=True, key=f"data_rows_{uid_of(each)}", alt=str(msg("The first rows as they were read")))
