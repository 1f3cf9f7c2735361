"""Kamerton: page config, who is looking, language, navigation, run; nothing else."""

import streamlit as st

from kam_core import ui

st.set_page_config(page_title=ui.NAME, page_icon=ui.ICON, layout="wide")
ui.speak()
with ui.shown():
    ui.navigation().run()
