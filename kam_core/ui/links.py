"""Links between pages. They carry the language and the scope along, so that they can be copied and opened elsewhere."""

from __future__ import annotations

import streamlit as st

from kam_core.i18n import Message
from kam_core.ui import address
from kam_core.ui.looking import may_open
from kam_core.ui.registry import page
from kam_core.ui.text import escape


def page_link(key: str, label: Message | None = None, *, help: Message | None = None, **parameters: str) -> None:
    """A link to a page of the registry; nothing for whoever may not open it.

    parameters: what else stands in the address of the page it opens
    """
    target = page(key)
    if not may_open(target):
        return
    known = st.session_state.get("pages")
    made = known[2][key] if known is not None else st.Page(target.file, url_path=target.url_path)
    st.page_link(
        made, label=escape(label or target.title), icon=target.icon,
        help=escape(help or target.help), query_params=address.carried(**parameters),
    )
