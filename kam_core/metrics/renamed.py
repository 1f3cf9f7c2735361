"""Categories that were renamed: one ends where another begins, with the same clients and similar money.

Without it every client would seem to have bought something new to it on one day.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kam_core.i18n import Count, Message, Month, msg
from kam_core.ledger import Ledger
from kam_core.metrics import timeless
from kam_core.scope import Scope
from kam_core.settings import Settings

LEAST = 3
"""Fewer clients in common than this say nothing."""
ALIKE = 0.6
"""Clients of both names must be at least this share of the clients of either."""
MONEY = 2.0
"""A month of the new name may bring up to so many times a month of the old one, and down to its inverse."""


@dataclass(frozen=True)
class Renamed:
    """A category and the name that it has now. month: the first of the new name; common: clients of both"""

    old: str
    new: str
    month: datetime.date
    common: int

    def said(self) -> Message:
        """The sentence that must stand beside figures that take both for one."""
        return msg("The category “{old}” seems to have been renamed “{new}” in {month}: {common} clients of both, similar "
                   "money. They are taken for one (setting renamed_categories).", old=self.old, new=self.new,
                   month=Month(self.month, long=True), common=Count(self.common))


def renamed(ledger: Ledger, scope: Scope, settings: Settings) -> list[Renamed]:
    """Categories renamed up to the end of the scope, the oldest change first; none where the setting keeps them apart.

    A name has one successor and one predecessor at most; of several the one with most clients in common is taken. A chain
    of names gives each of them with the last one.
    """
    if settings.text("renamed_categories") == "apart":
        return []
    found = timeless.again(ledger, "renamed", scope)
    found["alike"] = found["common"] / (found["old_clients"] + found["new_clients"] - found["common"])
    similar = found["new_monthly"].between(found["old_monthly"] / MONEY, found["old_monthly"] * MONEY)
    kept = found[(found["common"] >= LEAST) & (found["alike"] >= ALIKE) & similar]
    kept = kept.sort_values(["alike", "common", "old", "new"], ascending=[False, False, True, True])
    chosen: dict[str, Renamed] = {}
    for row in kept.to_dict("records"):
        old, new = str(row["old"]), str(row["new"])
        if old not in chosen and new not in {pair.new for pair in chosen.values()}:
            chosen[old] = Renamed(old, new, row["first_month"].date(), int(row["common"]))
    return sorted((Renamed(pair.old, _last(pair.new, chosen), pair.month, pair.common) for pair in chosen.values()),
                  key=lambda pair: (pair.month, pair.old))


def _last(name: str, chosen: dict[str, Renamed]) -> str:
    seen = {name}
    while name in chosen and chosen[name].new not in seen:
        name = chosen[name].new
        seen.add(name)
    return name
