"""Who looks, in which language, at which data folder."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import streamlit as st
from babel import Locale
from streamlit.errors import StreamlitSecretNotFoundError

from kam_core.access import viewer_for
from kam_core.i18n import LANGUAGES, set_language
from kam_core.scope import Viewer
from kam_core.ui import address
from kam_core.ui.registry import ROOT


def data_folder() -> Path:
    """KAM_DATA, or data/ beside the app."""
    return _folder(os.environ.get("KAM_DATA") or str(ROOT / "data"))


@lru_cache(maxsize=16)
def _folder(given: str) -> Path:
    return Path(given).resolve()


def email() -> str | None:
    """The verified e-mail of whoever has signed in; None where no sign-in is set up; '' where it is but nobody did."""
    try:
        asked = "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        asked = False
    if not asked:
        return None
    user = st.user.to_dict()
    return str(user.get("email") or "") if user.get("is_logged_in") and user.get("email_verified") is True else ""


def viewer() -> Viewer:
    """Who looks."""
    return viewer_for(email())


def browser_language() -> str:
    """The first language of the browser that the app speaks; English where it names none."""
    try:
        asked = [str(st.context.locale or ""), *str(st.context.headers.get("Accept-Language", "")).split(",")]
    except AttributeError:
        asked = []
    for text in asked:
        language = text.strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return "en"


def speak() -> str:
    """Set the language of this run: the address says it, else the browser. Returns it."""
    chosen = address.get("lang")
    language = chosen if chosen in LANGUAGES else browser_language()
    set_language(language)
    return language


def language_name(language: str) -> str:
    """A language in its own words: Русский, English."""
    return str(Locale.parse(language).get_display_name(language)).capitalize()


def dark() -> bool:
    """Whether the reader has chosen the dark theme."""
    return bool(st.context.theme.type == "dark")
