"""Parts of the page Profit: clients that lose money, all clients by what they leave, and what they owe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from kam_core.charts import profit as charts
from kam_core.i18n import Message, Money, Share, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.profit import REASONS
from kam_core.ui.answers import ask, chart
from kam_core.ui.client_tables import answer_table, columns
from kam_core.ui.columns import Column
from kam_core.ui.empty import empty
from kam_core.ui.headline import Figure, figures
from kam_core.ui.notes import notes, thesis_line
from kam_core.ui.text import escape
from kam_core.ui.values import money, number
from kam_core.ui.view import View

LOSING = ("name", "contribution", "reason", "revenue", "margin", "margin_rate", "serve", "serve_rate", "costed_share",
          "overdue", "manager", "region", "segment")
PROFIT = ("rank", "name", "contribution", "contribution_rate", "share_contribution", "cumulative", "revenue",
          "share_revenue", "cost", "margin", "margin_rate", "serve", "serve_rate", "costed_share", "receivables", "overdue",
          "manager", "region", "segment")
DEBTORS = ("name", "overdue", "receivables", "overdue_share", "oldest", "late_30", "late_60", "late_90", "late_over", "not_due",
           "days_to_pay", "dso", "invoices_overdue", "credit", "overpaid", "manager", "region", "segment")


def profit_columns(keys: Sequence[str]) -> list[Column]:
    """Columns of ``profit``; reasons in words."""
    return [
        replace(column, kind="mark", marks=tuple(REASONS.items())) if column.key == "reason" else column
        for column in columns("profit", keys)
    ]


def serve_label(rate: float | None) -> Message:
    """Cost to serve, with its share of revenue where that is known."""
    return msg("Cost to serve") if rate is None else msg("Cost to serve, {rate}", rate=Share(rate))


def loss_note(answer: Answer, currency: str) -> Message | None:
    """How much the clients that lose money lose; None where there are none. answer: ``profit``"""
    loss = answer.summary["loss"]
    return msg("they lose {amount}", amount=Money(-loss, currency)) if loss else None


def losing(answer: Answer, view: View) -> None:
    """The clients that lose money, the most first, each with why. answer: ``profit``"""
    rows = answer.rows[answer.rows["contribution"] < 0].iloc[::-1]
    if rows.empty:
        st.subheader(escape(msg("Clients that lose money")), width="content")
        st.markdown(escape(msg("There are none in this period.")))
        return
    answer_table(rows, profit_columns(LOSING), msg("Clients that lose money"), view, "losing")
    margin, serve = answer.summary["margin_rate"], answer.summary["serve_rate"]
    if margin is not None and serve is not None and rows["reason"].isin(["low_margin", "high_serve"]).any():
        st.caption(escape(msg(
            "The company's margin is {margin} of revenue, its cost to serve {serve}: what is further from these is the reason "
            "that is given.", margin=Share(margin), serve=Share(serve),
        )))


def without_costs(answer: Answer, view: View) -> None:
    """What is missing to tell what clients leave: cost, or cost to serve, and where to bring it."""
    info = view.open_ledger.info
    if not info.has_cost:
        empty(msg("The sales that were brought in have no cost, so profit by client is not known."),
              msg("Here would stand what each client leaves after its costs, the whale curve, and the clients that lose "
                  "money."))
    elif not answer.summary["clients"]:
        empty(msg("No client of this scope has a known contribution."), link=False)
    if info.has_cost and not info.has_serve:
        empty(msg("No costs to serve were brought in: contribution is margin."),
              msg("With them (delivery, visits, care, by client and month) the clients that cost more than they leave would be "
                  "seen."))


def debts(view: View) -> None:
    """What clients owe: figures, ages, and the table of debtors."""
    answer = ask("debts", view)
    found, currency = answer.summary, view.open_ledger.info.currency
    st.subheader(escape(msg("Debts")))
    if not view.open_ledger.info.rows.get("invoices"):
        empty(msg("No invoices were brought in, so debts are not known."),
              msg("Here would stand what clients owe, what is overdue and for how long, and how many days they take to pay."))
        return
    thesis_line(answer.thesis)
    if found["receivables"] is None:
        if answer.rows.empty and not found["issued"]:
            empty(msg("There is nothing to show of debts here."),
                  msg("Invoices tell debts where they say what was paid: a sum, or the day of payment. A list of open "
                      "invoices alone can be brought in with paid = 0."))
        return
    late = found["overdue_share"]
    figures([
        Figure(msg("Owed"), money(found["receivables"], currency), card="debts", of="receivables",
               note=nmsg("{n} client owes", "{n} clients owe", int(found["debtors"] or 0))),
        Figure(msg("Overdue") if late is None else msg("Overdue, {share}", share=Share(late)),
               money(found["overdue"], currency), of="overdue",
               note=nmsg("{n} client is overdue", "{n} clients are overdue", int(found["debtors_overdue"] or 0))),
        Figure(msg("Sales outstanding, days"), number(found["dso"], 0), of="dso"),
        Figure(msg("Days to pay"), number(found["days_to_pay"], 0), of="days_to_pay"),
    ])
    if found["receivables"]:
        chart("aging", view, partial(charts.aging_of, answer, currency))
    notes(answer.notes)
    if not answer.rows.empty:
        answer_table(answer.rows, columns("debts", DEBTORS), msg("Debtors"), view, "debtors")
