"""Who looks, in which language, at which data folder."""

from __future__ import annotations

import streamlit as st
from babel import Locale

from kam_core.access.identity import LOCAL, Identity, Member
from kam_core.i18n import LANGUAGES, set_language
from kam_core.ui import address, entrance, sign_in
from kam_core.ui.folder import data_folder as data_folder
from kam_core.ui.way_in import way_in


def identity() -> Identity | None:
    """Who has signed in; None where no sign-in is set up, and the machine's owner looks.

    Where one is and nobody did, or it does not hold any more, the run ends with the way to sign in.
    """
    way = way_in()
    if way is None:
        return None
    found = "nobody" if way.wrong is not None else entrance.judged(st.user.to_dict())
    return found if isinstance(found, Identity) else sign_in.wall(found)


def member() -> Member:
    """Whoever looks, as a member: the owner where no sign-in is set up. The run ends where they are none."""
    who = identity()
    if who is None:
        return LOCAL
    found = entrance.membership(who)
    return found if isinstance(found, Member) else sign_in.wall(found, who)


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
