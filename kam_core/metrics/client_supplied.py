"""What one client was supplied, and when: categories by month, products with their first and last purchase."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd

from kam_core.i18n import Message, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.metrics.answer import Answer, Figure, figure
from kam_core.metrics.client_scope import asked, nobody
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

PRODUCTS = 20
ROWS = ("category", "revenue", "margin", "share", "revenue_before", "change", "months_active", "first_purchase",
        "last_purchase", "revenue_ever", "state")
PRODUCT = ("product", "label", "category", "revenue", "quantity", "revenue_before", "revenue_ever", "first_purchase",
           "last_purchase")
STATES: dict[str, Message] = {
    "new": msg("new"), "kept": msg("bought on"), "gone": msg("no longer bought"), "earlier": msg("bought earlier"),
}
"""A category that is new was not bought in the twelve months before, one that is gone was bought then alone."""


def twelve(ledger: Ledger, scope: Scope) -> tuple[datetime.date, datetime.date]:
    """The twelve months up to the end of the scope, or to the last full month where that is earlier: (start, end)."""
    last = ledger.info.last_full_month or period.month_of(ledger.info.last_date) or datetime.date(2000, 1, 1)
    end = add_months(last, 1)
    end = end if scope.end is None else min(end, scope.end)
    return add_months(end, -12), end


def ask(ledger: Ledger, scope: Scope, settings: Settings, client: str = "") -> Answer:
    """Categories of one client, those that brought most in the last twelve months first; null: lines without a category.

    frames: months (category, month, revenue) of the twelve months, months without lines left out
    products (PRODUCT), at most PRODUCTS
    """
    who = asked(ledger, scope, client)
    if who is None:
        return nobody("client_supplied", ledger, scope, settings, SUMMARY, ROWS,
                      {"months": ("category", "month", "revenue"), "products": PRODUCT})
    start, end = twelve(ledger, who.one)
    ever = replace(who.one, start=None, end=None)
    days = {"start": start, "end": end, "before": add_months(start, -12)}
    found = ledger.query("client_categories", ever, **days)
    rows = found[found["month"].isna()].drop(columns="month").reset_index(drop=True)
    positive = rows["revenue"].where(rows["revenue"] > 0)
    rows["share"] = positive / positive.sum() if positive.notna().any() else positive
    rows["change"] = rows["revenue"].fillna(0.0) - rows["revenue_before"].fillna(0.0)
    now, before = rows["revenue"].fillna(0.0) > 0, rows["revenue_before"].fillna(0.0) > 0
    later = pd.to_datetime(rows["first_purchase"]) >= pd.Timestamp(end)
    rows["state"] = np.select([now & before, now | later, before], ["kept", "new", "gone"], "earlier")
    products = ledger.query("client_products", ever, **days, most=PRODUCTS)
    known = period.enough(ledger, add_months(start, -12), start)
    if not known:
        rows.loc[rows["state"] == "new", "state"] = "kept"
    named = rows[rows["category"].notna()]
    figures: dict[str, Figure] = {
        "categories": int((named["revenue"] > 0).sum()),
        "categories_new": int((named["state"] == "new").sum()) if known else None,
        "categories_gone": int((named["state"] == "gone").sum()) if known else None,
        "products": int(products["products"].iloc[0]) if len(products) else 0,
        "largest_share": figure(named["share"].max()) if named["share"].notna().any() else None,
    }
    months = found[found["month"].notna()][["category", "month", "revenue"]].reset_index(drop=True)
    return Answer("client_supplied", ledger.version, scope, settings, figures, rows[list(ROWS)], _thesis(rows, figures),
                  [] if known else [msg("Too few sales of the year before were brought in to tell what is new.")],
                  {"months": months, "products": products[list(PRODUCT)]})


def _thesis(rows: pd.DataFrame, figures: dict[str, Figure]) -> Message:
    named = rows[rows["category"].notna() & (rows["revenue"] > 0)]
    if not len(named):
        return msg("The sales to this client name no categories.") if (rows["revenue"] > 0).any() else msg(
            "This client bought nothing in twelve months.")
    first, share = str(named["category"].iloc[0]), named["share"].iloc[0]
    return nmsg("{n} category in twelve months; {first} is {share} of the revenue.",
                "{n} categories in twelve months; {first} is {share} of the revenue.", int(figures["categories"] or 0),
                first=first, share=Share(float(share)))


SUMMARY = {
    "categories": Name(msg("Categories bought in twelve months"), "count"),
    "categories_new": Name(msg("Categories not bought in the year before"), "count"),
    "categories_gone": Name(msg("Categories bought in the year before alone"), "count"),
    "products": Name(msg("Products ever bought"), "count"),
    "largest_share": Name(msg("Share of the largest category"), "share"),
}

MEASURE = Measure(
    key="client_supplied",
    label=msg("What one client was supplied"),
    unit="money",
    direction="",
    formula=msg("Sums of the lines by category and by product; a day with a purchase has a line above zero. A category is new "
                "where its sum is above zero in the twelve months and not in the twelve before, gone the other way round."),
    period=msg("The twelve months up to the end of the scope, or to the last full month where that is earlier; first and last "
               "purchase are of all time."),
    population=msg("One corporate group with all its legal entities, whatever filters are set."),
    source=msg("Own definition."),
    columns={
        "category": Name(msg("Category"), "text"),
        **names("revenue", "margin", "share", "revenue_before", "change", "months_active", "first_purchase", "last_purchase"),
        "revenue_ever": Name(msg("Revenue of all time"), "money"),
        **names("state"),
    },
    summary=SUMMARY,
    query=("client_categories", "client_products", "key_clients_names", "health_largest"),
    find=ask,
    options={"client": msg("id or name of the client; the largest where it is left out")},
)
