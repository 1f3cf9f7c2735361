"""Parts of a page that run again on their own, when a control of theirs is used."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from kam_core.ui import errors
from kam_core.ui.looking import changed
from kam_core.ui.session import speak

P = ParamSpec("P")


def fragment(draw: Callable[P, None]) -> Callable[P, None]:
    """``st.fragment`` that speaks the reader's language and shows errors: app.py does not run when a fragment does."""

    @functools.wraps(draw)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        speak()
        with errors.shown():
            if changed():
                st.rerun()  # whoever looks may see otherwise by now: the whole page asks again
            draw(*args, **kwargs)

    return st.fragment(run)
