"""The team of a client: six roles, who fills them, what is missing; and the teams of all key clients beside each other."""

from __future__ import annotations

import streamlit as st

from kam_core.book import Book
from kam_core.book.kinds.work import TEAM_ROLES
from kam_core.i18n import Message, msg, nmsg
from kam_core.metrics.dossier_team import ROLES, coverage, gaps, load, team
from kam_core.ui import record_state
from kam_core.ui.client_tables import WIDTH, answer_table
from kam_core.ui.columns import Column
from kam_core.ui.dossier_shelves import ours
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_files import download_records
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import history
from kam_core.ui.record_words import written
from kam_core.ui.text import escape
from kam_core.ui.view import View

LOAD = (Column("who", msg("Who of us"), width=WIDTH), Column("clients", msg("On the team of clients"), "count"),
        Column("roles", msg("Roles"), "count"))
TEAMS = (
    Column("name", msg("Client"), width=WIDTH), Column("filled", msg("Roles filled, of six"), "count"),
    *(Column(key, label) for key, label in ROLES.items()), Column("gaps", msg("What is missing"), width="large"),
)


def team_of(found: DossierView) -> None:
    """Who of us fills each role at this client, on how many clients they stand, and what is missing."""
    record = found.book.records.single("team", found.client_id)
    known, place = team(record), f"team:{found.client_id}"
    on = {" ".join(str(who).split()).casefold(): int(clients) for who, clients in
          load(found.book.records.of("team"))[["who", "clients"]].itertuples(index=False)}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(escape(gaps(known)), anchor=False, width="content")
        download_records(found, "team", [] if record is None else [record])
    if record_state.is_open(place):
        names = ours(found)
        record_form(found, "team", place, record, choices=dict.fromkeys(ROLES, names))
        return
    if found.may_edit:
        st.button(str(msg("Write")), key="write_team", icon=":material/edit:", on_click=record_state.open_form,
                  args=(place, record))
    with st.grid(3, min_column_width=260):
        for key, label, help in TEAM_ROLES:
            with st.container(border=True, gap="xxsmall", height="stretch"):
                st.markdown(f"**{escape(label)}**")
                st.caption(escape(help))
                who = known.filled.get(key)
                if who is None:
                    nobody = msg("nobody yet")
                    st.markdown(f":orange[:material/person_off:] {escape(nobody)}")
                else:
                    clients = on.get(" ".join(who.split()).casefold(), 1)
                    st.markdown(f":material/person: {escape(who)}")
                    st.caption(escape(_load(clients)))
    if record is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(escape(written(record.changed)), width="content")
            history(found, record.id)


def _load(clients: int) -> Message:
    return nmsg("on the team of {n} client", "on the teams of {n} clients", clients)


def teams(view: View, book: Book, names: dict[str, str]) -> None:
    """The teams of key clients beside each other, and on how many clients each of us stands. names: of key clients, by id"""
    records = book.records.of("team")
    if not records:
        return
    if names:
        rows = coverage(names, records)
        answer_table(rows, TEAMS, msg("Teams of key clients"), view, "dossier_teams")
        whole = int((rows["filled"] == len(ROLES)).sum())
        st.caption(escape(nmsg("{n} key client has every role filled.", "{n} key clients have every role filled.", whole)))
    answer_table(load(records), LOAD, msg("On how many clients each of us stands"), view, "dossier_load", search=None)
