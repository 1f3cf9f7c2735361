"""Concentration over time: HHI and the effective number of clients in the twelve months up to each month."""

from __future__ import annotations

import pandas as pd

from kam_core.i18n import Message, Month, Number, msg
from kam_core.ledger import Ledger
from kam_core.metrics import period, timeless
from kam_core.metrics.answer import Answer, Figure, difference, figure
from kam_core.metrics.measure import CLIENTS, Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

NOTICEABLE = 0.1
"""A change of the effective number below this part of it is called level."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Rolling concentration in the scope's base. Rows: month, hhi, effective_accounts, accounts_positive, value.

    From the twelfth month of the ledger to the last full month, or to the end of the scope when that is earlier; months
    whose twelve hold too few with sales are left out.
    """
    found = timeless.query(ledger, "concentration_trend", scope)
    first, last = period.month_of(ledger.info.first_date), ledger.info.last_full_month
    if scope.end is not None and last is not None:
        last = min(last, add_months(scope.end, -1))
    rows = pd.DataFrame({"month": [], "hhi": [], "effective_accounts": [], "accounts_positive": [], "value": []})
    if first is not None and last is not None and add_months(first, 11) <= last and not found.empty:
        months = pd.date_range(add_months(first, 11), last, freq="MS")
        found = found.assign(month=pd.to_datetime(found["month"])).set_index("month")
        # A month in which nothing enters or leaves any window has no row: the figures stay as they were.
        every = found.reindex(found.index.union(months)).ffill().loc[months]
        rows = pd.DataFrame({
            "month": months,
            "hhi": every["index"].to_numpy() * 10_000,
            "effective_accounts": (1 / every["index"]).to_numpy(),
            "accounts_positive": every["clients"].fillna(0).astype(int).to_numpy(),
            "value": every["value"].to_numpy(),
        })
        whole = [period.enough(ledger, add_months(month.date(), -11), add_months(month.date(), 1)) for month in months]
        rows = rows[whole].reset_index(drop=True)
    figures = _summary(rows)
    return Answer("concentration_trend", ledger.version, scope, settings, figures, rows, _thesis(rows, figures))


def _summary(rows: pd.DataFrame) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    earlier = rows[rows["month"] == rows["month"].max() - pd.DateOffset(years=1)] if len(rows) else rows
    for key, column in (("hhi", "hhi"), ("effective", "effective_accounts")):
        values = rows[column].tolist()
        found[key] = figure(values[-1]) if values else None
        before = earlier[column].tolist()
        found[f"{key}_before"] = figure(before[0]) if before else None
        found[f"{key}_change"] = difference(found[key], found[f"{key}_before"])
    return found


def _thesis(rows: pd.DataFrame, figures: dict[str, Figure]) -> Message:
    now, before = figures["effective"], figures["effective_before"]
    if now is None:
        return msg("Twelve full months are needed before concentration can be followed over time.")
    if before is None:
        return msg("In the year to {month} the base is as concentrated as {now} equal clients.", now=Number(now, 1),
                   month=Month(pd.Timestamp(rows["month"].iloc[-1]).date(), long=True))
    if abs(now - before) < NOTICEABLE * before:
        return msg("Concentration is level: as of {now} equal clients, {before} a year before.", now=Number(now, 1),
                   before=Number(before, 1))
    if now < before:
        return msg("Concentration rose: as of {now} equal clients, {before} a year before.", now=Number(now, 1),
                   before=Number(before, 1))
    return msg("Concentration fell: as of {now} equal clients, {before} a year before.", now=Number(now, 1),
               before=Number(before, 1))


MEASURE = Measure(
    key="concentration_trend",
    label=msg("Concentration over time"),
    unit="index",
    direction="down",
    formula=msg("HHI and the effective number of clients as in Concentration, over the sums of the 12 months that end "
                "with each month."),
    period=msg("From the twelfth month of the ledger to the last full month, or to the end of the scope."),
    population=CLIENTS,
    source=msg("Herfindahl and Hirschman (HHI)."),
    columns=names("month", "hhi", "effective_accounts", "accounts_positive", "value"),
    summary={
        "hhi": Name(msg("HHI in the last 12 months, points"), "index"),
        "hhi_before": Name(msg("HHI a year before, points"), "index"),
        "hhi_change": Name(msg("Change of HHI, points"), "index"),
        "effective": Name(msg("Effective number of clients in the last 12 months"), "index"),
        "effective_before": Name(msg("Effective number of clients a year before"), "index"),
        "effective_change": Name(msg("Change of the effective number"), "index"),
    },
    query=("concentration_trend",),
    find=ask,
)
