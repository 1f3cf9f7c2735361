"""Everything about one person: contact data, where they act and what hangs on them; what they may ask for."""

from __future__ import annotations

import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.book.kinds.people import ROLES
from kam_core.i18n import Money, msg
from kam_core.metrics.people import Seat
from kam_core.metrics.people_revenue import Entity, months
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.links import page_link
from kam_core.ui.notes import thesis_line
from kam_core.ui.people_read import People
from kam_core.ui.person_data import person_data
from kam_core.ui.record_words import lines, said, when
from kam_core.ui.text import escape


def person_details(found: DossierView, people: People, person: Record) -> None:
    """A button that opens everything about a person; read when it is opened."""
    with st.popover("", icon=":material/badge:", type="tertiary", help=str(msg("Everything about this person")),
                    on_change="rerun", key=f"person_{person.id}_all", width="content") as opened:
        if not opened.open:
            return
        st.markdown(f"**{escape(person.get('name'))}**")
        for field in kind("person").fields[1:]:
            value = person.get(field.key)
            if value is not None:
                st.markdown(f":gray[{escape(field.label)}:] {lines(said(field, value))}")
        _tree(found, people, person)
        st.caption(escape(msg("Written down {when} by {who}.", when=when(person.created_at), who=person.created_by)))
        person_data(found, person)


def _tree(found: DossierView, people: People, person: Record) -> None:
    """The clients and legal entities that are tied through this person, with what each of them brings."""
    seats = [seat for seat in (*people.seats, *people.elsewhere) if seat.person == person.id]
    places = people.entities
    hanging = people.hanging.get(person.id)
    thesis_line(msg("Where they act, and the revenue of {months}", months=months(found.view.open_ledger)))
    for client in dict.fromkeys(seat.client for seat in seats):
        name = next((entity.client_name for entity in places.values() if entity.client == client), client)
        whole = sum(entity.revenue for entity in (hanging.entities.get(client, ()) if hanging else ()))
        if client == found.client_id:
            st.markdown(f"**{escape(name)}** · {escape(Money(whole, found.currency, exact=True))}")
        else:
            page_link("dossier", msg("{name}: {amount}", name=name, amount=found.money(whole)), client=client, part="people")
        own = [seat for seat in seats if seat.client == client]
        st.markdown("\n".join(f"- {_line(found, people, seat, places.get(seat.account or ''))}" for seat in own))
    if hanging is not None:
        st.markdown(escape(msg("Together: {acts}; of this where they decide: {decides}.", acts=found.money(hanging.acts),
                               decides=found.money(hanging.decides))))


def _line(found: DossierView, people: People, seat: Seat, entity: Entity | None) -> str:
    parts: list[object] = [entity.name if entity is not None else seat.account or msg("all legal entities")]
    parts += [each for each in (seat.position, dict(ROLES).get(seat.role or "")) if each]
    if not seat.acts(people.today):
        parts.append(msg("left"))
    elif entity is not None:
        parts.append(found.money(entity.revenue))
    return " · ".join(escape(part) for part in parts)
