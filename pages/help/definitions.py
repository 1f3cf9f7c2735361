"""Every measure's card, and every setting with its value in force."""

import streamlit as st

from kam_core import ui
from kam_core.i18n import msg

view = ui.guard("definitions")

st.title(ui.escape(msg("What the figures mean")))
asked = st.text_input(
    str(msg("Find")), key="find", bind="query-params", icon=":material/search:", label_visibility="collapsed",
    placeholder=str(msg("Find a measure or a setting")), live=True,
) or ""
measures = ui.found_measures(asked)
settings = ui.found_settings(asked)
if not measures and not settings:
    st.markdown(ui.escape(msg("Nothing is called “{text}”.", text=asked)))
for measure in measures:
    ui.definition(measure, view.settings)
if settings:
    st.header(ui.escape(msg("Settings")), anchor="settings")
    ui.settings_table(settings, view.settings)
    ui.page_link("settings", msg("Change settings"))
