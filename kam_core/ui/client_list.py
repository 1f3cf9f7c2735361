"""Opening a client's dossier from a list, and going on to the next one in it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kam_core.i18n import Message
from kam_core.ui import address
from kam_core.ui.registry import page

LIST = "client_list"
MOST = 2_000


def remember(name: Message, ids: Sequence[str]) -> None:
    """Note the list that a client is opened from. ids: in their order"""
    st.session_state[LIST] = (name, tuple(dict.fromkeys(ids[:MOST])))


def current() -> tuple[Message, tuple[str, ...]] | None:
    """The list that the last client was opened from."""
    known: tuple[Message, tuple[str, ...]] | None = st.session_state.get(LIST)
    return known


def around(client_id: str) -> tuple[str | None, str | None, int, int] | None:
    """(the one before, the one after, place from 1, how many) of a client in the current list; None where it is not in it."""
    known = current()
    if known is None or client_id not in known[1]:
        return None
    ids = known[1]
    place = ids.index(client_id)
    return (ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None, place + 1, len(ids))


def open_dossier(client_id: str) -> None:
    """Go to the dossier of a client; the scope and the language go along."""
    target = page("dossier")
    known = st.session_state.get("pages")
    made = known[2]["dossier"] if known is not None else st.Page(target.file, url_path=target.url_path)
    st.switch_page(made, query_params=address.carried(client=client_id))
