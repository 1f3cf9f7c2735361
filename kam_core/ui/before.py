"""The same question a year before."""

from __future__ import annotations

from kam_core.metrics.answer import Figure
from kam_core.metrics.period import comparison
from kam_core.ui.answers import ask
from kam_core.ui.view import View


def ask_year_before(measure: str, view: View) -> dict[str, Figure]:
    """The figures of a measure a year before; empty where the ledger holds no whole year before."""
    scope, _ = comparison(view.open_ledger, view.scope)
    return {} if scope is None else ask(measure, view, scope).summary
