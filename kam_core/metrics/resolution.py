"""How fast requests are resolved: percentiles by the product limit, open ones included; limits kept; what is open now."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kam_core.i18n import msg
from kam_core.ledger import Ledger
from kam_core.metrics import requests, resolution_parts, resolution_said, waiting, work_week
from kam_core.metrics.answer import Answer, Figure, figure, ratio
from kam_core.metrics.intervals import wilson
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.requests import Requests
from kam_core.metrics.resolution_parts import Flags, Floats, within
from kam_core.metrics.survival import Survival
from kam_core.scope import Scope
from kam_core.settings import Settings

COMPARABLE = 30
"""From this many requests on, the year before is compared with."""
DAY = 24.0
"""Hours of a day by the calendar."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Time to resolution of the requests opened in the period. Rows: every request that is open now, the slowest first.

    frames: curve (part: now or before; hours, waiting: share not resolved, low, high, at_risk), histogram (bucket, upto,
    resolved, open), trend (month of opening, then the columns of resolution_parts.grouped), backlog (month, open, young,
    middle, old, median_age in days)
    """
    clock = settings.text("resolution_clock")
    week = work_week.week(settings)
    every = requests.load(ledger, scope, settings)
    now = every.opened(scope.start, scope.end)
    before = _before(every, scope)
    curves = {"now": _curve(now, clock, "solved"), "before": None if before is None else _curve(before, clock, "solved")}
    figures = summary(now, settings, curves["now"], clock) | _open_now(every) | _compared(before, curves, clock)
    trend, backlog = resolution_parts.by_month(every, clock, resolution_parts.months(every, scope.start, scope.end))
    frames = {
        "curve": pd.concat([resolution_parts.curve(curves[part], part) for part in ("now", "before")], ignore_index=True),
        "histogram": resolution_parts.histogram(now, clock, DAY if clock == "calendar" else week.hours),
        "trend": trend,
        "backlog": backlog,
    }
    return Answer(
        "resolution", ledger.version, scope, settings, figures, every.still[list(COLUMNS)],
        resolution_said.thesis(figures, clock, bool(len(every.frame))),
        resolution_said.notes(scope, settings, figures, every, week) if len(every.frame) else [], frames,
    )


def _curve(found: Requests, hours: str, happened: str) -> Survival | None:
    place = found.places(hours)
    return waiting.curve(found.numbers(hours)[place], found.flags(happened)[place])


def _percentiles(found: Requests, hours: str, happened: str) -> list[tuple[float | None, float | None]]:
    """(median, what it is more than) and the same of the 90th percentile."""
    place = found.places(hours)
    return waiting.alone(found.numbers(hours)[place], found.flags(happened)[place])


def _before(every: Requests, scope: Scope) -> Requests | None:
    """The requests of the same months a year before; None where there are too few to compare with."""
    earlier = scope.before(12)
    if earlier is None:
        return None
    found = every.opened(earlier.start, earlier.end)
    return found if len(found.frame) >= COMPARABLE else None


def summary(now: Requests, settings: Settings, curve: Survival | None, clock: str) -> dict[str, Figure]:
    """The figures of requests opened in a period. curve: of their hours by the clock in force"""
    frame, hours = now.frame, now.numbers(clock)
    solved, still = now.flags("solved"), now.flags("waiting")
    place = now.places(clock)
    done = hours[place][solved[place]]
    count, closed = len(frame), int((~solved & ~still).sum())
    low, high = curve.reached_interval() if curve is not None else (None, None)
    (median, above), (p90, p90_above) = both = [waiting.read(curve, part) for part in (0.5, 0.9)]
    closed_median, closed_p90 = (_of_sorted(done, part) for part in (0.5, 0.9))
    own = now.numbers("own")
    judged = int((~np.isnan(own)).sum())
    clocks = {name: both if name == clock else _percentiles(now, name, "solved") for name in requests.CLOCKS}
    return {
        "n": count, "resolved": int(solved.sum()), "open": count - int(solved.sum()),
        "median_hours": median, "p90_hours": p90, "mean_hours": figure(done.mean()) if done.size else None,
        "closed_only_median_hours": closed_median,
        **_limit("within_limit", hours, solved, now.numbers("limit")),
        "closed_only_p90_hours": closed_p90,
        "median_low_hours": low if median is not None else None, "median_high_hours": high if median is not None else None,
        "median_above_hours": above, "p90_above_hours": p90_above,
        **{f"median_{name}_hours": each[0][0] for name, each in clocks.items()},
        **{f"p90_{name}_hours": each[1][0] for name, each in clocks.items()},
        "closed_unresolved": closed, "odd": int(np.isnan(hours).sum()),
        "within_own": ratio(float(np.nansum(own)), judged), "within_own_of": judged, "within_own_n": int(np.nansum(own)),
        "reopened": int(frame["reopened"].sum()), "reopened_share": ratio(float(frame["reopened"].sum()), int(solved.sum())),
        **_first_response(now, settings, clock),
    }


def _first_response(now: Requests, settings: Settings, clock: str) -> dict[str, Figure]:
    """First responses the same way; unheard: done without a moment of a first response."""
    column = f"answer_{clock}"
    hours, answered = now.numbers(column), now.flags("answered")
    (median, above), (p90, p90_above) = _percentiles(now, column, "answered")
    return {
        "responded": int(answered.sum()), "response_median_hours": median, "response_p90_hours": p90,
        "response_median_above_hours": above, "response_p90_above_hours": p90_above,
        **_limit("response_within", hours, answered, settings.number("response_limit_hours")),
        "unheard": int(((~answered) & ~now.flags("waiting")).sum()),
    }


def _limit(key: str, hours: Floats, happened: Flags, limit: Floats | float) -> dict[str, Figure]:
    """The share kept within a limit, its interval, and of how many."""
    kept, missed = (int(which.sum()) for which in within(hours, happened, limit))
    low, high = wilson(kept, kept + missed) or (None, None)
    return {key: ratio(kept, kept + missed), f"{key}_low": low, f"{key}_high": high, f"{key}_of": kept + missed}


def _open_now(every: Requests) -> dict[str, Figure]:
    """What is open as of the last moment, whenever it was opened; ages in days of the calendar."""
    rows = every.still
    age = rows["waited_days"].to_numpy()
    return {
        "backlog": len(rows), "backlog_late": int(rows["late"].sum()),
        "backlog_unanswered": int((~rows["answered"]).sum()) if every.answers else None,
        "backlog_median_days": _of_sorted(np.sort(age), 0.5), "backlog_oldest_days": figure(age.max()) if age.size else None,
    }


def _compared(before: Requests | None, curves: dict[str, Survival | None], clock: str) -> dict[str, Figure]:
    """The same a year before, and the log-rank test of the two curves."""
    one, other = curves["now"], curves["before"]
    chi, chance = (waiting.compared(one, other) if one is not None and other is not None else None) or (None, None)
    figures: dict[str, Figure] = {
        "n_before": None if before is None else len(before.frame),
        "median_before_hours": waiting.read(other, 0.5)[0], "p90_before_hours": waiting.read(other, 0.9)[0],
        "within_before": None, "response_before_hours": None, "log_rank": chi, "log_rank_p": chance,
    }
    if before is not None:
        figures["within_before"] = _limit("w", before.numbers(clock), before.flags("solved"), before.numbers("limit"))["w"]
        figures["response_before_hours"] = _percentiles(before, f"answer_{clock}", "answered")[0][0]
    return figures


def _of_sorted(values: npt.NDArray[np.float64], part: float) -> Figure:
    """The quantile of values that are in order, between the two nearest; None of none."""
    place = part * (values.size - 1)
    low = int(place)
    return figure(values[low] + (place - low) * (values[min(low + 1, values.size - 1)] - values[low])) if values.size else None


COLUMNS = (
    "account_id", "name", "ticket_id", "opened_at", "waited_hours", "limit_hours", "over_hours", "late", "answered", "priority",
    "category", "status", "reopened", "manager",
)
SUMMARY = {
    "n": Name(msg("Requests opened"), "count"),
    "resolved": Name(msg("Resolved"), "count"),
    "open": Name(msg("Not resolved"), "count"),
    "median_hours": Name(msg("Half are resolved within, hours"), "index"),
    "p90_hours": Name(msg("Nine in ten are resolved within, hours"), "index"),
    "mean_hours": Name(msg("Mean of the resolved ones, hours"), "index"),
    "closed_only_median_hours": Name(msg("Median of the resolved ones alone, hours"), "index"),
    "within_limit": Name(msg("Resolved within the limit"), "share"),
    "within_limit_low": Name(msg("Within the limit, lower bound"), "share"),
    "within_limit_high": Name(msg("Within the limit, upper bound"), "share"),
    "within_limit_of": Name(msg("Requests with a verdict on the limit"), "count"),
    "closed_only_p90_hours": Name(msg("90th percentile of the resolved ones alone, hours"), "index"),
    "median_low_hours": Name(msg("Median, lower bound, hours"), "index"),
    "median_high_hours": Name(msg("Median, upper bound, hours"), "index"),
    "median_above_hours": Name(msg("The median is more than, hours"), "index"),
    "p90_above_hours": Name(msg("The 90th percentile is more than, hours"), "index"),
    "median_calendar_hours": Name(msg("Median by the calendar, hours"), "index"),
    "median_business_hours": Name(msg("Median in working hours"), "index"),
    "p90_calendar_hours": Name(msg("90th percentile by the calendar, hours"), "index"),
    "p90_business_hours": Name(msg("90th percentile in working hours"), "index"),
    "closed_unresolved": Name(msg("Closed without a moment of resolution"), "count"),
    "odd": Name(msg("With moments that contradict each other"), "count"),
    "within_own": Name(msg("Within the limit, as the source judged"), "share"),
    "within_own_of": Name(msg("Requests that the source judged"), "count"),
    "within_own_n": Name(msg("Within the limit, as the source judged, requests"), "count"),
    "reopened": Name(msg("Reopened"), "count"),
    "reopened_share": Name(msg("Reopened, share of the resolved"), "share"),
    "responded": Name(msg("With a first response"), "count"),
    "response_median_hours": Name(msg("Half have a first response within, hours"), "index"),
    "response_p90_hours": Name(msg("Nine in ten have a first response within, hours"), "index"),
    "response_median_above_hours": Name(msg("The median of first responses is more than, hours"), "index"),
    "response_p90_above_hours": Name(msg("The 90th percentile of first responses is more than, hours"), "index"),
    "response_within": Name(msg("First response within the limit"), "share"),
    "response_within_low": Name(msg("First response within the limit, lower bound"), "share"),
    "response_within_high": Name(msg("First response within the limit, upper bound"), "share"),
    "response_within_of": Name(msg("Requests with a verdict on the first response"), "count"),
    "unheard": Name(msg("Done without a moment of a first response"), "count"),
    "backlog": Name(msg("Open now"), "count"),
    "backlog_late": Name(msg("Open past the limit"), "count"),
    "backlog_unanswered": Name(msg("Open without a first response"), "count"),
    "backlog_median_days": Name(msg("Age of the open ones, median, days"), "index"),
    "backlog_oldest_days": Name(msg("Age of the oldest open one, days"), "index"),
    "n_before": Name(msg("Requests opened a year before"), "count"),
    "median_before_hours": Name(msg("Median a year before, hours"), "index"),
    "p90_before_hours": Name(msg("90th percentile a year before, hours"), "index"),
    "within_before": Name(msg("Resolved within the limit a year before"), "share"),
    "response_before_hours": Name(msg("Median of first responses a year before, hours"), "index"),
    "log_rank": Name(msg("Log-rank test against the year before, chi-square"), "index"),
    "log_rank_p": Name(msg("Log-rank test against the year before, p"), "index"),
}

MEASURE = Measure(
    key="resolution",
    label=msg("Time to resolution"),
    unit="index",
    direction="down",
    formula=msg("The time by which half, and nine in ten, of the requests are resolved, by the product limit: a request that "
                "is still open counts with the time that it has waited so far. Given where at least ten are still open after "
                "that time. Within the limit = kept / (kept + missed): open and already late is missed, open and not yet due "
                "is left out. A reopened request counts to its last resolution. First responses the same way."),
    period=msg("Requests by the day of their opening in the period of the scope; what became of them until the last moment "
               "that the requests tell of. What is open now is counted whatever the period."),
    population=msg("All requests of the scope, those that name no client too. One that was closed without a moment of "
                   "resolution is not resolved until its closing, and not watched after it."),
    source=msg("Kaplan and Meier (1958), interval on the scale log(-log S); Mantel (1966) for the comparison with a year "
               "before; Wilson (1927) for shares. Usual in service agreements: kept and missed limits, business hours."),
    columns={
        **names("account_id", "name"),
        "ticket_id": Name(msg("Request"), "text"),
        "opened_at": Name(msg("Opened on"), "date"),
        "waited_hours": Name(msg("Open for, hours"), "index"),
        "limit_hours": Name(msg("Limit, hours"), "index"),
        "over_hours": Name(msg("Past the limit, hours"), "index"),
        "late": Name(msg("Past the limit"), "flag"),
        "answered": Name(msg("Answered"), "flag"),
        "priority": Name(msg("Priority of the request"), "text"),
        "category": Name(msg("Kind of request"), "text"),
        "status": Name(msg("State of the request"), "text"),
        "reopened": Name(msg("Times reopened"), "count"),
        **names("manager"),
    },
    summary=SUMMARY,
    query=("requests", "requests_known", "requests_months", "requests_open"),
    find=ask,
    settings=("resolution_clock", "resolution_limit_hours", "resolution_limits", "response_limit_hours", *work_week.SETTINGS),
)
