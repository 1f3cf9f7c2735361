"""Who looks: the member, what they see of the ledger, which clients they read and write about. Read anew in every run."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kam_core.access import LOCAL, ROLE_NAMES, ROLES, Capability, Member, Ownership, Reach, own_of, viewer_of
from kam_core.i18n import Joined, Message, msg
from kam_core.ledger import Ledger, Store
from kam_core.metrics.reach import reach as reach_in
from kam_core.scope import Viewer
from kam_core.ui import session
from kam_core.ui.folder import data_folder
from kam_core.ui.kept import Kept
from kam_core.ui.registry import PAGES, Page

LOOKS = "who_looks"
"""What of the session holds the member and the viewer of its last whole run."""
Looking = tuple[Member, Viewer]


def looking(store: Store) -> Looking:
    """The member and what they see, noted for this run. BookError where the book cannot be read, and somebody signs in."""
    member = session.member()
    found = (member, viewer_of(member, ownership(store, member)))
    st.session_state[LOOKS] = found
    return found


def ownership(store: Store, member: Member) -> Ownership:
    """Who owns which client, as far as it matters to a member."""
    return Ownership() if member.may("edit_all") else store.book().owners.current()


def changed() -> bool:
    """Whether whoever looks is another, or sees otherwise, than when the page was drawn: its parts may not go on alone."""
    known = st.session_state.get(LOOKS)
    if known is None:
        return False
    member = session.member()
    return bool(known != (member, viewer_of(member, ownership(Store(data_folder()), member))))


def reach(store: Store, ledger: Ledger | None, member: Member) -> Reach:
    """Which clients a member reads and writes about. Before anything is written it is asked again."""
    return replace(_reach(store, ledger, member), again=lambda: _reach(store, ledger, session.member()))


def _reach(store: Store, ledger: Ledger | None, member: Member) -> Reach:
    if member is LOCAL:
        return reach_in(None, LOCAL, Ownership())
    owned = ownership(store, member)
    key = (str(store.data), None if ledger is None else ledger.key, member, viewer_of(member, owned), own_of(member, owned))
    return _reaches.get(key, lambda: reach_in(ledger, member, owned))


_reaches: Kept[Reach] = Kept(200)


def may_open(page: Page) -> bool:
    """Whether whoever looks may open a page; as of this run."""
    known: Looking | None = st.session_state.get(LOOKS)
    return page.right is None or (known is not None and known[0].may(page.right))


def opened_by(right: Capability) -> Message:
    """Whose roles open something."""
    names = [ROLE_NAMES[role] for role in ROLES if right in ROLES[role]]
    return msg("It is opened by the roles: {roles}.", roles=Joined(names))


def first_page() -> Page:
    """The page that the app begins with: the first that may be opened."""
    return next((page for page in PAGES if may_open(page)), PAGES[0])
