"""Overview: the company at a glance, and what changed against the year before."""

from functools import partial

import streamlit as st

from kam_core import ui
from kam_core.charts import overview as charts
from kam_core.i18n import msg

view = ui.guard("overview")
currency = view.open_ledger.info.currency
answer = ui.ask("overview", view)
found, sparks = answer.summary, answer.frames["sparks"]

ui.thesis(answer.thesis, view)
ui.figures([
    ui.Figure(msg("Revenue"), ui.money(found["revenue"], currency), ui.ratio(found["revenue_change"]),
              spark=ui.spark(sparks, "revenue"), card="overview", of="revenue"),
    ui.Figure(ui.margin_label(found["margin_rate"]), ui.money(found["margin"], currency),
              ui.ratio(found["margin_change"]), spark=ui.spark(sparks, "margin"), of="margin"),
    ui.Figure(msg("Active clients"), ui.count(found["active"]),
              ui.ratio_between(found["active"], found["active_before"]), spark=ui.spark(sparks, "active"), of="active"),
    ui.Figure(msg("Largest share"), ui.share(found["largest_share"]), ui.points(found["largest_share_change"]),
              good="down", spark=ui.spark(sparks, "largest_share"), card="concentration", of="cr1"),
])
ui.notes(answer.notes)

left, right = st.columns([3, 2], gap="medium")
with left:
    st.subheader(str(charts.months_title(answer)))
    ui.chart("months", view, partial(charts.months_of, answer, currency))
with right:
    st.subheader(str(msg("What changed")))
    changed = st.container()  # filled when the clients are known

clients = ui.ask("accounts", view)
ui.answer_table(
    clients.rows,
    ui.columns("accounts", ("name", "revenue", "revenue_change", "share", "margin", "margin_rate", "last_purchase",
                            "state", "manager", "region", "segment", "revenue_before")),
    msg("Clients"), view, "clients", population=clients.thesis, fixed=True,
)
ui.notes(clients.notes)
with changed:
    ui.changes_heard(view, answer, clients, msg("Nothing moved by enough to be told."))
