"""What the page Today looks at: the attention list and what people said of it; and how a mark is written."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from kam_core.book import Book
from kam_core.errors import BookError, KamError
from kam_core.i18n import Day, Message, msg
from kam_core.metrics import Answer
from kam_core.metrics.attention_desk import Desk, desk
from kam_core.ui import errors
from kam_core.ui.answers import ask
from kam_core.ui.key_desk import WHO
from kam_core.ui.text import escape
from kam_core.ui.today_due import due_items
from kam_core.ui.view import View

SAID, WRONG, UNDO = "today_said", "today_wrong", "today_undo"
"""What was saved, or went wrong, when a button was pressed, until it is shown; the key of what can be taken back."""


@dataclass(frozen=True)
class TodayView:
    """Everything that the page shows. today: by the clock of this machine"""

    view: View
    book: Book
    answer: Answer
    desk: Desk
    today: datetime.date


def today_view(view: View) -> TodayView:
    """Ask for the list and read the marks. Stops the page, and says why, where the book cannot be read."""
    try:
        book = view.book
        marks = book.marks.of()
    except BookError as error:
        st.title(escape(view.page.title))
        errors.show(error)
        st.stop()
    answer, today = ask("attention", view), datetime.datetime.now().astimezone().date()
    found = desk(answer, marks, today, view.open_ledger.info.currency, due_items(view, book, today))
    return TodayView(view, book, answer, found, today)


def as_of(view: View) -> Message | None:
    """The day that the list looks from."""
    day = view.open_ledger.info.last_date
    return None if day is None else msg("as of {day}, whatever the period", day=Day(day))


def who(view: View) -> str:
    """Who marks: the e-mail of whoever has signed in, else the name typed in this session, else the owner."""
    typed = str(st.session_state.get("today_who", st.session_state.get(WHO, ""))).strip()
    return view.member.email or typed or str(msg("owner"))


def save(change: Callable[[], object], what: Message, key: str | None) -> bool:
    """Do what a button asks, before the page is drawn anew. key: of the item that can be shown again; whether it went well"""
    try:
        change()
    except Exception as error:  # noqa: BLE001  raised again where the page can show it
        st.session_state[WRONG] = error
        return False
    now = datetime.datetime.now().astimezone()
    st.session_state[SAID] = msg("Saved, {time} · {what}", time=f"{now:%H:%M}", what=what)
    st.session_state[UNDO] = key
    return True


def today_said(found: TodayView) -> None:
    """Say what came of the button that was pressed, with the way back."""
    wrong, said = st.session_state.pop(WRONG, None), st.session_state.pop(SAID, None)
    key = st.session_state.pop(UNDO, None)
    if said is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="today_saved"):
            st.success(escape(said), icon=":material/check:", width=640)
            if key is not None:
                st.button(str(msg("Undo")), icon=":material/undo:", key="today_undo_last", on_click=undo, args=(found, key))
    if isinstance(wrong, KamError):
        errors.show(wrong)
    elif wrong is not None:
        raise wrong


def undo(found: TodayView, key: str) -> None:
    """Show an item again."""
    save(lambda: found.book.marks.undo(key, who=who(found.view)), msg("on the list again"), None)
