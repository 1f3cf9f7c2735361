"""What is open, what was typed, what was saved: the state of the forms of records in a session."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from kam_core.book import ConflictError, Record
from kam_core.errors import KamError
from kam_core.i18n import Message, msg
from kam_core.ui import errors
from kam_core.ui.text import escape

FORMS, SAID = "record_forms", "record_said"


@dataclass
class Open:
    """A form that is open. start: the values it began with; seen: the versions of the fields then; turn: of its widgets"""

    start: dict[str, Any]
    seen: dict[str, int]
    turn: int
    clash: ConflictError | None = None
    wrong: KamError | None = None
    chosen: dict[str, str] = field(default_factory=dict)


def forms() -> dict[str, Open]:
    """The open forms by their place."""
    known: dict[str, Open] = st.session_state.setdefault(FORMS, {})
    return known


def is_open(place: str) -> bool:
    """Whether the form of a place is open."""
    return place in forms()


def open_form(place: str, record: Record | None, start: dict[str, Any] | None = None) -> None:
    """Open the form of a record, or of a new one. start: what a new one begins with"""
    turn = int(st.session_state.get("record_turn", 0)) + 1
    st.session_state["record_turn"] = turn
    values = dict(record.values) if record is not None else dict(start or {})
    forms()[place] = Open(values, {} if record is None else record.seen, turn)


def close_form(place: str) -> None:
    """Close it."""
    forms().pop(place, None)


def saved(what: Message, undo: str | None = None, wrote: bool = True, version: int | None = None) -> None:
    """Say on the next run that something was saved. undo: the id of the record whose last change can be taken back

    version: that the record has now, so that nobody else's later change is taken back in its place
    """
    now = datetime.datetime.now().astimezone()
    text = msg("Saved, {time} · {what}", time=f"{now:%H:%M}", what=what) if wrote else what
    st.session_state[SAID] = (text, None if undo is None else (undo, version))


def attempt(change: Callable[[], object], what: Message, undo: str | None = None) -> bool:
    """Do what a button asks, before the page is drawn anew, and say so; what went wrong is said, too."""
    try:
        made = change()
    except KamError as error:
        st.session_state[SAID] = (error, None)
        return False
    saved(what, undo, version=made.version if isinstance(made, Record) and made.id == undo else None)
    return True


def said(undo: Callable[[str, int | None], None]) -> None:
    """Say what came of the last button, with the way back. undo: takes back the last change of a record"""
    text, record = st.session_state.pop(SAID, (None, None))
    if isinstance(text, KamError):
        errors.show(text)
    elif text is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="record_saved"):
            st.success(escape(text), icon=":material/check:", width=560)
            if record is not None:
                st.button(str(msg("Undo")), icon=":material/undo:", key="record_undo", on_click=undo, args=record)
