"""What rhythm, falls, answers and requests say that the executive must hear, as changes beside those of the Overview.

Each says how much money it concerns. To stand in one list with what was gained or lost, that money is weighed by how often it
has come to a loss: by the precision that a rule had in the company's own past, or by the setting loss_probability. What
weighs less than the setting change_share of the revenue is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from kam_core.i18n import Money, msg, nmsg
from kam_core.metrics import nps_said, resolution_said, shares
from kam_core.metrics.answer import Answer, Change
from kam_core.metrics.changes import MOST
from kam_core.settings import Settings

ASKED = ("rhythm", "drop", "nps", "resolution")
"""The measures whose answers are listened to; any of them may be missing."""
DETRACTOR = 6
"""The highest score of a detractor."""


def among(changes: Sequence[Change], told: Sequence[Change]) -> list[Change]:
    """Both together, the most money first, no more than the Overview shows."""
    return sorted([*changes, *told], key=lambda item: -item.stake)[:MOST]


def find(overview: Answer, clients: Answer, answers: Mapping[str, Answer], settings: Settings, currency: str) -> list[Change]:
    """What the answers say, the most money first; empty where nothing weighs enough.

    overview, clients: the answers of ``overview`` and ``accounts`` under the same scope; answers: by measure, see ASKED
    """
    revenue = float(overview.summary["revenue_before"] or overview.summary["revenue"] or 0.0)
    if revenue <= 0:
        return []
    listen = _Listen(clients.rows, revenue, settings, currency)
    found = [change for key in ASKED if key in answers for change in getattr(listen, key)(answers[key])]
    least = settings.number("change_share") * revenue
    return sorted((item for item in found if item.stake >= least), key=lambda item: -item.stake)


class _Listen:
    """One ear a measure; each gives the changes that it hears, none or more."""

    def __init__(self, clients: pd.DataFrame, revenue: float, settings: Settings, currency: str) -> None:
        self.whole, self.settings, self.currency = revenue, settings, currency
        self.chance = settings.number("loss_probability")
        self.revenue = clients.set_index("account_id")["revenue"].astype(float).clip(lower=0)
        self.names = clients.set_index("account_id")["name"]

    def money(self, amount: float) -> Money:
        """An amount in the currency of the ledger."""
        return Money(amount, self.currency)

    def rhythm(self, answer: Answer) -> Iterator[Change]:
        """Clients that are late or inactive, as Retention counts them; nothing where the rule was not tried on the past."""
        rows, precision = answer.rows[answer.rows["state"].isin(["late", "inactive"])], answer.summary["precision"]
        if rows.empty or precision is None:
            return
        total, first = shares.total(rows["stake"]), rows.nlargest(1, "stake").iloc[0]
        if total <= 0:
            return
        values = {"name": str(first["name"]), "amount": self.money(total), "most": self.money(float(first["stake"]))}
        text = msg("{name} is late by its own rhythm; it brought {amount} in twelve months.", **values) if len(rows) == 1 else \
            nmsg("{n} client is late by its own rhythm; it brought {amount} in twelve months, {name} the most: {most}.",
                 "{n} clients are late by their own rhythm; they brought {amount} in twelve months, {name} the most: {most}.",
                 len(rows), **values)
        yield Change("late", text, total * precision, _rows(rows, "stake"))

    def drop(self, answer: Answer) -> Iterator[Change]:
        """Falls that are told: what is missing has not come, so it weighs in full."""
        rows = answer.rows[answer.rows["drop"].to_numpy(dtype=bool)] if len(answer.rows) else answer.rows
        if len(rows) and answer.thesis is not None:
            yield Change("drop", answer.thesis, -shares.total(rows["gap"]), _rows(rows, "actual", "expected"))

    def nps(self, answer: Answer) -> Iterator[Change]:
        """Clients whose last answer was a detractor's; and a score that moved by more than chance would move it."""
        rows = answer.rows[(answer.rows["last_score"] <= DETRACTOR) & (answer.rows["revenue"] > 0)]
        if len(rows):
            total, first = shares.total(rows["revenue"]), rows.nlargest(1, "revenue").iloc[0]
            values = {"name": str(first["name"]), "amount": self.money(total), "most": self.money(float(first["revenue"]))}
            text = msg("{name}, which brought {amount}, would not recommend us in its last answer.", **values) \
                if len(rows) == 1 else \
                nmsg("{n} client that brought {amount} would not recommend us in its last answer, {name} the largest: {most}.",
                     "{n} clients that brought {amount} would not recommend us in their last answer, {name} the largest: "
                     "{most}.", len(rows), **values)
            yield Change("detractors", text, total * self.chance, _rows(rows, "revenue"))
        found = answer.summary
        if found["p"] is not None and found["p"] < nps_said.CHANCE and answer.thesis is not None:
            stake = abs(found["change"] or 0.0) * self.whole * self.chance
            yield Change("nps", answer.thesis, stake, _rows(rows[:0], "revenue"))

    def resolution(self, answer: Answer) -> Iterator[Change]:
        """Clients whose requests are open past the limit; and a time that moved by more than chance would move it."""
        late = answer.rows[answer.rows["late"].to_numpy(dtype=bool) & answer.rows["account_id"].notna()] \
            if len(answer.rows) else answer.rows
        counts = late.groupby("account_id").size() if len(late) else pd.Series(dtype="int64")
        waiting = self.revenue.reindex(counts.index).fillna(0.0)
        waiting = waiting[waiting > 0].sort_values(ascending=False, kind="stable")
        if len(waiting):
            rows = pd.DataFrame({"account_id": waiting.index, "name": self.names.reindex(waiting.index).to_numpy(),
                                 "revenue": waiting.to_numpy()})
            total = shares.total(waiting)
            values = {"name": str(rows["name"].iloc[0]), "amount": self.money(total),
                      "most": self.money(float(waiting.iloc[0]))}
            text = msg("{name}, which brought {amount}, has a request open past its limit.", **values) if len(rows) == 1 else \
                nmsg("{n} client that brought {amount} has requests open past their limit, {name} the largest: {most}.",
                     "{n} clients that brought {amount} have requests open past their limit, {name} the largest: {most}.",
                     len(rows), **values)
            yield Change("requests", text, total * self.chance, _rows(rows, "revenue"))
        found = answer.summary
        now, before = found["median_hours"], found["median_before_hours"]
        if now is None or not before or (found["log_rank_p"] or 1.0) >= resolution_said.CHANCE or answer.thesis is None:
            return
        moved = abs(now / before - 1)
        if moved >= resolution_said.MOVED:
            stake = min(moved, 1.0) * self.whole * self.chance
            yield Change("resolution", answer.thesis, stake, _rows(late[:0], "waited_hours"))


def _rows(frame: pd.DataFrame, now: str, before: str | None = None) -> pd.DataFrame:
    """account_id, name, before, now, change, the largest first, as changes hold them."""
    amounts = frame[now].astype(float)
    earlier = frame[before].astype(float) if before else pd.Series(np.nan, index=frame.index)
    rows = pd.DataFrame({"account_id": frame["account_id"], "name": frame["name"],
                         "before": earlier, "now": amounts, "change": amounts - earlier})
    order = (rows["change"] if before else rows["now"]).abs().sort_values(ascending=False, kind="stable").index
    return rows.loc[order].reset_index(drop=True)

