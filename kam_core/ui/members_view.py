"""What the page Members looks at, and how a change is made: checked again, logged, said."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from kam_core.access import ROLE_NAMES, ROLES
from kam_core.book import MemberEntry, Members, Owned, Owners, open_book
from kam_core.errors import AccessError, KamError
from kam_core.i18n import Joined, Message, msg
from kam_core.metrics import account_list
from kam_core.ui import errors, session
from kam_core.ui.text import escape
from kam_core.ui.view import View

SAID, WRONG = "members_said", "members_wrong"


@dataclass(frozen=True)
class MembersView:
    """Members stand in one's own book, who owns which client in the book of the ledger that is open.

    managers: names in the account list, with the number of their clients; configured: whether people sign in
    """

    view: View
    members: Members
    owners: Owners
    listed: list[MemberEntry]
    owned: list[Owned]
    managers: dict[str, int]
    configured: bool

    @property
    def who(self) -> str:
        """Who changes it, for the log."""
        return self.view.member.email or str(msg("owner"))

    def by_id(self, id: int) -> MemberEntry | None:
        """A member by their number; None where the book of members knows none."""
        return next((entry for entry in self.listed if entry.id == id), None)


def members_view(view: View) -> MembersView:
    """Read the books and the account list."""
    book, own = view.store.book(), open_book(view.store.data)
    return MembersView(
        view, own.members, book.owners, own.members.list(), book.owners.list(), account_list.managers(view.ledger),
        session.identity() is not None,
    )


def shown(entry: MemberEntry) -> str:
    """A member in a list to choose from."""
    return f"{entry.name} · {entry.email}" if entry.name else entry.email


def roles_of(entry: MemberEntry) -> str:
    """The roles in words."""
    names = [ROLE_NAMES[role] for role in ROLES if role in entry.roles]
    return str(Joined(names)) if names else "—"


def act(change: Callable[[], object], what: Message) -> bool:
    """Do what a button asks, if whoever asks still may; what came of it is said on the next run."""
    try:
        if not session.member().may("members"):
            raise AccessError(msg("You may not change the members any more."), next=msg("Ask the administrator."))
        change()
    except KamError as error:
        st.session_state[WRONG] = error
        return False
    now = datetime.datetime.now().astimezone()
    st.session_state[SAID] = msg("Saved, {time} · {what}", time=f"{now:%H:%M}", what=what)
    return True


def said() -> None:
    """What came of the last button."""
    done, wrong = st.session_state.pop(SAID, None), st.session_state.pop(WRONG, None)
    if done is not None:
        st.success(escape(done), icon=":material/check:")
    if wrong is not None:
        errors.show(wrong)
