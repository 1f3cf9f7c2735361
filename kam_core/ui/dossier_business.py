"""The part of a dossier about business to come: opportunities with their sizes, and contracts with their ends."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.book import Record
from kam_core.book.kinds import kind
from kam_core.book.kinds.market import CASES, HORIZONS
from kam_core.charts.dossier_business import sizes
from kam_core.errors import KamError
from kam_core.i18n import Joined, Message, Money, Share, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.dossier_business import Horizon, Prior, chance, covered, horizons, is_open, prior, ranges
from kam_core.metrics.dossier_rivals import outcome, wallet
from kam_core.ui import record_state
from kam_core.ui.answers import ask, chart
from kam_core.ui.columns import Column
from kam_core.ui.dossier_contracts import contracts
from kam_core.ui.dossier_rivals import outcome_figures
from kam_core.ui.dossier_shelves import ours, shelves, state, today, year_revenue
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.headline import Figure, figures
from kam_core.ui.record_files import download_records
from kam_core.ui.record_list import add_record, bin_of, record_cards
from kam_core.ui.record_words import written
from kam_core.ui.tables import table
from kam_core.ui.text import escape

SUMS = (
    Column("years", msg("Horizon")), Column("low", msg("Low"), "money"), Column("base", msg("Base"), "money"),
    Column("high", msg("High"), "money"), Column("expected", msg("Base × chance to close")),
    Column("counted", msg("Opportunities in the sum"), "count"), Column("partial", msg("Without a whole range"), "count"),
)
NEW = ("new", "none")
"""States of a client that is a new one for the chance to close."""


def business(found: DossierView) -> None:
    """Opportunities and contracts."""
    shelves(found, "business", {
        "opportunities": (msg("Opportunities"), _opportunities), "contracts": (msg("Contracts"), contracts),
    })


def _opportunities(found: DossierView) -> None:
    records = found.book.records.of("opportunity", found.client_id)
    usual = _usual(found)
    if any(is_open(each) for each in records):
        _size(found, records, usual)
    _list(found, records, usual)
    bin_of(found, ("opportunity",))


def _usual(found: DossierView) -> Prior:
    """The usual chance to close with such a client."""
    return prior(found.client_id in found.book.keys.current().ids, state(found) in NEW, found.view.settings)


def _size(found: DossierView, records: Sequence[Record], usual: Prior) -> None:
    """The sums over what is open, against the wallet and the white cells."""
    sums = horizons(records, usual)
    record = found.dossier
    revenue, why = year_revenue(found)
    purse = wallet(revenue, record.get("spend") if record is not None else None, ())
    white = _white(found)
    first = sums[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(str(msg("Size of opportunity")), anchor=False, width="content")
        st.badge(str(msg("assumption")), icon=":material/edit_note:", color="orange",
                 help=str(msg("What people expect, with its source at each opportunity; not a forecast.")))
    items = [
        Figure(msg("Within a year, base"), _money(first.base, found),
               note=None if first.low is None or first.high is None else msg(
                   "from {low} to {high}", low=_money(first.low, found), high=_money(first.high, found))),
        Figure(msg("Base × chance to close"), _expected(first, found), note=_weighed(first)),
        Figure(msg("Room in the wallet"), _money(purse.room, found), note=_room(purse.room, purse.share, why)),
    ]
    if white is not None and white.summary["white"]:
        items.append(Figure(msg("White cells together, middle"), _money(white.summary["mid"], found),
                            note=_cells(records, white)))
    figures(items)
    against = [(name, float(amount)) for name, amount in (
        (msg("room in the wallet"), purse.room), (msg("white cells"), None if white is None else white.summary["mid"]),
    ) if amount is not None and amount > 0]
    if any(each.base is not None for each in sums):
        facts = tuple((each.years, each.low, each.base, each.high) for each in sums)
        chart("dossier_sizes", found.view, lambda dark: sizes(sums, against, found.currency, dark), found.client_id, facts,
              tuple(value for _, value in against))
        rows = pd.DataFrame([_row(each, found) for each in sums])
        table(rows, SUMS, "dossier_sums", alt=msg("Open opportunities together, by horizon"), currency=found.currency)
    if len({each.counted for each in sums if each.counted}) > 1:
        st.caption(str(msg("The horizons are sums of different numbers of opportunities: they do not follow from one "
                           "another.")))
    if purse.room is not None and first.base is not None and first.base > purse.room:
        st.caption(escape(msg("The base of a year is more than all that the client buys elsewhere: either it will buy more in "
                              "all, or the assumption is too bold.")))
    if white is not None and white.notes:
        st.caption(escape(white.notes[0]))


def _white(found: DossierView) -> Answer | None:
    """White cells of this client alone; None where they cannot be asked for."""
    try:
        return ask("client_peers", found.view, client=found.client_id)
    except KamError:
        return None


def _money(amount: Any, found: DossierView) -> Money | None:
    return None if amount is None else Money(float(amount), found.currency)


def _expected(each: Horizon, found: DossierView) -> object:
    if each.expected is None:
        return None
    low, high = each.expected
    if low == high:
        return _money(low, found)
    return msg("{low} – {high}", low=_money(low, found), high=_money(high, found))


def _weighed(each: Horizon) -> Message | None:
    if not each.counted:
        return None
    if not each.weighed:
        return msg("no chance entered, and none is usual here")
    return nmsg("of {n} opportunity with a chance", "of {n} opportunities with a chance", each.weighed)


def _room(room: Decimal | None, share: float | None, why: Message | None) -> Message:
    if room is None or share is None:
        return why if why is not None else msg("write what it spends a year, under Competitors")
    return msg("we have {share} of what it spends", share=Share(share))


def _cells(records: Sequence[Record], white: Answer) -> Message:
    cells = white.rows[white.rows["revenue"].isna()]["category"].astype(str).tolist()
    return nmsg("{covered} of {n} category has an opportunity", "{covered} of {n} categories have an opportunity", len(cells),
                covered=len(covered(records, cells)))


def _row(each: Horizon, found: DossierView) -> dict[str, Any]:
    expected = _expected(each, found)
    return {"years": str(nmsg("{n} year", "{n} years", each.years)), "low": each.low, "base": each.base, "high": each.high,
            "expected": None if expected is None else str(expected), "counted": each.counted, "partial": each.partial}


def _list(found: DossierView, records: Sequence[Record], usual: Prior) -> None:
    """What is open, what is expected first before the others; below it what was won and lost."""
    live = [each for each in records if is_open(each)]
    live.sort(key=lambda each: (each.get("expected") is None, each.get("expected") or each.created_at.date()))
    over = [each for each in records if not is_open(each)]
    over.sort(key=lambda each: each.get("closed") or each.changed.at.date(), reverse=True)
    # what is sold is only asked for once a form wants to name it
    choices = {"owner": ours(found), "product": _categories(found) if record_state.forms() else {}}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        add_record(found, "opportunity", msg("Add an opportunity"), choices=choices, columns=3,
                   start={"stage": "idea", "created": today(), "owner": found.client.manager})
        download_records(found, "opportunity", records)
    if not records:
        st.caption(escape(msg("Write down what could be sold here: its size for one, three and five years as low, base and "
                              "high, and what that rests on. The sum is held against the wallet and the white cells.")))
    shown = ("kind", "product", "amount", "expected", "assumption", "competitor", "without_tender", "owner")
    record_cards(found, live, _head, shown, "opportunities_open", choices=choices, columns=3,
                 told=lambda each: _told(found, each, usual))
    if over:
        st.subheader(str(msg("Won and lost")), anchor=False)
        outcome_figures(found, outcome(over, "stage"), msg("Closed opportunities"))
        record_cards(found, over, _head, ("amount", "closed", "reason", "competitor", "owner"), "opportunities_over",
                     choices=choices, columns=3)




def _categories(found: DossierView) -> dict[str, str]:
    """Categories that are sold, to name what an opportunity is about."""
    white = _white(found)
    return {} if white is None else {name: name for name in white.rows["category"].dropna().astype(str).tolist()}


def _head(each: Record) -> object:
    stage = kind("opportunity").field("stage").label_of(each.get("stage"))
    return each.get("name") if stage is None else msg("{name} · {stage}", name=str(each.get("name")), stage=stage)


def _told(found: DossierView, each: Record, usual: Prior) -> list[Message]:
    """Its chance to close, its ranges, and when they were written."""
    said: list[Message] = []
    odds = chance(each, usual)
    if each.get("probability") is not None:
        said.append(msg("Chance to close: {share}", share=Share(each.get("probability"), 0)))
    elif odds is not None:
        said.append(msg("Chance to close: {low} – {high}, usual for such a client; none is entered", low=Share(odds[0], 0),
                        high=Share(odds[1], 0)))
    parts = []
    for one in ranges(each):
        if one.some:
            amounts = [_money(value, found) or "—" for value in (one.low, one.base, one.high)]
            parts.append(str(nmsg("{n} year: {low} – {base} – {high}", "{n} years: {low} – {base} – {high}", one.years,
                                  low=amounts[0], base=amounts[1], high=amounts[2])))
    keys = [f"y{years}_{case}" for years in HORIZONS for case in CASES]
    stamps = [each.stamps[key] for key in keys if key in each.stamps]
    if parts:
        latest = max(stamps, key=lambda stamp: stamp.version)
        said.append(msg("Income, low – base – high: {ranges}; written: {stamp}", ranges="; ".join(parts),
                        stamp=written(latest)))
        if each.get("assumption") is None:
            said.append(msg("What that rests on is not written."))
    broken = [str(nmsg("{n} year", "{n} years", one.years)) for one in ranges(each) if one.some and not one.whole]
    if broken:
        said.append(msg("Not in the sums, as low, base and high are not all there: {horizons}", horizons=Joined(broken)))
    return said
