"""The page of one client: which one, its head, and the part that is open."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import streamlit as st

from kam_core.errors import BookError
from kam_core.i18n import Day, Message, Share, msg
from kam_core.metrics.dossier import client, clock
from kam_core.metrics.key_list import find
from kam_core.ui import address, client_list, errors, record_state
from kam_core.ui.dossier_business import business
from kam_core.ui.dossier_compare import compare
from kam_core.ui.dossier_facts import general, relations
from kam_core.ui.dossier_journal import journal
from kam_core.ui.dossier_list import dossiers
from kam_core.ui.dossier_orders import orders
from kam_core.ui.dossier_people import people
from kam_core.ui.dossier_plan import plan
from kam_core.ui.dossier_questions import asked as asked_questions
from kam_core.ui.dossier_rivals import rivals
from kam_core.ui.dossier_sections import section
from kam_core.ui.dossier_shelves import SHOW
from kam_core.ui.dossier_story import story
from kam_core.ui.dossier_view import DossierView, who
from kam_core.ui.key_desk import WHO
from kam_core.ui.links import page_link
from kam_core.ui.record_list import undo
from kam_core.ui.text import escape
from kam_core.ui.view import View

CLIENT, PART = "client", "part"


def _client(found: DossierView) -> None:
    section(found, "general", general, extra=("aim", "note"))
    section(found, "relations", relations, extra=("spend", "spend_source"))


Part = Callable[[DossierView], None]
PARTS: dict[str, tuple[Message, Part]] = {
    "story": (msg("Story"), story),
    "client": (msg("The client"), _client),
    "people": (msg("People"), people),
    "rivals": (msg("Competitors and tenders"), rivals),
    "business": (msg("Opportunities and contracts"), business),
    "plan": (msg("Plan"), plan),
    "journal": (msg("Journal"), journal),
    "questions": (msg("Questions and team"), asked_questions),
    "orders": (msg("Order lines"), orders),
    "compare": (msg("Compare"), compare),
}
"""What a dossier consists of, in this order. Only the part that is open is drawn."""


def dossier_view(view: View) -> DossierView:
    """Whose dossier is asked for. Draws the list of dossiers and stops where nobody's is, or it is not to be seen."""
    try:
        book = view.book
    except BookError as error:
        st.title(escape(view.page.title))
        errors.show(error)
        st.stop()
    asked = address.get(CLIENT)
    known = client(view.open_ledger, view.scope, asked) if asked else None
    if known is None:
        if asked:
            st.warning(str(msg("There is no such client, or it is not yours to see.")), icon=":material/lock:")
        dossiers(view, book)
        st.stop()
    return DossierView(view, book, known, who(view, str(st.session_state.get(WHO, ""))))


def dossier_head(found: DossierView) -> None:
    """The name, the clock, the way to the neighbours in the list that the client was opened from."""
    _neighbours(found)
    st.title(escape(found.name))
    today = datetime.datetime.now().astimezone().date()
    times = clock(found.dossier, found.view.settings)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="dossier_head"):
        if times.due is None:
            st.badge(str(msg("not all sections are written")), color="orange", icon=":material/schedule:")
        elif times.late(today):
            st.badge(escape(msg("was to be revised by {day}", day=Day(times.due))), color="orange", icon=":material/schedule:")
        else:
            st.badge(escape(msg("to be revised by {day}", day=Day(times.due))), color="green", icon=":material/schedule:")
        st.caption(escape(msg("{share} of the fields are written", share=Share(times.filled, 0))), width="content")
        if not found.may_edit:
            st.badge(str(msg("to read")), icon=":material/visibility:", color="gray")
    record_state.said(lambda record, version: undo(found, record, version))


def dossier_part(found: DossierView) -> None:
    """The switch of the parts, kept in the address, and the part that is open."""
    asked = address.get(PART)
    now = asked if asked in PARTS else next(iter(PARTS))
    st.session_state["dossier_part"] = now
    st.segmented_control(
        str(msg("Part of the dossier")), list(PARTS), format_func=lambda key: str(PARTS[key][0]), key="dossier_part",
        required=True, on_change=_switch, label_visibility="collapsed",
    )
    PARTS[now][1](found)


def _switch() -> None:
    address.put(PART, st.session_state["dossier_part"] or "")
    address.put(SHOW, "")


def _neighbours(found: DossierView) -> None:
    """The way to another client: by name, or the one before and after in the list."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="dossier_neighbours"):
        page_link("dossier", msg("All dossiers"))
        known, near = client_list.current(), client_list.around(found.client_id)
        if known is not None and near is not None:
            before, after, place, count = near
            if before is not None:
                page_link("dossier", msg("Previous"), client=before, part=address.get(PART))
            st.caption(escape(msg("{place} of {count}: {list}", place=place, count=count, list=known[0])), width="content")
            if after is not None:
                page_link("dossier", msg("Next"), client=after, part=address.get(PART))
        with st.popover(str(msg("Another client")), icon=":material/search:", type="tertiary", on_change="rerun",
                        key="dossier_other") as opened:
            if opened.open:
                search(found.view)


def search(view: View) -> None:
    """Find a client by name."""
    wanted = st.text_input(str(msg("Find any client")), key="dossier_find", icon=":material/search:",
                           placeholder=str(msg("Find by name"))).strip()
    if wanted:
        hits = find(view.open_ledger, view.scope, wanted)
        for id, name in list(hits.items())[:12]:
            page_link("dossier", msg("{name}", name=name), client=str(id))
        if not hits:
            st.caption(escape(msg("No client is called “{text}”.", text=wanted)))
