"""Kamerton: page config, who is looking, language, navigation, run; nothing else."""

import contextlib
from collections.abc import AsyncIterator

import streamlit as st
from starlette.middleware import Middleware

from kam_core.access.gate import Gate
from kam_core.access.headers import SecurityHeaders
from kam_core.ui.calendar_feed import CalendarFeed
from kam_core.ui.entrance import StreamlitEntrance


@contextlib.asynccontextmanager
async def starting(_: st.App) -> AsyncIterator[None]:
    """Load everything before the first reader comes."""
    from kam_core import ui

    ui.before_serving()
    yield


app = st.App(__file__, lifespan=starting, middleware=[
    Middleware(SecurityHeaders), Middleware(Gate, StreamlitEntrance()),
    Middleware(CalendarFeed, StreamlitEntrance().base),
])
"""What ``streamlit run`` serves. It imports this file once, at the start; every run of a session runs it as __main__."""

if __name__ == "__main__":
    from kam_core import ui

    st.set_page_config(page_title=ui.NAME, page_icon=ui.ICON, layout="wide")
    ui.speak()
    with ui.shown():
        ui.navigation().run()
