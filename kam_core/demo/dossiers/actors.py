"""Which clients of the made-up company have a dossier: those of its stories, the large ones, one soured, one new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from kam_core.demo.cast import LEADERS
from kam_core.demo.words import Words
from kam_core.ledger import Ledger, Store
from kam_core.metrics import ask
from kam_core.scope import OWNER, Scope, last_months

LARGE = 5
"""How many of the largest beside the stories."""
FIRST_GROUP = 101


@dataclass(frozen=True)
class Actor:
    """One client. entities: (account id, name) by size; industry: its place in Words.industries; revenue: of twelve months"""

    client_id: str
    name: str
    entities: tuple[tuple[str, str], ...]
    industry: int
    region: str
    manager: str
    revenue: float


def actors(store: Store, accounts: pa.Table, words: Words) -> dict[str, Actor]:
    """The clients by the key of their tale; a small company has fewer. accounts: as ``generate`` makes it"""
    ledger = store.open()
    if ledger.info.last_full_month is None:
        return {}
    found = _actors(ledger, store, accounts, words)
    known = {f"G{FIRST_GROUP + place:04d}": key for place, key in enumerate(LEADERS)}
    tales = {known[each.client_id]: each for each in found if each.client_id in known}
    rest = [each for each in found if each.client_id not in known]
    sour = words.regions[words.sour][0]
    soured = [one for one in rest if one.region == sour]
    since = dict(zip(accounts.column("group_id").to_pylist(), accounts.column("since").to_pylist(), strict=True))
    newest = max(day for day in since.values() if day is not None)
    new = [one for one in rest if since[one.client_id] is not None and (newest - since[one.client_id]).days < 300]
    for key, candidates in (("sour", soured), ("new", new)):
        if candidates:
            tales[key] = candidates[0]
    left = [one for one in rest if one not in tales.values() and one.region != sour]
    return tales | {f"large{place + 1}": each for place, each in enumerate(left[:LARGE])}


def _actors(ledger: Ledger, store: Store, accounts: pa.Table, words: Words) -> list[Actor]:
    """All clients, the largest first."""
    assert ledger.info.last_full_month is not None
    scope = Scope(*last_months(ledger.info.last_full_month), level="account", viewer=OWNER)
    rows = ask("concentration", ledger, scope, store.settings).rows
    revenue = dict(zip(rows["account_id"], rows["revenue"].astype(float), strict=True))
    industries = {name: place for place, (name, _) in enumerate(words.industries)}
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in accounts.to_pylist():
        groups.setdefault(row["group_id"], []).append(row)
    made = []
    for group, members in groups.items():
        members.sort(key=lambda row: (-revenue.get(row["account_id"], 0.0), row["account_id"]))
        first, entities = members[0], tuple((row["account_id"], row["name"]) for row in members)
        made.append(Actor(
            group, first["group_name"], entities, industries[first["industry"]], first["region"], first["manager"],
            sum(revenue.get(row["account_id"], 0.0) for row in members),
        ))
    return sorted(made, key=lambda each: (-each.revenue, each.client_id))
