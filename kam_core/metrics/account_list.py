"""What the account list says of who is whose manager: for whoever keeps the members, not a measure."""

from __future__ import annotations

import pandas as pd

from kam_core.ledger import Ledger
from kam_core.metrics import timeless
from kam_core.metrics.key_list import find
from kam_core.scope import OWNER, Scope

WHOLE = Scope(viewer=OWNER)
"""Names of clients and managers alone are asked for under it, no figures."""


def managers(ledger: Ledger | None) -> dict[str, int]:
    """Names of the managers in the account list, and how many corporate groups have an account of theirs."""
    if ledger is None:
        return {}
    found = timeless.query(ledger, "account_managers", WHOLE)
    return dict(zip(found["manager"].astype(str), found["clients"].astype(int), strict=True))


def entities(ledger: Ledger, client: str) -> pd.DataFrame:
    """account_id, name, manager (None: none is named) of the accounts of a corporate group, by name."""
    return ledger.query("members_entities", WHOLE, client=client)


def clients(ledger: Ledger, text: str) -> dict[str, str]:
    """Corporate groups by id whose name or id holds a text."""
    return find(ledger, WHOLE, text)


def names(ledger: Ledger | None, ids: set[str]) -> dict[str, str]:
    """Names of corporate groups by id, of those that the ledger knows."""
    if ledger is None or not ids:
        return {}
    found = ledger.query("key_clients_names", WHOLE, clients=sorted(ids))
    return dict(zip(found["client_id"].astype(str), found["name"].astype(str), strict=True))
