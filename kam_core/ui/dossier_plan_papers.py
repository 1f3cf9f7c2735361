"""Papers of a plan: one page as PDF, inside or for the client; the calendar of the client."""

from __future__ import annotations

import streamlit as st

from kam_core.book import Record
from kam_core.i18n import current_language, msg, use_language
from kam_core.metrics.plan import live
from kam_core.reports.plan import PlanPaper, goes_out, pdf
from kam_core.ui.calendar_clients import calendar_of_client
from kam_core.ui.calendar_mine import MIME, my_calendar
from kam_core.ui.dossier_brief import FOR, PDF
from kam_core.ui.dossier_plan_read import PlanView
from kam_core.ui.dossier_shelves import today
from kam_core.ui.downloads import file_name
from kam_core.ui.text import escape


def papers(known: PlanView) -> None:
    """Buttons side by side."""
    found, language = known.found, current_language()

    def calendar() -> bytes:
        with use_language(language):
            found.book.note("export", found.client_id, "ics", found.who, {"kind": "calendar"})
            return calendar_of_client(found.book, found.client_id, found.name, today())

    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_papers"):
        if known.record is not None or known.plan.goals:
            with st.popover(str(msg("Plan on one page")), icon=":material/description:", on_change="rerun",
                            key="plan_paper") as opened:
                if opened.open:
                    _paper(known, language)
        st.download_button(str(msg("Calendar of this client (.ics)")), calendar, file_name=f"{file_name(found.name)}.ics",
                           mime=MIME, key="plan_calendar", icon=":material/event:", on_click="ignore", type="tertiary")
        my_calendar(found.view)


def _paper(known: PlanView, language: str) -> None:
    found = known.found
    chosen = st.segmented_control(str(msg("For whom")), list(FOR), default="internal", required=True, key="plan_paper_for",
                                  format_func=lambda key: str(FOR[key])) or "internal"
    internal, shared = chosen == "internal", frozenset[str]()
    if internal:
        st.caption(str(msg("Everything but the internal note: not to be handed over.")))
    else:
        st.caption(str(msg("The client's own goals, and the actions that you choose. Our aim, goals, themes, resources, risks "
                           "and what we ask of the company stay inside.")))
        shared = frozenset(_choose(known))
    paper = PlanPaper(
        known.plan, known.standing, found.name, found.client.manager, found.currency, found.view.open_ledger.version,
        found.view.open_ledger.info.created.date(), internal, shared,
    )
    if not internal:
        out = goes_out(paper)
        nothing = msg("Nothing yet: choose an action, or write a goal of the client.")
        st.caption(str(msg("What goes out")))
        st.markdown("  \n".join(escape(text) for text in out) or escape(nothing))

    def make() -> bytes:
        with use_language(language):
            found.book.note("export", found.client_id, "pdf", found.who, {
                "kind": "plan", "internal": internal, "version": found.view.open_ledger.version,
                "plan": known.standing.number})
            return pdf(paper)

    st.download_button(str(msg("Download .pdf")), make, mime=PDF, key=f"plan_pdf_{chosen}", type="primary",
                       file_name=f"{file_name(found.name)}.pdf", icon=":material/download:", on_click="ignore")


def _choose(known: PlanView) -> list[str]:
    """Which actions the client reads: none, until somebody chooses."""
    done = [each for each in known.plan.actions if each.get("done") is not None]
    actions: dict[str, Record] = {each.id: each for each in (*live(known.plan.actions), *done)}
    return st.multiselect(str(msg("Actions that the client reads")), list(actions), key="plan_paper_actions",
                          format_func=lambda id: str(actions[id].get("text")), placeholder="—")
