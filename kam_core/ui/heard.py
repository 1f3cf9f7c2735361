"""What the Overview hears from rhythm, falls, answers and requests, beside what moved."""

from __future__ import annotations

from kam_core.metrics import Answer, Change, voices
from kam_core.ui.answers import ask
from kam_core.ui.view import View

NEEDS = {"rhythm": "sales", "drop": "sales", "nps": "nps", "resolution": "tickets"}
"""The table of facts without which a measure has nothing to say."""


def heard(view: View, overview: Answer, clients: Answer) -> list[Change]:
    """What changed, with what the others say: the most money first. clients: the answer of ``accounts``"""
    ledger = view.open_ledger
    told = {key: ask(key, view) for key in voices.ASKED if ledger.info.rows.get(NEEDS[key])}
    return voices.among(overview.changes, voices.find(overview, clients, told, view.settings, ledger.info.currency))
