"""Revenue and margin of one client by month, and what happened in those months."""

from __future__ import annotations

import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.errors import UsageError
from kam_core.i18n import Count, Message, Money, Month, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import client_events, period
from kam_core.metrics.answer import Answer, Figure, figure
from kam_core.metrics.client_scope import asked, nobody
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

MONTHS = 36
ROWS = ("month", "revenue", "margin", "days", "partial")


def ask(ledger: Ledger, scope: Scope, settings: Settings, client: str = "", months: int = MONTHS) -> Answer:
    """The last ``months`` months up to the ledger's last day, whatever the period of the scope; 0: from its first line on.

    Rows: month, revenue (0 where it bought nothing, null where the month was not brought in), margin (null where no cost is
    known), days (with a purchase), partial (the month is not finished)
    frames: events (client_events.EVENT), what the ledger tells of those months
    """
    if months < 0:
        raise UsageError(msg("A period has at least one month."), next=msg("Take --months 12."))
    who = asked(ledger, scope, client)
    if who is None:
        return nobody("client_months", ledger, scope, settings, SUMMARY, ROWS, {"events": client_events.EVENT})
    found = ledger.query("client_months", who.one)
    rows = filled(ledger, found, months)
    events = client_events.told(ledger, who, settings)
    if len(rows):
        events = events[events["date"] >= pd.Timestamp(rows["month"].iloc[0])].reset_index(drop=True)
    figures: dict[str, Figure] = {
        "months": len(rows), "revenue": figure(rows["revenue"].sum()) if len(rows) else None,
        "margin": figure(rows["margin"].sum(min_count=1)) if len(rows) else None,
        "months_active": int((rows["days"] > 0).sum()), "events": len(events),
    }
    return Answer("client_months", ledger.version, scope, settings, figures, rows,
                  _thesis(rows, figures, ledger.info.currency), _notes(rows), {"events": events})


def filled(ledger: Ledger, found: pd.DataFrame, months: int) -> pd.DataFrame:
    """The rows of client_months.sql with a row for every month: without lines 0, not brought in null."""
    if found.empty or ledger.info.last_date is None:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in ROWS})
    last = add_months(ledger.info.last_date, 0)
    first = pd.Timestamp(found["month"].iloc[0]).date()
    # what was written down for a day to come is no history
    start = max(first, add_months(last, 1 - months)) if months else first
    index = pd.DatetimeIndex([pd.Timestamp(add_months(start, step)) for step in range(_between(start, last) + 1)])
    rows = found.assign(month=pd.to_datetime(found["month"])).set_index("month").reindex(index)
    loaded: npt.NDArray[np.bool_] = index.isin(period.loaded(ledger))
    bought = (rows["lines"].fillna(0) > 0).to_numpy(dtype=bool)
    full = ledger.info.last_full_month
    return pd.DataFrame({
        "month": index,
        "revenue": rows["revenue"].fillna(0.0).where(loaded).to_numpy(dtype=float),
        "margin": rows["margin"].where(bought, 0.0 if ledger.info.has_cost else np.nan).where(loaded).to_numpy(dtype=float),
        "days": rows["days"].fillna(0).to_numpy(dtype=np.int64),
        "partial": [full is None or month > pd.Timestamp(full) for month in index],
    })


def _between(first: datetime.date, last: datetime.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _thesis(rows: pd.DataFrame, figures: dict[str, Figure], currency: str) -> Message:
    if not rows["revenue"].notna().any():
        return msg("There are no sales to this client.")
    best = int(rows["revenue"].argmax())
    return nmsg("{bought} of {n} month with a purchase; the best is {month} with {amount}.",
                "{bought} of {n} months with a purchase; the best is {month} with {amount}.", len(rows),
                bought=Count(int(figures["months_active"] or 0)),
                month=Month(pd.Timestamp(rows["month"].iloc[best]).date(), long=True),
                amount=Money(float(rows["revenue"].iloc[best]), currency))


def _notes(rows: pd.DataFrame) -> list[Message]:
    said: list[Message] = []
    missing = int(rows["revenue"].isna().sum()) if len(rows) else 0
    if missing:
        said.append(nmsg("{n} month was not brought in: it is empty, not zero.",
                         "{n} months were not brought in: they are empty, not zero.", missing))
    if len(rows) and bool(rows["partial"].iloc[-1]):
        said.append(msg("{month} is not finished.", month=Month(pd.Timestamp(rows["month"].iloc[-1]).date(), long=True)))
    return said


SUMMARY = {
    "months": Name(msg("Months"), "count"),
    **names("revenue", "margin", "months_active"),
    "events": Name(msg("Storms of requests and answers marked"), "count"),
}

MEASURE = Measure(
    key="client_months",
    label=msg("One client by month"),
    unit="money",
    direction="up",
    formula=msg("Revenue and margin of each month. A storm of requests is a month with more of them than the mean of the "
                "twelve months before plus three standard deviations, the spread of those months counted, and at least five. "
                "An answer from 9 on is a promoter's, up to 6 a detractor's."),
    period=msg("The last 36 months up to the ledger's last day, whatever the period of the scope."),
    population=msg("One corporate group with all its legal entities, whatever filters are set."),
    source=msg("Count chart of Shewhart (1931), its limit widened for bunches after Laney (2002)."),
    columns={
        **names("month", "revenue", "margin"),
        "days": Name(msg("Days with a purchase"), "count"),
        **names("partial"),
    },
    summary=SUMMARY,
    query=("client_months", "key_clients_names", "health_largest", "requests", "nps_answers"),
    find=ask,
    settings=("storm_sigmas", "storm_least"),
    options={"client": msg("id or name of the client; the largest where it is left out"),
             "months": msg("so many months back; 0: all")},
)
