"""The page "Members": who may use this installation, as what, and who owns which client."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from kam_core.access import ROLE_HELP, ROLE_NAMES, ROLES
from kam_core.book import MemberEntry
from kam_core.errors import BookError
from kam_core.i18n import Day, Joined, Message, msg, nmsg
from kam_core.ui import errors
from kam_core.ui.columns import Column
from kam_core.ui.members_owners import owners
from kam_core.ui.members_view import MembersView, act, members_view, roles_of, said, shown
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View

COLUMNS = (
    Column("email", msg("E-mail"), width="medium"), Column("name", msg("Who it is")),
    Column("roles", msg("Their roles"), width="medium"),
    Column("managers", msg("Manager in the account list"), width="medium"), Column("given", msg("Clients given"), "count"),
    Column("shared", msg("Clients shared"), "count"), Column("state", msg("State")), Column("since", msg("Invited"), "day"),
)
SECRETS = """[auth]
redirect_uri = "https://kam.example.com/oauth2callback"
cookie_secret = "…"
client_id = "…"
client_secret = "…"
server_metadata_url = "https://login.example.com/.well-known/openid-configuration"
"""
_OPEN, _IN, _MAY = msg("Nobody has to sign in yet"), msg("Let somebody in"), msg("What the roles may do")
EXAMPLE = "name@example.com"
COMMAND = "python -m kam_core members add you@example.com --role administrator"


def members_page(view: View) -> None:
    """Everything on the page."""
    try:
        found = members_view(view)
    except BookError as error:
        st.title(escape(view.page.title))
        errors.show(error)
        return
    st.title(escape(_thesis(found)))
    st.caption(escape(msg("Roles and owners are looked up at every click; every change stands in the log.")))
    said()
    _not_configured(found)
    chosen = _list(found)
    left, right = st.columns(2, gap="medium")
    with left:
        _invite(found)
    with right:
        if chosen is None:
            _roles()
        else:
            _edit(found, chosen)
    owners(found)


def _thesis(found: MembersView) -> Message:
    active = [entry for entry in found.listed if entry.active]
    if not active:
        return msg("Nobody has been invited yet")
    waiting = sum(not entry.known for entry in active)
    some = nmsg("{n} member may come in", "{n} members may come in", len(active))
    if not waiting:
        return some
    return msg("{some}, {n} have not signed in yet", some=some, n=waiting)


def _not_configured(found: MembersView) -> None:
    """How people are let in, while nobody has to sign in."""
    if found.configured:
        return
    with st.container(border=True, key="members_setup"):
        st.markdown(f":material/info: **{escape(_OPEN)}**")
        st.markdown(escape(msg(
            "Whoever opens Kamerton on this machine is its owner and may do everything; other machines are not served. So that "
            "members can sign in, name your provider (OpenID Connect) in the file .streamlit/secrets.toml and start Kamerton "
            "anew. Invite an administrator before: here, or by a command.")))
        with st.expander(str(msg("What to write there"))):
            st.code(SECRETS, language="toml")
            st.code(COMMAND, language="bash")
            st.caption(escape(msg("More of it stands in docs/sign-in.md and docs/access.md.")))


def _list(found: MembersView) -> MemberEntry | None:
    """The table; gives the member that is chosen."""
    if not found.listed:
        return None
    frame = pd.DataFrame([_row(found, entry) for entry in found.listed])
    place = table(frame, COLUMNS, "members", alt=msg("Members with their roles"), select=True, search="email")
    if place is None:
        st.caption(escape(msg("Choose a row to change a member.")))
        return None
    return found.listed[place]


def _row(found: MembersView, entry: MemberEntry) -> dict[str, Any]:
    mine = [each.way for each in found.owned if each.member_id == entry.id]
    state = msg("may not come any more") if not entry.active else msg("has signed in") if entry.known else msg("invited")
    return {
        "email": entry.email, "name": entry.name, "roles": roles_of(entry), "managers": ", ".join(sorted(entry.managers)),
        "given": mine.count("given"), "shared": mine.count("shared"), "state": str(state), "since": entry.since.date(),
    }


def _invite(found: MembersView) -> None:
    state, turn = st.session_state, st.session_state.get("members_turn", 0)

    def invite() -> None:
        email = str(state[f"members_email_{turn}"])
        done = act(lambda: found.members.invite(
            email, state[f"members_roles_{turn}"], who=found.who, name=str(state[f"members_name_{turn}"]),
            managers=state.get(f"members_managers_{turn}", ()),
        ), msg("{email} may come in", email=email.strip()))
        if done:
            state["members_turn"] = turn + 1  # the next form begins empty

    with st.form(f"members_invite_{turn}"):
        st.markdown(f"**{escape(_IN)}**")
        st.text_input(str(msg("E-mail")), key=f"members_email_{turn}", placeholder=EXAMPLE)
        st.text_input(str(msg("Name (may be empty)")), key=f"members_name_{turn}")
        _choices(found, f"members_roles_{turn}", f"members_managers_{turn}", [], [])
        st.form_submit_button(str(msg("Invite")), type="primary", key="members_invite", on_click=invite)
        st.caption(escape(msg("Nothing is sent: tell them the address of Kamerton. The first sign-in with the e-mail counts.")))


def _choices(found: MembersView, roles: str, managers: str, now: list[str], named: list[str]) -> None:
    """Roles, and names in the account list."""
    st.multiselect(str(msg("Their roles")), list(ROLES), now, key=roles, format_func=lambda role: str(ROLE_NAMES[role]),
                   placeholder=str(msg("Choose")))
    known = [*found.managers, *(name for name in named if name not in found.managers)]
    if known:
        st.multiselect(
            str(msg("Manager in the account list")), known, named, key=managers, placeholder=str(msg("Choose")),
            format_func=lambda name: _manager(found, name),
            help=str(msg("The clients of these managers are theirs, as long as they are not given to somebody else.")),
        )


def _manager(found: MembersView, name: str) -> str:
    if name not in found.managers:
        return str(msg("{name} (not in the list now)", name=name))
    return str(nmsg("{name}: {n} client", "{name}: {n} clients", found.managers[name], name=name))


def _edit(found: MembersView, entry: MemberEntry) -> None:
    """The form of a member, and what ends their sign-ins."""
    state, stamp = st.session_state, f"{entry.id}_{entry.version}"
    name, roles, managers = (f"members_{field}_of_{stamp}" for field in ("name", "roles", "managers"))

    def save() -> None:
        act(lambda: found.members.edit(entry.id, who=found.who, name=str(state[name]), roles=state[roles],
                                       managers=state.get(managers, sorted(entry.managers)), expected=entry.version),
            msg("{email} is changed", email=entry.email))

    def let(active: bool) -> None:
        act(lambda: found.members.edit(entry.id, who=found.who, active=active, expected=entry.version),
            msg("{email} may come in", email=entry.email) if active else
            msg("{email} may not come any more", email=entry.email))

    def out() -> None:
        act(lambda: found.members.sign_out(entry.id, who=found.who),
            msg("{email} is signed out everywhere", email=entry.email))

    def release() -> None:
        act(lambda: found.members.release(entry.id, who=found.who),
            msg("the next sign-in of {email} counts", email=entry.email))

    with st.form(f"members_edit_{stamp}"):
        st.markdown(f"**{escape(shown(entry))}**")
        st.text_input(str(msg("Name (may be empty)")), entry.name, key=name)
        _choices(found, roles, managers, [role for role in ROLES if role in entry.roles], sorted(entry.managers))
        st.form_submit_button(str(msg("Save")), type="primary", key="members_save", on_click=save)
    with st.container(horizontal=True, gap="small"):
        if entry.active:
            st.button(str(msg("Let in no longer")), key=f"members_off_{stamp}", icon=":material/block:", on_click=let,
                      args=(False,))
        else:
            st.button(str(msg("Let in again")), key=f"members_on_{stamp}", icon=":material/undo:", on_click=let, args=(True,))
        if entry.known:
            st.button(
                str(msg("Sign out everywhere")), key=f"members_out_{stamp}", icon=":material/logout:",
                help=str(msg("Ends every sign-in up to now, on all machines. They may sign in again.")),
                on_click=out,
            )
            st.button(
                str(msg("Forget the account")), key=f"members_free_{stamp}", icon=":material/link_off:",
                help=str(msg("Where the provider has made a new account for them: the next sign-in with this e-mail counts.")),
                on_click=release,
            )
    if entry.sessions_from is not None:
        st.caption(escape(msg("Signed out everywhere on {day}.", day=Day(entry.sessions_from.astimezone().date()))))
    theirs = [each.name for each in found.owned if each.member_id == entry.id and each.way == "given"]
    if theirs:
        st.caption(escape(msg("Given to them: {names}.", names=Joined(theirs[:20]))))


def _roles() -> None:
    """What each role may do."""
    st.markdown(f"**{escape(_MAY)}**")
    st.markdown("  \n".join(f"**{escape(ROLE_NAMES[role])}** · {escape(ROLE_HELP[role])}" for role in ROLES))
