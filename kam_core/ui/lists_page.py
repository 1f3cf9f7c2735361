"""The page of lists: contacts, opportunities and contracts in and out as files, for whoever writes in dossiers."""

from __future__ import annotations

import streamlit as st

from kam_core.book import bulk
from kam_core.errors import KamError
from kam_core.i18n import Count, current_language, msg, nmsg, use_language
from kam_core.ingest.book.exporting import WRITERS, exports, sheet
from kam_core.ingest.book.tables import BOOK_TABLES
from kam_core.ledger import Store
from kam_core.ui import errors
from kam_core.ui.data_files import files
from kam_core.ui.data_progress import watch
from kam_core.ui.data_templates import templates
from kam_core.ui.data_upload import upload
from kam_core.ui.data_words import table_name
from kam_core.ui.downloads import MIME, file_name
from kam_core.ui.folder import data_folder
from kam_core.ui.lists_bring import lists, who_of
from kam_core.ui.lists_desk import ListsDesk
from kam_core.ui.record_words import when
from kam_core.ui.text import escape
from kam_core.ui.view import View

KEY = "lists_desk"


def lists_page(view: View) -> None:
    """Files in, what they would change; below: exports, what was brought in, what can be brought."""
    st.title(escape(view.page.title))
    st.caption(escape(msg(
        "Updated by key: contacts by e-mail, else by name at the legal entity; opportunities by client and name; contracts by "
        "client, name and beginning. An export of this page, changed and brought in again, finds its records whatever was "
        "changed in it."
    )))
    desk = _desk()
    desk.settle()
    if desk.working:
        watch(desk)
    else:
        if desk.said.error is not None:
            errors.show(desk.said.error)
        elif desk.said.note is not None:
            st.info(escape(desk.said.note), icon=":material/info:")
        upload(desk)
        files(desk)
        lists(desk, view)
    st.space(size="small")
    names = [str(msg("Export")), str(msg("Imports")), str(msg("What can be brought"))]
    out, done, what = st.tabs(names, key="lists_tabs", on_change="rerun")
    if out.open:
        with out:
            export(view)
    if done.open:
        with done:
            imports(view)
    if what.open:
        with what:
            templates(BOOK_TABLES.values())


def _desk() -> ListsDesk:
    store = Store(data_folder())
    known = st.session_state.get(KEY)
    if isinstance(known, ListsDesk) and known.store.data == store.data:
        return known
    made = ListsDesk(store)
    st.session_state[KEY] = made
    return made


def export(view: View, client_id: str | None = None, key: str = "lists") -> None:
    """Any kind of record as .xlsx or .csv, as far as it is seen. client_id: of one client alone"""
    labels = {what: str(label) for what, label in exports().items()}
    language = current_language()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.selectbox(str(msg("What")), list(labels), format_func=labels.__getitem__, key=f"{key}_export", width=320,
                            filter_mode=None)
        for form, mime in (("xlsx", MIME), ("csv", "text/csv")):
            def make(form: str = form) -> bytes:
                with use_language(language):
                    made = sheet(what, view.book, view.ledger, view.viewer, client_id=client_id, who=who_of(view))
                    return WRITERS[form](made)

            st.download_button(
                str(msg("Download .{form}", form=form)), make, mime=mime, on_click="ignore", icon=":material/download:",
                file_name=f"{file_name(labels[what])}.{form}", key=f"{key}_export_{form}_{what}",
            )
    come_back = what in BOOK_TABLES
    st.caption(escape(
        msg("Comes in again as it is: the column “Kamerton record” finds each row's record. Every export is logged.")
        if come_back else msg("To read: it does not come in again. Every export is logged.")
    ))


def imports(view: View) -> None:
    """What was brought into the dossiers, the latest first; each can be taken back as a whole."""
    try:
        found = bulk.imports(view.book)[:50]
    except KamError as error:
        errors.show(error)
        return
    if not found:
        st.caption(escape(msg("Nothing was brought into the dossiers yet.")))
    for each in found:
        counts = {name: Count(int(each.what.get(name, 0))) for name in ("added", "changed", "aside")}
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"lists_import_{each.batch}"):
            st.markdown(
                f"**{escape(table_name(str(each.what.get('table', ''))))}** · {escape(str(each.what.get('file', '')))}  \n"
                f":gray[{escape(f'{when(each.at)} · {each.who}')}]", width="stretch")
            st.markdown(escape(msg("{added} added, {changed} changed, {aside} set aside", **counts)), width="content")
            if each.undone:
                st.badge(str(msg("taken back")), color="gray")
            else:
                st.button(str(msg("Undo this import")), key=f"lists_undo_{each.batch}", icon=":material/undo:", type="tertiary",
                          on_click=_undo, args=(view, each.batch, who_of(view)))


def _undo(view: View, batch: str, who: str) -> None:
    desk = _desk()
    try:
        taken, left = bulk.undo(view.book, batch, who=who)
    except KamError as error:
        desk.said.error, desk.said.note = error, None
        return
    said = nmsg("{n} record was taken back.", "{n} records were taken back.", taken)
    stays = nmsg("{n} stays, as somebody has changed it since.", "{n} stay, as somebody has changed them since.", left)
    desk.said.error, desk.said.note = None, msg("{said} {stays}", said=said, stays=stays) if left else said
