"""The records of a kind: each with what it says, its history, and the buttons to change it; the bin below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from kam_core.book import BIN_DAYS, Record
from kam_core.book.kinds import KINDS, kind
from kam_core.i18n import Message, msg, nmsg
from kam_core.ui import record_state
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_form import Choices, Fill, record_form
from kam_core.ui.record_words import ACTIONS, lines, said, title, when, written
from kam_core.ui.record_words import told as told_of
from kam_core.ui.text import escape

Told = Callable[[Record], Sequence[object]]
MOST = 10
"""So many records of a kind are shown at first."""


def record_list(
    found: DossierView, kind_key: str, records: Sequence[Record], head: Callable[[Record], object],
    shown: Sequence[str], *, choices: Choices | None = None, fields: Sequence[str] | None = None,
    start: Mapping[str, Any] | None = None, empty: Message | None = None, add: Message | None = None,
    buttons: Callable[[Record], None] | None = None, told: Told | None = None,
) -> None:
    """The records of a kind at this client, with a form to add one.

    head: the first line of a record, as text or Message; shown: the fields below it, those that hold something
    choices: names of the records that fields point to; fields: those that forms ask for; start: what a new one begins with
    buttons: more buttons of one record; told: what else is said of one
    """
    add_record(found, kind_key, add if add is not None else msg("Add: {kind}", kind=kind(kind_key).label), fields=fields,
               choices=choices, start=start)
    if not records and empty is not None:
        st.caption(escape(empty))
    record_cards(found, records, head, shown, f"new:{kind_key}:{found.client_id}", choices=choices, fields=fields,
                 buttons=buttons, told=told)


def add_record(
    found: DossierView, kind_key: str, label: Message, *, name: str = "", fields: Sequence[str] | None = None,
    choices: Choices | None = None, start: Mapping[str, Any] | None = None, fill: Fill | None = None,
    new_id: str | None = None, icon: str = ":material/add:", primary: bool = False, columns: int = 2,
) -> None:
    """A button that opens the form of a new record, and the form once it is open; nothing for whoever may not write.

    name: tells forms of the same kind apart; fill, new_id: as in ``record_form``
    """
    if not found.may_edit:
        return
    place = f"new:{kind_key}:{found.client_id}" + (f":{name}" if name else "")
    if record_state.is_open(place):
        record_form(found, kind_key, place, None, fields, choices=choices, fill=fill, new_id=new_id, columns=columns)
    else:
        st.button(escape(label), key=f"add_{place}", icon=icon, type="primary" if primary else "secondary",
                  on_click=record_state.open_form, args=(place, None, dict(start or {})))


def record_cards(
    found: DossierView, records: Sequence[Record], head: Callable[[Record], object], shown: Sequence[str], place: str, *,
    choices: Choices | None = None, fields: Sequence[str] | None = None, buttons: Callable[[Record], None] | None = None,
    told: Told | None = None, columns: int = 2,
) -> None:
    """The first MOST of the records, each as a card; a button shows the others. place: tells such lists apart"""
    most = MOST if not st.session_state.get(f"all_{place}") else len(records)
    for record in records[:most]:
        record_card(found, record, head(record), shown, choices=choices, fields=fields, buttons=buttons,
                    told=() if told is None else told(record), columns=columns)
    if len(records) > most:
        more = len(records) - most
        st.button(str(nmsg("Show {n} more", "Show {n} more", more)), key=f"more_{place}", type="tertiary",
                  icon=":material/expand_more:", on_click=_all, args=(f"all_{place}",))


def record_card(
    found: DossierView, record: Record, head: object, shown: Sequence[str], *, choices: Choices | None = None,
    fields: Sequence[str] | None = None, buttons: Callable[[Record], None] | None = None, told: Sequence[object] = (),
    columns: int = 2,
) -> None:
    """One record: read, or open to be changed. told: lines below the head, texts or Messages"""
    if record_state.is_open(record.id):
        record_form(found, record.kind, record.id, record, fields, choices=choices, columns=columns)
        return
    shape, names = kind(record.kind), _names(choices)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            st.markdown(f"**{escape(head)}**", width="content")
            with st.container(horizontal=True, gap="xsmall", width="content"):
                if buttons is not None:
                    buttons(record)
                record_buttons(found, record, names)
        parts = [escape(line) for line in told]
        for key in shown:
            field, value = shape.field(key), record.get(key)
            if value is not None and value != ():
                parts.append(f":gray[{escape(field.label)}:] {lines(said(field, value, found.currency, names))}")
        if parts:
            st.markdown("  \n".join(parts))
        st.caption(escape(written(record.changed)))


def record_buttons(found: DossierView, record: Record, names: Mapping[str, str]) -> None:
    """Change, history, remove."""
    if found.may_edit:
        st.button("", key=f"edit_{record.id}", icon=":material/edit:", type="tertiary", help=str(msg("Edit")),
                  on_click=record_state.open_form, args=(record.id, record))
    history(found, record.id, names)
    if found.may_edit:
        st.button("", key=f"remove_{record.id}", icon=":material/delete:", type="tertiary",
                  help=str(msg("Remove; it can be brought back for {days} days", days=BIN_DAYS)),
                  on_click=remove, args=(found, record, names))


def history(found: DossierView, id: str, names: Mapping[str, str] | None = None, field: str | None = None) -> None:
    """A button that opens what was written when and by whom: read when it is opened, not before."""
    with st.popover("", icon=":material/history:", type="tertiary", help=str(msg("History")), on_change="rerun",
                    key=f"history_{id}_{field or ''}") as opened:
        if not opened.open:
            return
        changes = found.book.records.history(id, field)
        if not changes:
            st.caption(str(msg("Nothing was written yet.")))
        for change in reversed(changes[-50:]):
            st.caption(escape(msg("{who}, {when} · {action}", who=change.who, when=when(change.at),
                                  action=ACTIONS.get(change.action, change.action))))
            if change.redacted_by is not None:
                st.caption(str(msg("A person was erased from this entry.")))
            for line in told_of(change, found.currency, names):
                st.markdown(lines(line))
        if changes and found.may_edit:
            st.button(str(msg("Take the last change back")), key=f"undo_{id}_{field or ''}", icon=":material/undo:",
                      on_click=undo, args=(found, id))


def undo(found: DossierView, id: str, version: int | None = None) -> None:
    """Take the last change of a record back."""
    record_state.attempt(lambda: found.book.records.undo(id, found.who, version), msg("taken back"))


def remove(found: DossierView, record: Record, names: Mapping[str, str]) -> None:
    """Put a record into the bin."""
    record_state.attempt(lambda: found.book.records.remove(record.id, found.who),
                         msg("{name} is in the bin", name=title(record, names)[:80]), record.id)


def bin_of(found: DossierView, kinds: Iterable[str]) -> None:
    """What was removed of these kinds, to be brought back."""
    removed = found.book.records.of(list(kinds), found.client_id, deleted=True)
    if not removed or not found.may_edit:
        return
    with st.expander(str(nmsg("In the bin: {n} entry", "In the bin: {n} entries", len(removed))), icon=":material/delete:"):
        for record in sorted(removed, key=lambda each: each.deleted_at or each.created_at, reverse=True)[:50]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(escape(f"{KINDS[record.kind].label}: {title(record)[:80]}"), width="content")
                if record.deleted_at is not None:
                    st.caption(escape(msg("{who}, {when}", who=record.deleted_by, when=when(record.deleted_at))),
                               width="content")
                st.button(str(msg("Bring back")), key=f"restore_{record.id}", type="tertiary", icon=":material/restore:",
                          on_click=_restore, args=(found, record))


def _restore(found: DossierView, record: Record) -> None:
    record_state.attempt(lambda: found.book.records.restore(record.id, found.who), msg("brought back: {name}",
                                                                                      name=title(record)[:80]))


def _names(choices: Choices | None) -> dict[str, str]:
    return {id: name for names in (choices or {}).values() for id, name in names.items()}


def _all(key: str) -> None:
    st.session_state[key] = True
