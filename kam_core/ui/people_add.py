"""Adding a person to a client: somebody known from another client, or somebody new; and a position to a person."""

from __future__ import annotations

from typing import Any

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import Field, Kind
from kam_core.book.kinds.people import PERSON, POSITION
from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.ui import record_state
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.people_read import People
from kam_core.ui.record_form import Choices, record_form
from kam_core.ui.text import escape

HERE = ""
"""Stands for all legal entities of the client."""
HITS = 6
ENTITY = Field("entity", msg("Legal entity"), "record", help=msg("Empty: for the whole client."))
ACTS = tuple(field for field in POSITION.fields if field.key != "left")
NEW_PERSON = Kind("person", PERSON.label, PERSON.plural, (*PERSON.fields[:3], ENTITY, *ACTS, *PERSON.fields[3:]),
                  about="person")
NEW_POSITION = Kind("position", POSITION.label, POSITION.plural, (ENTITY, *ACTS))
"""What the forms ask for: of a person and their first position together, and of one more position."""


def account_names(found: DossierView) -> dict[str, str]:
    """The legal entities of the client by id; HERE: all of them."""
    return {**found.client.accounts, HERE: str(msg("all legal entities"))}


def position_choices(found: DossierView, people: People) -> Choices:
    """What forms of positions offer: the legal entities, and who of us may hold the contact."""
    team = found.book.records.single("team", found.client_id)
    ours = [found.client.manager, *(seat.held_by for seat in (*people.seats, *people.elsewhere)),
            *(str(value) for value in (team.values.values() if team is not None and team.deleted_at is None else ()))]
    return {"held_by": {name: name for name in sorted({each for each in ours if each}, key=str.casefold)},
            "entity": dict(found.client.accounts)}


def add_person(found: DossierView, people: People) -> None:
    """The button; then a search among the persons who are seen, and the form of somebody new."""
    if not found.may_edit:
        return
    place, asking = f"new:person:{found.client_id}", f"asking_person_{found.client_id}"
    if record_state.is_open(place):
        record_form(found, NEW_PERSON, place, None, _asked(found, NEW_PERSON), choices=position_choices(found, people),
                    make=lambda values: _new(found, values))
        return
    if not st.session_state.get(asking):
        st.button(str(msg("Add a person")), key=f"add_{place}", icon=":material/person_add:", on_click=_set,
                  args=(asking, True))
        return
    with st.container(border=True, gap="small"):
        typed = st.text_input(
            str(msg("Name or e-mail")), key=f"find_{place}", icon=":material/search:", max_chars=200, width=420,
            help=str(msg("Somebody who is known from another client is written down once.")),
        ).strip()
        if typed:
            _known(found, people, typed, asking)
        with st.container(horizontal=True, gap="small"):
            start = {"email": typed} if "@" in typed else {"name": typed} if typed else {}
            st.button(str(msg("Somebody new")), key=f"new_{place}", type="primary", icon=":material/person_add:",
                      on_click=_open, args=(asking, place, _with_entity(found, start)))
            st.button(str(msg("Cancel")), key=f"cancel_{place}", on_click=_set, args=(asking, False))


def _known(found: DossierView, people: People, typed: str, asking: str) -> None:
    """Persons who are seen and called so, with the way to give them a position here."""
    wanted = typed.casefold()
    hits = [person for person in found.book.records.of("person")
            if wanted in str(person.get("name")).casefold() or wanted in str(person.get("email") or "").casefold()]
    for person in hits[:HITS]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(escape(person.get("name")), width="content")
            st.caption(escape(person.get("email") or ""), width="content")
            if person.id in people.persons:
                st.caption(str(msg("is here already")), width="content")
            else:
                st.button(str(msg("Add to this client")), key=f"take_{person.id}", type="tertiary", icon=":material/add:",
                          on_click=_open, args=(asking, _place(found, person), _with_entity(found, {})))
    if len(hits) > HITS:
        st.caption(str(msg("There are more; write more of the name.")))
    elif not hits:
        st.caption(escape(msg("Nobody is called “{text}” yet.", text=typed)))


def position_forms(found: DossierView, people: People) -> None:
    """The open forms of positions of persons who are not at this client yet."""
    prefix = f"new:position:{found.client_id}:"
    for place in [each for each in record_state.forms() if each.startswith(prefix)]:
        id = place.removeprefix(prefix)
        person = found.book.records.get(id) if id not in people.persons else None
        if person is None or person.deleted_at is not None:
            continue
        st.markdown(f"**{escape(person.get('name'))}**")
        _form(found, people, person)


def add_position(found: DossierView, people: People, person: Record) -> None:
    """One more position of a person who is here already."""
    if not found.may_edit:
        return
    place = _place(found, person)
    if record_state.is_open(place):
        _form(found, people, person)
        return
    st.button(str(msg("Add a position")), key=f"add_{place}", icon=":material/add:", type="tertiary",
              on_click=record_state.open_form, args=(place, None, _with_entity(found, {})))


def _form(found: DossierView, people: People, person: Record) -> None:
    record_form(found, NEW_POSITION, _place(found, person), None, _asked(found, NEW_POSITION),
                choices=position_choices(found, people), make=lambda values: _position(found, person, values))


def _place(found: DossierView, person: Record) -> str:
    return f"new:position:{found.client_id}:{person.id}"


def _asked(found: DossierView, shape: Kind) -> list[str]:
    """Every field; which legal entity, only where there is a choice."""
    return [field.key for field in shape.fields if field.key != ENTITY.key or len(found.client.accounts) > 1]


def _with_entity(found: DossierView, start: dict[str, Any]) -> dict[str, Any]:
    accounts = list(found.client.accounts)
    return {**start, ENTITY.key: accounts[0]} if len(accounts) == 1 else start


def _new(found: DossierView, values: dict[str, Any]) -> Record:
    """A person and their position here, both or neither."""
    own = {field.key for field in PERSON.fields}
    email = str(values.get("email") or "").strip().casefold()
    same = [each for each in found.book.records.of("person") if email and str(each.get("email") or "").casefold() == email]
    if same:
        raise UsageError(
            msg("There is somebody with this e-mail: {names}.", names=Joined([str(each.get("name")) for each in same])),
            next=msg("Cancel, find them by name and add them to this client; or leave the e-mail out."),
        )
    with found.book.database.together():
        person = found.book.records.add("person", None, {key: value for key, value in values.items() if key in own}, found.who)
        _position(found, person, {key: value for key, value in values.items() if key not in own})
    return person


def _position(found: DossierView, person: Record, values: dict[str, Any]) -> Record:
    account = values.pop(ENTITY.key, None) or None
    if account is not None and account not in found.client.accounts:
        raise UsageError(msg("This legal entity is not one of the client's."), next=msg("Choose it from the list."))
    return found.book.records.add("position", found.client_id, values, found.who, parent=person.id, account_id=account)


def _open(asking: str, place: str, start: dict[str, Any]) -> None:
    st.session_state[asking] = False
    record_state.open_form(place, None, start)


def _set(key: str, value: bool) -> None:
    st.session_state[key] = value
