"""What the ledger knows beside the sections that people write: entities, supplies, debts, requests, answers, peers."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from kam_core.i18n import Count, Money, Number, msg, nmsg
from kam_core.metrics.client_supplied import STATES
from kam_core.metrics.nps_answers import MOODS
from kam_core.ui.answers import ask
from kam_core.ui.columns import Column
from kam_core.ui.dossier_story import facts, whole
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.tables import table
from kam_core.ui.text import escape

ENTITIES = (
    Column("name", msg("Legal entity"), width=220), Column("revenue", msg("Revenue"), "money", digits=0),
    Column("share", msg("Share"), "share"), Column("manager", msg("Manager")), Column("region", msg("Region")),
    Column("last_purchase", msg("Last purchase"), "day"), Column("account_id", msg("Id")), Column("status", msg("Status")),
    Column("since", msg("Client since"), "day"),
)
CATEGORIES = (
    Column("category", msg("Category"), width=180), Column("revenue", msg("Twelve months"), "money", digits=0),
    Column("share", msg("Share"), "share"), Column("change", msg("Change"), "money", digits=0),
    Column("state", msg("State"), "mark", marks=tuple(STATES.items())), Column("first_purchase", msg("First purchase"), "day"),
    Column("last_purchase", msg("Last purchase"), "day"),
)
PRODUCTS = (
    Column("label", msg("Product"), width=220), Column("revenue", msg("Twelve months"), "money", digits=0),
    Column("quantity", msg("Quantity"), "number", digits=0), Column("revenue_before", msg("A year before"), "money", digits=0),
    Column("first_purchase", msg("First purchase"), "day"), Column("last_purchase", msg("Last purchase"), "day"),
    Column("category", msg("Category")), Column("product", msg("Id")),
)
PEERS = (
    Column("category", msg("Category"), width=180), Column("revenue", msg("This client"), "money", digits=0),
    Column("usual", msg("Similar clients that buy it, median"), "money", digits=0),
    Column("probability", msg("Similar clients that buy it"), "share"), Column("low", msg("Worth from"), "money", digits=0),
    Column("high", msg("to"), "money", digits=0),
)
ANSWERS = (
    Column("date", msg("Date"), "day"), Column("score", msg("Score"), "count"),
    Column("mood", msg("Who it is"), "mark", marks=tuple(MOODS.items())),
    Column("comment", msg("In their words"), width="large"), Column("role", msg("Role")), Column("survey", msg("Survey")),
)


def general(found: DossierView) -> None:
    """Beside «About the client»: its legal entities and what each brings."""
    answer = facts(found)
    rows = answer.frames["entities"]
    positive = rows["revenue"].where(rows["revenue"] > 0)
    st.caption(escape(nmsg("{n} legal entity in the ledger", "{n} legal entities in the ledger", len(rows))))
    shown = rows.assign(share=positive / positive.sum() if positive.notna().any() else positive)
    shown = shown[[column.key for column in ENTITIES]].dropna(axis=1, how="all")
    table(shown, ENTITIES, "client_entities", alt=msg("Legal entities of the client with their revenue"),
          currency=found.currency, search="name")


def relations(found: DossierView) -> None:
    """Beside «The client as we see it»: what was supplied when, debts, requests, answers."""
    answer = ask("client_supplied", found.view, whole(found), client=found.client_id)
    thesis_line(answer.thesis)
    if len(answer.rows):
        alt = msg("Categories that the client buys")
        table(answer.rows, CATEGORIES, "client_categories", alt=alt, currency=found.currency)
    _products(found)
    _months(found)
    with st.expander(str(msg("Beside similar clients")), icon=":material/compare_arrows:", on_change="rerun",
                     key="client_beside") as opened:
        if opened.open:
            peers(found)
    notes(answer.notes)
    _debts(found)
    _requests(found)
    _answers(found)


def _products(found: DossierView) -> None:
    """The products, once they are asked for."""
    answer = ask("client_supplied", found.view, whole(found), client=found.client_id)
    count = int(answer.summary["products"] or 0)
    label = str(nmsg("{n} product", "{n} products", count))
    with st.expander(label, icon=":material/inventory_2:", on_change="rerun", key="client_products") as opened:
        if opened.open:
            shown = answer.frames["products"]
            if count > len(shown):
                st.caption(str(nmsg("The {n} that brings most", "The {n} that bring most", len(shown))))
            alt = msg("Products that the client buys")
            table(shown, PRODUCTS, "client_products_list", alt=alt, currency=found.currency)


def _months(found: DossierView) -> None:
    """Categories by month, once they are asked for."""
    label = str(msg("By month"))
    with st.expander(label, icon=":material/calendar_month:", on_change="rerun", key="client_by_month") as opened:
        if not opened.open:
            return
        answer = ask("client_supplied", found.view, whole(found), client=found.client_id)
        months = answer.frames["months"]
        if months.empty:
            st.caption(escape(answer.thesis or ""))
            return
        wide = months.assign(category=months["category"].fillna("—")).pivot_table(
            index="month", columns="category", values="revenue", aggfunc="sum")
        order = wide.sum().sort_values(ascending=False).index[:12]
        names = [f"c{place}" for place in range(len(order))]
        shown = wide[order].set_axis(names, axis=1).reset_index().iloc[::-1].reset_index(drop=True)
        columns = [Column("month", msg("Month"), "month"), *(
            Column(name, msg("{name}", name=category), "money", digits=0) for name, category in zip(names, order, strict=True))]
        table(shown, columns, "client_month_list", alt=msg("What the client bought by category and month"),
              currency=found.currency)


def _debts(found: DossierView) -> None:
    summary, currency = facts(found).summary, found.currency
    if summary["receivables"] is None:
        return
    parts: list[object] = [msg("Owes {amount}", amount=Money(summary["receivables"], currency))]
    if summary["overdue"]:
        parts.append(nmsg("overdue {amount}, the oldest for {n} day", "overdue {amount}, the oldest for {n} days",
                          int(summary["oldest"] or 0), amount=Money(summary["overdue"], currency)))
    if summary["days_to_pay"] is not None:
        parts.append(msg("pays in {days} days on average", days=Number(summary["days_to_pay"])))
    if summary["dso"] is not None:
        parts.append(msg("{days} days of sales outstanding", days=Number(summary["dso"])))
    st.markdown(":material/payments: " + " · ".join(escape(part) for part in parts))


def _requests(found: DossierView) -> None:
    summary = facts(found).summary
    if summary["requests"] is None:
        return
    parts: list[object] = [nmsg("{n} request in twelve months", "{n} requests in twelve months", int(summary["requests"]))]
    if summary["requests_median_hours"] is not None:
        parts.append(msg("half of them solved in {hours} hours", hours=Number(summary["requests_median_hours"])))
    parts.append(msg("open now: {n}, past the limit: {late}", n=Count(int(summary["requests_open"] or 0)),
                     late=Count(int(summary["requests_late"] or 0))))
    st.markdown(":material/support_agent: " + " · ".join(escape(part) for part in parts))


def _answers(found: DossierView) -> None:
    """Answers of surveys, with their words once they are asked for; who gave them stands on the page NPS."""
    summary = facts(found).summary
    if summary["answers"] is None:
        return
    said = nmsg("{n} answer in twelve months: promoters {good}, detractors {bad}",
                "{n} answers in twelve months: promoters {good}, detractors {bad}", int(summary["answers"]),
                good=Count(int(summary["promoters"] or 0)), bad=Count(int(summary["detractors"] or 0)))
    with st.expander(str(said), icon=":material/forum:", on_change="rerun", key="client_answers") as opened:
        if opened.open:
            rows = ask("answers", found.view, replace(found.scope, start=None, end=None)).rows
            if rows.empty:
                st.caption(str(msg("No answer was found.")))
            else:
                table(rows, ANSWERS, "client_answer_list", alt=msg("Answers of the client, the latest first"))


def peers(found: DossierView) -> None:
    """What similar clients buy, and this one does not."""
    answer = ask("client_peers", found.view, whole(found), client=found.client_id)
    thesis_line(answer.thesis)
    if len(answer.rows):
        alt = msg("Categories of this client beside similar ones")
        table(answer.rows, PEERS, "client_peers", alt=alt, currency=found.currency)
    notes(answer.notes)

