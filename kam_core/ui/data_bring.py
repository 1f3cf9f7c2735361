"""What would change, the button that brings everything in, and what came of it."""

from __future__ import annotations

import streamlit as st

from kam_core.errors import StoppedError
from kam_core.i18n import msg, nmsg
from kam_core.ui import errors
from kam_core.ui.data_accounting import accounting
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_progress import EVERY, share, told
from kam_core.ui.data_said import busy
from kam_core.ui.data_session import acting
from kam_core.ui.links import page_link
from kam_core.ui.quarantine import set_aside
from kam_core.ui.session import speak
from kam_core.ui.text import escape
from kam_core.ui.view import View


def bring(desk: Desk, view: View) -> None:
    """What would change, and the button."""
    found = [each for each in desk.files if each.role == "table"]
    if not found:
        return
    waiting = [each for each in found if each.problem is not None]
    new = [each for each in found if not desk.holds(each)]
    if waiting:
        st.caption(escape(nmsg(
            "{n} file must be decided on or left out before anything is brought in.",
            "{n} files must be decided on or left out before anything is brought in.", len(waiting),
        )))
    elif new:
        st.subheader(str(msg("What would change")))
        _preview(desk)
    with st.container(horizontal=True, vertical_alignment="center"):
        count = len({each.rows.name for each in new})
        st.button(
            str(nmsg("Import {n} file", "Import {n} files", count)) if new else str(msg("Nothing to import")),
            type="primary", icon=":material/publish:", key="data_import", disabled=bool(waiting) or not new,
            on_click=acting(desk.start_import), args=(view.member.email,),
        )
        st.button(
            str(msg("Clear all")), icon=":material/close:", type="tertiary", key="data_clear", on_click=acting(desk.clear)
        )
        if new and not waiting and desk.fresh:
            said = msg("The demo company gives way to your files. It stays among the versions until newer ones take its place.")
            st.caption(escape(said), width="content")


def _preview(desk: Desk) -> None:
    work = desk.preview
    if work is None:
        st.button(
            str(msg("Show what would change")), icon=":material/preview:", key="data_preview",
            on_click=acting(desk.start_preview),
        )
    elif work.running:
        _watch_preview(desk)
    elif work.error is None:
        assert work.result is not None
        accounting(work.result, "data_would", would=True)
    elif busy(work) or isinstance(work.error, StoppedError):
        st.caption(escape(work.error.what))
        st.button(str(msg("Show what would change")), icon=":material/preview:", key="data_preview",
                  on_click=acting(desk.start_preview))
    else:
        errors.show(work.error)


@st.fragment(run_every=EVERY)
def _watch_preview(desk: Desk) -> None:
    speak()
    work = desk.preview
    if work is None or not work.running:
        st.rerun()
    st.progress(share(work), text=escape(told(work)))


def result(desk: Desk, view: View) -> None:
    """What came of the last import: the accounting, the rows set aside, where to go next."""
    done = desk.result
    if done is None:
        return
    with st.container(border=True, key="data_result"):
        if not done.changed:
            st.subheader(str(msg("Nothing new: the ledger holds all of this already.")))
        else:
            st.subheader(escape(nmsg("{n} row was brought in", "{n} rows were brought in", done.total("loaded"))))
        accounting(done, "data_done")
        if done.changed and done.version and view.store.path(done.version).exists():
            ledger = view.store.open(done.version)
            for each in done.files:
                if each.outcome.quarantined and each.file_id is not None:
                    set_aside(ledger, each.file_id, f"data_done_{each.file_id}")
        with st.container(horizontal=True, vertical_alignment="center"):
            page_link("overview", msg("See the overview"))
            if done.changed and done.version == view.store.current():
                st.button(
                    str(msg("Undo this import")), icon=":material/undo:", key="data_undo_now", on_click=acting(desk.undo)
                )
            st.button(str(msg("Close")), icon=":material/close:", type="tertiary", key="data_close",
                      on_click=acting(desk.close_result))
