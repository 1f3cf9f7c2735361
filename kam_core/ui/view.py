"""What a page begins with: the guard, which gives it who looks, the ledger, the settings and the scope."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import NoReturn

import streamlit as st

from kam_core.access import Capability, Member, Reach
from kam_core.book import Book
from kam_core.errors import BookError
from kam_core.i18n import Message, msg
from kam_core.ledger import Ledger, Store
from kam_core.scope import NOBODY, Scope, Viewer
from kam_core.settings import Settings
from kam_core.ui import address, errors, looking, scope_bar
from kam_core.ui.empty import empty
from kam_core.ui.kept import Kept
from kam_core.ui.links import page_link
from kam_core.ui.registry import Page, has, page
from kam_core.ui.session import data_folder, speak
from kam_core.ui.text import escape

MISSING: dict[str, Message] = {
    "sales": msg("There are no sales here yet."),
    "nps": msg("There are no answers to surveys here yet."),
    "tickets": msg("There are no requests here yet."),
}
"""What is said on a page whose facts were not brought in, by table."""


@dataclass(frozen=True)
class View:
    """What a page looks at, and who does.

    member: whoever looks; viewer: what of the ledger they see; ledger: None only on pages that need none
    scope: everything that is seen, on pages without a bar
    """

    page: Page
    member: Member
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
        return has("dossier") and self.may("dossiers")

    def may(self, what: Capability) -> bool:
        """Whether whoever looks may do something, by their roles."""
        return self.member.may(what)

    @property
    def reach(self) -> Reach:
        """Which clients whoever looks may read and write about; BookError where it cannot be read."""
        return looking.reach(self.store, self.ledger, self.member)

    @property
    def book(self) -> Book:
        """What people wrote, as far as whoever looks may see and write; BookError where it cannot be read."""
        return self.store.book().seen_by(self.reach)


def guard(key: str) -> View:
    """The first call of every page: who looks, what is there, and the scope bar.

    Stops the page with an explanation where nobody may look, or where there is nothing to show yet.
    """
    speak()
    shown = page(key)
    store = Store(data_folder())
    try:
        member, who = looking.looking(store)
    except BookError as error:
        st.title(escape(shown.title))
        errors.show(error)
        st.stop()
    if not looking.may_open(shown):
        _closed(shown)
    version = store.current()
    ledger = store.open(version) if version else None
    view = View(shown, member, who, store, store.settings, ledger, Scope(viewer=who))
    if not shown.scoped:
        return view
    if not who.sees_all and not view.reach.sees:
        st.title(escape(shown.title))
        st.info(
            str(msg("Clients are yours where you stand as their manager in the account list, or where they are given to you or "
                    "shared with you. Ask the administrator.")),
            title=str(msg("No client is yours yet.")), icon=":material/info:",
        )
        st.stop()
    if ledger is None or not any(ledger.info.rows.get(table) for table in shown.needs):
        st.title(escape(shown.title))
        empty(MISSING[shown.needs[-1]], shown.sketch)
        st.stop()
    if ledger.info.demo:
        _demo_notice()
    listed = _listed(view, address.get("list") == "key")
    return replace(view, scope=scope_bar.draw(ledger, filter_values(ledger, who), who, listed))


def _closed(shown: Page) -> NoReturn:
    """Say whose page it is, and nothing else."""
    assert shown.right is not None
    st.title(escape(shown.title))
    ask = msg("Ask the administrator for another role.")
    st.warning(
        f"{looking.opened_by(shown.right)} {ask}",
        title=str(msg("Your roles do not open this page.")), icon=":material/lock:",
    )
    st.stop()


def _listed(view: View, asked: bool) -> tuple[str, ...]:
    """Ids of the key clients; none where the book cannot be read, which is said where it is looked into.

    asked: whether the page is of them alone; else it only matters whether there are any, and that may be a moment old
    """
    def read() -> tuple[str, ...]:
        try:
            return view.book.keys.current().ids
        except BookError:
            return ()

    place = (str(view.store.data), view.open_ledger.key, view.viewer, int(time.monotonic()))
    return read() if asked else _known_lists.get(place, read)


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
