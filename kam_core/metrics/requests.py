"""Requests as measures count them: how long each waited, whether it is solved, and what it is a part of."""

from __future__ import annotations

import datetime
import threading
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.ledger import Ledger
from kam_core.metrics import business_hours, timeless, waiting, work_week
from kam_core.metrics.business_hours import Week
from kam_core.scope import OWNER, Scope
from kam_core.settings import Settings

Floats = npt.NDArray[np.float64]
Moments = npt.NDArray[np.datetime64]

FIELDS = ("priority", "category", "client_id", "manager")
"""What requests are told apart by."""
KEPT = 4
"""So many sets of requests are kept of one version: each viewer, filter and working week has its own."""
CLOCKS = ("calendar", "business")
SLACK = 1e-9
"""Hours are floats: what is this near to a limit has kept it."""
MOST = 500_000
"""Rows of one question at most, as long as a month has no more."""


@dataclass(frozen=True, eq=False)
class Requests:
    """Requests by when they were opened.

    frame: one row a request, in that order. opened, ended (datetime64; NaT: still open); month (of opening, months since 1970);
    calendar, business: hours watched, to its resolution, else to its closing, else to ``as_of``, NaN where its moments
    contradict each other; solved: whether it was resolved; waiting: neither resolved nor closed; answer_calendar,
    answer_business: hours to the first response, or watched without one, NaN where that was not written down; answered;
    limit: hours; reopened; own: 1 or 0 as the source judged it, else NaN; a column for each of FIELDS: the place of its
    name in ``names``, -1 where it has none
    order: of all that were loaded, in the order of waiting.in_order by each kind of hours; first: place of the frame's first
    still: every request that is open, whenever it was opened, the slowest first (see resolution)
    as_of: the last moment that the ledger knows of; None: it has no requests
    resolves: whether resolutions are written down, else closings stand for them; answers: whether first responses are
    """

    frame: pd.DataFrame
    names: dict[str, list[str]]
    order: dict[str, npt.NDArray[np.int64]]
    first: int
    still: pd.DataFrame
    as_of: datetime.datetime | None
    resolves: bool
    answers: bool

    def opened(self, start: datetime.date | None, end: datetime.date | None) -> Requests:
        """Those opened from ``start`` on and before ``end``; None: no bound."""
        at = self.frame["opened"].to_numpy()
        low = 0 if start is None else int(np.searchsorted(at, np.datetime64(start)))
        high = len(at) if end is None else int(np.searchsorted(at, np.datetime64(end)))
        return replace(self, frame=self.frame.iloc[low:high], first=self.first + low)

    def places(self, hours: str) -> npt.NDArray[np.int64]:
        """Places in the frame by these hours (the name of a column), shortest first; those without them left out."""
        order = self.order[hours] - self.first
        return order if order.size == len(self.frame) else order[(order >= 0) & (order < len(self.frame))]

    def numbers(self, column: str) -> Floats:
        """A column of numbers."""
        return self.frame[column].to_numpy()

    def flags(self, column: str) -> npt.NDArray[np.bool_]:
        """A column of flags."""
        return self.frame[column].to_numpy()


_lock = threading.Lock()
_kept: WeakKeyDictionary[Ledger, dict[tuple[Scope, Week, tuple[float | str, ...]], Requests]] = WeakKeyDictionary()


def asked(scope: Scope) -> Scope:
    """The scope as far as it chooses requests: a business unit does not, and no base does."""
    return replace(scope.filtered("unit", ()), start=None, end=None, base="revenue")


def load(ledger: Ledger, scope: Scope, settings: Settings) -> Requests:
    """All requests of a scope, whatever its period. Raises UsageError where the settings make no working week."""
    scope, week = asked(scope), work_week.week(settings)
    bounds = (settings.number("resolution_limit_hours"), settings.text("resolution_limits"), settings.text("resolution_clock"))
    key = (scope, week, bounds)
    with _lock:
        found = _kept.setdefault(ledger, {}).get(key)
    if found is None:
        found = _load(ledger, scope, week, settings)
        if timeless.alone(scope):
            return found
        with _lock:
            known = _kept.setdefault(ledger, {})
            while len(known) >= KEPT:
                del known[next(iter(known))]
            known[key] = found
    return found


def known(ledger: Ledger) -> pd.Series:
    """What is known of requests at all, whoever looks: as_of, resolves, answers, judges."""
    latest = ledger.info.created.replace(tzinfo=None) + datetime.timedelta(days=1)
    return timeless.again(ledger, "requests_known", Scope(viewer=OWNER), latest=latest).iloc[0]


def _load(ledger: Ledger, scope: Scope, week: Week, settings: Settings) -> Requests:
    facts = known(ledger)
    limits, limit = work_week.limits(settings), settings.number("resolution_limit_hours")
    as_of = None if pd.isna(facts["as_of"]) else pd.Timestamp(facts["as_of"]).to_pydatetime()
    resolves, answers = (bool(facts[name]) if pd.notna(facts[name]) else False for name in ("resolves", "answers"))
    rows = pd.concat([
        ledger.query("requests", scope, since=since, until=until, resolves=resolves) for since, until in _spans(ledger, scope)
    ], ignore_index=True)
    codes, names = {}, {}
    for field in FIELDS:
        places, found = pd.factorize(rows[field])
        codes[field], names[field] = places.astype(np.int64), [str(name) for name in found]
    until = np.datetime64(as_of or datetime.datetime(1970, 1, 1), "us")  # noqa: DTZ001 - moments have no zone of their own
    frame = pd.DataFrame({**_times(rows, until, week), **codes})
    if not answers:
        frame["answer_calendar"] = frame["answer_business"] = np.nan
    frame["limit"] = limit_hours(names["priority"], limit, limits)[codes["priority"]]
    frame["reopened"] = rows["reopened"].to_numpy(dtype=bool)
    frame["own"] = rows["own"].to_numpy(dtype=float, na_value=np.nan)
    order = {f"{prefix}{clock}": waiting.in_order(frame[f"{prefix}{clock}"].to_numpy(), frame[happened].to_numpy())
             for prefix, happened in (("", "solved"), ("answer_", "answered")) for clock in CLOCKS}
    return Requests(frame, names, order, 0, _still(ledger, scope, until, week, settings), as_of, resolves, answers)


def _still(ledger: Ledger, scope: Scope, until: np.datetime64, week: Week, settings: Settings) -> pd.DataFrame:
    """What is open, with the hours that it has waited and its limit, the slowest first."""
    rows = ledger.query("requests_open", scope)
    opened = rows["opened_at"].to_numpy(dtype="datetime64[us]")
    now = np.full(opened.shape, until, dtype="datetime64[us]")
    count = business_hours.hours if settings.text("resolution_clock") == "business" else business_hours.elapsed
    rows["waited_hours"] = count(opened, now, week)
    rows["waited_days"] = business_hours.elapsed(opened, now, week) / 24
    places, names = pd.factorize(rows["priority"])
    usual = settings.number("resolution_limit_hours")
    rows["limit_hours"] = limit_hours([str(name) for name in names], usual, work_week.limits(settings))[places]
    rows["over_hours"] = (rows["waited_hours"] - rows["limit_hours"]).clip(lower=0)
    rows["late"] = rows["waited_hours"] > rows["limit_hours"] + SLACK
    rows["answered"] = rows["first_response_at"].notna()
    rows = rows[~(rows["waited_hours"] < 0)]
    return rows.sort_values(["waited_hours", "opened_at"], ascending=[False, True], kind="stable").reset_index(drop=True)


def limit_hours(priorities: list[str], usual: float, limits: dict[str, float]) -> Floats:
    """The limit of each priority, and the usual one at the end: where -1 stands for none. limits: as work_week gives them"""
    return np.array([*(limits.get(name.strip().casefold(), usual) for name in priorities), usual])


def _spans(ledger: Ledger, scope: Scope) -> list[tuple[datetime.date, datetime.date]]:
    """Spans of months, so that no question has more rows than it may; one for all but the largest ledgers."""
    months = timeless.query(ledger, "requests_months", scope)
    spans, rows = [datetime.date(1, 1, 1)], 0
    for month, count in zip(months["month"], months["requests"], strict=True):
        rows += int(count)
        if rows > MOST and rows > count:
            spans.append(pd.Timestamp(month).date())
            rows = int(count)
    return list(zip(spans, [*spans[1:], datetime.date(9999, 12, 31)], strict=True))


def _times(rows: pd.DataFrame, as_of: np.datetime64, week: Week) -> dict[str, object]:
    """The columns of Requests that are moments, hours and states."""
    opened, done, closed, answer = (
        rows[name].to_numpy(dtype="datetime64[us]") for name in ("opened_at", "done_at", "closed_at", "first_response_at")
    )
    solved, shut = ~np.isnat(done), ~np.isnat(closed)
    waiting = ~solved & ~shut
    ended = np.where(solved, done, closed)
    until = np.where(waiting, as_of, ended)
    # moments before the opening, or later than anything can be, tell nothing
    odd = (until < opened) | (until > as_of)
    answered = ~np.isnat(answer)
    heard = np.where(answered, answer, as_of)
    silent = ((~answered) & ~waiting) | (heard < opened) | (heard > as_of)
    return {
        "opened": opened, "ended": ended, "month": opened.astype("datetime64[M]").astype(np.int64),
        **_hours(opened, until, odd, week, ""), "solved": solved, "waiting": waiting,
        **_hours(opened, heard, silent, week, "answer_"), "answered": answered,
    }


def _hours(start: Moments, end: Moments, unknown: npt.NDArray[np.bool_], week: Week, prefix: str) -> dict[str, Floats]:
    return {
        f"{prefix}calendar": np.where(unknown, np.nan, business_hours.elapsed(start, end, week)),
        f"{prefix}business": np.where(unknown, np.nan, business_hours.hours(start, end, week)),
    }
