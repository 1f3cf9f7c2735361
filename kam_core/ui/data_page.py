"""The page "Data": files in, what they hold, what was brought in before, and the way back."""

from __future__ import annotations

import streamlit as st

from kam_core.i18n import Day, Message, current_language, msg
from kam_core.ingest.book.tables import KNOWN
from kam_core.ui import errors
from kam_core.ui.data_bring import bring, result
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_files import files
from kam_core.ui.data_history import history, versions
from kam_core.ui.data_progress import watch
from kam_core.ui.data_session import acting, may_import
from kam_core.ui.data_session import desk as desk_of_session
from kam_core.ui.data_templates import templates
from kam_core.ui.data_upload import upload
from kam_core.ui.lists_bring import lists
from kam_core.ui.lists_page import imports as imports_of_lists
from kam_core.ui.text import escape
from kam_core.ui.view import View


def importer(view: View) -> None:
    """Everything on the page, for whoever may import; an explanation for others."""
    st.title(escape(view.page.title))
    if not may_import():
        st.warning(
            str(msg("Ask the administrator for another role.")),
            title=str(msg("You may not bring data in.")), icon=":material/lock:",
        )
        return
    desk = desk_of_session()
    desk.settle()
    st.caption(escape(_held(view)))
    if desk.working:
        watch(desk)
    else:
        _said(desk)
        result(desk, view)
        if desk.result is None and desk.batch is None:
            _beginning(desk, view)
        upload(desk)
        files(desk)
        bring(desk, view)
        lists(desk, view)
    _past(desk, view)


def _held(view: View) -> Message:
    """What the ledger holds, in a line."""
    if view.ledger is None:
        return msg("There is nothing in the ledger yet.")
    info = view.ledger.info
    if info.first_date is None or info.last_date is None:
        return msg("The ledger holds no sales yet; version {version}.", version=info.version)
    return msg(
        "The ledger holds sales from {first} to {last}; version {version} of {day}.", first=Day(info.first_date),
        last=Day(info.last_date), version=info.version, day=Day(info.created.date()),
    )


def _said(desk: Desk) -> None:
    """What was said last."""
    if desk.said.error is not None:
        errors.show(desk.said.error)
    elif desk.said.note is not None:
        st.info(escape(desk.said.note), icon=":material/info:")


def _beginning(desk: Desk, view: View) -> None:
    """Where the ledger is empty: what can be brought, or the demo. Where it is the demo: the way to one's own data."""
    if view.ledger is None or not view.ledger.info.rows.get("sales"):
        with st.container(border=True, key="data_empty"):
            st.markdown(f":material/inbox: **{escape(_BEGIN)}**")
            st.markdown(f":gray[{escape(_EMPTY)}]")
            st.button(
                str(msg("Look around with a demo company instead")), icon=":material/science:", key="data_demo",
                on_click=acting(desk.start_demo), args=(current_language(),),
            )
    elif view.ledger.info.demo:
        with st.container(border=True, key="data_is_demo"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.badge(str(msg("Demo")), icon=":material/science:", color="orange")
                st.markdown(f"**{escape(_MADE_UP)}**", width="content")
            st.markdown(f":gray[{escape(_DEMO)}]")
            st.button(
                str(msg("Begin with your own data")), icon=":material/restart_alt:", key="data_begin",
                on_click=acting(desk.begin_empty),
            )


_INTO = msg("Into the dossiers")
_BEGIN = msg("Bring an export of sales to begin with.")
_MADE_UP = msg("All figures are of a made-up company.")
_EMPTY = msg(
    "One file is enough: a register of shipments or invoices with client, date and amount, as 1C, a CRM or a spreadsheet "
    "exports it. What is understood of it is shown before anything is written."
)
_DEMO = msg("Drop your files and they take its place, or begin with an empty ledger. It can be built again.")


def _past(desk: Desk, view: View) -> None:
    """Below the files: what can be brought, what was imported, the versions."""
    st.space(size="small")
    empty = view.ledger is None or not view.ledger.info.rows.get("sales")
    names = [str(msg("What can be brought")), str(msg("Imports")), str(msg("Versions"))]
    what, imports, kept = st.tabs(
        names, default=names[0] if empty else names[1], key=f"data_past_{'empty' if empty else 'full'}", on_change="rerun"
    )
    if what.open:
        with what:
            templates(KNOWN.values())
    if imports.open:
        with imports:
            history(view)
            if view.may("dossiers"):
                st.markdown(f"**{escape(_INTO)}**")
                imports_of_lists(view)
    if kept.open:
        with kept:
            versions(desk, view)
