"""Profit: what each client leaves after all its costs, who loses money and why, and what clients owe."""

from functools import partial

import streamlit as st

from kam_core import ui
from kam_core.charts import profit as charts
from kam_core.i18n import msg, nmsg

view = ui.guard("profit")
currency = view.open_ledger.info.currency
answer = ui.ask("profit", view)
before = ui.ask_year_before("profit", view)
found = answer.summary

ui.thesis(
    answer.thesis, view,
    nmsg("{n} client with a known contribution", "{n} clients with a known contribution", found["clients"])
    if found["clients"] else None,
)
if any(found[key] is not None for key in ("contribution", "margin", "serve")):
    ui.figures([
        ui.Figure(msg("Contribution"), ui.money(found["contribution"], currency),
                  ui.ratio_between(found["contribution"], before.get("contribution")), card="profit", of="contribution"),
        ui.Figure(ui.margin_label(found["margin_rate"]), ui.money(found["margin"], currency),
                  ui.ratio_between(found["margin"], before.get("margin")), of="margin"),
        ui.Figure(ui.serve_label(found["serve_rate"]), ui.money(found["serve"], currency),
                  ui.ratio_between(found["serve"], before.get("serve")), good="down", of="serve"),
        ui.Figure(msg("Clients that lose money"), ui.out_of(found["clients_losing"], found["clients"]),
                  note=ui.loss_note(answer, currency), of="clients_losing"),
    ])
ui.notes(answer.notes)
ui.without_costs(answer, view)

if found["clients"]:
    st.subheader(str(msg("The whale curve")))
    ui.chart("whale", view, partial(charts.whale_of, answer, currency))
    ui.losing(answer, view)
    st.subheader(str(msg("What the largest clients bring, and what they leave")))
    ui.chart("sides", view, partial(charts.sides_of, answer, currency))
    ui.answer_table(answer.rows, ui.profit_columns(ui.PROFIT), msg("Clients by contribution"), view, "clients")

ui.debts(view)
ui.lifetime_section(view)
