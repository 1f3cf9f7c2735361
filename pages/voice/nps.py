"""NPS: whether clients recommend the company and how sure that is, who is silent, and what they say in words."""

from functools import partial

import streamlit as st

from kam_core import ui
from kam_core.charts import nps as charts
from kam_core.i18n import msg

view = ui.guard("nps")
answer = ui.ask("nps", view)

ui.thesis(answer.thesis, view, ui.answered(answer))
if answer.summary["n"]:
    ui.nps_figures(answer, view)
    ui.notes(answer.notes)
    if answer.frames["trend"]["nps"].notna().any():
        st.subheader(str(msg("NPS over time")))
        ui.chart("nps_trend", view, partial(charts.trend_of, answer))
    st.subheader(str(msg("How the answers fall on the scale")))
    ui.chart("nps_scores", view, partial(charts.distribution_of, answer))
    ui.silent(answer, view)
    ui.detractors(view)
    ui.nps_by(answer, view)
    ui.words(view)
    ui.nps_clients(answer, view)
else:
    ui.without_answers(view)
    ui.notes(answer.notes)
