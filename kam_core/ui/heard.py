"""What the Overview hears from rhythm, falls, answers and requests, beside what moved.

They ask more than the rest of the page together, so the page does not wait for them: it shows what moved, and what they say
once it is known.
"""

from __future__ import annotations

import streamlit as st

from kam_core.errors import KamError
from kam_core.i18n import Message, msg
from kam_core.metrics import Answer, Change, voices
from kam_core.ui import errors
from kam_core.ui.answers import Key, ask, asked, scope_key
from kam_core.ui.kept import Kept
from kam_core.ui.looking import changed
from kam_core.ui.session import speak
from kam_core.ui.text import escape
from kam_core.ui.view import View
from kam_core.ui.what_changed import what_changed

NEEDS = {"rhythm": "sales", "drop": "sales", "nps": "nps", "resolution": "tickets"}
"""The table of facts without which a measure has nothing to say."""
EVERY = 0.3
"""Seconds from the page to the questions."""
TURN, FAILED = "heard_turn", "heard_failed"


def changes_heard(view: View, overview: Answer, clients: Answer, nothing: Message) -> None:
    """What changed, with what the others say, the most money first. clients: the answer of ``accounts``

    nothing: what is said where there is nothing to tell
    """
    facts = _facts(view)
    if facts in _heard or all(asked(key, view) for key in _listened(view)):
        what_changed(_heard.get(facts, lambda: heard(view, overview, clients)), nothing, view)
    elif st.session_state.get(FAILED) == facts:
        what_changed(overview.changes, nothing, view)
    else:
        st.session_state[TURN] = 0
        _listening(view, overview, nothing)


_heard: Kept[list[Change]] = Kept(200)


def heard(view: View, overview: Answer, clients: Answer) -> list[Change]:
    """What changed, with what the others say, the most money first."""
    told = {key: ask(key, view) for key in _listened(view)}
    found = voices.find(overview, clients, told, view.settings, view.open_ledger.info.currency)
    return voices.among(overview.changes, found)


def _listened(view: View) -> list[str]:
    return [key for key in voices.ASKED if view.open_ledger.info.rows.get(NEEDS[key])]


def _facts(view: View) -> Key:
    return scope_key(view.open_ledger.key, view.scope, view.settings)


@st.fragment(run_every=EVERY)
def _listening(view: View, overview: Answer, nothing: Message) -> None:
    """At first what moved; when the browser comes back, the questions, and then the page again."""
    speak()
    with errors.shown():
        if changed():
            st.rerun()
        if not st.session_state.get(TURN):
            st.session_state[TURN] = 1
            what_changed(overview.changes, nothing, view)
            st.caption(escape(msg("Late clients, falls, answers and requests are being looked at…")))
            return
        try:
            for key in _listened(view):
                ask(key, view)
        except KamError:
            # the page of the measure tells why; here it would be told again and again
            st.session_state[FAILED] = _facts(view)
        st.rerun()
