"""All dossiers: whose is to be revised, how complete each is."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from kam_core.book import Book
from kam_core.i18n import Message, msg, nmsg
from kam_core.metrics.dossier import clock
from kam_core.ui.answers import ask
from kam_core.ui.client_tables import WIDTH, answer_table
from kam_core.ui.columns import Column
from kam_core.ui.dossier_team import teams
from kam_core.ui.dossier_view import who
from kam_core.ui.headline import thesis
from kam_core.ui.key_desk import WHO
from kam_core.ui.people_hangs import people_hangs
from kam_core.ui.view import View

FIRST = 50
"""Beside the clients that have a dossier or stand on the list of key clients, so many of the largest are shown."""
STATES: dict[str, Message] = {
    "due": msg("to be revised"), "good": msg("in time"), "none": msg("not begun"),
}
COLUMNS = (
    Column("name", msg("Client"), width=WIDTH), Column("state", msg("Dossier"), "mark", marks=tuple(STATES.items())),
    Column("key", msg("Key client"), "mark", marks=(("True", msg("yes")), ("False", msg("—")))),
    Column("due", msg("Revise by"), "day"), Column("revised", msg("Revised on"), "day"),
    Column("filled", msg("Written"), "share"), Column("revenue", msg("Revenue"), "money"), Column("manager", msg("Manager")),
)


def dossiers(view: View, book: Book) -> None:
    """The headline, and the table: a name opens the dossier."""
    rows = _rows(view, book)
    late = int((rows["state"] == "due").sum()) if len(rows) else 0
    begun = int((rows["state"] != "none").sum()) if len(rows) else 0
    words = nmsg("{n} dossier is to be revised now", "{n} dossiers are to be revised now", late) if late else (
        msg("All dossiers that were begun are in time") if begun else msg("No dossier was begun yet"))
    thesis(words, view, nmsg("{n} client with a dossier", "{n} clients with a dossier", begun))
    from kam_core.ui.dossier import search

    with st.container(width=420):
        search(view)
    answer_table(rows, COLUMNS, msg("Clients and their dossiers"), view, "dossiers")
    keys = rows[rows["key"] == "True"]
    teams(view, book, dict(zip(keys["account_id"], keys["name"], strict=True)))
    people_hangs(view, book, who(view, str(st.session_state.get(WHO, ""))))


def _rows(view: View, book: Book) -> pd.DataFrame:
    records = {record.client_id: record for record in book.records.of("dossier")}
    listed = set(book.keys.current().ids)
    found = ask("accounts", view).rows
    first = found["account_id"].isin(found.nlargest(FIRST, "revenue")["account_id"]) if len(found) > FIRST else True
    kept = found[first | found["account_id"].isin(set(records) | listed)]
    today = datetime.datetime.now().astimezone().date()
    times = {client: clock(record, view.settings) for client, record in records.items()}
    ids = kept["account_id"].tolist()
    rows = kept[["account_id", "name", "revenue", "manager"]].assign(
        state=["none" if id not in times else "due" if times[id].late(today) else "good" for id in ids],
        key=[str(id in listed) for id in ids],
        due=pd.Series([times[id].due if id in times else None for id in ids], index=kept.index, dtype=object),
        revised=pd.Series([times[id].revised if id in times else None for id in ids], index=kept.index, dtype=object),
        filled=pd.Series([times[id].filled if id in times else None for id in ids], index=kept.index, dtype="Float64"),
    )
    order = {"due": 0, "good": 1, "none": 2}
    return rows.assign(_order=rows["state"].map(order)).sort_values(
        ["_order", "due", "revenue"], ascending=[True, True, False], na_position="first").drop(columns="_order").reset_index(
        drop=True)
