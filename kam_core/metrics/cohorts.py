"""Clients by the quarter of their first purchase, and how many of them buy in each quarter since."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period, timeless
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.measure import Measure, Name
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COLUMNS = ("cohort", "quarter", "clients", "active", "active_share", "value", "value_share", "opening")
YEAR = 4
"""Quarters after the first."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """The triangle of cohorts, up to the last whole quarter of the scope.

    Rows: cohort (first day of its quarter), quarter (0 is that of the first purchase). A quarter of which a month was not
    brought in is null; those that are not over are not there. opening: the cohort of the ledger's first quarter
    """
    span = period.bounds(ledger, scope)
    until = _until(ledger, span)
    rows = pd.DataFrame(columns=list(COLUMNS))
    if until is not None:
        rows = _triangle(ledger, timeless.again(ledger, "cohorts", replace(scope, start=None, end=None), until=until), until)
    later = rows[(rows["quarter"] == YEAR) & ~rows["opening"].astype(bool) & rows["active"].notna()]
    known = int(later["clients"].sum())
    first = rows[rows["quarter"] == 0]
    figures: dict[str, Figure] = {
        "cohorts": len(first),
        "clients": int(first["clients"].sum()),
        "quarters": int(rows["quarter"].max()) + 1 if len(rows) else 0,
        "year_clients": known,
        "year_active": int(later["active"].sum()),
        "year_share": ratio(float(later["active"].sum()), known)
        if known >= settings.number("retention_min_clients") else None,
    }
    return Answer("cohorts", ledger.version, scope, settings, figures, rows, _thesis(figures), _notes(rows))


def _until(ledger: Ledger, span: tuple[datetime.date, datetime.date] | None) -> datetime.date | None:
    """The end (not included) of the last quarter that is over, in the ledger and in the scope."""
    full = ledger.info.last_full_month
    if span is None or full is None:
        return None
    end = min(span[1], add_months(full, 1))
    return add_months(end, -((end.month - 1) % 3))


def _triangle(ledger: Ledger, found: pd.DataFrame, until: datetime.date) -> pd.DataFrame:
    if found.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    cohort, quarter = _number(found["cohort"]), _number(found["quarter"])
    last = (until.year * 12 + until.month - 1) // 3 - 1
    starts = np.unique(cohort)
    grid = pd.MultiIndex.from_arrays([
        np.repeat(starts, last - starts + 1), np.concatenate([np.arange(start, last + 1) for start in starts]),
    ])
    values = found[["active", "value"]].set_axis(pd.MultiIndex.from_arrays([cohort, quarter])).reindex(grid)
    at = grid.get_level_values(1).to_numpy()
    months = period.loaded(ledger)
    held = pd.Series(_number(pd.Series(months))).value_counts()
    whole = held.reindex(at).to_numpy() == 3
    # the ledger may begin within its first quarter, whose clients are known all the same
    began = ledger.info.first_date
    first = 0 if began is None else began.year * 4 + (began.month - 1) // 3
    whole |= at == first
    values["active"] = values["active"].fillna(0).where(whole).astype("Int64")
    bought = values["active"].fillna(0) > 0
    values["value"] = values["value"].where(values["value"].notna() | bought.to_numpy(), 0.0).where(whole)
    starting = grid.get_level_values(0).to_numpy()
    opening = values[at == starting].droplevel(1)
    clients = found.assign(cohort=cohort)[cohort == quarter].set_index("cohort")["active"].reindex(starting).to_numpy()
    base = opening["value"].reindex(starting).to_numpy(dtype=float, na_value=np.nan)
    amounts = values["value"].to_numpy(dtype=float, na_value=np.nan)
    rows = pd.DataFrame({
        "cohort": [datetime.date(int(each) // 4, int(each) % 4 * 3 + 1, 1) for each in starting],
        "quarter": at - starting, "clients": clients, "active": values["active"].to_numpy(),
        "active_share": values["active"].to_numpy(dtype=float, na_value=np.nan) / clients, "value": amounts,
        "value_share": amounts / np.where(base > 0, base, np.nan),
        "opening": starting == first,
    })
    return rows[list(COLUMNS)]


def _number(days: pd.Series) -> np.ndarray:
    """Quarters counted through: year × 4 + 0 … 3."""
    when = pd.to_datetime(days)
    return (when.dt.year * 4 + when.dt.quarter - 1).to_numpy(dtype=np.int64)


def _thesis(figures: dict[str, Figure]) -> Message:
    if not figures["clients"]:
        return msg("No whole quarter with a first purchase is known yet.")
    if figures["year_share"] is None:
        return msg("It is too early to tell how many new clients still buy a year later.")
    return msg("Of {clients} new clients, {share} bought again in the quarter one year later.",
               clients=Count(int(figures["year_clients"] or 0)), share=Share(figures["year_share"]))


def _notes(rows: pd.DataFrame) -> list[Message]:
    said: list[Message] = []
    opening = rows[rows["opening"].astype(bool) & (rows["quarter"] == 0)]
    if len(opening):
        said.append(nmsg(
            "The first row is the first quarter of the ledger: {n} client in it, who may have bought long before.",
            "The first row is the first quarter of the ledger: {n} clients in it, who may have bought long before.",
            int(opening["clients"].iloc[0])))
    if rows["active"].isna().any():
        said.append(msg("Quarters of which a month was not brought in are left blank."))
    return said


MEASURE = Measure(
    key="cohorts",
    label=msg("Cohorts by first purchase"),
    unit="share",
    direction="up",
    formula=msg("Clients are grouped by the quarter of their first purchase. In each quarter since: how many of them "
                "bought at least once, and what all of them brought. A year later: clients that bought in the fourth "
                "quarter after the first ÷ all clients of these cohorts, the first quarter of the ledger left out."),
    period=msg("From the first sale in the ledger to the last whole quarter of the scope."),
    population=msg("Clients with at least one purchase; groups or single accounts by the level. Under a filter by unit or "
                   "manager, the first purchase is the first there."),
    source=msg("Closed cohorts; what is not observed yet is blank, not zero."),
    columns={
        "cohort": Name(msg("Quarter of the first purchase"), "date"),
        "quarter": Name(msg("Quarters since"), "count"),
        "clients": Name(msg("Clients in the cohort"), "count"),
        "active": Name(msg("of these, bought"), "count"),
        "active_share": Name(msg("Share that bought"), "share"),
        "value": Name(msg("What they brought"), "money"),
        "value_share": Name(msg("Share of the first quarter"), "share"),
        "opening": Name(msg("First quarter of the ledger"), "flag"),
    },
    summary={
        "cohorts": Name(msg("Cohorts"), "count"),
        "clients": Name(msg("Clients in them"), "count"),
        "quarters": Name(msg("Quarters observed"), "count"),
        "year_clients": Name(msg("New clients observed for a year"), "count"),
        "year_active": Name(msg("of these, bought in the quarter one year later"), "count"),
        "year_share": Name(msg("Share that bought in the quarter one year later"), "share"),
    },
    query=("cohorts",),
    find=ask,
    settings=("retention_min_clients",),
)
