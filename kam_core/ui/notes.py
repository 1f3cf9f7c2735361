"""What must be known to read the figures right, small, below them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kam_core.i18n import Message
from kam_core.ui.text import escape


def notes(messages: Sequence[Message]) -> None:
    """One line each; nothing where there are none."""
    if messages:
        st.caption("  \n".join(f":material/info: {escape(message)}" for message in messages))


def thesis_line(message: Message | None) -> None:
    """The sentence that a part of a page stands for, below its heading."""
    if message is not None:
        st.markdown(f"**{escape(message)}**")
