"""Answers of queries that the period does not touch, kept as long as their version is open."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import pandas as pd

from kam_core.ledger import Ledger
from kam_core.scope import Scope

MOST = 32
"""Scopes kept of one version; past that all are forgotten."""

_kept: WeakKeyDictionary[Ledger, dict[tuple[str, Scope], pd.DataFrame]] = WeakKeyDictionary()


def query(ledger: Ledger, name: str, scope: Scope) -> pd.DataFrame:
    """``ledger.query`` for a query over all time: asked once, whatever period the scope has. Gives a copy.

    The viewer and the filters are a part of the scope, so nobody is given what another may see.
    """
    key = (name, replace(scope, start=None, end=None))
    known = _kept.setdefault(ledger, {})
    found = known.get(key)
    if found is None:
        if len(known) >= MOST:
            known.clear()
        found = known[key] = ledger.query(name, key[1])
    return found.copy()
