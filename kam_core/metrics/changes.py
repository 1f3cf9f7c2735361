"""What changed against the year before: at most seven sentences, the most money first, each with its clients."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Money, Month, Points, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import shares
from kam_core.metrics.accounts import new_since, states
from kam_core.metrics.answer import Change
from kam_core.metrics.words import OF_BASE
from kam_core.scope import Scope
from kam_core.settings import Settings

MOST = 7
RECORD_MONTHS = 24
"""Full months that must be known before one of them is called the best or the worst."""
_ORDER = {None: 0, "key": 1, "critical": 2, "mono": 3}


def find(ledger: Ledger, scope: Scope, settings: Settings, clients: pd.DataFrame, months: pd.DataFrame,
         compared: bool) -> list[Change]:
    """What stands out, ranked by the money at stake; empty where nothing does.

    clients: rows of accounts.sql; months: index month, revenue, lines, partial; compared: there is a year before
    """
    table = moves(clients, scope)
    table["state"] = states(clients, new_since(ledger, scope, settings))
    whole = shares.total(table["before"]) if compared else shares.total(table["now"])
    least = settings.number("change_share") * abs(whole)
    look = _Look(table, scope, settings, ledger.info.currency, max(least, 1e-9))
    found = [*look.at_a_loss(), *look.unassigned()]
    if compared:
        found += [*look.crossings(), *look.falls(), *look.rises(), *look.lost(), *look.concentration()]
    found += [*look.new(), *look.record(months)]
    return sorted(found, key=lambda item: -item.stake)[:MOST]


def moves(clients: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """account_id, name, before, now, change, margin, lines; the lines without a client are a row without an id."""
    now, before = clients["value"].fillna(0.0), clients["value_before"].fillna(0.0)
    if scope.base != "revenue":
        # Where a cost is missing on one side, the difference of margins would be the missing cost, not a change.
        unknown = (clients["value"].isna() & (clients["lines"] > 0)) | (
            clients["value_before"].isna() & (clients["lines_before"] > 0))
        now, before = now.mask(unknown, 0.0), before.mask(unknown, 0.0)
    return pd.DataFrame({
        "account_id": clients["client_id"], "name": clients["name"], "before": before, "now": now,
        "change": now - before, "margin": clients["margin"], "lines": clients["lines"],
    })


class _Look:
    """The looks taken at one table of clients. Each gives the changes it finds, none or more."""

    def __init__(self, table: pd.DataFrame, scope: Scope, settings: Settings, currency: str, least: float) -> None:
        self.scope, self.settings, self.currency, self.least = scope, settings, currency, least
        self.of_base = OF_BASE[scope.base]
        self.clients = table[table["account_id"].notna()].copy()
        self.nameless = table[table["account_id"].isna()]
        self.crossed: set[str] = set()
        for time in ("now", "before"):
            amounts = self.clients[time].clip(lower=0)
            self.clients[f"share_{time}"] = amounts / (amounts.sum() or np.inf)

    def money(self, amount: float) -> Money:
        """An amount without its sign, for a sentence that says the direction."""
        return Money(abs(amount), self.currency)

    def crossings(self) -> Iterator[Change]:
        """Clients that went over a limit of the ladder, or back under it."""
        limit = shares.edge("key", self.settings)
        near = self.clients[(self.clients["share_now"] > limit) | (self.clients["share_before"] > limit)]
        whole = float(self.clients["now"].clip(lower=0).sum())
        for row in near.to_dict("records"):
            now, before = float(row["share_now"]), float(row["share_before"])
            new, old = shares.step(now, self.settings), shares.step(before, self.settings)
            if _ORDER[new] == _ORDER[old]:
                continue
            up = _ORDER[new] > _ORDER[old]
            values = {
                "name": str(row["name"]), "limit": Share(self.settings.number(f"{new if up else old}_share"), 0),
                "of_base": self.of_base, "now": Share(now), "before": Share(before),
            }
            text = msg("{name} rose above {limit} {of_base}: {now}, {before} a year before.", **values) if up else \
                msg("{name} is no longer above {limit} {of_base}: {now}, {before} a year before.", **values)
            self.crossed.add(str(row["account_id"]))
            stake = max(abs(now - before) * whole, abs(float(row["change"])))
            yield Change("crossed_up" if up else "crossed_down", text, stake,
                         _rows(self.clients[self.clients["account_id"] == row["account_id"]]))

    def falls(self) -> Iterator[Change]:
        """Clients that still buy, and bring less."""
        kept = self._uncrossed((self.clients["lines"] > 0) & (self.clients["change"] <= -self.least))
        if len(kept):
            total, first = float(kept["change"].sum()), kept.nsmallest(1, "change")
            yield Change("fall", self._moved(kept, total, first, BASE_LESS[self.scope.base]), -total, _rows(kept))

    def rises(self) -> Iterator[Change]:
        """Clients that are not new, and bring more."""
        kept = self._uncrossed((self.clients["state"] != "new") & (self.clients["change"] >= self.least))
        if len(kept):
            total, first = float(kept["change"].sum()), kept.nlargest(1, "change")
            yield Change("rise", self._moved(kept, total, first, BASE_MORE[self.scope.base]), total, _rows(kept))

    def _uncrossed(self, wanted: pd.Series) -> pd.DataFrame:
        return self.clients[wanted & ~self.clients["account_id"].isin(self.crossed)]

    def _moved(self, kept: pd.DataFrame, total: float, first: pd.DataFrame, base: Message) -> Message:
        name, most = _one(first, "change")
        if len(kept) == 1:
            return msg("{name} brought {amount} {base} than a year before.", name=name, amount=self.money(total),
                       base=base)
        return nmsg("{n} client brought {amount} {base} than a year before, {name} the most: {most}.",
                    "{n} clients brought {amount} {base} than a year before, {name} the most: {most}.", len(kept),
                    amount=self.money(total), base=base, name=name, most=self.money(most))

    def new(self) -> Iterator[Change]:
        """Clients whose first purchase lies in the last months."""
        kept = self.clients[(self.clients["state"] == "new") & (self.clients["now"] > 0)]
        total = float(kept["now"].sum())
        if total >= self.least:
            name, most = _one(kept.nlargest(1, "now"), "now")
            text = nmsg("{n} new client brought {amount} {of_base}: {name}.",
                        "{n} new clients brought {amount} {of_base}, {name} the most: {most}.", len(kept),
                        amount=self.money(total), of_base=self.of_base, name=name, most=self.money(most))
            yield Change("new", text, total, _rows(kept))

    def lost(self) -> Iterator[Change]:
        """Clients that bought a year before and have no line now."""
        kept = self.clients[(self.clients["lines"] == 0) & (self.clients["before"] > 0)]
        total = float(kept["before"].sum())
        if total >= self.least:
            name, most = _one(kept.nlargest(1, "before"), "before")
            text = nmsg("{n} client bought a year before and nothing now, {amount} {of_base}: {name}.",
                        "{n} clients bought a year before and nothing now, {amount} {of_base}, {name} the most: {most}.",
                        len(kept), amount=self.money(total), of_base=self.of_base, name=name, most=self.money(most))
            yield Change("lost", text, total, _rows(kept))

    def at_a_loss(self) -> Iterator[Change]:
        """Clients whose margin is below zero."""
        kept = self.clients[self.clients["margin"] < 0]
        total = float(kept["margin"].sum())
        if len(kept) and -total >= self.least * LOSS_WEIGHT:
            name, most = _one(kept.nsmallest(1, "margin"), "margin")
            text = nmsg("{n} client has a margin of {amount}: {name}.",
                        "{n} clients have a margin below zero, {amount} together, {name} the most: {most}.", len(kept),
                        amount=Money(total, self.currency), name=name, most=Money(most, self.currency))
            rows = kept.assign(now=kept["margin"], before=np.nan, change=kept["margin"])
            yield Change("at_a_loss", text, -total, _rows(rows))

    def unassigned(self) -> Iterator[Change]:
        """Lines that name no client."""
        now = float(self.nameless["now"].sum())
        if abs(now) >= self.least:
            text = msg("{amount} {of_base} has no client named.", amount=Money(now, self.currency),
                       of_base=self.of_base)
            yield Change("unassigned", text, abs(now), _rows(self.nameless))

    def concentration(self) -> Iterator[Change]:
        """The three largest bring much more, or much less, of the whole."""
        now, before = (shares.top(shares.floats(self.clients[time]), 3) for time in ("now", "before"))
        if now is None or before is None or abs(now - before) < self.settings.number("shift_points"):
            return
        text = msg("The three largest clients bring {now} {of_base}, {moved} against a year before.", now=Share(now),
                   moved=Points(now - before), of_base=self.of_base)
        stake = abs(now - before) * float(self.clients["now"].clip(lower=0).sum())
        yield Change("concentration", text, stake, _rows(self.clients.nlargest(3, "now")))

    def record(self, months: pd.DataFrame) -> Iterator[Change]:
        """The last full month of the period stands clearly above, or below, all that are known before it."""
        if months.empty:
            return
        full = months[~months["partial"].astype(bool) & months["revenue"].notna()]
        if self.scope.end is not None:
            full = full[full.index < pd.Timestamp(self.scope.end)]
        revenue = full["revenue"].tolist()
        if len(revenue) < RECORD_MONTHS:
            return
        last, earlier, month = revenue[-1], revenue[:-1], Month(full.index[-1].date(), long=True)
        amount, count, nobody = Money(last, self.currency), Count(len(revenue)), _rows(self.clients.head(0))
        if last - max(earlier) >= self.least:
            yield Change("record", msg("{month} had the highest revenue of {count} months: {amount}.", month=month,
                                       count=count, amount=amount), last - max(earlier), nobody)
        elif min(earlier) - last >= self.least:
            yield Change("record", msg("{month} had the lowest revenue of {count} months: {amount}.", month=month,
                                       count=count, amount=amount), min(earlier) - last, nobody)


def _rows(frame: pd.DataFrame) -> pd.DataFrame:
    kept = frame[["account_id", "name", "before", "now", "change"]]
    order = kept["change"].abs().sort_values(ascending=False, kind="stable").index
    return kept.loc[order].reset_index(drop=True)


def _one(frame: pd.DataFrame, column: str) -> tuple[str, float]:
    """(name, amount) of a frame of one row."""
    return str(frame["name"].tolist()[0]), float(frame[column].tolist()[0])


LOSS_WEIGHT = 0.1
"""A loss is told from a tenth of the limit on: every rouble of it is a rouble of profit."""

BASE_MORE: dict[str, Message] = {
    "revenue": msg("more revenue"), "margin": msg("more margin"), "contribution": msg("more contribution"),
}
BASE_LESS: dict[str, Message] = {
    "revenue": msg("less revenue"), "margin": msg("less margin"), "contribution": msg("less contribution"),
}
