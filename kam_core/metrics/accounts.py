"""Every client with what it bought, what it bought a year before, and where it stands: new, active, lost."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Money, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares, timeless
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COLUMNS = (
    "account_id", "name", "state", "revenue", "margin", "margin_rate", "share", "revenue_before", "change",
    "revenue_change", "margin_before", "first_purchase", "last_purchase", "purchase_days", "months_active", "accounts",
    "manager", "region", "segment", "industry", "listed", "value",
)
STATES: dict[str, Message] = {
    "new": msg("new"),
    "active": msg("active"),
    "lost": msg("lost"),
    "returns": msg("returns only"),
    "none": msg("never bought"),
}
"""Where a client stands at the end of the period, in words."""
IDLE = 100_000
"""In a longer account list, those who never bought are counted and not listed."""


def compare(ledger: Ledger, scope: Scope) -> tuple[pd.DataFrame, Message | None]:
    """Clients now and a year before, as accounts.sql gives them, and why there is no comparison when there is none.

    Of a very long account list only those who bought.
    """
    before, why = period.comparison(ledger, scope)
    idle = ledger.info.rows.get("accounts", 0) <= IDLE
    found = timeless.again(ledger, "accounts", scope, before_from=before.start if before else None,
                           before_to=before.end if before else None, idle=idle)
    return found, why


def new_since(ledger: Ledger, scope: Scope, settings: Settings) -> datetime.date | None:
    """First purchases from this day on make a client new at the end of the scope; None: too little is known before."""
    span = period.bounds(ledger, scope)
    if span is None:
        return None
    start = add_months(span[1], -int(settings.number("new_client_months")))
    return start if period.known_before(ledger, start) else None


def states(found: pd.DataFrame, since: datetime.date | None) -> pd.Series:
    """'new', 'active', 'lost', 'returns' or 'none' for each row of accounts.sql."""
    first = pd.to_datetime(found["first_purchase"])
    bought, any_line = found["months_active"] > 0, found["lines"] > 0
    fresh = first >= pd.Timestamp(since or datetime.date.max)
    rules = {"new": bought & fresh, "active": bought, "returns": any_line, "lost": found["lines_earlier"] > 0}
    chosen = np.select([rule.to_numpy(dtype=bool) for rule in rules.values()], list(rules), "none")
    return pd.Series(chosen, index=found.index, dtype=object)


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Clients of the scope, by revenue. state: a key of STATES; what compares is null without a year before."""
    found, why = compare(ledger, scope)
    found = found[found["client_id"].notna()].rename(columns={"client_id": "account_id"}).reset_index(drop=True)
    since = new_since(ledger, scope, settings)
    found["state"] = states(found, since)
    positive = found["value"].where(found["value"] > 0)
    found["share"] = positive / positive.sum() if positive.notna().any() else np.nan
    found["margin_rate"] = found["margin"] / found["costed_revenue"].where(found["costed_revenue"] != 0)
    compared = why is None and period.comparison(ledger, scope)[0] is not None
    found["revenue"] = found["revenue"].fillna(0.0)
    if compared:
        found["revenue_before"] = found["revenue_before"].fillna(0.0)
    found["change"] = found["revenue"] - found["revenue_before"]
    found["revenue_change"] = found["revenue"] / found["revenue_before"].where(found["revenue_before"] > 0) - 1
    found = found.sort_values(["revenue", "account_id"], ascending=[False, True]).reset_index(drop=True)
    counts = found["state"].value_counts()
    figures: dict[str, Figure] = {
        "clients": len(found),
        **{state: int(counts.get(state, 0)) for state in STATES},
        "revenue": shares.total(found["revenue"]),
        "revenue_before": shares.total(found["revenue_before"]) if compared else None,
        "revenue_new": shares.total(found.loc[found["state"] == "new", "revenue"]),
        "revenue_lost": shares.total(found.loc[found["state"] == "lost", "revenue_before"]) if compared else None,
    }
    said = [] if why is None else [why]
    unlisted = _idle_not_listed(ledger, scope, found)
    if unlisted:
        figures["clients"], figures["none"] = len(found) + unlisted, int(counts.get("none", 0)) + unlisted
        said.append(nmsg("{n} client of the account list that never bought is counted and not listed.",
                         "{n} clients of the account list that never bought are counted and not listed.", unlisted))
    if since is None and len(found):
        said.append(msg("Too few sales are known before the period to tell which clients are new."))
        figures["new"], figures["revenue_new"] = None, None
    return Answer("accounts", ledger.version, scope, settings, figures, found[list(COLUMNS)],
                  _thesis(figures, ledger.info.currency), said)


def _idle_not_listed(ledger: Ledger, scope: Scope, found: pd.DataFrame) -> int:
    if ledger.info.rows.get("accounts", 0) <= IDLE:
        return 0
    everyone = timeless.query(ledger, "listed_clients", scope)["clients"][0]
    return int(everyone) - int(found["listed"].sum())


def _thesis(figures: dict[str, Figure], currency: str) -> Message:
    buying = int(figures["active"] or 0) + int(figures["new"] or 0)
    if not figures["clients"]:
        return msg("There are no clients in this scope.")
    if not buying:
        return msg("No client bought in this period.")
    if figures["new"] and figures["revenue_new"]:
        return nmsg("{n} client bought in the period; new among them: {fresh}, with {revenue}.",
                    "{n} clients bought in the period; new among them: {fresh}, with {revenue}.", buying,
                    fresh=Count(int(figures["new"])), revenue=Money(figures["revenue_new"], currency))
    return nmsg("{n} client bought in the period.", "{n} clients bought in the period.", buying)


MEASURE = Measure(
    key="accounts",
    label=msg("Clients"),
    unit="money",
    direction="up",
    formula=msg("A client is new for a set number of months after its first purchase ever, 12 by default; lost when it bought "
                "before the period and not in it; returns only when all its lines in the period are returns. Margin "
                "rate = margin ÷ revenue with a known cost. Days with a purchase count a day once, however many "
                "documents."),
    period=PERIOD,
    population=msg("Clients with sales up to the end of the period, and those of the account list; groups or "
                   "single accounts by the level. Lines without a client are not here."),
    source=msg("Own definition: purchases, not contracts, tell who is a client."),
    columns=names(*COLUMNS),
    summary={
        "clients": Name(msg("Clients"), "count"),
        "new": Name(msg("New clients"), "count"),
        "active": Name(msg("Active clients that are not new"), "count"),
        "lost": Name(msg("Clients that bought before and not now"), "count"),
        "returns": Name(msg("Clients with returns only"), "count"),
        "none": Name(msg("Clients of the list that never bought"), "count"),
        **names("revenue", "revenue_before"),
        "revenue_new": Name(msg("Revenue of new clients"), "money"),
        "revenue_lost": Name(msg("Revenue a year before of lost clients"), "money"),
    },
    query=("accounts", "listed_clients"),
    find=ask,
    settings=("new_client_months",),
)
