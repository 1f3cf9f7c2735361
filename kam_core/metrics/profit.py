"""What each client leaves: revenue, cost, cost to serve, contribution; who loses money and why; the whale curve; debts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kam_core.i18n import Message, Money, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import debts, period, shares, whale
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.words import Word
from kam_core.scope import Scope
from kam_core.settings import Settings

COLUMNS = (
    "account_id", "name", "rank", "revenue", "cost", "margin", "margin_rate", "serve", "serve_rate", "contribution",
    "contribution_rate", "share_revenue", "share_contribution", "cumulative", "reason", "costed_share", "receivables",
    "overdue", "dso", "accounts", "manager", "region", "segment", "industry",
)
REASONS: dict[str, Message] = {
    "no_sales": msg("costs without sales"),
    "returns": msg("returns are more than sales"),
    "below_cost": msg("sold below cost"),
    "low_margin": msg("low margin"),
    "high_serve": msg("high cost to serve"),
}
"""Why a client loses money."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Contribution of the clients of the scope, the most profitable first; those whose cost is not known last.

    reason: a key of REASONS where contribution is below zero. Receivables, overdue and dso are those of ``debts``.
    frames: curve (as ``whale.curve`` gives it)
    """
    found = ledger.query("profit", scope)
    unassigned = found[found["client_id"].isna()]
    rows = found[found["client_id"].notna()].rename(columns={"client_id": "account_id"}).reset_index(drop=True)
    owed = debts.ask(ledger, scope, settings)
    figures = summary(rows, unassigned, owed.summary)
    rows = ranked(rows, figures)
    rows["reason"] = reasons(rows, figures["margin_rate"], figures["serve_rate"])
    by_client = owed.rows.set_index("account_id")
    for column in ("receivables", "overdue", "dso"):
        rows[column] = rows["account_id"].map(by_client[column]).astype(float)
    known = rows[rows["contribution"].notna()]
    return Answer(
        "profit", ledger.version, scope, settings, figures, rows[list(COLUMNS)],
        _thesis(figures, ledger), _notes(ledger, scope, figures), {"curve": whale.curve(known)},
    )


def ranked(rows: pd.DataFrame, figures: dict[str, Figure]) -> pd.DataFrame:
    """Clients as profit.sql gives them, in its order, with rates, shares of the totals, rank and the running sum."""
    rows = rows.copy()
    revenue, contribution = rows["revenue"], rows["contribution"]
    rows["margin_rate"] = rows["margin"] / rows["costed_revenue"].where(rows["costed_revenue"] > 0)
    rows["serve_rate"] = rows["serve"] / revenue.where(revenue > 0)
    # not contribution ÷ revenue: where a part of the revenue has no cost, margin is that of the other part
    rows["contribution_rate"] = rows["margin_rate"] - rows["serve_rate"].fillna(0.0)
    rows["costed_share"] = (rows["costed_revenue"].fillna(0.0) / revenue.where(revenue > 0)).clip(0, 1)
    rows["cumulative"] = contribution.cumsum()
    rows["rank"] = pd.array(np.arange(1, len(rows) + 1), dtype="Int64")
    rows.loc[contribution.isna(), "rank"] = pd.NA
    for column, share, whole in (("revenue", "share_revenue", "revenue_identified"),
                                 ("contribution", "share_contribution", "contribution_identified")):
        total = figures[whole]
        rows[share] = rows[column] / total if total is not None and total > 0 else np.nan
    return rows


def reasons(rows: pd.DataFrame, margin_rate: float | None, serve_rate: float | None) -> pd.Series:
    """Why a client loses money: a key of REASONS, None for all others.

    rows: revenue, margin, margin_rate, serve_rate, contribution, lines. margin_rate, serve_rate: of all together
    A margin above zero that does not cover the cost to serve: the margin is called low where it falls short of the
    company's by more than the cost to serve exceeds the company's, as shares of revenue; else the cost to serve is high.
    """
    short = (margin_rate or 0.0) - rows["margin_rate"].fillna(0.0)
    excess = rows["serve_rate"].fillna(0.0) - (serve_rate or 0.0)
    rules = {
        "": ~(rows["contribution"] < 0),
        "no_sales": rows["lines"] == 0,
        "returns": ~(rows["revenue"] > 0),
        "below_cost": rows["margin"] < 0,
        "low_margin": short > excess,
    }
    chosen = np.select([rule.to_numpy(dtype=bool) for rule in rules.values()], list(rules), "high_serve")
    return pd.Series(chosen, index=rows.index, dtype=object).where(chosen != "", None)


def summary(rows: pd.DataFrame, unassigned: pd.DataFrame, owed: dict[str, Figure]) -> dict[str, Figure]:
    """The figures of the measure. rows, unassigned: profit.sql with and without a client; owed: summary of ``debts``."""
    both = {name: _sum(rows[name], unassigned[name])
            for name in ("revenue", "costed_revenue", "cost", "margin", "serve", "contribution")}
    contributions = shares.floats(rows["contribution"])
    known = contributions[~np.isnan(contributions)]
    margin_rate, serve_rate = ratio(both["margin"], both["costed_revenue"]), ratio(both["serve"], both["revenue"])
    return {
        **{name: both[name] for name in ("revenue", "cost", "margin", "serve", "contribution")},
        "margin_rate": margin_rate,
        "serve_rate": serve_rate,
        "contribution_rate": None if margin_rate is None else margin_rate - (serve_rate or 0.0),
        "costed_share": ratio(both["costed_revenue"] or 0.0, both["revenue"]),
        "revenue_identified": _sum(rows["revenue"]),
        "contribution_identified": _sum(rows["contribution"]),
        "clients": len(known),
        **whale.figures(known),
        "clients_unknown": int(np.isnan(contributions).sum()),
        "receivables": owed["receivables"],
        "overdue": owed["overdue"],
        "overdue_share": owed["overdue_share"],
        "dso": owed["dso"],
    }


def _sum(*parts: pd.Series) -> float | None:
    """Their sum; None where nothing is known."""
    values = np.concatenate([shares.floats(part) for part in parts])
    return None if np.isnan(values).all() else shares.total(values)


def _thesis(figures: dict[str, Figure], ledger: Ledger) -> Message:
    clients, winners, losers = (int(figures[key] or 0) for key in ("clients", "clients_profitable", "clients_losing"))
    whole, peak = figures["contribution_identified"], figures["peak"]
    if figures["revenue"] is None:
        return msg("There are no sales in this period.")
    if not clients or whole is None:
        if not ledger.info.has_cost or figures["clients_unknown"]:
            return msg("Profit by client is not known: the sales have no cost.")
        return msg("No line of this period names a client, so there is no profit by client.")
    amount = Money(whole, ledger.info.currency)
    if not winners:
        return msg("No client earns money in this period: together they lose {loss}.",
                   loss=Money(-whole, ledger.info.currency))
    if not losers:
        return nmsg("No client loses money: {n} client earns {amount}.", "No client loses money: {n} clients earn {amount}.",
                    winners, amount=amount)
    if peak is None:
        return nmsg("{word} client loses more than all the others earn: {loss} against {earned}.",
                    "{word} clients lose more than all the others earn: {loss} against {earned}.", losers, word=Word(losers),
                    loss=Money(-(figures["loss"] or 0.0), ledger.info.currency),
                    earned=Money(figures["earned"] or 0.0, ledger.info.currency))
    return msg("{winners}, {losers}.",
               winners=nmsg("{word} client earns {peak} of the profit", "{word} clients earn {peak} of the profit", winners,
                            word=Word(winners), peak=Share(peak)),
               losers=nmsg("{n} client loses {loss} of it", "{n} clients lose {loss} of it", losers,
                           loss=Share(-(figures["loss_share"] or 0.0))))


def _notes(ledger: Ledger, scope: Scope, figures: dict[str, Figure]) -> list[Message]:
    said: list[Message] = []
    currency = ledger.info.currency
    partly = figures["costed_share"]
    if ledger.info.has_cost and partly is not None and partly < 0.9995:
        part = Share(max(partly, 0.0))
        said.append(msg("Cost is known for {share} of the revenue; margin is taken over that part.", share=part)
                    if figures["serve"] is None else
                    msg("Cost is known for {share} of the revenue; margin is taken over that part, cost to serve over all.",
                        share=part))
    if ledger.info.has_cost and figures["clients_unknown"]:
        said.append(nmsg("{n} client has no line with a known cost and is left out.",
                         "{n} clients have no line with a known cost and are left out.", int(figures["clients_unknown"])))
    if ledger.info.has_serve and scope.values("unit"):
        said.append(msg("Costs to serve name no business unit: under a filter by unit contribution is margin."))
    whole, clients = figures["contribution"], figures["contribution_identified"]
    if whole is not None and clients is not None and round(whole - clients, 2):
        said.append(msg("Lines without a client contribute {amount}: they are in the totals and no client's.",
                        amount=Money(whole - clients, currency)))
    if figures["clients_losing"] and clients is not None and clients > 0:
        said.append(msg("Shares of contribution divide by what is left after losses; Key clients divides by what clients "
                        "above zero earn, so a share of profit is smaller there."))
    return [*said, *period.left_out(ledger, scope)]


SUMMARY = {
    **names("revenue", "cost", "margin", "serve", "contribution", "margin_rate", "serve_rate", "contribution_rate",
            "costed_share", "revenue_identified"),
    "contribution_identified": Name(msg("Contribution of the clients"), "money"),
    "clients": Name(msg("Clients with a known contribution"), "count"),
    "clients_profitable": Name(msg("Clients that earn money"), "count"),
    "clients_losing": Name(msg("Clients that lose money"), "count"),
    "earned": Name(msg("What those that earn money bring"), "money"),
    "loss": Name(msg("What those that lose money take"), "money"),
    "peak": Name(msg("Peak of the whale curve, share of the clients' contribution"), "share"),
    "loss_share": Name(msg("Loss, share of the clients' contribution"), "share"),
    "top20_share": Name(msg("Share that the most profitable fifth of the clients brings"), "share"),
    "clients_unknown": Name(msg("Clients without a known cost"), "count"),
    **names("receivables", "overdue", "overdue_share", "dso"),
}

MEASURE = Measure(
    key="profit",
    label=msg("Profit by client"),
    unit="money",
    direction="up",
    formula=msg("Contribution = revenue − cost − cost to serve, over the revenue that has a cost. The whale curve adds "
                "contributions up from the most profitable client; its peak is what all clients above zero earn, as a share of "
                "what is left at its end. A client that loses money sold below cost, or has a margin that does not cover its "
                "cost to serve: low margin or high cost to serve, whichever is further from the company's rate. "
                "A client's share divides by what all clients leave together, losses taken off."),
    period=PERIOD,
    population=msg("Clients with sales or costs to serve in the period and a known cost: corporate groups, or single accounts "
                   "where the level says so. Lines without a client are in the totals alone. Receivables are those of the "
                   "ledger's last day, whatever the period."),
    source=msg("Kaplan and Narayanan, Measuring and Managing Customer Profitability (2001): the whale curve; Kaplan and "
               "Anderson, Time-Driven Activity-Based Costing (2007): costs to serve."),
    columns=names(*COLUMNS),
    summary=SUMMARY,
    query=("profit", "debts", "debts_year", "debt_days"),
    find=ask,
    settings=("debt_days",),
)
