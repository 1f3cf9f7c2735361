"""What stands in the address: the language and the scope. The address is the truth, so a link shows the same picture.

Streamlit's own binding of widgets writes the label that is shown, which depends on the language; values here do not.
Widgets are filled from the address before they are drawn, and write to it when they are changed.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from kam_core.scope import FIELDS

KEYS = ("lang", "period", "base", "level", "list", *FIELDS)
"""What links between pages carry along."""


def get(name: str) -> str:
    """The value of a parameter; empty where the address does not have it."""
    return str(st.query_params.get(name, ""))


def get_all(name: str) -> tuple[str, ...]:
    """All values of a parameter, in the order of the address."""
    return tuple(st.query_params.get_all(name))


def put(name: str, value: str | Iterable[str]) -> None:
    """Write a parameter; nothing, or an empty list, takes it out."""
    values = [value] if isinstance(value, str) else list(value)
    values = [text for text in values if text]
    if not values:
        st.query_params.pop(name, None)
    elif list(get_all(name)) != values:
        st.query_params[name] = values if len(values) > 1 else values[0]


def carried(**more: str) -> list[tuple[str, str]]:
    """What a link to another page takes along, as pairs; ``more`` is added."""
    asked = set(st.query_params)
    return [(name, value) for name in KEYS if name in asked for value in get_all(name)] + list(more.items())
