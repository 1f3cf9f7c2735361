"""Contracts of a client: what ends when, and by which day notice must be given."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kam_core.book import Record
from kam_core.charts.dossier_business import MOST
from kam_core.charts.dossier_business import contracts as contracts_chart
from kam_core.i18n import Day, Message, msg, nmsg
from kam_core.metrics.dossier_business import STATES, Term, deadline, terms
from kam_core.ui.answers import chart
from kam_core.ui.dossier_shelves import today
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.record_files import download_records
from kam_core.ui.record_list import add_record, bin_of, record_cards
from kam_core.ui.text import escape

URGENT = ("notice", "missed", "renewed")
UNNAMED = msg("contract")


def contracts(found: DossierView) -> None:
    """The line of time, then each contract, what expires first before the others."""
    records = found.book.records.of("contract", found.client_id)
    known = terms(records, today(), int(found.view.settings.number("dossier_notice_days")))
    if known:
        st.subheader(escape(_said(known)), anchor=False)
        facts = tuple((each.record.id, each.record.version) for each in known)
        chart("dossier_contracts", found.view, lambda dark: contracts_chart(known, today(), dark), found.client_id, facts,
              today())
        if len(known) > MOST:
            st.caption(escape(nmsg("{n} more stands below.", "{n} more stand below.", len(known) - MOST)))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        add_record(found, "contract", msg("Add a contract"), start={"start": today()})
        download_records(found, "contract", records)
    if not records:
        st.caption(escape(msg("Write down each contract with its end and the days of notice: the day by which notice must be "
                              "given comes onto the page Today.")))
    of = {each.record.id: each for each in known}

    def head(record: Record) -> Message:
        return msg("{name} · {state}", name=str(record.get("name") or UNNAMED), state=STATES[of[record.id].state])

    shown = ("start", "end", "value", "terms", "auto_renewal", "notice_days")
    record_cards(found, [each.record for each in known], head, shown, "contracts",
                 told=lambda record: [deadline(of[record.id])])
    bin_of(found, ("contract",))


def _said(known: Sequence[Term]) -> Message:
    """The contracts in a sentence: what needs somebody, else what ends first."""
    urgent = [each for each in known if each.state in URGENT]
    if urgent:
        first = urgent[0]
        return msg("{name}: {what}", name=str(first.record.get("name") or UNNAMED), what=deadline(first))
    live = [each for each in known if each.state == "running"]
    if not live:
        return msg("No contract is in force.")
    return nmsg("{n} contract is in force; it ends on {day}.", "{n} contracts are in force; the first to end does so on {day}.",
                len(live), day=Day(min(each.end for each in live)))
