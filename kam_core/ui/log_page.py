"""The page "Log": what was changed, exported and looked at; found by who, area, client and days; a file of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pandas as pd
import streamlit as st

from kam_core.book import Asked, Book, Change, open_book
from kam_core.errors import BookError
from kam_core.i18n import Count, Message, current_language, msg, nmsg, use_language
from kam_core.metrics import account_list
from kam_core.ui import errors
from kam_core.ui.downloads import MIME, workbook
from kam_core.ui.log_words import COLUMNS, area, as_csv, rows
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View

PAGE = 50
"""Rows of a page."""
CHECKED = 20_000
"""Up to this many changes the chain is checked whenever the page is opened; of more when it is asked for."""
MOST = 100_000
"""Changes in a file."""


def log_page(view: View) -> None:
    """Everything on the page."""
    try:
        title = st.container()
        book = _book(view)
        whole = book.log.count(Asked())
        with title:
            st.title(escape(nmsg("{n} change stands in the log", "{n} changes stand in the log", whole)))
            st.caption(escape(msg("It is only ever added to: changes, exports, looks at personal data and sign-ins.")))
        _chain(book, whole)
        asked = _asked(view, book)
        _rows(view, book, asked)
    except BookError as error:
        errors.show(error)


def _book(view: View) -> Book:
    """The book of the ledger that is open; beside the made-up company's, one's own."""
    book = view.book
    if not view.store.demo:
        return book
    choices: dict[str, Message] = {"own": msg("own book: members, sign-ins"), "demo": msg("the made-up company's book")}
    chosen = st.segmented_control(
        str(msg("Which book")), list(choices), default="demo", format_func=lambda key: str(choices[key]), key="log_book",
        required=True,
    )
    return book if chosen == "demo" else open_book(view.store.data).seen_by(view.reach)


def _chain(book: Book, whole: int) -> None:
    """Whether the log is as it was written."""
    if whole > CHECKED and not st.button(str(msg("Check the chain")), key="log_check", icon=":material/link:"):
        return
    broken = book.log.broken()
    if broken is None:
        st.success(str(msg("The chain is whole: nothing was changed, taken out or put in afterwards.")), icon=":material/link:")
    else:
        st.error(
            str(msg("Look at the backups: what came before this entry may have been changed by hand.")),
            icon=":material/link_off:",
            title=str(msg("The log was changed after it was written: entry {number} does not fit the one before it.",
                          number=broken)),
        )


def _asked(view: View, book: Book) -> Asked:
    """The filters."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="log_filters"):
        who = st.multiselect(str(msg("Who")), book.log.people(), key="log_who", width=210, placeholder=str(msg("All")))
        areas = st.multiselect(str(msg("What about")), book.log.areas(), key="log_areas", width=210, format_func=area,
                               placeholder=str(msg("All")))
        text = st.text_input(str(msg("Client")), key="log_client", icon=":material/search:",
                             placeholder=str(msg("Find by name")), width=180).strip()
        since = st.date_input(str(msg("From")), None, key="log_since", format="DD.MM.YYYY", width=140)
        until = st.date_input(str(msg("To")), None, key="log_until", format="DD.MM.YYYY", width=140)
    clients = (text, *(account_list.clients(view.ledger, text) if view.ledger is not None else ())) if text else None
    return Asked(tuple(who), tuple(areas), clients, since, until)


def _rows(view: View, book: Book, asked: Asked) -> None:
    count = book.log.count(asked)
    if not count:
        st.caption(escape(msg("Nothing of the kind stands in the log.")))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(escape(msg("{rows} rows", rows=Count(count))), width="content")
        _file(view, book, asked, ".xlsx", MIME)
        _file(view, book, asked, ".csv", "text/csv")
    pages = -(-count // PAGE)
    number = min(st.pagination(pages, key="log_page"), pages) if pages > 1 else 1
    found = book.log.page(asked, (number - 1) * PAGE, PAGE)
    table(_frame(view, found), COLUMNS, "log", alt=msg("The log, newest first"))


def _file(view: View, book: Book, asked: Asked, kind: str, mime: str) -> None:
    """A button that gives what is asked for as a file, and writes down that it did."""
    language, who = current_language(), view.member.email or str(msg("owner"))

    def make() -> bytes:
        with use_language(language):
            changes = [each for place, each in enumerate(book.log.all(asked)) if place < MOST]
            frame = _frame(view, changes)
            book.note("export", "log", kind.lstrip("."), who, {"rows": len(frame)})
            if kind == ".csv":
                return as_csv(frame)
            now = datetime.datetime.now().astimezone()
            return workbook(frame, COLUMNS, [str(msg("Log")), f"{now:%Y-%m-%d %H:%M}", *_limit(len(frame))])

    _button(kind, make, mime)


def _frame(view: View, changes: list[Change]) -> pd.DataFrame:
    members = {entry.id: entry.email for entry in open_book(view.store.data).members.list()}
    return rows(changes, account_list.names(view.ledger, {each.subject for each in changes}), members)


def _limit(rows: int) -> list[str]:
    return [str(msg("The first {n} rows: choose fewer days for the rest.", n=Count(MOST)))] if rows >= MOST else []


def _button(kind: str, make: Callable[[], bytes], mime: str) -> None:
    st.download_button(
        str(msg("Download {kind}", kind=kind)), make, file_name=f"{msg('Log')}{kind}", mime=mime, key=f"log_file_{kind}",
        on_click="ignore", icon=":material/download:", type="tertiary",
    )
