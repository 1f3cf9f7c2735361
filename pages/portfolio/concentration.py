"""Concentration: what the company depends on, and what it would mean to lose it."""

from functools import partial

import streamlit as st

from kam_core import ui
from kam_core.charts import concentration as charts
from kam_core.i18n import msg, nmsg

view = ui.guard("concentration")
currency = view.open_ledger.info.currency
answer = ui.ask("concentration", view)
trend = ui.ask("concentration_trend", view)
before = ui.ask_year_before("concentration", view)
found = answer.summary

ui.thesis(
    answer.thesis, view,
    nmsg("{n} client above zero", "{n} clients above zero", found["accounts_positive"]),
)
ui.figures([
    ui.Figure(msg("Largest share"), ui.share(found["cr1"]), ui.points_between(found["cr1"], before.get("cr1")),
              good="down", card="concentration", of="cr1"),
    ui.Figure(msg("Key clients together"), ui.share(found["key_share_total"]), note=ui.key_band(view.settings),
              of="key_share_total"),
    ui.Figure(msg("Effective number"), ui.number(found["effective_accounts"]),
              ui.ratio_between(found["effective_accounts"], before.get("effective_accounts")),
              of="effective_accounts"),
    ui.Figure(ui.pareto_label(view.settings), ui.out_of(found["accounts_for_80"], found["accounts_positive"]),
              of="accounts_for_80"),
])
ui.notes(answer.notes)

if found["accounts_positive"]:
    ui.ladders(view, answer)

    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(str(msg("Few clients, much of the whole")))
        ui.chart("pareto", view, partial(charts.pareto_of, answer))
    with right:
        st.subheader(str(msg("How unequal the clients are")))
        ui.chart("lorenz", view, partial(charts.lorenz_of, answer))

    st.subheader(str(msg("Concentration over time")))
    ui.thesis_line(trend.thesis)
    if not trend.rows.empty:
        left, right = st.columns(2, gap="medium")
        with left:
            ui.chart("effective", view, partial(charts.effective_of, trend))
        with right:
            ui.chart("hhi", view, partial(charts.hhi_of, trend))
        ui.notes([msg("HHI bands of merger guidelines speak of suppliers in a market; here they are an analogy only.")])

    st.subheader(str(msg("What if clients are lost")))
    ui.what_if(view, answer)

    st.subheader(str(msg("What a year may take away")))
    ui.year_loss(view)

    ui.answer_table(
        ui.with_share(answer), ui.columns("concentration", ui.concentration_keys(answer)), msg("Clients by share"),
        view, "clients",
    )
else:
    ui.empty(
        msg("There are no shares to show."),
        msg("Here would stand the ladder of dependence, the Pareto and Lorenz curves, and what losing a client costs."),
    )

ui.apart(answer, view)
