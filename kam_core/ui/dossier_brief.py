"""The brief for a meeting: chosen for whom, made when it is asked for, written into the log."""

from __future__ import annotations

import streamlit as st

from kam_core.i18n import Message, current_language, msg, use_language
from kam_core.metrics import Answer, client_parts, people
from kam_core.metrics.client_scope import asked
from kam_core.metrics.dossier import clock
from kam_core.metrics.dossier_questions import answers, questions
from kam_core.reports.brief import Brief, pdf
from kam_core.ui.answers import ask
from kam_core.ui.dossier_shelves import today
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.downloads import file_name

FOR: dict[str, Message] = {"internal": msg("Internal"), "client": msg("For the client")}
PDF = "application/pdf"


def brief_button(found: DossierView, answer: Answer) -> None:
    """A button that gives one page for a meeting, for ourselves or to hand over."""
    with st.popover(str(msg("Brief for a meeting")), icon=":material/description:", on_change="rerun", key="brief",
                    type="secondary") as opened:
        if not opened.open:
            return
        chosen = st.segmented_control(str(msg("For whom")), list(FOR), default="internal", required=True, key="brief_for",
                                      format_func=lambda key: str(FOR[key])) or "internal"
        internal, language = chosen == "internal", current_language()
        st.caption(str(msg("Everything on one page, opinions included: not to be handed over.") if internal else msg(
            "Without margin, opinions, roles in the decision and our questions.")))
        st.download_button(
            str(msg("Download .pdf")), lambda: _made(found, answer, internal, language), mime=PDF, key=f"brief_pdf_{chosen}",
            file_name=f"{file_name(found.name)}.pdf", icon=":material/download:", type="primary", on_click="ignore",
        )


def _made(found: DossierView, answer: Answer, internal: bool, language: str) -> bytes:
    with use_language(language):
        made = pdf(brief(found, answer, internal))
        found.book.note("export", found.client_id, "pdf", found.who, {"kind": "brief", "internal": internal,
                                                                      "version": answer.version})
        return made


def brief(found: DossierView, answer: Answer, internal: bool) -> Brief:
    """What the page is made of. answer: of the measure ``client``"""
    records, view, day = found.book.records, found.view, today()
    positions = records.of("position", found.client_id)
    persons = {id: record for id, record in records.many(each.parent or "" for each in positions).items()
               if record.deleted_at is None}
    visits = records.of("visit", found.client_id)
    answered = answers(records.of("answer", found.client_id))
    asks = [each for each in questions(records.of("question")) if not each.retired and each.id not in answered]
    who = asked(view.open_ledger, answer.scope, found.client_id)
    assert who is not None
    return Brief(
        client=answer, months=ask("client_months", view, answer.scope, client=found.client_id).rows,
        requests=client_parts.requests_of(view.open_ledger, who, view.settings).frame, dossier=found.dossier,
        revised=clock(found.dossier, view.settings).revised, seats=people.seats(persons, positions, people.met(visits, day)),
        visits=visits, promises=records.of("promise", found.client_id), asks=asks, currency=found.currency,
        made=view.open_ledger.info.created.date(), today=day, internal=internal,
    )
