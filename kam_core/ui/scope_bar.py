"""The scope bar: period, base, level and filters in one row above every page of figures, kept in the address."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import lru_cache

import streamlit as st

from kam_core.i18n import Joined, Message, Month, current_language, msg, nmsg
from kam_core.ledger import Ledger, LedgerInfo
from kam_core.scope import BASES, FIELDS, LEVELS, Base, Level, Scope, Viewer
from kam_core.ui import address
from kam_core.ui.period import DEFAULT, Calendar, range_key
from kam_core.ui.text import escape

BASE_NAMES: dict[str, Message] = {
    "revenue": msg("Revenue"), "margin": msg("Margin"), "contribution": msg("Contribution"),
}
BASE_HELP: dict[str, Message] = {
    "revenue": msg("Net of discounts and returns"),
    "margin": msg("Revenue less cost"),
    "contribution": msg("Revenue less cost less cost to serve"),
}
LEVEL_NAMES: dict[str, Message] = {"group": msg("Groups"), "account": msg("Legal entities")}
FIELD_NAMES: dict[str, Message] = {
    "unit": msg("Business unit"), "region": msg("Region"), "segment": msg("Segment"), "industry": msg("Industry"),
    "manager": msg("Manager"),
}
RANGE = "range"
PREFIX = "scope_"
LIST, KEY = "list", "key"
"""The parameter of the address that names a list of clients, and its only value: the list of key clients."""
KEY_CLIENTS_ONLY = msg("Key clients only")


def calendar(info: LedgerInfo) -> Calendar:
    """The full months of a ledger."""
    first = info.first_date.replace(day=1) if info.first_date else None
    last = info.last_full_month
    return Calendar(first, last) if first and last and first <= last else Calendar(None, None)


def missing(info: LedgerInfo) -> dict[str, Message]:
    """The bases that this ledger has no data for, each with the reason."""
    reasons: dict[str, Message] = {}
    if not info.has_cost:
        reasons["margin"] = msg("No sales with a cost were brought in.")
        reasons["contribution"] = reasons["margin"]
    elif not info.has_serve:
        reasons["contribution"] = msg("No costs to serve were brought in.")
    return reasons


def read(
    info: LedgerInfo, values: dict[str, tuple[str, ...]], viewer: Viewer, listed: tuple[str, ...] = ()
) -> tuple[Scope, str, list[Message]]:
    """The scope that the address asks for, the key of its period, and what of the address could not be followed.

    values: what each field can be filtered by; listed: ids of the groups on the list of key clients
    """
    notes: list[Message] = []
    months = calendar(info)
    period = address.get("period") or months.keys()[0]
    try:
        span = months.span(period)
    except ValueError:
        notes.append(msg("The period “{period}” is not in the data: the usual one is shown.", period=period))
        period = months.keys()[0]
        span = months.span(period)
    base = address.get("base") or "revenue"
    if base not in BASES:
        notes.append(msg("There is no base “{base}”: revenue is shown.", base=base))
        base = "revenue"
    elif base in missing(info):
        notes.append(msg("{reason} Revenue is shown.", reason=missing(info)[base]))
        base = "revenue"
    level = address.get("level")
    if level and level not in LEVELS:
        notes.append(msg("There is no level “{level}”: groups are shown.", level=level))
    level = level if level in LEVELS else "group"
    where = []
    for field in FIELDS:
        asked = address.get_all(field)
        kept = tuple(sorted(set(asked) & set(values.get(field, ()))))
        gone = [value for value in asked if value not in kept]
        if gone:
            notes.append(
                msg("Not in the data, and left out of the filter: {values}.", values=Joined(gone))
            )
        if kept:
            where.append((field, kept))
    wanted = address.get(LIST)
    if wanted and wanted != KEY:
        notes.append(msg("There is no list “{list}”: all clients are shown.", list=wanted))
    elif wanted and not listed:
        notes.append(msg("Nobody is on the list of key clients: all clients are shown."))
    only = tuple(sorted(listed)) if wanted == KEY and listed else None
    start, end = span or (None, None)
    scope = Scope(start, end, _base(base), _level(level), tuple(sorted(where)), viewer=viewer, only=only)
    return scope, period, notes


def draw(ledger: Ledger, values: dict[str, tuple[str, ...]], viewer: Viewer, listed: tuple[str, ...] = ()) -> Scope:
    """Draw the bar and give the scope that it stands for. listed: ids of the groups on the list of key clients"""
    info = ledger.info
    scope, period, notes = read(info, values, viewer, listed)
    whole = [month for month in calendar(info).months() if scope.start is None or scope.start <= month]
    st.session_state[PREFIX + "shown"] = [month for month in whole if scope.end is None or month < scope.end]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scope_bar"):
        _period(calendar(info), period)
        _base_choice(info, scope)
        if info.has_groups:
            _level_choice(scope)
        _filters(values, scope, bool(listed))
    words = [f"**{escape(KEY_CLIENTS_ONLY)}**"] if scope.only is not None else []
    words += [
        f"{escape(FIELD_NAMES[field])}: **{escape(Joined(scope.values(field)))}**" for field, _ in scope.where
    ]
    if words:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(" · ".join(words), width="content")
            st.button(str(msg("Clear filters")), on_click=_clear, type="tertiary", icon=":material/close:",
                      key=PREFIX + "clear")
    for note in notes:
        st.caption(f":material/info: {escape(note)}")
    return scope


@lru_cache(maxsize=64)
def _labels(months: Calendar, _language: str) -> dict[str, str]:
    periods = months.keys()
    return {**{key: str(months.label(key)) for key in periods}, RANGE: str(msg("Other months"))}


def _period(months: Calendar, period: str) -> None:
    keys = months.keys()
    named = period in keys
    options = [*keys, RANGE] if months.last else keys
    labels = _labels(months, current_language())
    _fill("period", period if named else RANGE)
    st.selectbox(
        str(msg("Period")), options, format_func=labels.__getitem__, key=PREFIX + "period", on_change=_changed,
        args=("period",), label_visibility="collapsed", icon=":material/calendar_month:", width=300, filter_mode=None,
    )
    if named:
        return
    span = months.span(period)
    all_months = months.months()
    if span is None or not all_months:
        return
    inside = [month for month in all_months if span[0] <= month < span[1]] or all_months[-1:]
    for name, label, month in (("from", msg("From"), inside[0]), ("to", msg("To"), inside[-1])):
        _fill(name, month)
        st.selectbox(
            str(label), all_months, format_func=_month, key=PREFIX + name, on_change=_changed, args=("range",),
            label_visibility="collapsed", width=120,
        )


def _base_choice(info: LedgerInfo, scope: Scope) -> None:
    reasons = missing(info)
    open_ = [base for base in BASES if base not in reasons]
    closed = [base for base in BASES if base in reasons]
    with st.popover(str(msg("Base: {base}", base=BASE_NAMES[scope.base])), icon=":material/functions:"):
        _fill("base", scope.base)
        st.radio(
            str(msg("Shares and sums are taken of")), open_, format_func=_name(BASE_NAMES), key=PREFIX + "base",
            on_change=_changed, args=("base",), captions=[str(BASE_HELP[base]) for base in open_],
        )
        if closed:
            st.radio(
                str(msg("Without data")), closed, index=None, format_func=_name(BASE_NAMES), disabled=True,
                captions=[str(reasons[base]) for base in closed], key=PREFIX + "base_closed",
            )


def _level_choice(scope: Scope) -> None:
    _fill("level", scope.level)
    st.segmented_control(
        str(msg("Level")), list(LEVELS), format_func=_name(LEVEL_NAMES), key=PREFIX + "level", required=True,
        on_change=_changed, args=("level",), label_visibility="collapsed",
    )


def _filters(values: dict[str, tuple[str, ...]], scope: Scope, listed: bool) -> None:
    offered = [field for field in FIELDS if values.get(field)]
    if not offered and not listed:
        return
    count = len(scope.where) + (scope.only is not None)
    label = nmsg("{n} filter", "{n} filters", count) if count else msg("Filters")
    with st.popover(str(label), icon=":material/filter_list:"):
        if listed:
            _fill(LIST, scope.only is not None)
            st.toggle(str(KEY_CLIENTS_ONLY), key=PREFIX + LIST, on_change=_changed, args=(LIST,))
        for field in offered:
            _fill(field, list(scope.values(field)))
            st.multiselect(
                str(FIELD_NAMES[field]), values[field], key=PREFIX + field, on_change=_changed, args=(field,),
                placeholder=str(msg("All")), format_func=str, width=280,
            )


def _fill(name: str, value: object) -> None:
    """Give a control what the address says, before it is drawn."""
    if st.session_state.get(PREFIX + name) != value:
        st.session_state[PREFIX + name] = value


def _changed(name: str) -> None:
    """Write what the controls say to the address. All that may have changed, as two quick changes come in one run."""
    state = st.session_state
    if name == "range":
        address.put("period", range_key(state[PREFIX + "from"], state[PREFIX + "to"]))
    elif name == "period":
        chosen = state[PREFIX + "period"]
        address.put("period", _as_range() if chosen == RANGE else "" if chosen == DEFAULT else chosen)
    for field in FIELDS:
        if PREFIX + field in state:
            address.put(field, state[PREFIX + field])
    if PREFIX + LIST in state:
        address.put(LIST, KEY if state[PREFIX + LIST] else "")
    for plain, usual in (("base", "revenue"), ("level", "group")):
        if PREFIX + plain in state:
            chosen = state[PREFIX + plain]
            address.put(plain, "" if chosen in (None, usual) else chosen)


def _as_range() -> str:
    """The period that was shown last, as a range of months, to begin choosing from."""
    shown: list[datetime.date] = st.session_state.get(PREFIX + "shown", [])
    return range_key(shown[0], shown[-1]) if shown else ""


def _clear() -> None:
    for field in (*FIELDS, LIST):
        address.put(field, "")


def _month(day: datetime.date) -> str:
    return str(Month(day))


def _name(names: dict[str, Message]) -> Callable[[str], str]:
    return lambda key: str(names[key])


def _base(text: str) -> Base:
    return "margin" if text == "margin" else "contribution" if text == "contribution" else "revenue"


def _level(text: str) -> Level:
    return "account" if text == "account" else "group"
