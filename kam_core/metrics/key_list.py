"""The list of key clients against those whom size nominates: who is on it, who awaits a decision, what they bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.book import KeyDecision, KeyEntry, KeyList, Score
from kam_core.i18n import Message, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import key_factors, shares
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.words import Word
from kam_core.scope import Scope

STANDINGS: dict[str, Message] = {
    "listed": msg("on the key list"), "awaits": msg("awaits a decision"), "left": msg("taken off the list"),
    "other": msg("not nominated"),
}
"""Where a client stands towards the list."""
FOUND = 20
"""How many clients a search by name gives."""


@dataclass(frozen=True)
class Standing:
    """The list, merged with what the data and people say.

    rows: the columns of the measure ``key_clients`` and of ``weigh``, with standing (a key of STANDINGS), since, who, why,
        consent (True, False, null: not asked), kind; clients on the list first, then those who await, each by their sum
    summary: listed, listed_share (0-1), awaiting, without_consent, cap
    """

    rows: pd.DataFrame
    summary: dict[str, Figure]
    thesis: Message
    notes: list[Message]


def left_by_decision(log: Sequence[KeyDecision]) -> dict[str, KeyDecision]:
    """The last decision on each client that a decision took off the list.

    A decision that was taken back is none: who came on by a mistake awaits a decision again.
    """
    undone = {each.undoes for each in log if each.undoes is not None}
    last = {each.client_id: each for each in log if each.undoes is None and each.version not in undone}
    return {client: each for client, each in last.items() if each.action == "leave"}


def standing(
    answer: Answer, listed: KeyList, log: Sequence[KeyDecision], scores: Mapping[str, Mapping[str, Score]]
) -> Standing:
    """Merge the list with the answer of ``key_clients``, which was asked for the clients of the list in any case.

    A client of the list that the answer does not hold is shown to whoever sees everything, without figures.
    """
    entries = {entry.client_id: entry for entry in listed.entries}
    left = left_by_decision(log)
    rows = answer.rows.copy()
    if answer.scope.viewer.sees_all:
        gone = [entry for client, entry in entries.items() if client not in set(rows["account_id"])]
        rows = _with(rows, gone)
    plain = {client: {key: score.value for key, score in each.items()} for client, each in scores.items()}
    rows = rows.merge(
        key_factors.weigh(rows, plain, answer.settings).drop(columns=["def_money"]), on="account_id", how="left",
        suffixes=("_computed", ""),
    )
    clients = rows["account_id"].tolist()
    nominated = rows["nominated"].to_numpy(dtype=bool)
    rows["standing"] = [_where(client, bool(size), entries, left) for client, size in zip(clients, nominated, strict=True)]
    for name in ("since", "who", "why", "consent", "kind"):
        values = [getattr(entries[client], name) if client in entries else None for client in clients]
        rows[name] = pd.Series(values, index=rows.index, dtype=object)
    order = rows["standing"].map({name: place for place, name in enumerate(STANDINGS)})
    rows = rows.assign(_order=order).sort_values(["_order", "value", "account_id"], ascending=[True, False, True],
                                                 na_position="last").drop(columns="_order").reset_index(drop=True)
    figures = _summary(rows, answer)
    return Standing(rows, figures, _thesis(figures, answer), _notes(rows, listed, answer))


def _with(rows: pd.DataFrame, gone: Sequence[KeyEntry]) -> pd.DataFrame:
    if not gone:
        return rows
    more = pd.DataFrame({"account_id": [entry.client_id for entry in gone], "name": [entry.name for entry in gone]})
    flags = ["by_company", "by_unit", "by_manager", "by_amount", "nominated"]
    more = more.reindex(columns=rows.columns).assign(**dict.fromkeys(flags, False))
    more["def_money"] = "no"
    return more if rows.empty else pd.concat([rows, more.astype(rows.dtypes.to_dict(), errors="ignore")], ignore_index=True)


def _where(client: str, nominated: bool, entries: Mapping[str, KeyEntry], left: Mapping[str, KeyDecision]) -> str:
    if client in entries:
        return "listed"
    if client in left:
        return "left"
    return "awaits" if nominated else "other"


def _summary(rows: pd.DataFrame, answer: Answer) -> dict[str, Figure]:
    listed = rows[rows["standing"] == "listed"]
    decided = rows[rows["nominated"].to_numpy(dtype=bool) & rows["standing"].isin(["listed", "left"])]
    consents = [value is True for value in listed["consent"].tolist()]
    share = shares.floats(listed["share"])
    known = answer.summary["candidates_share"] is not None
    return {
        "listed": len(listed),
        "listed_share": float(np.nansum(share)) if known and len(listed) else None,
        "awaiting": int(answer.summary["candidates"] or 0) - len(decided),
        "without_consent": len(consents) - sum(consents),
        "cap": int(answer.settings.number("key_list_cap")),
    }


def _thesis(figures: Mapping[str, Figure], answer: Answer) -> Message:
    count, more = int(figures["listed"] or 0), int(figures["awaiting"] or 0)
    if not count and not more:
        return answer.thesis or msg("Nobody is on the list of key clients.")
    if not count:
        return nmsg("Nobody is on the list yet; {n} client passes a limit by size and awaits a decision.",
                    "Nobody is on the list yet; {n} clients pass a limit by size and await a decision.", more)
    first = nmsg("{word} client is on the list", "{word} clients are on the list", count, word=Word(count))
    if not more:
        return msg("{first}; nobody else awaits a decision.", first=first)
    then = nmsg("{n} more passes a limit by size and awaits a decision", "{n} more pass a limit by size and await a decision",
                more)
    return msg("{first}; {then}.", first=first, then=then)


def _notes(rows: pd.DataFrame, listed: KeyList, answer: Answer) -> list[Message]:
    said: list[Message] = []
    silent = int(rows.loc[rows["standing"] == "listed", "value"].isna().sum())
    if silent:
        said.append(nmsg("{n} client of the list has no sales in this period and these filters.",
                         "{n} clients of the list have no sales in this period and these filters.", silent))
    cap = int(answer.settings.number("key_list_cap"))
    if len(listed.entries) > cap:
        said.append(msg("The list holds {n} clients, more than the limit of {cap}: nobody can come on before somebody leaves.",
                        n=len(listed.entries), cap=cap))
    return [*said, *answer.notes]


def find(ledger: Ledger, scope: Scope, text: str) -> dict[str, str]:
    """Names of at most FOUND clients whose name or id holds this text, by id; the largest of all time first."""
    wanted = text.strip().casefold()
    if not wanted:
        return {}
    found = ledger.query("key_clients_find", scope, wanted=wanted, most=FOUND)
    return dict(zip(found["client_id"].astype(str), found["name"].astype(str), strict=True))
