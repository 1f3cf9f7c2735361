"""What a page begins with: the guard, which gives it who looks, the ledger, the settings and the scope."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from kam_core.book import Book
from kam_core.errors import BookError
from kam_core.i18n import Message, msg
from kam_core.ledger import Ledger, Store
from kam_core.scope import NOBODY, Scope, Viewer
from kam_core.settings import Settings
from kam_core.ui import address, scope_bar
from kam_core.ui.empty import empty
from kam_core.ui.kept import Kept
from kam_core.ui.links import page_link
from kam_core.ui.registry import Page, has, page
from kam_core.ui.session import data_folder, speak, viewer
from kam_core.ui.text import escape

MISSING: dict[str, Message] = {
    "sales": msg("There are no sales here yet."),
    "nps": msg("There are no answers to surveys here yet."),
    "tickets": msg("There are no requests here yet."),
}
"""What is said on a page whose facts were not brought in, by table."""


@dataclass(frozen=True)
class View:
    """What a page looks at. ledger: None only on pages that need none; scope: everything, on pages without a bar"""

    page: Page
    viewer: Viewer
    store: Store
    settings: Settings
    ledger: Ledger | None
    scope: Scope

    @property
    def open_ledger(self) -> Ledger:
        """The ledger, on pages that are not drawn without one."""
        assert self.ledger is not None, self.page.key
        return self.ledger

    @property
    def may_open_dossiers(self) -> bool:
        """Whether names lead to dossiers."""
        return has("dossier")

    @property
    def book(self) -> Book:
        """What people wrote, as far as whoever looks may see and write; BookError where it cannot be read."""
        return self.store.book()


def guard(key: str) -> View:
    """The first call of every page: who looks, what is there, and the scope bar.

    Stops the page with an explanation where nobody may look, or where there is nothing to show yet.
    """
    speak()
    shown = page(key)
    who = viewer()
    if who.accounts is not None and not who.accounts:
        st.warning(
            str(msg("Your address is not in the list of members. Ask the owner of this installation for access.")),
            title=str(msg("Nothing can be shown to you.")), icon=":material/lock:",
        )
        st.stop()
    store = Store(data_folder())
    version = store.current()
    ledger = store.open(version) if version else None
    view = View(shown, who, store, store.settings, ledger, Scope(viewer=who))
    if not shown.scoped:
        return view
    if ledger is None or not any(ledger.info.rows.get(table) for table in shown.needs):
        st.title(escape(shown.title))
        empty(MISSING[shown.needs[-1]], shown.sketch)
        st.stop()
    if ledger.info.demo:
        _demo_notice()
    listed = _listed(store, ledger.info.demo, address.get("list") == "key")
    scope = scope_bar.draw(ledger, filter_values(ledger, who), who, listed)
    return View(shown, who, store, view.settings, ledger, scope)


def _listed(store: Store, demo: bool, asked: bool) -> tuple[str, ...]:
    """Ids of the key clients; none where the book cannot be read, which is said where it is looked into.

    asked: whether the page is of them alone; else it only matters whether there are any, and that may be a moment old
    """
    def read() -> tuple[str, ...]:
        try:
            return store.book().keys.current().ids
        except BookError:
            return ()

    return read() if asked else _known_lists.get((str(store.data), demo, int(time.monotonic())), read)


_known_lists: Kept[tuple[str, ...]] = Kept(8)


def filter_values(ledger: Ledger, who: Viewer) -> dict[str, tuple[str, ...]]:
    """What each field of the scope can be filtered by, for this viewer."""
    assert who != NOBODY
    return _filter_values.get((str(data_folder()), ledger.key, who), lambda: _ask_filter_values(ledger, who))


_filter_values: Kept[dict[str, tuple[str, ...]]] = Kept(50)


def _ask_filter_values(ledger: Ledger, who: Viewer) -> dict[str, tuple[str, ...]]:
    frame = ledger.query("filter_values", Scope(viewer=who))
    return {str(field): tuple(rows["value"]) for field, rows in frame.groupby("field", sort=True)}


def _demo_notice() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="demo_notice"):
        st.badge(str(msg("Demo")), icon=":material/science:", color="orange")
        st.caption(str(msg("This is a made-up company, not yours.")), width="content")
        if has("data"):
            page_link("data", msg("Begin with your own data"))
