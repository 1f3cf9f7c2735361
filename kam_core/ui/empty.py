"""Pages, and parts of pages, with nothing to show: what is missing, what would stand there, where to bring it."""

from __future__ import annotations

import streamlit as st

from kam_core.i18n import Message, msg
from kam_core.ui.links import page_link
from kam_core.ui.registry import has
from kam_core.ui.text import escape


def empty(what: Message, sketch: Message | None = None, *, link: bool = True) -> None:
    """An empty state.

    what: what is missing; sketch: one sentence of what would stand here; link: whether to lead to the page "Data"
    """
    with st.container(border=True):
        st.markdown(f":material/inbox: **{escape(what)}**")
        if sketch is not None:
            st.markdown(f":gray[{escape(sketch)}]")
        if link and has("data"):
            page_link("data", msg("Bring data in"))
