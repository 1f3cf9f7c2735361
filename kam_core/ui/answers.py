"""Answers and pictures, kept by what they depend on: version, scope, viewer, settings, options, language, theme.

Never a frame, a connection or a ledger in a key (Streamlit samples large frames when it hashes them). What is kept is
shared by everybody, so who looks is always in the key, through the scope.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

import streamlit as st

from kam_core.charts.template import Chart
from kam_core.i18n import current_language
from kam_core.ledger import Ledger
from kam_core.metrics import Answer
from kam_core.metrics import ask as ask_metrics
from kam_core.scope import Scope
from kam_core.settings import Settings
from kam_core.ui.session import dark, data_folder
from kam_core.ui.view import View

Key = tuple[Hashable, ...]


def ask(measure: str, view: View, scope: Scope | None = None, **options: object) -> Answer:
    """A measure of the registry under the view's scope (or another), from the cache where it was asked before."""
    scope = scope or view.scope
    ledger = view.open_ledger
    key = (measure, *scope_key(ledger.key, scope, view.settings), tuple(sorted(options.items())))
    kept = _ask(key, measure, ledger, scope, view.settings, options)
    # pandas copies what is written to: nobody changes what is kept, and nobody waits for a copy of it
    frames = {name: frame.copy(deep=False) for name, frame in kept.frames.items()}
    return replace(kept, rows=kept.rows.copy(deep=False), summary=dict(kept.summary), frames=frames)


@st.cache_resource(max_entries=500, show_spinner=False)
def _ask(
    key: tuple[object, ...], _measure: str, _ledger: Ledger, _scope: Scope, _settings: Settings,  # noqa: ARG001  Streamlit hashes it
    _options: dict[str, object],
) -> Answer:
    return ask_metrics(_measure, _ledger, _scope, _settings, **_options)


def scope_key(ledger: str, scope: Scope, settings: Settings) -> Key:
    """Everything that an answer depends on, beside its measure and options, as plain values. ledger: its key"""
    seen = None if scope.viewer.accounts is None else tuple(sorted(scope.viewer.accounts))
    return (
        str(data_folder().resolve()), ledger, str(scope.start), str(scope.end), scope.base, scope.level, scope.where,
        scope.only, scope.viewer.email, seen, settings.changed,
    )


def chart(
    key: str, view: View, make: Callable[[bool], Chart], *also: Hashable, height: int | None = None
) -> None:
    """Show a chart, drawn once for what it depends on.

    key: its name on the page; make: draws it, given whether the theme is dark
    also: whatever else the picture depends on beside the view (local controls, options of questions), as plain values
    """
    facts = scope_key(view.open_ledger.key, view.scope, view.settings)
    figure, alt = _chart((view.page.key, key, facts, also, current_language(), dark()), make)
    show_chart(figure, alt, key, height)


@st.cache_resource(max_entries=300, show_spinner=False)
def _chart(key: Key, _make: Callable[[bool], Chart]) -> Chart:
    return _make(bool(key[-1]))


def show_chart(figure: object, alt: object, key: str, height: int | None = None) -> None:
    """A Plotly figure as it is, with its sentence for whoever cannot see it."""
    st.plotly_chart(
        figure, theme=None, key=key, alt=str(alt), height=height or "content",
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False},
    )
