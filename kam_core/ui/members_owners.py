"""Who owns which client: found by name, given to a member, shared with others, given back to the account list."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from kam_core.book import Owned
from kam_core.i18n import Joined, Message, msg
from kam_core.metrics import account_list
from kam_core.ui.columns import Column
from kam_core.ui.members_view import MembersView, act, shown
from kam_core.ui.tables import table
from kam_core.ui.text import escape

COLUMNS = (
    Column("name", msg("Client"), width="medium"), Column("way", msg("How"), "mark",
                                                          marks=(("given", msg("given")), ("shared", msg("shared to read")))),
    Column("member", msg("Member"), width="medium"), Column("part", msg("Legal entity")),
)
LIST = 0
"""Stands for: as the account list has it. No member has this number."""
WHOLE = ""


def owners(found: MembersView) -> None:
    """Below the members: whose clients were changed in the app, and the desk that changes it."""
    st.subheader(str(msg("Who owns which client")))
    st.caption(escape(msg("A client belongs to whom the account list names as its manager. What is given here goes first.")))
    ledger = found.view.ledger
    if ledger is None:
        st.caption(escape(msg("Clients can be given and shared once an account list or sales were brought in.")))
        return
    if not any(entry.active for entry in found.listed):
        st.caption(escape(msg("Invite somebody first.")))
        return
    _changed(found)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wanted = st.text_input(
            str(msg("Find a client")), key="members_find", icon=":material/search:", placeholder=str(msg("Find by name")),
            width=280,
        )
        names = account_list.clients(ledger, wanted or "")
        if wanted and not names:
            st.caption(escape(msg("No client is called “{text}”.", text=wanted.strip())), width="content")
        client = st.selectbox(str(msg("Client")), list(names), format_func=lambda key: names.get(key, key),
                              key="members_client", width=420) if names else None
    if client is not None:
        _desk(found, client, names[client])


def _changed(found: MembersView) -> None:
    if not found.owned:
        return
    rows = [
        {"name": each.name, "way": each.way, "member": _member(found, each), "part": each.account_id} for each in found.owned
    ]
    place = table(pd.DataFrame(rows), COLUMNS, "members_owned", alt=msg("Clients that were given or shared"), select=True,
                  search="name")
    if place is None:
        return
    each = found.owned[place]

    def back() -> None:
        if each.way == "given":
            act(lambda: found.owners.give(each.client_id, each.name, None, who=found.who, account_id=each.account_id),
                msg("{name} goes by the account list again", name=each.name))
        else:
            act(lambda: found.owners.unshare(each.client_id, each.member_id, who=found.who),
                msg("{name} is not shared any more", name=each.name))

    st.button(str(msg("Take back: {name}", name=each.name)), key="members_back", icon=":material/undo:", on_click=back)


def _member(found: MembersView, each: Owned) -> str:
    entry = found.by_id(each.member_id)
    if entry is None:
        return str(msg("nobody (member {n})", n=each.member_id))
    return shown(entry) if entry.active else str(msg("{member}, who may not come any more", member=shown(entry)))


def _desk(found: MembersView, client: str, name: str) -> None:
    """Whose it is now; the form that changes it."""
    ledger, state = found.view.open_ledger, st.session_state
    parts = account_list.entities(ledger, client)
    managers = sorted({str(manager) for manager in parts["manager"] if isinstance(manager, str) and manager})
    st.caption(escape(msg("By the account list: {names}.", names=Joined(managers)) if managers else
                      msg("The account list names no manager.")))
    accounts = dict(zip(parts["account_id"].astype(str), parts["name"].astype(str), strict=True))
    part = WHOLE
    if len(accounts) > 1:
        part = st.selectbox(
            str(msg("Of it")), [WHOLE, *accounts], key=f"members_part_{client}", width=420,
            format_func=lambda key: str(msg("the whole group")) if key == WHOLE else accounts[key],
        )
    mine = [each for each in found.owned if each.client_id == client]
    owner = next((each.member_id for each in mine if each.way == "given" and each.account_id == part), LIST)
    readers = [each.member_id for each in mine if each.way == "shared"]
    people = [entry.id for entry in found.listed if entry.active or entry.id in (owner, *readers)]
    stamp = f"{client}_{part}_{owner}_{'_'.join(map(str, readers))}"
    give, share = f"members_give_{stamp}", f"members_share_{stamp}"

    def save() -> None:
        to, with_ = int(state[give]), [int(one) for one in state.get(share, readers)]
        act(lambda: _write(found, client, name, part, accounts.get(part, name), to or None, with_, readers),
            msg("who owns {name}", name=accounts.get(part, name)))

    with st.form(f"members_owner_{stamp}"):
        st.selectbox(str(msg("Owner")), [LIST, *people], index=[LIST, *people].index(owner) if owner in people else 0, key=give,
                     format_func=lambda id: _name(found, id))
        if part == WHOLE:
            st.multiselect(str(msg("Shared, to read")), people, readers, key=share, format_func=lambda id: _name(found, id),
                           placeholder=str(msg("Nobody")))
        st.form_submit_button(str(msg("Save")), type="primary", key="members_owner_save", on_click=save)


def _name(found: MembersView, id: int) -> str:
    entry = found.by_id(id)
    by_list: Message = msg("as the account list has it")
    return str(by_list) if id == LIST else str(msg("nobody (member {n})", n=id)) if entry is None else shown(entry)


def _write(
    found: MembersView, client: str, name: str, part: str, part_name: str, owner: int | None, readers: Iterable[int],
    before: Iterable[int],
) -> None:
    wanted = set(readers)
    found.owners.give(client, part_name if part else name, owner, who=found.who, account_id=part)
    if part:
        return
    for member in sorted(wanted - set(before)):
        found.owners.share(client, name, member, who=found.who)
    for member in sorted(set(before) - wanted):
        found.owners.unshare(client, member, who=found.who)
