"""One's own calendar: as a file, and by a secret address that calendar programs fetch."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from kam_core.errors import BookError, KamError
from kam_core.i18n import Day, current_language, msg, use_language
from kam_core.ui import errors
from kam_core.ui.calendar_clients import calendar_of
from kam_core.ui.calendar_feed import PATH
from kam_core.ui.dossier_shelves import today
from kam_core.ui.dossier_view import who
from kam_core.ui.entrance import StreamlitEntrance
from kam_core.ui.key_desk import WHO
from kam_core.ui.text import escape
from kam_core.ui.view import View
from kam_core.ui.way_in import way_in

MIME = "text/calendar"
LINK, WRONG = "calendar_link", "calendar_wrong"
"""The address that was just made, shown until the page is left; what went wrong."""


def my_calendar(view: View) -> None:
    """A button that opens everything about one's own calendar; nothing for whoever opens no dossiers."""
    if not view.may_open_dossiers:
        return
    with st.popover(str(msg("My calendar")), icon=":material/calendar_month:", on_change="rerun", key="my_calendar",
                    type="tertiary") as opened:
        if opened.open:
            _opened(view)


def _opened(view: View) -> None:
    language = current_language()

    def make() -> bytes:
        with use_language(language):
            return calendar_of(view.store, view.member, today())

    st.markdown(escape(msg("Actions, visits and next steps of your clients")))
    st.download_button(str(msg("Download .ics")), make, file_name="kamerton.ics", mime=MIME, key="calendar_file",
                       icon=":material/download:", on_click="ignore")
    try:
        feed = view.store.book().feeds.get(view.member.id)
    except BookError as error:
        errors.show(error)
        return
    wrong = st.session_state.pop(WRONG, None)
    if isinstance(wrong, KamError):
        errors.show(wrong)
    link = st.session_state.get(LINK)
    if feed is not None and link:
        st.markdown(escape(msg("Put this address into your calendar program. It is shown once.")))
        st.code(link, language=None, wrap_lines=True)
    elif feed is not None:
        st.caption(escape(msg("Your calendar has had a secret address since {day}.", day=Day(feed.since.astimezone().date()))))
    st.caption(escape(msg("Whoever has the address reads the calendar without signing in: the names of clients, what is to be "
                          "done and when, and who of us; no persons of the client, no notes.")))
    if way_in() is None:
        st.caption(escape(msg("Nobody signs in here, so the address answers programs on this machine alone.")))
    with st.container(horizontal=True, gap="small"):
        st.button(str(msg("Make a secret address") if feed is None else msg("Make a new address")), key="calendar_make",
                  icon=":material/link:", on_click=_make, args=(view, language),
                  help=None if feed is None else str(msg("The earlier address opens nothing any more.")))
        if feed is not None:
            st.button(str(msg("Take it back")), key="calendar_revoke", icon=":material/link_off:", type="tertiary",
                      on_click=_revoke, args=(view,))


def _make(view: View, language: str) -> None:
    """language: of the page, which a callback is run before"""
    try:
        secret = view.store.book().feeds.make(view.member.id, language, _who(view))
    except KamError as error:
        st.session_state[WRONG] = error
        return
    st.session_state[LINK] = f"{_origin()}{StreamlitEntrance().base()}{PATH}{secret}.ics"


def _revoke(view: View) -> None:
    st.session_state.pop(LINK, None)
    try:
        view.store.book().feeds.revoke(view.member.id, _who(view))
    except KamError as error:
        st.session_state[WRONG] = error


def _who(view: View) -> str:
    return who(view, str(st.session_state.get(WHO, "")))


def _origin() -> str:
    """The address under which the reader has opened the app."""
    way = way_in()
    if way is not None and way.origin:
        return way.origin
    parts = urlsplit(str(st.context.url or ""))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else "http://localhost:8501"
