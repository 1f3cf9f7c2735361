"""The card of one person of a client: contact data once, and what they are at each legal entity."""

from __future__ import annotations

import datetime

import streamlit as st

from kam_core.book import BIN_DAYS, Record
from kam_core.book.kinds import kind
from kam_core.book.kinds.people import ATTITUDES, INFLUENCE, ROLES
from kam_core.charts.people import MARKS
from kam_core.i18n import Day, Message, msg, nmsg
from kam_core.metrics.people import Seat
from kam_core.metrics.people_revenue import Hanging
from kam_core.ui import record_state
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.people_add import HERE, account_names, add_position, position_choices
from kam_core.ui.people_person import person_details
from kam_core.ui.people_read import People
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import history
from kam_core.ui.record_words import written
from kam_core.ui.text import escape

ATTITUDE = 460
"""Pixels for the control of the attitude; on a phone, where there are fewer, it takes two lines."""
COLOURS = {"supporter": "green", "neutral": "gray", "opponent": "orange", "unknown": "gray"}


def person_card(found: DossierView, people: People, person: Record) -> None:
    """One person: read, or open to be changed."""
    own = people.of(person.id)
    if record_state.is_open(person.id):
        record_form(found, "person", person.id, person)
        return
    with st.container(border=True, gap="xsmall", key=f"person_{person.id}"):
        _head(found, people, person, own)
        for seat in own:
            _seat(found, people, person, seat)
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            add_position(found, people, person)
            last = max((person, *(people.positions[seat.id] for seat in own)), key=lambda record: record.changed.at)
            st.caption(escape(written(last.changed)), width="content")


def _head(found: DossierView, people: People, person: Record, own: list[Seat]) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            st.markdown(f"**{escape(person.get('name'))}**", width="content")
            reach = " · ".join(escape(person.get(key)) for key in ("email", "phone") if person.get(key))
            if reach:
                st.caption(reach, width="content")
            if not any(seat.acts(people.today) for seat in own):
                st.badge(str(msg("left")), color="gray")
        with st.container(horizontal=True, gap="xsmall", width="content"):
            person_details(found, people, person)
            if found.may_edit:
                st.button("", key=f"edit_{person.id}", icon=":material/edit:", type="tertiary",
                          help=str(msg("Change name and contact data")), on_click=record_state.open_form,
                          args=(person.id, person))
            history(found, person.id)
    line = hangs(found, people.hanging.get(person.id))
    if line is not None:
        st.caption(escape(line))


def hangs(found: DossierView, known: Hanging | None) -> Message | None:
    """What hangs on a person, in one line; None where nothing does."""
    if known is None or not known.acts:
        return None
    clients, entities = len(known.entities), sum(len(each) for each in known.entities.values())
    where = nmsg("{n} legal entity", "{n} legal entities", entities)
    if clients > 1:
        where = msg("{entities} of {clients}", entities=where, clients=nmsg("{n} client", "{n} clients", clients))
    if known.decides == known.acts:
        return msg("Revenue of twelve months where they decide: {decides} ({where}).", decides=found.money(known.decides),
                   where=where)
    if known.decides:
        return msg("Revenue of twelve months where they decide: {decides}; where they act: {acts} ({where}).",
                   decides=found.money(known.decides), acts=found.money(known.acts), where=where)
    return msg("Revenue of twelve months where they act: {acts} ({where}).", acts=found.money(known.acts), where=where)


def _seat(found: DossierView, people: People, person: Record, seat: Seat) -> None:
    record = people.positions[seat.id]
    if record_state.is_open(seat.id):
        record_form(found, "position", seat.id, record, choices=position_choices(found, people))
        return
    names = account_names(found)
    roles, powers = dict(ROLES), dict(INFLUENCE)
    parts: list[object] = [each for each in (seat.position, roles.get(seat.role or "")) if each]
    if seat.influence:
        parts.append(msg("influence {influence}", influence=powers[seat.influence]))
    if seat.held_by:
        parts.append(msg("contact: {name}", name=seat.held_by))
    if seat.since:
        parts.append(msg("since {day}", day=Day(seat.since)))
    if seat.left:
        parts.append(msg("left {day}", day=Day(seat.left)))
    place = names.get(seat.account or HERE, seat.account or "")
    with st.container(gap="xxsmall", key=f"seat_{seat.id}"):
        st.markdown(f":gray[{escape(place)}]" + "".join(f" · {escape(part)}" for part in parts))
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            with st.container(width=ATTITUDE):
                if found.may_edit:
                    _attitude(found, record, seat)
                else:
                    st.badge(escape(mood(seat.attitude)), color=COLOURS[seat.attitude])  # type: ignore[arg-type]
            _buttons(found, people, person, record, seat)


def _buttons(found: DossierView, people: People, person: Record, record: Record, seat: Seat) -> None:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", width="content"):
        if found.may_edit:
            _left(found, people, person, record, seat)
            st.button("", key=f"edit_{seat.id}", icon=":material/edit:", type="tertiary",
                      help=str(msg("Change the position")), on_click=record_state.open_form, args=(seat.id, record))
        history(found, seat.id)
        if found.may_edit:
            st.button("", key=f"remove_{seat.id}", icon=":material/delete:", type="tertiary",
                      help=str(msg("Remove; it can be brought back for {days} days", days=BIN_DAYS)),
                      on_click=_remove, args=(found, person, record))


def mood(attitude: str) -> str:
    """An attitude with its mark."""
    return f"{MARKS[attitude]} {dict(ATTITUDES)[attitude]}"


def _attitude(found: DossierView, record: Record, seat: Seat) -> None:
    """One click says what somebody thinks of us; it is saved at once."""
    stamp = record.stamps.get("attitude")
    # a new key after each change: what stands is shown, whoever wrote it
    key = f"attitude_{record.id}_{0 if stamp is None else stamp.version}"
    st.segmented_control(
        str(kind("position").field("attitude").label), list(MARKS), default=seat.attitude, format_func=mood, key=key,
        required=True, label_visibility="collapsed", on_change=_move, args=(found, record, seat.name, key),
        help=None if stamp is None else escape(written(stamp)),
    )


def _move(found: DossierView, record: Record, name: str, key: str) -> None:
    value = st.session_state.get(key)
    if value is None or value == (record.get("attitude") or "unknown"):
        return
    done = record_state.attempt(
        lambda: found.book.records.edit(record.id, {"attitude": value}, found.who, record.seen),
        msg("{name}: {attitude}", name=name, attitude=dict(ATTITUDES)[str(value)]), record.id)
    if not done:
        st.session_state.pop(key, None)  # the control says again what stands


def _left(found: DossierView, people: People, person: Record, record: Record, seat: Seat) -> None:
    if seat.left is not None:
        st.button(str(msg("Is back")), key=f"back_{record.id}", type="tertiary", icon=":material/undo:",
                  on_click=_leave, args=(found, person, record, None))
        return
    with st.popover(str(msg("Has left")), type="tertiary", icon=":material/logout:", on_change="rerun",
                    key=f"left_{record.id}") as opened:
        if not opened.open:
            return
        key = f"left_on_{record.id}"
        st.date_input(str(kind("position").field("left").label), value=people.today, format="DD.MM.YYYY", key=key,
                      min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 12, 31))
        st.button(str(msg("Save")), key=f"left_save_{record.id}", type="primary", on_click=_leave,
                  args=(found, person, record, key))


def _leave(found: DossierView, person: Record, record: Record, key: str | None) -> None:
    day = None if key is None else st.session_state.get(key)
    if key is not None and day is None:
        return
    what = msg("{name} has left", name=person.get("name")) if day else msg("{name} is back", name=person.get("name"))
    record_state.attempt(lambda: found.book.records.edit(record.id, {"left": day}, found.who, record.seen), what, record.id)


def _remove(found: DossierView, person: Record, record: Record) -> None:
    record_state.attempt(lambda: found.book.records.remove(record.id, found.who),
                         msg("{name} is in the bin", name=str(person.get("name"))[:80]), record.id)
