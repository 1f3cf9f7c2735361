"""The part of a dossier about competitors: side by side, the wallet they share with us, tenders, what people write of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.book.kinds.market import COMPARED
from kam_core.charts.dossier_rivals import wallet as wallet_chart
from kam_core.i18n import Message, Money, Share, msg, nmsg
from kam_core.metrics.dossier_rivals import Outcome, compared, outcome, wallet
from kam_core.ui import record_state
from kam_core.ui.answers import chart
from kam_core.ui.dossier_sections import section
from kam_core.ui.dossier_shelves import rated, shelves, year_revenue
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.headline import Figure, figures
from kam_core.ui.record_files import download_records
from kam_core.ui.record_form import record_form
from kam_core.ui.record_list import bin_of, record_list
from kam_core.ui.record_words import written
from kam_core.ui.text import escape
from kam_core.ui.values import count

MARKS = {"better": (":orange[▲]", msg("better than we")), "equal": (":gray[●]", msg("as we")),
         "worse": (":green[▼]", msg("worse than we"))}
SIDE_BY_SIDE = 6
"""So many competitors stand side by side, the largest first."""


def rivals(found: DossierView) -> None:
    """Competitors and tenders."""
    shelves(found, "rivals", {
        "competitors": (msg("Competitors"), _competitors), "tenders": (msg("Tenders"), _tenders),
    })


def _competitors(found: DossierView) -> None:
    records = found.book.records.of("competitor", found.client_id)
    records.sort(key=lambda each: (-(each.get("share") or 0), str(each.get("name")).casefold()))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(escape(compared(records)), anchor=False, width="content")
        download_records(found, "competitor", records)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _side_by_side(records[:SIDE_BY_SIDE])
        if len(records) > SIDE_BY_SIDE:
            st.caption(escape(nmsg("{n} more stands below.", "{n} more stand below.", len(records) - SIDE_BY_SIDE)))
    with right:
        _wallet(found, records)
    record_list(
        found, "competitor", records, lambda each: each.get("name"), ("strong", "weak", "answer", "source"),
        empty=msg("Write down who else supplies this client: where each is better or worse than we are, and how much of its "
                  "purchases each has."),
        add=msg("Add a competitor"),
    )
    bin_of(found, ("competitor",))
    st.divider()
    section(found, "rivals")


def _side_by_side(records: Sequence[Record]) -> None:
    """What is compared by rows, competitors by columns; words and marks, not colour alone."""
    if not records:
        return
    shape = kind("competitor")
    names = _unlike([str(each.get("name")) for each in records])
    rows = {}
    for key in COMPARED:
        cells = [MARKS.get(str(each.get(key))) for each in records]
        rows[str(shape.field(key).label)] = ["—" if cell is None else f"{cell[0]} {escape(cell[1])}" for cell in cells]
    shares = [each.get("share") for each in records]
    rows[str(msg("Share of purchases (estimate)"))] = ["—" if each is None else escape(Share(each)) for each in shares]
    if any(each.get("products") for each in records):
        rows[str(shape.field("products").label)] = [escape(each.get("products") or "—") for each in records]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[escape(name) for name in names])
    st.table(frame, border="horizontal", alt=str(msg("Competitors side by side")))


def _unlike(names: Sequence[str]) -> list[str]:
    """Names that differ from one another."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _wallet(found: DossierView, competitors: Sequence[Record]) -> None:
    """Who has how much of what the client spends on what we sell."""
    ours, why = year_revenue(found)
    record = found.dossier
    spend = record.get("spend") if record is not None else None
    known = wallet(ours, spend, competitors)
    st.subheader(str(msg("Share of wallet")), anchor=False)
    parts: list[Message] = []
    if known.share is not None and known.room is not None:
        parts.append(msg("We have {share} of it: {ours} of {spend} a year.", share=Share(known.share),
                         ours=Money(float(ours or 0), found.currency), spend=Money(float(spend or 0), found.currency)))
    elif spend is None:
        parts.append(msg("How much the client spends a year on what we sell, from all suppliers, is not written yet."))
    elif ours is None and why is not None:
        parts.append(why)
    if known.share is not None or known.rivals:
        chart("dossier_wallet", found.view, lambda dark: wallet_chart(known, dark), found.client_id, known.share, known.rivals,
              known.rest)
    for line in (*parts, *known.notes):
        st.caption(escape(line))
    if spend is not None and record is not None:
        source = record.get("spend_source")
        st.caption(escape(msg("Assumption. {source}; written: {stamp}", stamp=written(record.stamps["spend"]),
                              source=source or msg("Its source is not named"))))
    place = f"dossier:{found.client_id}:spend"
    if record_state.is_open(place):
        record_form(found, "dossier", place, record, ["spend", "spend_source"], columns=1)
    elif found.may_edit:
        st.button(str(msg("Write what it spends")), key="write_spend", icon=":material/edit:", type="tertiary",
                  on_click=record_state.open_form, args=(place, record))


def _tenders(found: DossierView) -> None:
    records = found.book.records.of("tender", found.client_id)
    records.sort(key=lambda each: (each.get("date") is None, each.get("date") or each.created_at.date()), reverse=True)
    if records:
        outcome_figures(found, outcome(records), msg("Tenders"))
    shape = kind("tender")

    def head(each: Record) -> object:
        result = shape.field("result").label_of(each.get("result"))
        return each.get("name") if result is None else msg("{name} · {result}", name=str(each.get("name")), result=result)

    with st.container(horizontal=True, horizontal_alignment="right"):
        download_records(found, "tender", records)
    record_list(
        found, "tender", records, head, ("date", "amount", "winner", "reason"), add=msg("Add a tender"),
        empty=msg("Write down each tender with its result and the reason: what was won and lost, and why, is counted here."),
    )
    bin_of(found, ("tender",))


def outcome_figures(found: DossierView, known: Outcome, label: Message) -> None:
    """How many were won and lost, how much money, and how many do not say why."""
    rate, note = rated(known.won, known.decided, known.interval)
    without = None if not known.without_amount else nmsg("{n} has no amount", "{n} have no amount", known.without_amount)
    figures([
        Figure(label, count(known.count)),
        Figure(msg("Won, of those decided"), rate, note=note),
        Figure(msg("Money won"), Money(float(known.won_amount), found.currency) if known.won else None, note=without),
        Figure(msg("Money lost"), Money(float(known.lost_amount), found.currency) if known.lost else None),
    ])
    if known.without_reason:
        st.caption(escape(nmsg("{n} of those decided does not say why.", "{n} of those decided do not say why.",
                               known.without_reason)))
