"""What if clients are lost or cut: revenue, margin and contribution left, the new ladder, months to replace it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kam_core.errors import UsageError
from kam_core.i18n import Message, Money, Month, Number, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares
from kam_core.metrics.answer import Answer, Figure, difference, ratio
from kam_core.metrics.concentration import ladder
from kam_core.metrics.measure import CLIENTS, PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

AMOUNTS = ("revenue", "margin", "contribution")
STRESS = (1, 3, 5, 10)
HISTORY = 6
"""Full months of history that must lie before new business is counted, or every client would look new."""
COLUMNS = ("account_id", "name", "cut", "value", "value_after", "share", "share_after", "ladder", "ladder_after",
           "revenue", "revenue_after", "margin", "margin_after")


@dataclass(frozen=True)
class NewBusiness:
    """What new clients bring. monthly: average revenue a month, None where it is not known; clients: how many they are

    start, end: the months looked at; note: what was counted, or why nothing is known
    """

    monthly: float | None
    clients: int
    start: datetime.date | None
    end: datetime.date | None
    note: Message | None

    def months_for(self, lost: float) -> float | None:
        """Months in which new business brings as much as ``lost``; None where there is no new business."""
        return None if not self.monthly or self.monthly <= 0 else max(lost, 0.0) / self.monthly


def new_business(ledger: Ledger, scope: Scope, settings: Settings) -> NewBusiness:
    """Revenue a month of clients whose first purchase ever lies in the last ``replace_months`` months of the scope."""
    span, months = period.bounds(ledger, scope), int(settings.number("replace_months"))
    last, first = ledger.info.last_full_month, period.month_of(ledger.info.first_date)
    if span is None or last is None or first is None:
        return NewBusiness(None, 0, None, None, None)
    end = min(span[1], add_months(last, 1))
    start = add_months(end, -months)
    if start < add_months(first, HISTORY):
        return NewBusiness(None, 0, start, end, msg(
            "The ledger begins in {month}: too late to tell which clients are new, so months to replace are not known.",
            month=Month(first, long=True)))
    if not period.known_before(ledger, start):
        return NewBusiness(None, 0, start, end, msg(
            "Most months before {month} hold no sales: it cannot be told which clients are new, so months to replace "
            "are not known.", month=Month(start, long=True)))
    found = ledger.query("new_business", scope, **{"from": start, "to": end}).iloc[0]
    count, revenue = int(found["clients"]), found["revenue"]
    if not count or pd.isna(revenue) or revenue <= 0:
        return NewBusiness(None, count, start, end, nmsg(
            "There was no new client in the last {n} month, so months to replace are not known.",
            "There were no new clients in the last {n} months, so months to replace are not known.", months))
    monthly = float(revenue) / months
    return NewBusiness(monthly, count, start, end, nmsg(
        "{n} new client brought {monthly} a month on average in {months} months; months to replace are at this rate.",
        "{n} new clients brought {monthly} a month on average in {months} months; months to replace are at this rate.",
        count, monthly=Money(monthly, ledger.info.currency), months=Number(months)))


def ask(ledger: Ledger, scope: Scope, settings: Settings, losses: Mapping[str, float] | None = None) -> Answer:
    """The scope with some clients cut.

    losses: {client id: share of its business that goes, 0-1}; its revenue, margin and contribution go alike
    Rows: clients with their share and step before and after; those cut first, then by the sum left
    frames: stress, the largest 1, 3, 5 and 10 gone, by revenue and by contribution (or margin): by, count, revenue,
    revenue_share, margin, margin_share, contribution, contribution_share, months_to_replace, names
    """
    found = ledger.query("concentration", scope)
    clients = found[found["client_id"].notna()].reset_index(drop=True)
    cuts = _cuts(clients, losses or {})
    fresh = new_business(ledger, scope, settings)
    totals = {name: _sum(found[name]) for name in AMOUNTS}
    lost = {name: _sum(clients[name] * cuts) for name in AMOUNTS}
    after = clients.assign(**{name: clients[name] * (1 - cuts) for name in ("value", *AMOUNTS, "costed_revenue")})
    rows = _rows(ladder(clients, settings), ladder(after, settings), pd.Series(cuts, index=clients["client_id"]))
    old, new = shares.floats(clients["value"]), shares.floats(after["value"])
    figures: dict[str, Figure] = {"clients_cut": int((cuts > 0).sum())}
    for name in AMOUNTS:
        figures[name] = totals[name]
        figures[f"{name}_after"] = difference(totals[name], lost[name] or 0.0)
        figures[f"{name}_lost"] = lost[name]
        figures[f"{name}_lost_share"] = ratio(lost[name], totals[name])
    figures |= {
        "largest_share": shares.top(old, 1), "largest_share_after": shares.top(new, 1),
        "hhi": shares.hhi(old), "hhi_after": shares.hhi(new),
        "keys": int(rows["ladder"].notna().sum()), "keys_after": int(rows["ladder_after"].notna().sum()),
        "months_to_replace": fresh.months_for(lost["revenue"] or 0.0),
        "new_clients": fresh.clients, "new_revenue_monthly": fresh.monthly,
    }
    return Answer("what_if", ledger.version, scope, settings, figures, rows, _thesis(figures, ledger.info.currency),
                  [] if fresh.note is None else [fresh.note], {"stress": stress(clients, totals, fresh, ledger.info.has_serve)})


def _cuts(clients: pd.DataFrame, losses: Mapping[str, float]) -> shares.Floats:
    for client, cut in losses.items():
        if not 0 <= cut <= 1:
            raise UsageError(msg("The cut of “{client}” is {cut}.", client=client, cut=cut),
                             next=msg("Take a share from 0 to 1."))
    return shares.floats(clients["client_id"].map(dict(losses)).astype(float).fillna(0.0))


def _sum(amounts: pd.Series) -> float | None:
    """Their sum; None where none is known."""
    return shares.total(amounts) if amounts.notna().any() else None


def _rows(before: pd.DataFrame, after: pd.DataFrame, cuts: pd.Series) -> pd.DataFrame:
    rows = before.merge(after, on="account_id", suffixes=("", "_after"))
    rows["cut"] = rows["account_id"].map(cuts)
    rows = rows.assign(_whole=rows["cut"] == 0).sort_values(
        ["_whole", "value_after", "value", "account_id"], ascending=[True, False, False, True], na_position="last")
    return rows[list(COLUMNS)].reset_index(drop=True)


def stress(
    clients: pd.DataFrame, totals: Mapping[str, float | None], fresh: NewBusiness, serve: bool
) -> pd.DataFrame:
    """The largest 1, 3, 5 and 10 clients gone, by revenue, and by contribution (margin, where nothing is known to serve).

    The second choice is left out where it is the same clients as the first. Shares are of all lines, those of clients
    below zero and without a client too.
    """
    rows: list[dict[str, object]] = []
    second = "contribution" if serve else "margin"
    largest = {by: _largest(clients, by) for by in ("revenue", second)}
    same = all(set(largest["revenue"].head(count)["client_id"]) == set(largest[second].head(count)["client_id"])
               for count in STRESS)
    for by in ("revenue",) if same or clients[second].isna().all() else ("revenue", second):
        ordered = largest[by]
        for count in STRESS:
            if count > len(ordered) and count > 1:
                continue
            gone = ordered.head(count)
            lost = {name: _sum(gone[name]) for name in AMOUNTS}
            rows.append({
                "by": by, "count": len(gone), **lost,
                **{f"{name}_share": ratio(lost[name], totals[name]) for name in AMOUNTS},
                "months_to_replace": fresh.months_for(lost["revenue"] or 0.0),
                "names": list(gone["name"].head(3)),
            })
    return pd.DataFrame(rows, columns=[
        "by", "count", "revenue", "revenue_share", "margin", "margin_share", "contribution", "contribution_share",
        "months_to_replace", "names"])


def _largest(clients: pd.DataFrame, by: str) -> pd.DataFrame:
    return clients[clients[by] > 0].sort_values([by, "client_id"], ascending=[False, True])


def _thesis(figures: dict[str, Figure], currency: str) -> Message:
    if not figures["clients_cut"]:
        return msg("Choose clients to lose or to cut, and see what is left.")
    lost, part, months = figures["revenue_lost"], figures["revenue_lost_share"], figures["months_to_replace"]
    values = {"lost": Money(lost or 0.0, currency), "part": Share(part or 0.0)}
    if months is None:
        return msg("The company would lose {lost}, {part} of all revenue.", **values)
    return msg("The company would lose {lost}, {part} of all revenue; new business takes {months} months to replace "
               "it.",
               months=Number(months, 0 if months >= 10 else 1), **values)


_AFTER = {
    "cut": Name(msg("Cut"), "share"), "value_after": Name(msg("Value after"), "money"),
    "share_after": Name(msg("Share after"), "share"), "ladder_after": Name(msg("Ladder after"), "text"),
    "revenue_after": Name(msg("Revenue after"), "money"), "margin_after": Name(msg("Margin after"), "money"),
}

MEASURE = Measure(
    key="what_if",
    label=msg("What if clients are lost"),
    unit="money",
    direction="",
    formula=msg("Lost = the sum × the cut of each chosen client, for revenue, margin and contribution alike; no cost "
                "is assumed to be saved beyond the client's own. Months to replace = lost revenue ÷ average monthly "
                "revenue of clients whose first purchase ever lies in the last months, 12 by default. Shares and "
                "steps are taken again over what is left."),
    period=PERIOD,
    population=CLIENTS,
    source=msg("Loss-of-customer stress test of lenders and auditors: the largest 1, 3, 5 and 10, by revenue and by "
               "margin."),
    columns={key: _AFTER[key] if key in _AFTER else names(key)[key] for key in COLUMNS},
    summary={
        "clients_cut": Name(msg("Clients cut"), "count"),
        **names("revenue"), "revenue_after": _AFTER["revenue_after"],
        "revenue_lost": Name(msg("Revenue lost"), "money"),
        "revenue_lost_share": Name(msg("Part of all revenue that is lost"), "share"),
        **names("margin"), "margin_after": _AFTER["margin_after"],
        "margin_lost": Name(msg("Margin lost"), "money"),
        "margin_lost_share": Name(msg("Part of all margin that is lost"), "share"),
        **names("contribution"), "contribution_after": Name(msg("Contribution after"), "money"),
        "contribution_lost": Name(msg("Contribution lost"), "money"),
        "contribution_lost_share": Name(msg("Part of all contribution that is lost"), "share"),
        **names("largest_share"), "largest_share_after": Name(msg("Share of the largest client after"), "share"),
        **names("hhi"), "hhi_after": Name(msg("HHI after, points"), "index"),
        **names("keys"), "keys_after": Name(msg("Clients above the key limit after"), "count"),
        **names("months_to_replace"),
        "new_clients": Name(msg("New clients in these months"), "count"),
        "new_revenue_monthly": Name(msg("Average monthly revenue of new clients"), "money"),
    },
    query=("concentration", "new_business"),
    find=ask,
    settings=("key_share", "critical_share", "mono_share", "key_limit", "replace_months"),
    options={"losses": msg("Client ids with the share of their business that goes, 0-1.")},
)
