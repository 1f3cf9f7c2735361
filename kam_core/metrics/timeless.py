"""Answers of the ledger that are asked for more than once, kept as long as their version is open."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import replace
from weakref import WeakKeyDictionary

import pandas as pd

from kam_core.ledger import Ledger
from kam_core.scope import Scope

MOST = 32
"""Answers kept of one version; past that the oldest is forgotten."""

_lock = threading.Lock()
_kept: WeakKeyDictionary[Ledger, dict[Hashable, pd.DataFrame]] = WeakKeyDictionary()


def alone(scope: Scope) -> bool:
    """Whether one client alone is looked at."""
    return scope.only is not None and len(scope.only) == 1


def query(ledger: Ledger, name: str, scope: Scope) -> pd.DataFrame:
    """``ledger.query`` for a query over all time: asked once, whatever period the scope has."""
    return again(ledger, name, replace(scope, start=None, end=None))


def again(ledger: Ledger, name: str, scope: Scope, **params: Hashable) -> pd.DataFrame:
    """``ledger.query`` for what several measures ask alike. Gives a copy that may be changed.

    The viewer and the filters are a part of the scope, so nobody is given what another may see. What is asked of one client
    alone is not kept: it takes little time, and a hundred dossiers would push out what all pages share.
    """
    if alone(scope):
        return ledger.query(name, scope, **params)
    key = (name, scope, tuple(sorted(params.items())))
    with _lock:
        found = _kept.setdefault(ledger, {}).get(key)
    if found is None:
        found = ledger.query(name, scope, **params)
        with _lock:
            known = _kept.setdefault(ledger, {})
            while len(known) >= MOST:
                del known[next(iter(known))]
            known[key] = found
    return found.copy(deep=False)
