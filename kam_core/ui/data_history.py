"""What was imported, what was set aside then, and the versions of the ledger: undo, and going back."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from kam_core.i18n import Count, Day, msg
from kam_core.ledger import VersionInfo
from kam_core.ui.columns import Column
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_session import acting
from kam_core.ui.data_words import action, table_name
from kam_core.ui.quarantine import set_aside
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View

HISTORY = (
    Column("at", msg("When")), Column("who", msg("Who")), Column("file", msg("File"), width="medium"),
    Column("table", msg("Table")), Column("loaded", msg("Loaded"), "count"),
    Column("quarantined", msg("Set aside"), "count"), Column("replaced", msg("Replaced"), "count"),
    Column("first_date", msg("From"), "day"), Column("last_date", msg("To"), "day"), Column("source", msg("Source")),
    Column("read", msg("Read"), "count"), Column("folded", msg("Folded"), "count"), Column("skipped", msg("Skipped"), "count"),
)
VERSIONS = (
    Column("now", msg("Now")), Column("version", msg("Version")), Column("at", msg("Made")), Column("what", msg("By")),
    Column("note", msg("Files"), width="large"),
)


def history(view: View) -> None:
    """Every file of the current version, newest first; one of them opened with what was set aside."""
    if view.ledger is None or (made := view.ledger.history()).empty:
        st.caption(escape(msg("Nothing was imported yet.")))
        return
    frame = made.assign(
        at=[when(at) for at in made["imported_at"]],
        file=[f"{path} · {sheet}" if isinstance(sheet, str) and sheet else path
              for path, sheet in zip(made["path"], made["sheet"], strict=True)],
        table=[table_name(key) if isinstance(key, str) else str(msg("completes another file")) for key in made["table"]],
    )
    table(frame, HISTORY, "data_history", alt=msg("Imported files, newest first"), search="file")
    aside = frame[frame["quarantined"] > 0]
    if aside.empty:
        st.caption(escape(msg("No rows were set aside.")))
        return
    labels = [f"{file} · {at}" for file, at in zip(aside["file"], aside["at"], strict=True)]
    names = dict(zip((int(number) for number in aside["file_id"]), labels, strict=True))
    chosen = st.selectbox(
        str(msg("Rows set aside of")), list(names), format_func=names.__getitem__, key="data_aside", filter_mode="contains",
        width=560, index=None, placeholder=str(msg("Choose an import")),
    )
    if chosen is not None:
        set_aside(view.ledger, chosen, f"data_history_{chosen}")


def versions(desk: Desk, view: View) -> None:
    """The versions that are kept, what made each, and the way back."""
    known = view.store.pointer()
    if not known.versions:
        st.caption(escape(msg("There are no versions yet.")))
        return
    rows = list(reversed(known.versions))
    frame = pd.DataFrame([
        {"now": str(msg("current")) if each.version == known.current else "", "version": each.version,
         "at": when(each.created), "what": made_by(each), "note": each.note}
        for each in rows
    ])
    table(frame, VERSIONS, "data_versions", alt=msg("Versions of the ledger, newest first"))
    others = {each.version: each for each in rows if each.version != known.current}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            str(msg("Undo the last import")), icon=":material/undo:", key="data_undo", on_click=acting(desk.undo),
            disabled=known.current is None,
        )
        if others:
            chosen = st.selectbox(
                str(msg("Go back to")), list(others), key="data_version", filter_mode=None, width=420,
                format_func=lambda version: " · ".join(
                    part for part in (version, when(others[version].created), made_by(others[version]), others[version].note)
                    if part
                ),
            )
            st.button(
                str(msg("Make it current")), icon=":material/history:", key="data_rollback", on_click=acting(desk.go_back),
                args=(chosen,),
            )
    kept = Count(int(desk.store.settings.number("keep_versions")))
    st.caption(escape(msg(
        "Going back loses nothing: any of these can be made current again. The last {n} versions are kept.", n=kept
    )))


def made_by(each: VersionInfo) -> str:
    """What made a version, in words."""
    return action("demo" if each.demo else each.action)


def when(moment: object) -> str:
    """A moment in UTC as local day and time: 21 Nov 2026, 19:45."""
    found = pd.Timestamp(str(moment)).to_pydatetime()
    local = (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).astimezone()
    return f"{Day(local.date())}, {local:%H:%M}"
