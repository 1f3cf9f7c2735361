"""The desk of this session, who may use it, and the callbacks that do."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from kam_core.errors import KamError
from kam_core.i18n import msg
from kam_core.ledger import Store
from kam_core.ui import session
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_said import Said
from kam_core.ui.session import data_folder

P = ParamSpec("P")
KEY = "data_desk"


def desk() -> Desk:
    """What this session is bringing in; it stays when the page is left."""
    store = Store(data_folder())
    known = st.session_state.get(KEY)
    if isinstance(known, Desk) and known.store.data == store.data:
        return known
    fresh = Desk(store)
    st.session_state[KEY] = fresh
    return fresh


def may_import() -> bool:
    """Whether whoever looks may change the ledger, as of this moment."""
    return session.member().may("import")


def acting(act: Callable[P, None]) -> Callable[P, None]:
    """A callback that is refused to whoever may not import, and whose errors are said on the page."""

    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        here = next((each for each in (getattr(act, "__self__", None), *args) if isinstance(each, Desk)), None) or desk()
        try:
            if not session.member().may(here.right):
                raise KamError(
                    msg("You may not bring data in."), next=msg("Ask the owner of this installation for access.")
                )
            here.who = session.member().email or str(msg("owner"))
            act(*args, **kwargs)
        except KamError as error:
            here.said = Said(error=error)

    return run


def key_for(name: str, value: object) -> str:
    """The key of a control that begins with ``value``; the same while it still holds it, a new one when the truth moved.

    A control must begin with its value, rather than be given it through the session's state: the browser would show the
    first option for a moment, and a click in that moment would report it as a choice.
    """
    turn = st.session_state.get(f"{name}_turn", 0)
    key = f"{name}_{turn}"
    if key in st.session_state and st.session_state[key] != value:
        st.session_state[f"{name}_turn"] = turn + 1
        return f"{name}_{turn + 1}"
    return key
