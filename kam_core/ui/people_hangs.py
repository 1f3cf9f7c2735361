"""On whom most hangs: persons of all clients that are seen, with the revenue of the entities where they decide."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from kam_core.book import Book
from kam_core.book.kinds.people import ATTITUDES
from kam_core.i18n import Share, msg, nmsg
from kam_core.metrics.people_revenue import Hanging, entities, hanging, months, total
from kam_core.ui.client_tables import WIDTH, answer_table
from kam_core.ui.columns import Column
from kam_core.ui.notes import thesis_line
from kam_core.ui.people_read import every_seat, looked
from kam_core.ui.view import View

COLUMNS = (
    Column("name", msg("Person"), width=WIDTH), Column("attitude", msg("Attitude to us"), "mark", marks=ATTITUDES),
    Column("decides", msg("Revenue where they decide"), "money"), Column("share", msg("Share of the revenue"), "share"),
    Column("acts", msg("Revenue where they act"), "money"), Column("entities", msg("Legal entities"), "count"),
    Column("clients", msg("Clients"), width=WIDTH), Column("held_by", msg("Who of us holds the contact"), width=WIDTH),
)


def people_hangs(view: View, book: Book, who: str) -> None:
    """The table; a name opens the dossier of the client where most hangs on the person. Nothing where nobody is known."""
    seats = every_seat(book)
    if not seats:
        return
    today = datetime.datetime.now().astimezone().date()
    known = entities(view.open_ledger, view.scope, {seat.client for seat in seats})
    found = [each for each in hanging(seats, known, today) if each.acts]
    if not found:
        return
    looked(book, "", who, {each.person for each in found})
    whole = total(view.open_ledger, view.scope)
    rows = pd.DataFrame([_row(each, float(whole)) for each in found])
    answer_table(rows, COLUMNS, msg("People on whom most hangs"), view, "people_hang")
    first = found[0]
    if first.decides and whole > 0:
        thesis_line(msg("{name} decides where {share} of the revenue of {months} comes from.", name=first.name,
                        share=Share(float(first.decides / whole)), months=months(view.open_ledger)))
    st.caption(str(nmsg("An entity counts for everybody who acts there, so the sums of {n} person overlap.",
                        "An entity counts for everybody who acts there, so the sums of {n} people overlap.", len(found))))


def _row(each: Hanging, whole: float) -> dict[str, object]:
    clients = {client: places[0].client_name for client, places in each.entities.items()}
    first = next(iter(each.entities))
    return {
        "account_id": first, "name": each.name, "attitude": each.attitude, "decides": float(each.decides),
        "share": float(each.decides) / whole if whole > 0 else None, "acts": float(each.acts),
        "entities": sum(len(places) for places in each.entities.values()), "clients": ", ".join(clients.values()),
        "held_by": ", ".join(sorted({seat.held_by for seat in each.seats if seat.held_by}, key=str.casefold)) or None,
    }
