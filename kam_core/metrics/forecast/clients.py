"""Lifetime revenue and margin of each client to date, and beside them, apart, what the next twelve months may bring."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd

from kam_core.i18n import Message, Money, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.forecast import words
from kam_core.metrics.forecast.backtest import Trial, trial
from kam_core.metrics.forecast.history import History, history
from kam_core.metrics.forecast.panel import Flags, Panel, panel, regular
from kam_core.metrics.forecast.theta import Floats, Whole
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COLUMNS = (
    "account_id", "name", "since", "months", "revenue_to_date", "margin_to_date", "next_12", "next_12_low", "next_12_high",
    "last_12", "method", "reason", "manager", "region", "segment",
)
MOST = 3000
"""Clients that the methods are tried on at most, and as many of the regular ones."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Clients with sales up to the end of the scope, by revenue to date. method, reason: keys of METHODS and REASONS."""
    span, past = period.bounds(ledger, scope), history(ledger, scope)
    until = span[1] if span is not None else datetime.date(1900, 1, 1)
    end = past.end if past is not None else until
    start = past.start if past is not None else until
    found = ledger.query("lifetime", scope, **{"from": start, "to": end, "year_ago": add_months(end, -12), "until": until})
    rows = found.rename(columns={"client_id": "account_id"})
    rows["last_12"] = rows["last_year"]
    tried, sampled = None, False
    if past is not None and past.why is None and len(rows):
        some, plain, sampled = _some(ledger, scope, settings, past, len(rows))
        tried = trial(some, settings, plain)
    _forecast(rows, ledger, scope, settings, past, tried)
    figures = _summary(rows, tried)
    return Answer("lifetime", ledger.version, scope, settings, figures, rows[list(COLUMNS)],
                  _thesis(figures, ledger.info.currency), _notes(ledger, scope, rows, past, tried, sampled))


def _some(
    ledger: Ledger, scope: Scope, settings: Settings, past: History, clients: int
) -> tuple[Panel, Flags, bool]:
    """(series that methods are tried on, which of them are an even sample of all, whether some clients were left out)."""
    found = _series(ledger, scope, settings, past, MOST, False)
    return _panel(found, past), found["plain"].to_numpy(dtype=bool), clients > MOST


def _series(
    ledger: Ledger, scope: Scope, settings: Settings, past: History, most: int, every_regular: bool
) -> pd.DataFrame:
    least, share = int(settings.number("forecast_months")), settings.number("forecast_active")
    return ledger.query("lifetime_series", scope, **{
        "from": past.start, "to": past.end, "year_ago": add_months(past.end, -12), "most": most, "often": least * share,
        "regular": every_regular, "least": least, "share": share,
    })


def _panel(found: pd.DataFrame, past: History) -> Panel:
    return panel(list(found["months"]), list(found["revenue"]), list(found["bought"]), found["begin"].to_numpy(), past.months)


def _forecast(
    rows: pd.DataFrame, ledger: Ledger, scope: Scope, settings: Settings, past: History | None, tried: Trial | None
) -> None:
    """Put next_12, its interval, method and reason into the rows."""
    count = len(rows)
    made, low, high = np.full(count, np.nan), np.full(count, np.nan), np.full(count, np.nan)
    method: np.ndarray[Any, Any] = np.full(count, None, dtype=object)
    reason: np.ndarray[Any, Any] = np.full(count, "history", dtype=object)
    if past is not None and tried is not None:
        age = past.months - rows["begin"].fillna(past.months).to_numpy(dtype=np.int64)
        year = rows["last_year"].fillna(0.0).to_numpy(dtype=float)
        active, share = rows["active"].to_numpy(dtype=np.int64), settings.number("forecast_active")
        mine = regular(age, active, settings.number("forecast_months"), share)
        reason = np.select(
            [rows["begin"].isna().to_numpy(), age < 12, rows["last_active"].to_numpy() == 0, year <= 0,
             mine & (tried.method == "theta"), mine, age < settings.number("forecast_months")],
            ["returns", "new", "inactive", "negative", "won", "simple", "young"], "irregular",
        ).astype(object)
        told = np.isin(reason, ("won", "simple", "young", "irregular"))
        made[told], method[told] = year[told], "ltm"
        if (reason == "won").any():
            place, sums = _theta(rows, ledger, scope, settings, past)
            kept = reason[place] == "won"
            made[place[kept]], method[place[kept]] = sums[kept], "theta"
        steady = regular(age, active, tried.least, share)
        for band, which in ((tried.regular, told & steady), (tried.other, told & ~steady)):
            if band is not None:
                low[which], high[which] = band.around(made[which])
    rows["next_12"], rows["next_12_low"], rows["next_12_high"] = made, low, high
    rows["method"], rows["reason"] = method, reason


def _theta(
    rows: pd.DataFrame, ledger: Ledger, scope: Scope, settings: Settings, past: History
) -> tuple[Whole, Floats]:
    """(places of the regular clients in the rows, their next twelve months by Theta)."""
    found = _series(ledger, scope, settings, past, 0, True)
    sums = _panel(found, past).ahead(past.months, "theta").sum(axis=1)
    place = pd.Index(rows["account_id"]).get_indexer(pd.Index(found["client_id"]))
    known = place >= 0
    return place[known].astype(np.int64), sums[known]


def _summary(rows: pd.DataFrame, tried: Trial | None) -> dict[str, Figure]:
    told = rows["next_12"].notna()
    cost = rows["margin_to_date"].notna().any()
    return {
        "clients": len(rows),
        "revenue_to_date": shares.total(rows["revenue_to_date"]),
        "margin_to_date": shares.total(rows["margin_to_date"]) if cost else None,
        "next_12": shares.total(rows.loc[told, "next_12"]) if told.any() else None,
        "last_12": shares.total(rows.loc[told, "last_12"]) if told.any() else None,
        "forecast_clients": int(told.sum()),
        "theta_clients": int((rows["method"] == "theta").sum()),
        "ltm_clients": int((rows["method"] == "ltm").sum()),
        **words.tested(tried),
    }


def _thesis(figures: dict[str, Figure], currency: str) -> Message:
    clients = int(figures["clients"] or 0)
    if not clients:
        return msg("There are no sales up to the end of this period.")
    brought = Money(figures["revenue_to_date"] or 0.0, currency)
    if figures["next_12"] is None:
        return nmsg("{n} client brought {revenue} to date; what comes next cannot be told.",
                    "{n} clients brought {revenue} to date; what comes next cannot be told.", clients, revenue=brought)
    return nmsg(
        "{n} client brought {revenue} to date; about {next} is expected in the next twelve months.",
        "{n} clients brought {revenue} to date; those that can be forecast are expected to bring about {next} in the next "
        "twelve months.", clients, revenue=brought, next=Money(figures["next_12"], currency),
    )


def _notes(
    ledger: Ledger, scope: Scope, rows: pd.DataFrame, past: History | None, tried: Trial | None, sampled: bool
) -> list[Message]:
    said = [*words.base(scope), *words.no_history(past)]
    if past is not None:
        said += past.notes
    if tried is not None:
        said += words.said(tried)
        left = int(rows["next_12"].isna().sum())
        if left:
            said.append(nmsg("{n} client has no forecast: new, without purchases for a year, or not above zero.",
                             "{n} clients have no forecast: new, without purchases for a year, or not above zero.", left))
        if sampled:
            said.append(nmsg("The methods were tried on at most {n} client chosen by chance, and as many regular ones.",
                             "The methods were tried on at most {n} clients chosen by chance, and as many regular ones.",
                             MOST))
    costed, sold = (shares.total(rows[name]) if len(rows) else 0.0 for name in ("costed_revenue", "revenue_to_date"))
    if len(rows) and not ledger.info.has_cost:
        said.append(msg("The sales that were brought in have no cost, so margin is not known."))
    elif len(rows) and abs(sold - costed) > 0.0005 * abs(sold):
        said.append(msg("Cost is not known for all sales; margin to date is taken over those where it is."))
    return said


MEASURE = Measure(
    key="lifetime",
    label=msg("Lifetime revenue"),
    unit="money",
    direction="up",
    formula=msg("To date: the sum of revenue, and of revenue less cost where cost is known, from the first purchase to the end "
                "of the period; not discounted. The next twelve months are a figure of their own: the Theta method for "
                "clients with at least 24 full months and purchases in at least half of them, where it was nearer than the "
                "last twelve months at three or more earlier dates; else the last twelve months. The interval is the 10 % "
                "and 90 % quantiles of log(came ÷ forecast) over all clients and dates of that test."),
    period=msg("From the first purchase to the end of the period; the forecast is of the twelve months after its last full "
               "month, from full months that were brought in, one after another."),
    population=msg("Clients with sales up to the end of the period. Those that are younger than a full year, bought nothing "
                   "for a year or are not above zero in it have no forecast."),
    source=msg("Assimakopoulos and Nikolopoulos (2000), Theta as in the R package forecast; rolling origins as in Hyndman "
               "and Athanasopoulos, Forecasting: Principles and Practice."),
    columns={
        **names("account_id", "name"),
        "since": Name(msg("First purchase"), "date"),
        "months": Name(msg("Months as a client"), "count"),
        "revenue_to_date": Name(msg("Revenue to date"), "money"),
        "margin_to_date": Name(msg("Margin to date"), "money"),
        "next_12": Name(msg("Forecast, next 12 months"), "money"),
        "next_12_low": Name(msg("Forecast, low"), "money"),
        "next_12_high": Name(msg("Forecast, high"), "money"),
        "last_12": Name(msg("Last 12 full months"), "money"),
        "method": Name(msg("Method"), "text"),
        "reason": Name(msg("Why this method, or none"), "text"),
        **names("manager", "region", "segment"),
    },
    summary={
        "clients": Name(msg("Clients"), "count"),
        "revenue_to_date": Name(msg("Revenue to date"), "money"),
        "margin_to_date": Name(msg("Margin to date"), "money"),
        "next_12": Name(msg("Forecasts of clients, added up"), "money"),
        "last_12": Name(msg("Last 12 full months of the clients with a forecast"), "money"),
        "forecast_clients": Name(msg("Clients with a forecast"), "count"),
        "theta_clients": Name(msg("Clients forecast by Theta"), "count"),
        "ltm_clients": Name(msg("Clients forecast by the last twelve months"), "count"),
        **words.TESTED,
    },
    query=("lifetime", "lifetime_series"),
    find=ask,
    settings=("forecast_months", "forecast_active", "forecast_interval"),
)
