"""The part People of a dossier: what it tells, the decision map, every person with their positions, how it decides."""

from __future__ import annotations

import streamlit as st

from kam_core.book import Record
from kam_core.charts import people as charts
from kam_core.i18n import msg, nmsg
from kam_core.metrics.people import Seat, at, nodes
from kam_core.metrics.people_said import Finding, findings
from kam_core.ui import record_state
from kam_core.ui.answers import show_chart
from kam_core.ui.dossier_sections import section
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.people_add import add_person, position_forms
from kam_core.ui.people_card import person_card
from kam_core.ui.people_read import People, read
from kam_core.ui.person_data import said_of_erased
from kam_core.ui.record_words import when
from kam_core.ui.session import dark
from kam_core.ui.text import escape

ICONS = {"alarm": ":material/error:", "look": ":material/visibility:", "good": ":material/check_circle:"}
MOST = 12
"""So many persons are shown at first."""


def people(found: DossierView) -> None:
    """Everything of the part; a look at it is in the log."""
    said_of_erased()
    known = read(found)
    account = _entity(found, known.seats)
    seats = at(known.seats, account)
    _findings(findings(seats, found.view.settings, known.today))
    _map(seats, known)
    _list(found, known, seats)
    section(found, "deciding")
    _bin(found, known)


def _entity(found: DossierView, seats: list[Seat]) -> str | None:
    """Which legal entity is looked at, where people act for more than one."""
    used = [account for account in found.client.accounts if any(seat.account == account for seat in seats)]
    if len(used) < 2:
        return None
    return st.selectbox(
        str(msg("Legal entity")), used, index=None, key=f"people_entity_{found.client_id}", width=360,
        placeholder=str(msg("all legal entities")), format_func=lambda account: found.client.accounts[account],
    )


def _findings(said: list[Finding]) -> None:
    st.subheader(escape(said[0].text), anchor=False)
    for each in said[1:]:
        st.markdown(f"{ICONS[each.kind]} {escape(each.text)}")


def _map(seats: list[Seat], known: People) -> None:
    drawn = nodes(seats, known.today)
    if not drawn:
        return
    figure, alt = charts.decision_map(drawn, dark())
    show_chart(figure, alt, "decision_map")
    if len(drawn) > charts.MOST:
        st.caption(str(nmsg("{n} more person is not on the map.", "{n} more people are not on the map.",
                            len(drawn) - charts.MOST)))


def _list(found: DossierView, known: People, seats: list[Seat]) -> None:
    here = [known.persons[id] for id in dict.fromkeys(seat.person for seat in seats)]
    acting = {seat.person for seat in seats if seat.acts(known.today)}
    here.sort(key=lambda person: person.id not in acting)
    st.subheader(str(nmsg("{n} person", "{n} people", len(here))) if here else str(msg("People")), anchor=False)
    add_person(found, known)
    position_forms(found, known)
    flag = f"all_people_{found.client_id}"
    most = len(here) if st.session_state.get(flag) else MOST
    for place, person in enumerate(here):
        if place < most or record_state.is_open(person.id):
            person_card(found, known, person)
    if len(here) > most:
        st.button(str(nmsg("Show {n} more", "Show {n} more", len(here) - most)), key=f"more_{flag}", type="tertiary",
                  icon=":material/expand_more:", on_click=_all, args=(flag,))


def _all(flag: str) -> None:
    st.session_state[flag] = True


def _bin(found: DossierView, known: People) -> None:
    """What was removed here, to be brought back."""
    if not known.removed or not found.may_edit:
        return
    count = len(known.removed)
    with st.expander(str(nmsg("In the bin: {n} entry", "In the bin: {n} entries", count)), icon=":material/delete:"):
        for record, name in known.removed[:50]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                words = " · ".join(str(each) for each in (name, record.get("position")) if each)
                st.markdown(escape(words), width="content")
                if record.deleted_at is not None:
                    st.caption(escape(msg("{who}, {when}", who=record.deleted_by, when=when(record.deleted_at))),
                               width="content")
                st.button(str(msg("Bring back")), key=f"restore_{record.id}", type="tertiary", icon=":material/restore:",
                          on_click=_restore, args=(found, record, name))


def _restore(found: DossierView, record: Record, name: str) -> None:
    record_state.attempt(lambda: found.book.records.restore(record.id, found.who), msg("brought back: {name}", name=name[:80]))
