"""The revenue of the next twelve months by month, with an interval, against the sales plan.

The forecast of the company is made on its own series. It is no sum of forecasts of clients: new clients would be missing from
such a sum, and chances of clients cancel out in the whole.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Money, Month, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics.answer import Answer, Figure, difference
from kam_core.metrics.forecast import words
from kam_core.metrics.forecast.backtest import Band, Trial, months_band, origins, trial
from kam_core.metrics.forecast.history import HORIZON, History, distance, history
from kam_core.metrics.forecast.panel import Panel
from kam_core.metrics.forecast.parts import PARTS, part_series, parts
from kam_core.metrics.forecast.theta import Floats
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

COLUMNS = ("month", "actual", "forecast", "low", "high", "plan", "gap")
SHOWN = 24
"""Months of the past that the rows hold at most."""
FEW = 10
"""Compared years that the company's own interval needs; they overlap, as origins are a month apart."""


@dataclass(frozen=True)
class _Whole:
    """The company's own forecast. months: 12 amounts; total: (amount, low, high); band: of a single month"""

    months: Floats
    low: Floats
    high: Floats
    total: tuple[float, float | None, float | None]
    tried: Trial


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Revenue by month. Rows: up to 24 months that were, then the twelve that are forecast; gap: forecast or actual − plan.

    frames: managers, units (columns PARTS), the largest last twelve months first
    """
    past = history(ledger, scope)
    rows, figures = _no_rows(), dict.fromkeys(SUMMARY)
    frames = {name: pd.DataFrame(columns=list(PARTS)) for name in ("managers", "units")}
    said = [*words.base(scope), *words.no_history(past)]
    if past is None:
        return Answer("forecast", ledger.version, scope, settings, figures, rows, None, said, frames)
    found = ledger.query("forecast_months", scope, to=past.end)
    plan = ledger.query("forecast_plan", scope)
    said += past.notes
    month_plan = _by_month(plan)
    panel, _ = part_series(found[found["field"] == "company"], past)
    why = past.why or _refused(panel)
    whole = _whole(panel, settings) if why is None else None
    if why is not None and past.why is None:
        said.append(why)
    actual = panel.values[0] if len(panel.values) else np.zeros(past.months)
    rows = _rows(past, actual if len(found) else np.zeros(0), whole, month_plan)
    figures = {**figures, **_figures(past, actual, whole, month_plan)}
    if whole is not None:
        for field in ("manager", "unit"):
            frames[f"{field}s"] = parts(found[found["field"] == field], past, settings,
                                         plan if field == "manager" else plan.head(0))
        said += _said(whole)
    said += _plan_notes(ledger, scope, figures, month_plan, past)
    return Answer("forecast", ledger.version, scope, settings, figures, rows, _thesis(figures, whole, ledger), said, frames)


def _refused(panel: Panel) -> Message | None:
    """Why there is no forecast of this scope, though the ledger has history enough."""
    year = panel.last_year(panel.months)
    if not len(year):
        return msg("There are no sales up to the end of this period.")
    if np.isnan(year[0]):
        return msg("What is looked at has sales for less than a full year, so nothing is forecast.")
    if year[0] <= 0:
        return msg("The last twelve months are not above zero, so nothing is forecast.")
    return None


def _whole(panel: Panel, settings: Settings) -> _Whole:
    tried = trial(panel, settings, step=1, few=FEW)
    if tried.method == "ltm":
        # the last twelve months can be compared from more dates than Theta can
        alone = trial(panel, settings, step=1, few=FEW, with_theta=False)
        tried = replace(tried, regular=alone.regular, other=alone.other, origins=tried.origins or alone.origins)
    made = panel.ahead(panel.months, tried.method)
    total = float(made.sum())
    band = tried.regular or tried.other
    low, high = (None, None) if band is None else (float(end[0]) for end in band.around(np.array([total])))
    least = int(settings.number("forecast_months")) if tried.method == "theta" else 12
    single = months_band(panel, origins(panel.months, least, 1), tried.method, settings.number("forecast_interval")) \
        if band is not None else None
    below, above = _around(single, made[0])
    return _Whole(made[0], below, above, (total, low, high), tried)


def _around(band: Band | None, made: Floats) -> tuple[Floats, Floats]:
    if band is None:
        return np.full(len(made), np.nan), np.full(len(made), np.nan)
    low, high = band.around(made)
    return np.where(made > 0, low, np.nan), np.where(made > 0, high, np.nan)


def _by_month(plan: pd.DataFrame) -> dict[datetime.date, float]:
    sums = plan.groupby("month")["revenue"].sum()
    return {pd.Timestamp(month).date(): float(amount) for month, amount in sums.items()}  # type: ignore[arg-type]


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="datetime64[us]" if name == "month" else float) for name in COLUMNS})


def _rows(past: History, actual: Floats, whole: _Whole | None, plan: dict[datetime.date, float]) -> pd.DataFrame:
    shown = min(SHOWN, len(actual))
    ahead = HORIZON if whole is not None else 0
    days = [add_months(past.end, place) for place in range(-shown, ahead)]
    nothing = np.full(ahead, np.nan)
    rows = pd.DataFrame({
        "month": pd.to_datetime(pd.Series(days, dtype="datetime64[us]")),
        "actual": np.concatenate([actual[len(actual) - shown:], nothing]),
        "plan": np.array([plan.get(day, np.nan) for day in days], dtype=float),
    })
    for name, amounts in (("forecast", whole and whole.months), ("low", whole and whole.low), ("high", whole and whole.high)):
        rows[name] = np.concatenate([np.full(shown, np.nan), nothing if amounts is None else amounts])
    rows["gap"] = rows["actual"].fillna(rows["forecast"]) - rows["plan"]
    return rows[list(COLUMNS)]


def _figures(
    past: History, actual: Floats, whole: _Whole | None, plan: dict[datetime.date, float]
) -> dict[str, Figure]:
    last = float(actual[-12:].sum()) if past.months >= 12 else None
    if whole is None:
        return {"last_12": last}
    ahead = [add_months(past.end, place) for place in range(HORIZON)]
    planned = [place for place, month in enumerate(ahead) if month in plan]
    total, low, high = whole.total
    plan_12 = float(sum(plan[ahead[place]] for place in planned)) if planned else None
    expected = float(whole.months[planned].sum()) if planned else None
    return {
        "next_12": total, "next_12_low": low, "next_12_high": high, "last_12": last,
        "change": total / last - 1 if last else None,
        "planned_months": len(planned), "plan_12": plan_12, "forecast_planned": expected,
        "gap": difference(expected, plan_12),
        **_year(past, actual, whole, plan),
        **words.tested(whole.tried),
    }


def _year(past: History, actual: Floats, whole: _Whole, plan: dict[datetime.date, float]) -> dict[str, Figure]:
    """The calendar year of the first forecast month, over its months with a plan: what came, what is expected, the plan.

    None where the plan has no such month, or where a month that was planned and is over was not brought in.
    """
    months = [month for month in (datetime.date(past.end.year, number, 1) for number in range(1, 13)) if month in plan]
    places = [distance(past.start, month) for month in months]
    if not months or min(places) < 0:
        return {}
    came = float(sum(actual[place] for place in places if place < past.months))
    rest = float(sum(whole.months[place - past.months] for place in places if place >= past.months))
    wanted = float(sum(plan[month] for month in months))
    return {"year": past.end.year, "year_months": len(months), "year_plan": wanted, "year_actual": came, "year_rest": rest,
            "year_expected": came + rest, "year_gap": came + rest - wanted}


def _thesis(figures: dict[str, Figure], whole: _Whole | None, ledger: Ledger) -> Message | None:
    total, currency = figures["next_12"], ledger.info.currency
    if whole is None or total is None:
        return None
    expected, wanted = figures["year_expected"], figures["year_plan"]
    if expected is not None and wanted and figures["year_months"] == 12 and figures["year_rest"] != expected:
        part = {"share": Share(expected / wanted), "year": str(figures["year"]), "gap": Money(abs(expected - wanted), currency)}
        if expected < wanted:
            return msg("{year} comes to {share} of the plan: {gap} is missing.", **part)
        return msg("{year} comes to {share} of the plan: {gap} above it.", **part)
    gap, plan = figures["gap"], figures["plan_12"]
    if gap is not None and plan and figures["planned_months"] == HORIZON:
        if gap < 0:
            return msg("The next twelve months are expected to bring {total}: {gap} less than the plan.",
                       total=Money(total, currency), gap=Money(-gap, currency))
        return msg("The next twelve months are expected to bring {total}: {gap} more than the plan.",
                   total=Money(total, currency), gap=Money(gap, currency))
    low, high = figures["next_12_low"], figures["next_12_high"]
    if low is None or high is None:
        return msg("The next twelve months are expected to bring about {total}.", total=Money(total, currency))
    return msg("The next twelve months are expected to bring about {total}; from {low} to {high} would be as in the past.",
               total=Money(total, currency), low=Money(low, currency), high=Money(high, currency))


def _said(whole: _Whole) -> list[Message]:
    tried = whole.tried
    theta, ltm = tried.wape["theta"], tried.wape["ltm"]
    said = [msg("The forecast of the whole is made on its own months; it is no sum of forecasts of clients, managers or "
                "units.")]
    if theta is None:
        if ltm is not None:
            said.append(msg("The history is too short to test Theta, so the forecast is the last twelve months; from "
                            "{origins} earlier dates they were {ltm} off.", origins=Count(tried.n), ltm=Share(ltm)))
    elif ltm is not None:
        values = {"origins": Count(tried.n), "theta": Share(theta), "ltm": Share(ltm)}
        said.append(msg("From {origins} earlier dates Theta was {theta} off, the last twelve months {ltm}: Theta is used.",
                        **values) if tried.method == "theta" else
                    msg("From {origins} earlier dates Theta was {theta} off, the last twelve months {ltm}: the last twelve "
                        "months are used.", **values))
    band = tried.regular or tried.other
    if band is None:
        said.append(msg("There are too few earlier years to compare with for an interval ({n}).", n=Count(tried.n)))
    else:
        said.append(msg("The interval rests on {n} compared years of the company; they overlap, so it may be too narrow.",
                        n=Count(band.n)))
        if band.low > 1:
            said.append(msg("From nearly all of these dates more came than was forecast, so the forecast is rather low."))
        elif band.high < 1:
            said.append(msg("From nearly all of these dates less came than was forecast, so the forecast is rather high."))
    return said


def _plan_notes(
    ledger: Ledger, scope: Scope, figures: dict[str, Figure], plan: dict[datetime.date, float], past: History
) -> list[Message]:
    if not ledger.info.rows.get("targets"):
        return [msg("No sales plan was brought in, so the forecast stands alone.")]
    if scope.values("unit"):
        return [msg("The sales plan names no business units, so under this filter there is none to compare with.")]
    if not plan:
        return [msg("The sales plan names none of the clients that are looked at.")]
    ahead = figures["planned_months"]
    if ahead is None:
        return []
    if not ahead:
        return [msg("The sales plan ends in {month}: the forecast has no plan beside it.", month=Month(max(plan), long=True))]
    said: list[Message] = []
    if int(ahead) < HORIZON:
        said.append(nmsg("{n} of the forecast months has a plan; the gap is that of these months.",
                         "{n} of the forecast months have a plan; the gap is that of these months.", int(ahead)))
    if figures.get("year") is None and min(plan) < past.end:
        said.append(msg("Not all months of {year} that have a plan were brought in, so the year is not compared with it.",
                        year=str(past.end.year)))
    return said


SUMMARY = {
    "next_12": Name(msg("Forecast, next 12 months"), "money"),
    "next_12_low": Name(msg("Forecast, low"), "money"),
    "next_12_high": Name(msg("Forecast, high"), "money"),
    "last_12": Name(msg("Last 12 full months"), "money"),
    "change": Name(msg("Forecast against the last 12 full months"), "ratio"),
    "planned_months": Name(msg("Forecast months with a plan"), "count"),
    "plan_12": Name(msg("Plan of these months"), "money"),
    "forecast_planned": Name(msg("Forecast of these months"), "money"),
    "gap": Name(msg("Forecast less plan"), "money"),
    "year": Name(msg("Calendar year of the first forecast month"), "count"),
    "year_months": Name(msg("Months of the year with a plan"), "count"),
    "year_plan": Name(msg("Plan of the year"), "money"),
    "year_actual": Name(msg("Actual of the year to date"), "money"),
    "year_rest": Name(msg("Forecast of the rest of the year"), "money"),
    "year_expected": Name(msg("Expected of the year"), "money"),
    "year_gap": Name(msg("Expected of the year less plan"), "money"),
    **words.TESTED,
}

MEASURE = Measure(
    key="forecast",
    label=msg("Forecast and plan"),
    unit="money",
    direction="up",
    formula=msg("The next twelve months of revenue by month: the Theta method, or the same months of the last year, whichever "
                "was nearer in sums of twelve months at three or more earlier dates, a month apart. Interval: the 10 % and 90 "
                "% quantiles of log(came ÷ forecast) at those dates, for single months over all months of them. Gap = forecast "
                "(or what came) − plan, over months that have a plan."),
    period=msg("The twelve months after the last full month of the period; from full months that were brought in, one after "
               "another, seven years of them at most."),
    population=msg("All sales of the scope, lines without a client included, where nothing filters clients. The plan is that "
                   "of the clients; a manager's plan is that of the accounts in the manager's name."),
    source=msg("Assimakopoulos and Nikolopoulos (2000), Theta as in the R package forecast; rolling origins as in Hyndman "
               "and Athanasopoulos, Forecasting: Principles and Practice."),
    columns={
        **names("month"),
        "actual": Name(msg("Actual"), "money"),
        "forecast": Name(msg("Forecast"), "money"),
        "low": Name(msg("Forecast, low"), "money"),
        "high": Name(msg("Forecast, high"), "money"),
        "plan": Name(msg("Plan"), "money"),
        "gap": Name(msg("Gap to the plan"), "money"),
    },
    summary=SUMMARY,
    query=("forecast_months", "forecast_plan"),
    find=ask,
    settings=("forecast_months", "forecast_active", "forecast_interval"),
)
