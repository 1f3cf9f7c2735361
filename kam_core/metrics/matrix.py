"""The portfolio matrix: how attractive clients are, and how strong our position at each is."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Day, Message, Money, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.health_facts import cut_of, facts
from kam_core.metrics.matrix_criteria import CRITERIA, NOTHING, QUADRANTS, Told, placed
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

MOST = 60
"""Clients at most: more bubbles cannot be read."""
MEASURED = {"payment": "payment", "nps": "relation", "service": "service", "rhythm": "rhythm"}
"""Criteria whose facts are those of the health score."""


def ask(ledger: Ledger, scope: Scope, settings: Settings, also: tuple[str, ...] = ()) -> Answer:
    """The largest clients of twelve months, and those named, as far as data tell. also: ids of key clients

    What only people know (relationship, logo, spend, opportunities) is laid over it by ``over``.
    """
    cut = cut_of(ledger, scope)
    if cut is None:
        return _answer(ledger.version, scope, settings, pd.DataFrame(columns=list(COLUMNS)),
                       [msg("There is no full month yet, so no client can be placed.")], ledger.info.currency)
    start, past = add_months(cut, -12), add_months(cut, -24)
    found = ledger.query("matrix", scope, **{"from": start, "until": cut, "past_from": past, "also": list(also),
                                             "most": int(settings.number("matrix_clients"))})
    found = found.sort_values(["named", "revenue"], ascending=[False, False], kind="stable").reset_index(drop=True)
    left = max(0, len(found) - MOST)
    found = found.head(MOST)
    rows = _facts(found, ledger, scope, settings, cut, period.held(ledger, past, cut) == 24)
    said = [msg("Sales of the twelve months up to {day}.", day=Day(cut - datetime.timedelta(days=1)))]
    if left:
        said.append(nmsg("{n} smaller client is left out: 60 are shown at most.",
                         "{n} smaller clients are left out: 60 are shown at most.", left))
    return _answer(ledger.version, scope, settings, placed(rows, NOTHING, settings), said, ledger.info.currency)


def over(answer: Answer, told: Told, currency: str) -> Answer:
    """The same clients with what people told of them. answer: of ``ask``"""
    if answer.rows.empty:
        return answer
    base = answer.rows.assign(whole=answer.frames["facts"]["whole"].to_numpy())
    return _answer(answer.version, answer.scope, answer.settings, placed(base, told, answer.settings), answer.notes[:-1],
                   currency)


def _facts(
    found: pd.DataFrame, ledger: Ledger, scope: Scope, settings: Settings, cut: datetime.date, both_years: bool
) -> pd.DataFrame:
    rows = found.rename(columns={"client_id": "account_id"})
    full = ledger.info.last_full_month
    today = full is not None and cut == add_months(full, 1)
    known = facts(ledger, scope, settings, [cut], ids=rows["account_id"].astype(str).tolist() or [""], debts=today).frame
    known = known.drop_duplicates("client_id").set_index("client_id").reindex(rows["account_id"])
    for key, fact in MEASURED.items():
        rows[f"{key}_fact"] = shares.floats(known[fact])
    costed, margin = shares.floats(rows["costed"]), shares.floats(rows["margin"])
    before, now = shares.floats(rows["revenue_past"]), shares.floats(rows["revenue"])
    offer = shares.floats(rows["offer"])
    with np.errstate(invalid="ignore", divide="ignore"):
        rows["margin_fact"] = np.where(costed > 0, margin / costed, np.nan)
        rows["growth_fact"] = np.where(both_years & (before > 0), now / before - 1, np.nan)
        # a category that is bought and brings nothing net is no part of the offer
        rows["breadth_fact"] = np.where(offer > 0, np.minimum(shares.floats(known["categories"]) / offer, 1), np.nan)
    return rows


def _answer(
    version: str, scope: Scope, settings: Settings, rows: pd.DataFrame, said: list[Message], currency: str
) -> Answer:
    found = rows.assign(whole=np.nan) if "whole" not in rows else rows
    figures: dict[str, Figure] = {
        "clients": len(rows), "placed": int(rows["place"].notna().sum()), "not_placed": int(rows["place"].isna().sum()),
        **{place: int((rows["place"] == place).sum()) for place in QUADRANTS},
        **{f"revenue_{place}": shares.total(rows.loc[rows["place"] == place, "revenue"]) for place in QUADRANTS},
        "available": shares.total(rows["available"].dropna()) if rows["available"].notna().any() else None,
        "available_clients": int(rows["available"].notna().sum()),
    }
    least = settings.number("matrix_coverage")
    note = nmsg("Of {n} client too little is known to place it.", "Of {n} clients too little is known to place them.",
                int(figures["not_placed"] or 0)) if figures["not_placed"] else \
        msg("A client is placed where {least} % of the weight is known on both axes.", least=Count(round(100 * least)))
    return Answer("matrix", version, scope, settings, figures, rows[list(COLUMNS)].reset_index(drop=True),
                  _thesis(figures, rows, currency), [*said, note], {"facts": found[["whole"]].reset_index(drop=True)})


def _thesis(figures: dict[str, Figure], rows: pd.DataFrame, currency: str) -> Message:
    if not figures["clients"]:
        return msg("There is no client to place.")
    if not figures["placed"]:
        return msg("Of no client enough is known to place it.")
    weak = int(figures["penetrate"] or 0)
    if weak:
        open_ = rows[(rows["place"] == "penetrate") & rows["available"].notna()]
        amount = Money(figures["revenue_penetrate"] or 0.0, currency)
        if len(open_) == weak:
            return nmsg("{n} attractive client where we are weak brings {amount} a year; {available} is available over three "
                    "years.",
                    "{n} attractive clients where we are weak bring {amount} a year; {available} is available over three "
                    "years.", weak, amount=amount, available=Money(shares.total(open_["available"]), currency))
        return nmsg("{n} attractive client where we are weak brings {amount} a year.",
                    "{n} attractive clients where we are weak bring {amount} a year.", weak, amount=amount)
    if figures["expand"]:
        return nmsg("{n} client is attractive, and our position is strong there.",
                    "{n} clients are attractive, and our position is strong at all of them.", int(figures["expand"]))
    return nmsg("The {n} client placed is not attractive by these criteria.",
                "None of the {n} clients placed is attractive by these criteria.", int(figures["placed"]))


COLUMNS: dict[str, Name] = {
    **names("account_id", "name"),
    "named": Name(msg("Key client"), "flag"),
    "place": Name(msg("What to do"), "text"),
    "attractive": Name(msg("Attractiveness, 0 – 100"), "index"),
    "strong": Name(msg("Strength of our position, 0 – 100"), "index"),
    "attractive_known": Name(msg("Attractiveness: weight that is known"), "share"),
    "strong_known": Name(msg("Strength: weight that is known"), "share"),
    "revenue": Name(msg("Revenue of twelve months"), "money"),
    "available": Name(msg("Available over three years, assumed"), "money"),
    "available_from": Name(msg("What that rests on"), "text"),
    **{each.key: Name(each.label, "index") for each in CRITERIA},
    **{f"{each.key}_fact": Name(each.fact, each.unit) for each in CRITERIA},
    **names("manager", "segment", "region"),
}
SUMMARY: dict[str, Name] = {
    "clients": Name(msg("Clients shown"), "count"),
    "placed": Name(msg("Clients placed"), "count"),
    "not_placed": Name(msg("Clients with too little known"), "count"),
    **{place: Name(msg("Clients: {what}", what=words), "count") for place, words in QUADRANTS.items()},
    **{f"revenue_{place}": Name(msg("Revenue: {what}", what=words), "money") for place, words in QUADRANTS.items()},
    "available": Name(msg("Available over three years, assumed"), "money"),
    "available_clients": Name(msg("Clients of which that is assumed"), "count"),
}

MEASURE = Measure(
    key="matrix",
    label=msg("Portfolio matrix"),
    unit="index",
    direction="",
    formula=msg(
        "Each axis = Σ weight × score ÷ Σ weight over the criteria that are known, 0 – 100 on straight lines between fixed "
        "points. Attractiveness: its spend ÷ our whole revenue (0.1 % → 0, 1 % → 40, 5 % → 70, 20 % → 100; where the spend is "
        "not written, what it buys from us), growth of twelve months (−30 % → 0, level → 50, +30 % → 100), margin rate (0 → 0, "
        "20 % → 50, 40 % → 100), payment, appeal of the logo. Strength: share of wallet (30 % → 50, 70 % → 100), categories "
        "bought ÷ sold (half → 60), relationship, NPS, service, rhythm. Payment, NPS, service and rhythm as in Health. People's"
        " scores: 1 → 0, 10 → 100. Above the middle on both: expand; attractive alone: penetrate; strong alone: protect. "
        "Available over three years: the spend × 3, else the base of open opportunities in 3 years; an assumption."),
    period=msg("The twelve months up to the end of the scope, or of the last full month where that is earlier."),
    population=msg("The largest clients by revenue, and those of the key list; 60 at most."),
    source=msg("McDonald and Rogers, “Key Account Management”: the directional policy matrix applied to clients; "
               "the anchors and weights are this product's own."),
    columns=COLUMNS,
    summary=SUMMARY,
    query=("matrix", "health", "health_answers", "health_breadth", "health_debts", "requests"),
    find=ask,
    settings=(*(each.weight for each in CRITERIA), "matrix_clients", "matrix_coverage", "matrix_middle", "late_min_days",
              "late_floor_days", "debt_days", "resolution_clock", "resolution_limit_hours", "health_min_requests"),
    options={"also": msg("ids of clients that are placed whatever their size")},
)
