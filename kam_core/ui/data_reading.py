"""How a file is read, and where it goes: every guess shown, every guess open to correction."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import streamlit as st

from kam_core.i18n import Day, Joined, Message, msg
from kam_core.ingest.book.tables import BOOK_TABLES, KNOWN
from kam_core.ingest.dates import DateFormat, parse_date
from kam_core.ingest.plan import Plan, Understood
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_said import uid_of
from kam_core.ui.data_session import acting, key_for
from kam_core.ui.data_words import DECIMALS, DELIMITERS, ENCODINGS, EVENTS, LAYOUTS, MODES, ORDERS, decimal_of
from kam_core.ui.lists_desk import tables_of
from kam_core.ui.text import escape

AUTO = ""
DATES = ("date", "month", "time")


def destination(desk: Desk, each: Understood, alike: bool) -> None:
    """Table, source, and what happens to what is there already."""
    uid, plan = uid_of(each), each.plan
    with st.grid(3, min_column_width=230, gap="small"):
        _choice(
            desk, uid, alike, "table", msg("Table"), ["", *tables_of(desk)], plan.table or "",
            lambda key: str(KNOWN[key].label) if key else str(msg("not recognised: choose")),
        )
        _source(desk, each, uid, alike)
        if plan.table is not None and not _names_each(plan):
            _choice(
                desk, uid, alike, "mode", msg("What is there already"), list(MODES), plan.mode, lambda key: str(MODES[key]),
            )
        if plan.events is not None:
            _choice(
                desk, uid, alike, "events", msg("Several rows of one request"), list(EVENTS), plan.events,
                lambda fold: str(EVENTS[fold]),
            )


def _names_each(plan: Plan) -> bool:
    """Whether every row names the thing that it is about: then it takes the place of what is known of that thing."""
    if plan.table in BOOK_TABLES:
        return True
    named = KNOWN[plan.table or ""].updated_by
    return bool(named) and bool(plan.mapping.get(named[0]))


def reading(desk: Desk, each: Understood, alike: bool) -> None:
    """Layout, header row, alphabet, delimiter, decimal sign, order of dates."""
    uid, plan, rows = uid_of(each), each.plan, each.rows
    with st.grid(3, min_column_width=230, gap="small"):
        _choice(desk, uid, alike, "layout", msg("Layout"), list(LAYOUTS), plan.layout, lambda key: str(LAYOUTS[key]))
        if rows.titles is None:
            _header_row(desk, each, uid, alike)
        if rows.kind == "csv":
            _choice(
                desk, uid, alike, "encoding", msg("Encoding"), list(ENCODINGS), rows.encoding,
                lambda key: ENCODINGS.get(key, key),
            )
            signs = list(dict.fromkeys([*DELIMITERS, rows.delimiter]))
            _choice(
                desk, uid, alike, "delimiter", msg("Columns are separated by"), signs, rows.delimiter,
                lambda sign: str(DELIMITERS.get(sign, sign)),
            )
        decimals = set(decimal_of(plan))
        if decimals:
            said = desk.said_of(uid).decimal
            _choice(
                desk, uid, alike, "decimal", msg("Decimal sign"), [AUTO, *DECIMALS], said,
                lambda sign: str(DECIMALS[sign]) if sign else str(msg("found out: {signs}", signs=" ".join(sorted(decimals)))),
            )
        dates = date_fields(each)
        if dates:
            said_orders = {desk.said_of(uid).formats.get(field, {}).get("order", AUTO) for field in dates}
            order = said_orders.pop() if len(said_orders) == 1 else AUTO
            _choice(
                desk, uid, alike, "order", msg("Order of dates"), [AUTO, *ORDERS], order,
                lambda key: str(ORDERS[key]) if key else str(msg("found out")),
            )


def date_question(desk: Desk, each: Understood, alike: bool) -> None:
    """Which comes first, where dates can be read in two ways."""
    uid, field = uid_of(each), each.questions[0]
    header = each.plan.mapping[field]
    samples = next((column.samples for column in each.columns if column.header == header), ())
    st.warning(
        escape(msg(
            "The values {examples} can be read in two ways, and nothing in this file tells which.",
            examples=Joined([f"“{value}”" for value in samples[:3]]),
        )),
        title=escape(msg("Does the day or the month come first in “{header}”?", header=header)),
        icon=":material/help:",
    )
    value, meant = _meant(samples)
    key = f"data_question_{uid}"
    st.radio(
        escape(msg("“{value}” is", value=value)), ["dmy", "mdy"], index=None, key=key, horizontal=True,
        format_func=lambda order: escape(_answer(order, meant.get(order))), on_change=acting(_answered),
        args=(desk, uid, each.questions, key, alike),
    )


def date_fields(each: Understood) -> list[str]:
    """The fields of dates that a column of the file goes to."""
    if each.plan.table is None:
        return []
    table = KNOWN[each.plan.table]
    return [
        field for field, target in each.plan.mapping.items()
        if table.column(field).kind in DATES and not target.startswith(("=", "@"))
    ]


def _answer(order: str, meant: datetime.date | None) -> Message:
    if order == "dmy":
        return msg("{meant}, the day comes first", meant=Day(meant)) if meant else msg("The day comes first")
    return msg("{meant}, the month comes first", meant=Day(meant)) if meant else msg("The month comes first")


def _meant(samples: Sequence[str]) -> tuple[str, dict[str, datetime.date]]:
    """The first value that tells the orders apart, and what it would mean in each."""
    for value in samples:
        for sign in ("/", ".", "-"):
            dmy, mdy = parse_date(value, _ordered("%d", "%m", sign)), parse_date(value, _ordered("%m", "%d", sign))
            if dmy is not None and mdy is not None and dmy != mdy:
                return value, {"dmy": dmy, "mdy": mdy}
    return next(iter(samples), ""), {}


def _ordered(first: str, second: str, sign: str) -> DateFormat:
    return DateFormat(f"{first}{sign}{second}{sign}%Y")


def _answered(desk: Desk, uid: str, fields: tuple[str, ...], key: str, alike: bool) -> None:
    order = st.session_state[key]
    if order:
        desk.correct(uid, alike=alike, formats={field: {"order": order} for field in fields})


def _choice(
    desk: Desk, uid: str, alike: bool, what: str, label: Message, options: list[Any], value: Any, named: Any
) -> None:
    key = key_for(f"data_{what}_{uid}", value)
    options = options if value in options else [*options, value]
    st.selectbox(
        escape(label), options, options.index(value), key=key, format_func=named, on_change=acting(_chosen),
        args=(desk, uid, what, key, alike), filter_mode=None,
    )


def _chosen(desk: Desk, uid: str, what: str, key: str, alike: bool) -> None:
    value = st.session_state[key]
    if what == "order":
        fields = date_fields(desk.files[desk.place(uid)])
        desk.correct(uid, alike=alike, formats={field: {"order": value} if value else {} for field in fields})
    elif what == "table":
        desk.correct(uid, alike=alike, table=value or None)
    else:
        desk.correct(uid, alike=alike, **{what: value})


def _header_row(desk: Desk, each: Understood, uid: str, alike: bool) -> None:
    before = each.rows.skip_rows
    row = each.plan.header_row + 1 + before
    key = key_for(f"data_header_{uid}", row)
    st.number_input(
        str(msg("Row of the header")), 1 + before, max(row, len(each.rows.sample) + before), row, key=key,
        on_change=acting(_header), args=(desk, uid, key, alike, before),
    )


def _header(desk: Desk, uid: str, key: str, alike: bool, before: int) -> None:
    desk.correct(uid, alike=alike, header_row=int(st.session_state[key]) - 1 - before)


def _source(desk: Desk, each: Understood, uid: str, alike: bool) -> None:
    key = key_for(f"data_source_{uid}", each.plan.source)
    st.text_input(
        str(msg("Source")), each.plan.source, key=key, max_chars=80, on_change=acting(_named), args=(desk, uid, key, alike),
        help=escape(msg("What is understood of this file is kept under this name: the next file of the same shape needs one "
                        "click. A period is replaced only by files of the same source.")),
    )


def _named(desk: Desk, uid: str, key: str, alike: bool) -> None:
    name = str(st.session_state[key]).strip()
    if name:
        desk.correct(uid, alike=alike, source=name)
