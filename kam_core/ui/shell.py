"""The frame around every page: the list of pages, and the language."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from kam_core.i18n import LANGUAGES, current_language, msg
from kam_core.ledger import Store
from kam_core.ui import address, looking, session
from kam_core.ui.folder import data_folder
from kam_core.ui.registry import PAGES, SECTIONS, Page
from kam_core.ui.session import language_name
from kam_core.ui.sign_in import who_is_here
from kam_core.ui.text import escape
from kam_core.ui.way_in import say_who_is_served

NAME = "Kamerton"
ICON = "data:image/png;base64," + b64encode(Path(__file__).with_name("icon.png").read_bytes()).decode()
"""In the browser's tab: of our own, as Streamlit fetches its icons from another machine; whole, as files need a sign-in."""


def before_serving() -> None:
    """What must hold before the first session: the folder pages/ is ours, not that of Streamlit's first multipage apps.

    Until some session has called st.navigation, Streamlit takes the folder for its own, and a link to a page that is
    the first to be opened after a start is met by "Page not found".
    """
    PagesManager.uses_pages_directory = False
    say_who_is_served()


def navigation() -> st.Page:
    """The page that the address asks for; the list of pages is drawn in the sidebar.

    The list is our own rather than Streamlit's, as its links keep the scope and the language in the address.
    """
    begins = PAGES[0]
    try:
        looking.looking(Store(data_folder()))
        begins = looking.first_page()
    finally:  # for whoever is not let in, too: the page that was asked for is found again after the sign-in
        first, made = _pages(begins)
        current = st.navigation([first, *made.values()], position="hidden")
    if current is first:
        made[begins.key] = first
    carried = address.carried()
    with st.sidebar:
        st.header(NAME, anchor=False)
        for section, title in SECTIONS.items():
            keys = [page.key for page in PAGES if page.section == section and looking.may_open(page)]
            if keys:
                st.caption(escape(title))
            for key in keys:
                st.page_link(made[key], query_params=carried, width="stretch")
        st.space("small")
        language_control()
        who_is_here(session.identity())
    return current


def _pages(begins: Page) -> tuple[st.Page, dict[str, st.Page]]:
    """The first page, and all pages by their keys: made once for a session and language, not in each of its runs.

    They belong to the session, as Streamlit notes on them which one is to run.
    """
    kept = st.session_state.get("pages")
    facts = (current_language(), begins.key)
    if kept is None or kept[0] != facts:
        made = {page.key: _made(page, page.url_path) for page in PAGES}
        kept = st.session_state["pages"] = (facts, _made(begins, "first", default=True), made)
    return kept[1], dict(kept[2])


def _made(page: Page, url_path: str, *, default: bool = False) -> st.Page:
    """A page as Streamlit knows it. The first page has two addresses: its own, and that of the app."""
    return st.Page(
        page.file, title=str(page.title), icon=page.icon, url_path=url_path, help=str(page.help), default=default
    )


def language_control() -> None:
    """The switch of the language; the choice stands in the address."""
    st.session_state["language"] = current_language()
    st.segmented_control(
        str(msg("Language")), list(LANGUAGES), format_func=language_name, key="language", required=True,
        on_change=_switch, label_visibility="collapsed",
    )


def _switch() -> None:
    address.put("lang", st.session_state["language"] or "")
