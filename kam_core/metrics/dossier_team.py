"""Who of us fills the six roles at each client, and on how many clients each person stands. Pure: over given records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from kam_core.book import Record
from kam_core.book.kinds.work import TEAM_ROLES
from kam_core.i18n import Joined, Message, msg

ROLES: dict[str, Message] = {key: label for key, label, _ in TEAM_ROLES}


@dataclass(frozen=True)
class Team:
    """The team of a client. filled: role → who; empty: roles that nobody fills; alone: who fills all that are filled"""

    filled: dict[str, str]
    empty: tuple[str, ...]
    alone: str | None


def team(record: Record | None) -> Team:
    """Who fills what. Nobody fills a role whose field is empty."""
    filled = {key: str(record.get(key)).strip() for key in ROLES if record is not None and record.get(key) is not None}
    persons = {_same(who) for who in filled.values()}
    alone = next(iter(filled.values())) if len(filled) > 1 and len(persons) == 1 else None
    return Team(filled, tuple(key for key in ROLES if key not in filled), alone)


def gaps(found: Team) -> Message:
    """What the team lacks, in words."""
    if not found.filled:
        return msg("No role is filled yet.")
    if found.alone is not None:
        return msg("{who} fills every role that is filled: nobody stands in.", who=found.alone)
    if not found.empty:
        return msg("Every role is filled.")
    return msg("Not filled: {roles}.", roles=Joined([str(ROLES[key]).lower() for key in found.empty]))


def load(teams: Iterable[Record]) -> pd.DataFrame:
    """On how many clients each person stands, the most first: who, clients, roles (of all of them). One row a person.

    Names that differ in spaces or in the size of letters alone are one person.
    """
    named: dict[str, str] = {}
    clients: dict[str, set[str]] = {}
    roles: dict[str, int] = {}
    for record in teams:
        for who in team(record).filled.values():
            key = _same(who)
            named.setdefault(key, who)
            clients.setdefault(key, set()).add(str(record.client_id))
            roles[key] = roles.get(key, 0) + 1
    rows = [(named[key], len(clients[key]), roles[key]) for key in named]
    rows.sort(key=lambda row: (-row[1], -row[2], row[0]))
    return pd.DataFrame(rows, columns=["who", "clients", "roles"]).astype({"clients": "int64", "roles": "int64"})


def coverage(names: Mapping[str, str], teams: Iterable[Record]) -> pd.DataFrame:
    """The team of each client: account_id, name, filled (count of six), a column a role (who, or None), gaps (text).

    names: the clients that are asked for, id → name, in this order; those without a team are told, too
    """
    of = {record.client_id: record for record in teams}
    rows = []
    for id, name in names.items():
        found = team(of.get(id))
        rows.append({"account_id": id, "name": name, "filled": len(found.filled),
                     **{role: found.filled.get(role) for role in ROLES}, "gaps": gaps(found)})
    return pd.DataFrame(rows, columns=["account_id", "name", "filled", *ROLES, "gaps"])


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()
