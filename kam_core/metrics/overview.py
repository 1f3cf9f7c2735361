"""The company at a glance: revenue, margin, active clients, largest share, against the year before; what changed."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kam_core.i18n import Message, Share, msg
from kam_core.ledger import Ledger
from kam_core.metrics import accounts, changes, period, shares, thesis, timeless
from kam_core.metrics.answer import Answer, Figure, change, difference, ratio
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COMPARABLE = 0.05
"""Margins are compared when the share of revenue with a cost differs by at most this between the two periods."""
SPARK_MONTHS = 24
SPARKS = ("month", "revenue", "margin", "margin_rate", "active", "largest_share")


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """The company in the scope. Rows: the months of the period; a month without any line in the ledger is empty.

    Largest share and changes are in the scope's base; revenue and margin are always both given.

    frames: sparks (month, revenue, margin, margin_rate, active, largest_share), the 24 months up to the period's end
    """
    clients, why = accounts.compare(ledger, scope)
    compared = why is None and period.comparison(ledger, scope)[0] is not None
    span = period.bounds(ledger, scope)
    months = _months(ledger, scope, span)
    figures = summary(clients, compared)
    found = changes.find(ledger, scope, settings, clients, months, compared)
    rows = _rows(months, span, span is not None and period.enough(
        ledger, add_months(span[0], -12), add_months(span[1], -12)))
    said = [] if why is None else [why]
    said += [*_notes(figures), *period.left_out(ledger, scope)]
    sparks = pd.DataFrame(columns=list(SPARKS))
    if span is not None and not months.empty:
        ends = months.index < pd.Timestamp(span[1])
        sparks = months[ends].tail(SPARK_MONTHS).reset_index()[list(SPARKS)]
    return Answer("overview", ledger.version, scope, settings, figures, rows,
                  _thesis(clients, figures, scope, compared, ledger.info.currency), said, {"sparks": sparks}, found)


def summary(clients: pd.DataFrame, compared: bool) -> dict[str, Figure]:
    """The figures of the measure from rows of accounts.sql."""
    found: dict[str, Figure] = {}
    named = clients["client_id"].notna()
    for name, days, costed in (("", "purchase_days", "costed_revenue"), ("_before", "days_before", "costed_before")):
        known = bool((clients[f"lines{name}"] > 0).any()) and (not name or compared)
        margin = clients[f"margin{name}"]
        figures: dict[str, Figure] = dict.fromkeys(
            ("revenue", "margin", "costed", "active", "largest_share", "unassigned"))
        if known:
            figures["revenue"] = shares.total(clients[f"revenue{name}"])
            figures["margin"] = shares.total(margin) if margin.notna().any() else None
            figures["costed"] = shares.total(clients[costed])
            figures["active"] = int((named & (clients[days] > 0)).sum())
            figures["largest_share"] = shares.top(shares.floats(clients.loc[named, f"value{name}"]), 1)
            figures["unassigned"] = shares.total(clients.loc[~named, f"revenue{name}"])
        found |= {f"{key}{name}": value for key, value in figures.items()}
        found[f"margin_rate{name}"] = ratio(figures["margin"], figures["costed"])
        part = ratio(figures["costed"], figures["revenue"])
        found[f"costed_share{name}"] = None if part is None else min(max(part, 0.0), 1.0)
    found["revenue_change"] = change(found["revenue"], found["revenue_before"])
    found["margin_change"] = change(found["margin"], found["margin_before"]) if _comparable(found) else None
    found["margin_rate_change"] = difference(found["margin_rate"], found["margin_rate_before"])
    found["active_change"] = difference(found["active"], found["active_before"])
    found["largest_share_change"] = difference(found["largest_share"], found["largest_share_before"])
    return {key: found[key] for key in SUMMARY}


def _comparable(figures: dict[str, Figure]) -> bool:
    """Whether cost is known for about the same part of the revenue in both periods."""
    return abs(difference(figures["costed_share"], figures["costed_share_before"]) or 0.0) <= COMPARABLE


def _months(ledger: Ledger, scope: Scope, span: tuple[datetime.date, datetime.date] | None) -> pd.DataFrame:
    """Every month of the ledger, by month; clients are counted near the scope only.

    Zeros where the scope sold nothing; nothing where the ledger holds no line at all: such a month was not brought in.
    """
    first, last = period.month_of(ledger.info.first_date), period.month_of(ledger.info.last_date)
    if span is None or first is None or last is None:
        return pd.DataFrame(columns=[*SPARKS[1:], "value", "lines", "partial"])
    start = min(span[0], add_months(span[1], -SPARK_MONTHS))
    # asked once for all months, whatever the period: then a new period has nothing to ask of them
    found = timeless.again(ledger, "overview", replace(scope, start=None, end=None),
                           **{"from": first, "to": add_months(last, 1)})
    found = found.assign(month=pd.to_datetime(found["month"])).set_index("month")
    away = (found.index < pd.Timestamp(start)) | (found.index >= pd.Timestamp(span[1]))
    found.loc[away, ["active", "largest_share"]] = np.nan
    every = found.reindex(pd.date_range(first, last, freq="MS", name="month"))
    loaded = every.index.isin(period.loaded(ledger))
    for column in ("revenue", "lines"):
        every.loc[loaded, column] = every.loc[loaded, column].fillna(0)
    near = loaded & (every.index >= pd.Timestamp(start)) & (every.index < pd.Timestamp(span[1]))
    every.loc[near, "active"] = every.loc[near, "active"].fillna(0)
    every["margin_rate"] = every["margin"] / every["costed_revenue"].where(every["costed_revenue"] != 0)
    full = ledger.info.last_full_month
    every["partial"] = every.index > pd.Timestamp(full) if full is not None else True
    return every


def _rows(
    months: pd.DataFrame, span: tuple[datetime.date, datetime.date] | None, beside: bool
) -> pd.DataFrame:
    if span is None or months.empty:
        return pd.DataFrame(columns=list(ROWS))
    wanted = pd.date_range(span[0], add_months(span[1], -1), freq="MS")
    earlier = months[["revenue", "margin"]].reindex(wanted - pd.DateOffset(years=1))
    rows = months.reindex(wanted)
    if not beside:
        earlier[:] = np.nan
    rows["revenue_before"], rows["margin_before"] = earlier["revenue"].to_numpy(), earlier["margin"].to_numpy()
    rows["active"] = rows["active"].astype("Int64")
    rows["partial"] = rows["partial"].fillna(True).astype(bool)
    return rows.rename_axis("month").reset_index()[list(ROWS)]


def _thesis(
    clients: pd.DataFrame, figures: dict[str, Figure], scope: Scope, compared: bool, currency: str
) -> Message:
    if scope.base == "revenue" or figures["revenue"] is None:
        driver = _driver(clients, scope, figures["revenue"], figures["revenue_before"])
        return thesis.overview(figures, driver, currency)
    now, before = (_sum(clients[name]) for name in ("value", "value_before"))
    before = before if compared else None
    moved = change(now, before) if _comparable(figures) else None
    return thesis.overview_in(scope.base, now, before, moved, int(figures["active"] or 0),
                              _driver(clients, scope, now, before), currency)


def _sum(amounts: pd.Series) -> float | None:
    return shares.total(amounts) if amounts.notna().any() else None


def _driver(
    clients: pd.DataFrame, scope: Scope, now: float | None, before: float | None
) -> tuple[str, float] | None:
    """(name, change) of the client that moved most in the direction of the whole, in the scope's base."""
    if now is None or before is None or now == before:
        return None
    table = changes.moves(clients, scope)
    named = table[table["account_id"].notna()]
    if named.empty:
        return None
    moved = named["change"]
    place: Any = moved.idxmax() if now > before else moved.idxmin()
    return str(named.at[place, "name"]), float(moved[place])


def _notes(figures: dict[str, Figure]) -> list[Message]:
    said: list[Message] = []
    known, before = figures["costed_share"], figures["costed_share_before"]
    if figures["revenue"] is not None and not known:
        said.append(msg("No sale of this period has a cost, so margin is not known."))
    elif known is not None and known < 0.9995:
        said.append(msg("Cost is known for {share} of the revenue; margin is taken over that part.",
                        share=Share(known)))
    if known and before is not None and abs(known - before) > COMPARABLE:
        said.append(msg("A year before cost was known for {share} of the revenue, so margins are not compared.",
                        share=Share(before)))
    part = ratio(figures["unassigned"], figures["revenue"])
    if part is not None and part > 0:
        said.append(msg("{share} of the revenue has no client named: it is in the total, but no client's share.",
                        share=Share(part)))
    return said


ROWS = ("month", "revenue", "revenue_before", "margin", "margin_before", "active", "partial")
SUMMARY = {
    **names("revenue", "revenue_before", "revenue_change", "margin", "margin_before", "margin_change", "margin_rate"),
    "margin_rate_before": Name(msg("Margin rate a year before"), "share"),
    "margin_rate_change": Name(msg("Change of the margin rate"), "points"),
    **names("costed_share"),
    "costed_share_before": Name(msg("Share of revenue with cost a year before"), "share"),
    **names("active"),
    "active_before": Name(msg("Active clients a year before"), "count"),
    "active_change": Name(msg("Change of active clients"), "count"),
    **names("largest_share"),
    "largest_share_before": Name(msg("Share of the largest client a year before"), "share"),
    "largest_share_change": Name(msg("Change of the largest share"), "points"),
    "unassigned": Name(msg("Revenue with no client named"), "money"),
    "unassigned_before": Name(msg("Revenue with no client named, a year before"), "money"),
}

MEASURE = Measure(
    key="overview",
    label=msg("Overview"),
    unit="money",
    direction="up",
    formula=msg("Revenue adds all lines, returns negative. Margin = revenue − cost over the lines with a known cost; "
                "the margin rate divides it by the revenue of the same lines. Active clients have at least one day "
                "with a purchase. Changes are against the same months a year before. What changed lists what "
                "moves by a set part of the year before or more, 1 % by default, the most money first."),
    period=PERIOD,
    population=msg("All lines of the scope, lines without a client included; active clients and shares count clients "
                   "only."),
    source=msg("Own definition."),
    columns=names(*ROWS),
    summary=SUMMARY,
    query=("overview", "accounts"),
    find=ask,
    settings=("change_share", "shift_points", "key_share", "critical_share", "mono_share", "key_limit",
              "new_client_months"),
)
