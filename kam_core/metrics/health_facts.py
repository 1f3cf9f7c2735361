"""What the parts of health are scored from: one row a client and day that is looked from, knowing only what was known then."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.ledger import Ledger
from kam_core.metrics import business_hours, period, requests, shares, timeless, work_week
from kam_core.metrics.health_score import PARTS, Flags, Floats
from kam_core.metrics.requests import Requests
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

Whole = npt.NDArray[Any]

YEAR, WINDOW, HALF, OLDEST = 12, 3, 6, 24
"""Months: of answers, categories and revenue; that a regular buyer is judged by; of requests; that are looked back on."""
REGULAR = 6
"""From this many months with a purchase of twelve on, a client is judged by three months."""
SELDOM = 3
"""From this many on by six months where they can be, others by twelve."""
LEAST_MONTHS = 3
"""Months that an expectation needs at least."""
TOP_DAYS = 60
"""Days overdue above which the score of payment falls no further."""
FACTS = (*PARTS, "days_since", "interval", "answers", "promoters", "detractors", "requests", "requests_met", "overdue_long",
         "categories", "categories_past")
TOLD = ("overdue", "critical")
"""Keys of CAPS that the ledger tells."""


@dataclass(frozen=True)
class Known:
    """Facts of clients at some days. frame: client_id, cut, name, manager, region, segment, revenue (of twelve months), then
    FACTS (a part's fact under the part's key), then one flag for each of TOLD; payment: whether debts are among them
    debts_at: the day that debts are known of; None: they are not known
    """

    frame: pd.DataFrame
    debts_at: datetime.date | None


def cut_of(ledger: Ledger, scope: Scope) -> datetime.date | None:
    """The day that is looked from: what was before it is known. The end of the scope, or of the last full month, if any."""
    full, first = ledger.info.last_full_month, ledger.info.first_date
    if full is None or first is None or full < add_months(first, 0):
        return None
    end = add_months(full, 1)
    return end if scope.end is None else min(end, scope.end)


def facts(
    ledger: Ledger, scope: Scope, settings: Settings, cuts: list[datetime.date], *, ids: list[str] | None = None,
    debts: bool = False,
) -> Known:
    """The facts at each of the days. ids: of these clients alone; debts: whether debts of today are taken along."""
    span = {"ends": cuts, "first": add_months(min(cuts), -OLDEST), "last": max(cuts), "ids": ids}
    found = ledger.query("health", scope, **span)
    found["cut"] = pd.to_datetime(found["cut"])
    frame = found[["client_id", "cut", "name", "manager", "region", "segment", "revenue"]].copy()
    loaded = _loaded(ledger, cuts)
    place = frame["cut"].map({pd.Timestamp(cut): at for at, cut in enumerate(cuts)}).to_numpy(dtype=np.int64)
    frame["trend"], frame["margin"] = _against_expected(found, loaded, place)
    frame["days_since"], frame["interval"], frame["rhythm"] = _rhythm(found, settings)
    _answers(frame, ledger.query("health_answers", scope, ends=cuts))
    _breadth(frame, ledger.query("health_breadth", scope, **span), loaded, place)
    _requests(frame, requests.load(ledger, scope, settings), settings, cuts)
    debts_at = _debts(frame, ledger, scope, settings) if debts else None
    if not debts:
        frame = frame.assign(payment=np.nan, overdue_long=np.nan, overdue=False)
    return Known(frame[[*frame.columns[:7], *FACTS, *TOLD]], debts_at)


def largest(ledger: Ledger, scope: Scope, most: int) -> list[str] | None:
    """Ids of so many clients, the largest of all time; None where there are no more than that: all of them."""
    found = timeless.again(ledger, "health_largest", replace(scope, start=None, end=None), most=most)
    return None if found.empty or found["clients"].iloc[0] <= most else found["client_id"].astype(str).tolist()


def _loaded(ledger: Ledger, cuts: list[datetime.date]) -> Flags:
    """(cuts, OLDEST + 1): whether the month so many months before the cut was brought in; place 0 is not used."""
    held = set(period.loaded(ledger).date)
    return np.array([[age > 0 and add_months(cut, -age) in held for age in range(OLDEST + 1)] for cut in cuts])


def _against_expected(found: pd.DataFrame, loaded: Flags, place: Whole) -> tuple[Floats, Floats]:
    """(relative change of revenue, difference of the margin rate) against what was to be expected of each client.

    Regular buyers: three months against the same three a year before; against the mean of the months brought in since the
    first purchase, twelve at most, where the client is not that old. Others: six months against the same six a
    year before, or where they buy too seldom for that twelve months against the twelve before.
    """
    column = {name: shares.floats(found[name]) for name in found.columns if name.startswith(("revenue", "margin", "costed"))}
    cut = found["cut"].to_numpy(dtype="datetime64[M]").astype(np.int64)
    first = pd.to_datetime(found["first_month"]).to_numpy(dtype="datetime64[M]").astype(np.int64)
    age = cut - first  # the first purchase was so many months before the cut
    counted = np.array([[0, *np.cumsum(row[WINDOW + 1:WINDOW + YEAR + 1])] for row in loaded])
    whole = {ages: np.array([row[list(ages)].all() for row in loaded])[place]
             for ages in ((*range(1, 4),), (*range(13, 16),), (*range(1, 7), *range(13, 19)), (*range(1, OLDEST + 1),))}
    now, year, halves, both = whole.values()
    bought = found["months_bought"].to_numpy(dtype=np.int64)
    regular = bought >= REGULAR
    since = counted[place, np.clip(age - 1 - WINDOW, 0, YEAR)]
    by_year = regular & now & year & (age > WINDOW + YEAR) & (column["revenue_year"] > 0)
    by_mean = ~by_year & regular & now & (since >= LEAST_MONTHS) & (column["revenue_since"] > 0)
    by_half = ~regular & (bought >= SELDOM) & halves & (age > HALF + YEAR) & (column["revenue_halves"] > 0)
    by_past = ~regular & ~by_half & both & (age >= OLDEST) & (column["revenue_past"] > 0)
    ways = [by_year, by_mean, by_half, by_past]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = column["revenue_since"] / since * WINDOW
        expected = np.select(ways, [column["revenue_year"], mean, column["revenue_halves"], column["revenue_past"]], np.nan)
        actual = np.select([by_half, by_past], [column["revenue_half"], column["revenue"]], column["revenue_now"])
        rates = {name: np.where(column[f"costed_{name}"] > 0, column[f"margin_{name}"] / column[f"costed_{name}"], np.nan)
                 for name in ("now", "year", "since", "half", "halves", "last", "past")}
        margin = np.select(ways, [rates["now"] - rates["year"], rates["now"] - rates["since"],
                                  rates["half"] - rates["halves"], rates["last"] - rates["past"]], np.nan)
        return actual / expected - 1, margin


def _rhythm(found: pd.DataFrame, settings: Settings) -> tuple[Floats, Floats, Floats]:
    """(days since the last purchase, mean days between days with one in two years, the first ÷ the second).

    Nobody is late before late_floor_days: the interval is taken as long as late begins there.
    """
    days, span = shares.floats(found["days"]), shares.floats(found["span_days"])
    since = shares.floats(found["days_since"])
    own = days >= settings.number("late_min_days")
    with np.errstate(invalid="ignore", divide="ignore"):
        interval = np.where(own, span / (days - 1), np.nan)
    floor = settings.number("late_floor_days") / 2
    return since, interval, since / np.maximum(interval, max(floor, 1.0))


def _joined(frame: pd.DataFrame, other: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    if "cut" in keys:
        other = other.assign(cut=pd.to_datetime(other["cut"]))
    # a column without a row has no type of its own
    return frame[keys].astype({"client_id": str}).merge(other.astype({"client_id": str}), on=keys, how="left")


def _answers(frame: pd.DataFrame, found: pd.DataFrame) -> None:
    joined = _joined(frame, found, ["client_id", "cut"])
    for name in ("answers", "promoters", "detractors"):
        frame[name] = shares.floats(joined[name])
    frame["relation"] = (frame["promoters"] - frame["detractors"]) / frame["answers"].where(frame["answers"] > 0)


def _breadth(frame: pd.DataFrame, found: pd.DataFrame, loaded: Flags, place: Whole) -> None:
    joined = _joined(frame, found, ["client_id", "cut"])
    known = np.array([row[1:].all() for row in loaded])[place]
    for name in ("categories", "categories_past"):
        frame[name] = shares.floats(joined[name])
    past = frame["categories_past"].where(frame["categories_past"] > 0)
    frame["breadth"] = (frame["categories"] / past).where(known)


def _requests(frame: pd.DataFrame, every: Requests, settings: Settings, cuts: list[datetime.date]) -> None:
    """Share of the requests of half a year that kept their limit, those open past it counted as not; critical ones past it."""
    words = [word.strip().casefold() for word in settings.text("critical_priorities").split(",") if word.strip()]
    critical = np.array([*(any(word in name.casefold() for word in words) for name in every.names["priority"]), False])
    ids, least = every.names["client_id"], settings.number("health_min_requests")
    parts = [_judged(every, settings, cut, critical) for cut in cuts]
    tables = [
        pd.DataFrame({"client_id": ids, "cut": pd.Timestamp(cut), "requests": judged, "requests_met": met, "critical": late})
        for cut, (judged, met, late) in zip(cuts, parts, strict=True)
    ]
    joined = _joined(frame, pd.concat(tables, ignore_index=True), ["client_id", "cut"])
    frame["requests"], frame["requests_met"] = shares.floats(joined["requests"]), shares.floats(joined["requests_met"])
    frame["service"] = (frame["requests_met"] / frame["requests"]).where(frame["requests"] >= least)
    frame["critical"] = shares.floats(joined["critical"]) > 0


def _judged(
    every: Requests, settings: Settings, cut: datetime.date, critical: Flags
) -> tuple[Floats, Floats, Floats]:
    """By client: requests of half a year that kept or broke their limit by the cut, those that kept it, critical ones open."""
    at = np.datetime64(cut, "us")
    known = every.opened(None, cut).frame
    clock, opened, ended = settings.text("resolution_clock"), known["opened"].to_numpy(), known["ended"].to_numpy()
    limit, hours = known["limit"].to_numpy(), known[clock].to_numpy().copy()
    open_ = np.isnat(ended) | (ended >= at)
    late = np.zeros(len(known), dtype=bool)
    if open_.any():
        week = work_week.week(settings)
        watch = business_hours.hours if clock == "business" else business_hours.elapsed
        start = opened[open_]
        late[open_] = watch(start, np.full(start.shape, at), week) > limit[open_]
    met = ~open_ & (hours <= limit)
    broken = late | (~open_ & (hours > limit))
    young = opened >= np.datetime64(add_months(cut, -HALF), "us")
    client, count = known["client_id"].to_numpy(), len(every.names["client_id"])
    urgent = late & critical[known["priority"].to_numpy()]
    judged, kept, open_urgent = (
        np.bincount(client[some & (client >= 0)], minlength=count).astype(float)
        for some in ((met | broken) & young, met & young, urgent)
    )
    return judged, kept, open_urgent


def _debts(frame: pd.DataFrame, ledger: Ledger, scope: Scope, settings: Settings) -> datetime.date | None:
    """Payment as of the ledger's last day: it is not written down what was owed at other times."""
    found = ledger.query("health_debts", scope.filtered("unit", ()), term=int(settings.number("debt_days")), top=TOP_DAYS,
                         limit=int(settings.number("health_overdue_days")))
    joined = _joined(frame, found, ["client_id"])
    frame["payment"] = shares.floats(joined["overdue_days"])
    frame["overdue_long"] = shares.floats(joined["long"])
    least = settings.number("health_overdue_share") * frame["revenue"].clip(lower=0.0)
    frame["overdue"] = (frame["overdue_long"] > 0) & (frame["overdue_long"] >= least)
    return None if found.empty else pd.Timestamp(found["as_of"].max()).date()
