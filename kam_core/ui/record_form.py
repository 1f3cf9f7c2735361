"""The form of a record, of whichever kind: a widget for each field, what was typed kept until it is saved."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from kam_core.book import ConflictError, Record, Records
from kam_core.book.kinds import SINGLE, Field, Kind, kind
from kam_core.errors import KamError
from kam_core.i18n import Message, msg
from kam_core.ui import errors, record_state
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.fragments import fragment
from kam_core.ui.record_state import Open
from kam_core.ui.record_words import lines, said, title, when
from kam_core.ui.text import escape

Choices = Mapping[str, Mapping[str, str]]
"""Of fields that point to records: id → name. Of fields of text: what is usually written there, as key and as value."""
Fill = Callable[[dict[str, Any]], dict[str, Any]]
Make = Callable[[dict[str, Any]], Record]


@fragment
def record_form(
    found: DossierView, kind_key: str | Kind, place: str, record: Record | None, fields: Sequence[str] | None = None,
    *, parent: str | None = None, account_id: str | None = None, choices: Choices | None = None, columns: int = 2,
    new_id: str | None = None, fill: Fill | None = None, make: Make | None = None,
) -> None:
    """The form of a place that was opened (record_state.open_form); it closes itself when it is saved or left.

    record: what it changes; None: a new one. fields: those that it asks for; all of the kind by default
    new_id: of a new record whose id is given; fill: what follows from what was typed, written along with a new record
    make: writes a new one itself, where it is more than a record (kind_key is then what is asked for, of no kind of the book)
    """
    state = record_state.forms().get(place)
    if state is None:
        st.rerun()
    shape = kind(kind_key) if isinstance(kind_key, str) else kind_key
    asked = [field for field in shape.fields if fields is None or field.key in fields]
    typed = _restore(found, place, state, asked)
    with st.container(border=True, gap="small", key=f"form_{place}"):
        if typed is not None:
            st.caption(escape(msg("Typed {when} and not saved yet.", when=when(typed))))
        if state.wrong is not None:
            errors.show(state.wrong)
        if state.clash is not None:
            _clash(found, shape, place, state)
        _fields(found, place, state, asked, choices or {}, columns)
        with st.container(horizontal=True, gap="small"):
            st.button(
                str(msg("Save")), type="primary", key=f"save_{place}", icon=":material/check:",
                on_click=_save, args=(found, shape, place, record, asked, parent, account_id, new_id, fill, choices or {},
                                     make),
            )
            st.button(str(msg("Cancel")), key=f"cancel_{place}", on_click=_cancel, args=(found, place))


def _fields(
    found: DossierView, place: str, state: Open, asked: Sequence[Field], choices: Choices, columns: int
) -> None:
    """Short fields side by side, long ones over the whole width."""
    short: list[Field] = []

    def flush() -> None:
        if short:
            with st.grid(columns, min_column_width=220):
                for each in short:
                    _widget(found, place, state, each, choices)
            short.clear()

    for field in asked:
        if field.type == "long":
            flush()
            _widget(found, place, state, field, choices)
        else:
            short.append(field)
    flush()


def _widget(found: DossierView, place: str, state: Open, field: Field, choices: Choices) -> None:
    key = _key(place, state, field)
    label = escape(field.label) + (" \\*" if field.required else "")
    about: dict[str, Any] = {
        "key": key, "help": escape(field.help) if field.help is not None else None,
        "on_change": _draft, "args": (found, place, field, key),
    }
    st.session_state.setdefault(key, _shown(field, state.start.get(field.key), choices))
    if field.key in choices:
        _pick(field, label, choices[field.key], about)
    elif field.type == "long":
        st.text_area(label, height=120, **about)
    elif field.type == "choice":
        words = dict(field.choices)
        st.selectbox(label, list(words), index=None, format_func=lambda value: str(words[value]), placeholder="—", **about)
    elif field.type == "date":
        st.date_input(label, format="DD.MM.YYYY", min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 12, 31),
                      **about)
    elif field.type == "money":
        st.number_input(f"{label}, {escape(found.currency)}" if found.currency else label, step=None, format="%.2f", **about)
    elif field.type == "share":
        st.number_input(f"{label}, %", min_value=0.0, max_value=100.0, step=5.0, format="%.0f", **about)
    elif field.type == "number":
        st.number_input(label, step=None, format="%.10g", **about)
    elif field.type == "flag":
        st.selectbox(label, [True, False], index=None, placeholder="—",
                     format_func=lambda value: str(msg("yes") if value else msg("no")), **about)
    else:
        st.text_input(label, max_chars=1000, **about)


def _pick(field: Field, label: str, names: Mapping[str, str], about: dict[str, Any]) -> None:
    written = field.type not in ("record", "records")

    def name(key: str) -> str:
        return str(names.get(key, key if written else "—"))

    if field.type == "records":
        st.multiselect(label, list(names), format_func=name, placeholder="—", **about)
    elif field.type == "record":
        st.selectbox(label, list(names), index=None, format_func=name, placeholder="—", **about)
    else:
        # a text that is usually one of these, and may be another
        now = st.session_state.get(about["key"])
        options = list(names if now is None else dict.fromkeys([*names, now]))
        st.selectbox(label, options, index=None, format_func=name, placeholder="—", accept_new_options=True, **about)


def _shown(field: Field, value: Any, choices: Choices) -> Any:
    """A value as its widget holds it."""
    if field.type == "records":
        return [each for each in value or () if each in choices.get(field.key, {})]
    if isinstance(value, Decimal) or (field.type == "number" and value is not None):
        return float(value)
    if field.type == "share" and value is not None:
        return round(float(value) * 100, 6)
    if field.type in ("text", "long") and field.key not in choices:
        return value or ""
    return value


def _taken(field: Field, value: Any) -> Any:
    """What a widget holds as a value."""
    if field.type == "records":
        return tuple(value or ())
    if field.type == "share" and value is not None:
        return round(float(value) / 100, 8)
    if field.type == "money" and value is not None:
        return Decimal(f"{value:.2f}")
    return value


def _key(place: str, state: Open, field: Field) -> str:
    return f"field_{place}_{field.key}_{state.turn}"


def _draft(found: DossierView, place: str, field: Field, key: str) -> None:
    """Keep what was typed; that it cannot be kept is no reason to stop anybody from typing."""
    value = st.session_state[key]
    plain = value.isoformat() if isinstance(value, datetime.date) else list(value) if isinstance(value, tuple) else value
    try:
        found.book.drafts.put(found.who, place, field.key, plain, found.client_id)
    except KamError:
        return


def _restore(found: DossierView, place: str, state: Open, asked: Sequence[Field]) -> datetime.datetime | None:
    """Put what was typed before and not saved into the widgets that hold nothing yet; when it was typed.

    Widgets forget what they hold when their page is left: whoever comes back finds it again, too.
    """
    flag = f"restored_{place}_{state.turn}"
    empty = [field for field in asked if _key(place, state, field) not in st.session_state]
    drafts = found.book.drafts.of(found.who, place) if empty else {}
    for field in empty:
        draft = drafts.get(field.key)
        if draft is not None:
            dated = field.type == "date" and draft.value is not None
            st.session_state[_key(place, state, field)] = datetime.date.fromisoformat(draft.value) if dated else draft.value
            st.session_state[flag] = max(st.session_state.get(flag, draft.at), draft.at)
    kept: datetime.datetime | None = st.session_state.get(flag)
    return kept


def _changed(state: Open, place: str, asked: Sequence[Field], choices: Choices) -> dict[str, Any]:
    """The fields whose widgets hold otherwise than when the form was opened."""
    found = {}
    for field in asked:
        typed = _taken(field, st.session_state.get(_key(place, state, field)))
        before = _taken(field, _shown(field, state.start.get(field.key), choices))
        if _nothing(typed) != _nothing(before):
            found[field.key] = typed
    return found


def _nothing(value: Any) -> Any:
    """A value; None for an empty text or list. Nought and “no” are values."""
    return None if value in ("", ()) else value


def _save(
    found: DossierView, shape: Kind, place: str, record: Record | None, asked: Sequence[Field], parent: str | None,
    account_id: str | None, new_id: str | None, fill: Fill | None, choices: Choices,
    make: Make | None,
) -> None:
    state = record_state.forms().get(place)
    if state is None:
        return
    values, book = _changed(state, place, asked, choices), found.book.records
    if state.clash is not None:
        theirs = {key for key, side in state.chosen.items() if side == "theirs"}
        values = {key: value for key, value in values.items() if key not in theirs}
    state.wrong = None
    try:
        if record is None and shape.key in SINGLE:
            made = _put(book, shape, found, values, state)
        elif record is None:
            client = None if shape.about != "client" else found.client_id
            # a new one has whatever it began with, too, asked for or not
            values = {**state.start, **values}
            values |= fill(values) if fill is not None else {}
            made = make(values) if make is not None else book.add(
                shape.key, client, values, found.who, parent=parent, account_id=account_id, id=new_id)
        else:
            made = book.edit(record.id, values, found.who, state.seen)
    except ConflictError as error:
        state.clash, state.seen = error, {**state.seen, **error.record.seen}
        state.chosen = dict.fromkeys(error.clashes, "theirs")
        return
    except KamError as error:
        state.wrong = error
        return
    _left(found, place)
    record_state.saved(msg("{kind}: {name}", kind=shape.label, name=title(made)[:80]) if shape.key not in SINGLE
                       else msg("{kind}", kind=shape.label), made.id if values else None, version=made.version)


def _put(book: Records, shape: Kind, found: DossierView, values: dict[str, Any], state: Open) -> Record:
    return book.put(shape.key, found.client_id, values, found.who, state.seen)


def _cancel(found: DossierView, place: str) -> None:
    """Leave the form; what was typed is not wanted."""
    _left(found, place)


def _left(found: DossierView, place: str) -> None:
    record_state.close_form(place)
    found.book.drafts.clear(found.who, place)


def _clash(found: DossierView, shape: Kind, place: str, state: Open) -> None:
    """Both versions of what two people changed, and the choice."""
    assert state.clash is not None
    errors.show(state.clash)
    for key, clash in state.clash.clashes.items():
        field = shape.field(key)
        st.markdown(f"**{escape(field.label)}**")
        theirs, yours = st.columns(2, gap="small")
        with theirs, st.container(border=True):
            st.caption(escape(msg("{who}, {when}", who=clash.who, when=when(clash.at))))
            st.markdown(lines(said(field, clash.theirs, found.currency)))
        with yours, st.container(border=True):
            st.caption(str(msg("Yours")))
            st.markdown(lines(said(field, clash.yours, found.currency)))
        state.chosen[key] = st.segmented_control(
            str(msg("What shall stand")), ["theirs", "yours"], default=state.chosen.get(key, "theirs"), required=True,
            format_func=_side, key=f"choice_{place}_{key}_{state.turn}",
        ) or "theirs"


def _side(side: str) -> str:
    words: dict[str, Message] = {"theirs": msg("Theirs"), "yours": msg("Mine, as it stands in the form")}
    return str(words[side])
