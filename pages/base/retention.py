"""Retention: who stayed, what became of last year's business, who is late now, and who brings less than expected."""

from functools import partial

import streamlit as st

from kam_core import ui
from kam_core.charts import retention as charts
from kam_core.i18n import msg

view = ui.guard("retention")
currency = view.open_ledger.info.currency
answer = ui.ask("retention", view)

ui.thesis(answer.thesis, view, ui.followed(view, answer))
if answer.summary["base_accounts"]:
    ui.retention_figures(answer)
    ui.notes(answer.notes)
    st.subheader(str(msg("What became of the business of the period before")))
    ui.chart("bridge", view, partial(charts.bridge_of, answer, currency))
    ui.moved(view, answer)
    ui.retention_by(view, answer)
else:
    ui.empty(
        answer.notes[0] if answer.notes else msg("There is nothing to compare with."),
        msg("Here would stand what became of last year's clients: who was lost, brings less or more, and who is new."),
    )
    ui.notes(answer.notes[1:])
ui.cohorts(view)
ui.late(view)
ui.drop_section(view)
