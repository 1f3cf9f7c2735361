"""Answers and pictures, kept by what they depend on: version, scope, viewer, settings, options, language, theme.

Never a frame, a connection or a ledger in a key. What is kept is shared by everybody, so who looks is always in the key,
through the scope.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from kam_core.charts.template import Chart
from kam_core.i18n import current_language, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import Answer
from kam_core.metrics import ask as ask_metrics
from kam_core.scope import Scope
from kam_core.settings import Settings
from kam_core.ui.kept import Kept
from kam_core.ui.session import dark, data_folder
from kam_core.ui.view import View

Key = tuple[Hashable, ...]
MANY = 100_000
"""From this many accounts on, a question takes long enough for the reader to be told why."""
_answers: Kept[Answer] = Kept(500)
_charts: Kept[Chart] = Kept(300)
_groups: Kept[dict[str, pd.DataFrame]] = Kept(50)


def ask(measure: str, view: View, scope: Scope | None = None, **options: object) -> Answer:
    """A measure of the registry under the view's scope (or another), from the cache where it was asked before."""
    scope = scope or view.scope
    ledger = view.open_ledger
    key = (measure, *scope_key(ledger.key, scope, view.settings), _frozen(options))
    with _said_when_long(key, ledger):
        kept = _answers.get(key, lambda: ask_metrics(measure, ledger, scope, view.settings, **options))
    # pandas copies what is written to: nobody changes what is kept, and nobody waits for a copy of it
    frames = {name: frame.copy(deep=False) for name, frame in kept.frames.items()}
    return replace(kept, rows=kept.rows.copy(deep=False), summary=dict(kept.summary), frames=frames)


def asked(measure: str, view: View, scope: Scope | None = None) -> bool:
    """Whether ``ask`` would answer at once, from what is kept."""
    return (measure, *scope_key(view.open_ledger.key, scope or view.scope, view.settings), _frozen({})) in _answers


def _said_when_long(key: Key, ledger: Ledger) -> contextlib.AbstractContextManager[None]:
    """Says what is waited for, where a question that was not asked before counts very many clients."""
    clients = ledger.info.rows.get("account_dim", 0)
    if clients < MANY or key in _answers:
        return contextlib.nullcontext()
    return st.spinner(str(nmsg("{n} client is counted…", "{n} clients are counted…", clients)))


def scope_key(ledger: str, scope: Scope, settings: Settings) -> Key:
    """Everything that an answer depends on, beside its measure and options. ledger: its key"""
    return (str(data_folder()), ledger, scope, settings)


def grouped(view: View, answer: Answer, column: str) -> dict[str, pd.DataFrame]:
    """The rows of an answer without options by the values of a column, in their order; parted once and kept."""
    facts = scope_key(view.open_ledger.key, answer.scope, answer.settings)
    return _groups.get(
        (answer.measure, column, *facts),
        lambda: {str(value): part.reset_index(drop=True) for value, part in answer.rows.groupby(column, sort=False)},
    )


def _frozen(value: object) -> Hashable:
    """An option as a part of a key: mappings and lists as tuples."""
    if isinstance(value, Mapping):
        return tuple(sorted((str(name), _frozen(kept)) for name, kept in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_frozen(kept) for kept in value)
    return value if isinstance(value, Hashable) else str(value)


def chart(
    key: str, view: View, make: Callable[[bool], Chart], *also: Hashable, height: int | None = None
) -> None:
    """Show a chart, drawn once for what it depends on.

    key: its name on the page; make: draws it, given whether the theme is dark
    also: whatever else the picture depends on beside the view (local controls, options of questions), as plain values
    """
    facts = scope_key(view.open_ledger.key, view.scope, view.settings)
    night = dark()
    figure, alt = _charts.get((view.page.key, key, facts, also, current_language(), night), lambda: make(night))
    show_chart(figure, alt, key, height)


def show_chart(figure: object, alt: object, key: str, height: int | None = None) -> None:
    """A Plotly figure as it is, with its sentence for whoever cannot see it."""
    st.plotly_chart(
        figure, theme=None, key=key, alt=str(alt), height=height or "content",
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showTips": False},
    )
