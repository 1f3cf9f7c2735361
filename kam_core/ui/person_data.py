"""What a person may ask for: all that is known of them as a file, and that it be erased. For whoever may erase."""

from __future__ import annotations

import json

import streamlit as st

from kam_core.book import Record
from kam_core.errors import KamError, UsageError
from kam_core.i18n import current_language, msg, use_language
from kam_core.ledger.rights import erase
from kam_core.ui import errors, record_state
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.text import escape

ACT, WRONG = "erased_act", "erased_wrong"
"""In the session: the act of an erasing, as text; what went wrong, by person."""


def person_data(found: DossierView, person: Record) -> None:
    """The export of a person's data, and the form that erases it; a word on who does where whoever looks may not."""
    if not found.view.may("erase"):
        st.caption(str(msg("Whoever may erase persons (the administrator) hands out and erases a person's data on request.")))
        return
    language = current_language()

    def make() -> bytes:
        with use_language(language):
            told = found.book.persons.export(person.id, found.who)
        return json.dumps(told, ensure_ascii=False, indent=2).encode()

    st.download_button(
        str(msg("Export this person's data")), make, file_name=f"person-{person.id[:8]}.json", mime="application/json",
        key=f"export_{person.id}", icon=":material/download:", on_click="ignore",
    )
    asking = f"erasing_{person.id}"
    if not st.session_state.get(asking):
        st.button(str(msg("Erase this person's data")), key=f"ask_{asking}", icon=":material/person_remove:", type="tertiary",
                  on_click=_ask, args=(asking, True))
        return
    _form(found, person, asking)


def _form(found: DossierView, person: Record, asking: str) -> None:
    with st.form(f"form_{asking}"):
        st.markdown(escape(msg("{name} is taken out for good: this record, its history, drafts, every text that names them at "
                               "all clients, and what imported files say of them. It cannot be undone.",
                               name=person.get("name"))))
        st.text_input(str(msg("On what request (its day, its number)")), key=f"why_{asking}", max_chars=500)
        st.text_input(escape(msg("Write “{name}” to confirm", name=person.get("name"))), key=f"name_{asking}", max_chars=1000)
        wrong = st.session_state.pop(f"{WRONG}_{person.id}", None)
        if isinstance(wrong, KamError):
            errors.show(wrong)
        with st.container(horizontal=True, gap="small"):
            st.form_submit_button(str(msg("Erase for good")), type="primary", key=f"do_{asking}", on_click=_erase,
                                  args=(found, person, asking))
            st.form_submit_button(str(msg("Cancel")), key=f"no_{asking}", on_click=_ask, args=(asking, False))


def _ask(asking: str, value: bool) -> None:
    st.session_state[asking] = value


def _erase(found: DossierView, person: Record, asking: str) -> None:
    """The right is asked for again: a button may be pressed after it was taken away."""
    why, name = (str(st.session_state.get(f"{key}_{asking}") or "").strip() for key in ("why", "name"))
    try:
        if not found.view.may("erase"):
            raise UsageError(msg("Your role may not erase persons."))
        if name != str(person.get("name")):
            raise UsageError(msg("The name does not agree."), next=msg("Write it exactly as it stands on the card."))
        act = erase(found.view.store, person.id, found.who, why)
    except KamError as error:
        st.session_state[f"{WRONG}_{person.id}"] = error
        return
    for place in [each for each in record_state.forms() if person.id in each]:
        record_state.close_form(place)
    for key in [key for key in st.session_state if isinstance(key, str) and person.id in key]:
        del st.session_state[key]
    st.session_state[ACT] = act.text()


def said_of_erased() -> None:
    """The act of an erasing that was just done: to be read, and taken along."""
    act = st.session_state.get(ACT)
    if act is None:
        return
    with st.container(border=True, key="erased_act"):
        st.success(str(msg("The person's data were erased. Keep the act.")), icon=":material/check:")
        st.code(act, language=None, wrap_lines=True)
        with st.container(horizontal=True, gap="small"):
            st.download_button(str(msg("Download the act")), str(act).encode(), file_name="act.txt", mime="text/plain",
                               key="erased_act_file", icon=":material/download:", on_click="ignore")
            st.button(str(msg("Close")), key="erased_act_close", on_click=_close)


def _close() -> None:
    st.session_state.pop(ACT, None)
