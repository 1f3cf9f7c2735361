"""The attention list against what people said of it: what is still to be done, by client, and what is out of sight."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kam_core.book import Mark
from kam_core.i18n import Message, Money, msg, nmsg
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.attention_said import KINDS, STEPS, at_stake

PLACE = ("part", "show")
"""Where in the dossier an item of the book stands; empty for those of the ledger."""
WEAK = "review"
"""What is to be looked at stands after what is to be done, whatever the money."""


@dataclass(frozen=True)
class Need:
    """A client that needs somebody, with all its items, the strongest first. step, stake: of the strongest"""

    client_id: str
    name: str
    manager: str | None
    step: str
    stake: float
    items: tuple[dict[Any, Any], ...]


@dataclass(frozen=True)
class Desk:
    """The list with the marks.

    rows: the columns of ``attention`` with state, until, why, who, at of the mark; the clients in order, their items together
    hidden: the same, of what is out of sight, the last that was marked first
    managers: manager, clients, items, stake; the most money first
    summary: clients, items, stake (None: there are items, and of none is the money known), hidden, and clients by each of STEPS
    """

    rows: pd.DataFrame
    hidden: pd.DataFrame
    managers: pd.DataFrame
    summary: dict[str, Figure]
    thesis: Message

    def needs(self, step: str, most: int) -> list[Need]:
        """The clients of a step, ``most`` of them."""
        rows = self.rows[self.rows["client_step"] == step]
        ids = rows["account_id"].drop_duplicates().head(most)
        found = rows[rows["account_id"].isin(ids)].to_dict("records")
        by_client: dict[str, list[dict[Any, Any]]] = {}
        for row in found:
            by_client.setdefault(row["account_id"], []).append(row)
        return [
            Need(client, _name(items[0]), _word(items[0]["manager"]), step, float(items[0]["stake"]), tuple(items))
            for client, items in by_client.items()
        ]

    def count(self, step: str) -> int:
        """How many clients a step has."""
        return int(self.summary[step] or 0)


def desk(
    answer: Answer, marks: Mapping[str, Mark], today: datetime.date, currency: str, more: pd.DataFrame | None = None
) -> Desk:
    """Merge the answer of ``attention`` with the marks of the book. today: a mark of a later day hides until then

    more: what the book itself says is due (``dossier_due.due`` with name and manager), to stand among the ledger's items
    """
    rows = answer.rows.copy()
    for name in PLACE:
        rows[name] = pd.Series(None, index=rows.index, dtype=object)
    if more is not None and len(more):
        more = more.assign(stake=more["stake"].fillna(0.0))[list(rows.columns)]
        rows = more.reset_index(drop=True) if rows.empty else pd.concat([rows, more], ignore_index=True)
    known = [marks.get(key) for key in rows["key"]]
    for name in ("state", "until", "why", "who", "at"):
        rows[name] = pd.Series([getattr(mark, name, None) for mark in known], index=rows.index, dtype=object)
    rows["version"] = pd.Series([0 if mark is None else mark.version for mark in known], index=rows.index, dtype="int64")
    out = np.array([mark is not None and mark.hides(today) for mark in known], dtype=bool)
    hidden = rows[out].sort_values("at", ascending=False, kind="stable", key=lambda at: at.map(lambda each: each.timestamp()))
    seen = _ordered(rows[~out])
    first = seen.drop_duplicates("account_id")
    summary: dict[str, Figure] = {
        "clients": len(first), "items": len(seen), "stake": at_stake(first["stake"]), "hidden": len(hidden),
        **{step: int((first["client_step"] == step).sum()) for step in STEPS},
    }
    return Desk(seen, hidden.reset_index(drop=True), _managers(seen, first), summary, _thesis(summary, first, currency))


def looked_at(answer: Answer) -> list[Message]:
    """The kinds that there are data for."""
    kinds = answer.frames["kinds"]
    return [KINDS[kind] for kind, known in zip(kinds["kind"], kinds["known"], strict=True) if known]


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Items of a client together, its strongest first; clients by what they need first, then by money."""
    rows = rows.assign(weak=rows["step"] == WEAK)
    # where no money is at stake, as with what the book says is due, what waits longest goes first
    rows = rows.assign(waits=rows["age_days"].where(rows["stake"] == 0.0, 0.0))
    rows = rows.sort_values(["weak", "stake", "waits", "key"], ascending=[True, False, False, True], kind="stable")
    rows = rows.reset_index(drop=True)
    rows["place"] = rows.groupby("account_id", sort=False).ngroup() if len(rows) else pd.Series(dtype="int64")
    first = rows.drop_duplicates("account_id").set_index("account_id")
    rows["client_step"] = rows["account_id"].map(first["step"])
    order = {step: place for place, step in enumerate(STEPS)}
    rows["step_place"] = rows["client_step"].map(order)
    rows = rows.sort_values(["step_place", "place"], kind="stable").reset_index(drop=True)
    return rows.drop(columns=["weak", "waits", "place", "step_place"])


def _managers(rows: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    """A row a manager. A client is counted with the manager of its strongest item, and with its money once."""
    of_client = first.set_index("account_id")["manager"]
    counted = rows.assign(manager=rows["account_id"].map(of_client)).groupby("manager", dropna=False)["key"].count()
    found = first.groupby("manager", dropna=False).agg(clients=("account_id", "count"), stake=("stake", "sum"))
    found = found.assign(items=counted).reset_index()
    found["stake"] = found["stake"].astype(float)
    return found.sort_values(["stake", "clients"], ascending=False, kind="stable").reset_index(drop=True)


def _thesis(summary: dict[str, Figure], first: pd.DataFrame, currency: str) -> Message:
    clients = int(summary["clients"] or 0)
    if not clients:
        if summary["hidden"]:
            return msg("Nothing more needs you today.")
        return msg("Nothing needs you today.")
    top = first.sort_values(["stake", "key"], ascending=[False, True], kind="stable").iloc[0]
    if summary["stake"] is None:
        return nmsg("{n} client needs you today, {name} first.", "{n} clients need you today, {name} first.", clients,
                    name=_name(top))
    stake = Money(summary["stake"], currency)
    if clients == 1:
        return msg("One client needs you today: {name}, {stake} at stake.", name=_name(top), stake=stake)
    return nmsg("{n} client needs you today, {name} first; {stake} are at stake.",
                "{n} clients need you today, {name} first; {stake} are at stake.", clients, name=_name(top), stake=stake)


def _name(row: Mapping[Any, Any] | pd.Series) -> str:
    name = row["name"]
    return name if isinstance(name, str) and name else str(row["account_id"])


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
