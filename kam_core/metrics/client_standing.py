"""Where a client stands among all that the viewer sees: its shares, rank, ladder, and class."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from kam_core.ledger import Ledger
from kam_core.metrics import abc_xyz, concentration, timeless
from kam_core.scope import Scope
from kam_core.settings import Settings

KEPT = 4
"""So many scopes are kept of one version: a dossier asks for the year of now and for that of its last revision."""
PLACED = ("rank", "share", "share_revenue", "share_margin", "ladder_revenue", "ladder_margin")
CLASSED = ("abc", "xyz", "state")

_lock = threading.Lock()
_kept: WeakKeyDictionary[Ledger, dict[tuple[Scope, Settings], pd.DataFrame]] = WeakKeyDictionary()


def standing(ledger: Ledger, whole: Scope, settings: Settings) -> pd.DataFrame:
    """Every client of a scope by its id, with PLACED and CLASSED; counted once for all dossiers.

    attrs: clients, how many have a share
    """
    key = (whole, settings)
    with _lock:
        found = _kept.setdefault(ledger, {}).get(key)
    if found is None:
        found = _count(ledger, whole, settings)
        with _lock:
            known = _kept.setdefault(ledger, {})
            while len(known) >= KEPT:
                del known[next(iter(known))]
            known[key] = found
    return found


def of_client(ledger: Ledger, whole: Scope, settings: Settings, client: str) -> dict[str, Any]:
    """PLACED and CLASSED of one client, and ``clients``: how many have a share. None where it has no lines in the period."""
    every = standing(ledger, whole, settings)
    found: Mapping[Any, Any] = every.loc[client].to_dict() if client in every.index else {}
    plain = {name: None if pd.isna(value) else value for name, value in found.items()}
    return {**{name: plain.get(name) for name in (*PLACED, *CLASSED)}, "clients": every.attrs["clients"]}


def _count(ledger: Ledger, whole: Scope, settings: Settings) -> pd.DataFrame:
    sums = timeless.again(ledger, "concentration", whole)
    ladder = concentration.ladder(sums[sums["client_id"].notna()], settings).set_index("account_id")[list(PLACED)]
    classes = abc_xyz.classify(ledger, whole, settings).rows.set_index("account_id")[list(CLASSED)]
    found = ladder.join(classes, how="outer")
    found.attrs["clients"] = int(ladder["share"].notna().sum())
    return found
