"""The next twelve months of each manager or business unit, each from its own months."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kam_core.metrics.forecast.backtest import trial
from kam_core.metrics.forecast.history import HORIZON, History, distance
from kam_core.metrics.forecast.panel import Panel
from kam_core.metrics.forecast.theta import Floats
from kam_core.settings import Settings

PARTS = ("part", "last_12", "next_12", "next_12_low", "next_12_high", "method", "reason", "plan_12", "gap")
"""Columns of the frames; plan and gap are those of the forecast months that have a plan."""


def part_series(found: pd.DataFrame, past: History) -> tuple[Panel, list[str | None]]:
    """(series by part over the months of the history, the parts). A part begins with the month after its first sales."""
    parts = [None if pd.isna(part) else str(part) for part in found["part"].unique()]
    values, bought = np.zeros((len(parts), past.months)), np.zeros((len(parts), past.months), dtype=bool)
    starts = np.zeros(len(parts), dtype=np.int64)
    days = pd.to_datetime(found["month"])
    place = np.asarray((days.dt.year - past.start.year) * 12 + days.dt.month - past.start.month, dtype=np.int64)
    row = pd.factorize(found["part"], use_na_sentinel=False)[0]
    inside = place >= 0
    values[row[inside], place[inside]] = found["revenue"].to_numpy(dtype=float)[inside]
    bought[row[inside], place[inside]] = found["bought"].to_numpy(dtype=bool)[inside]
    first = pd.Series(place).groupby(row).min()
    starts[first.index.to_numpy(dtype=np.int64)] = np.where(first > 0, first + 1, 0)
    return Panel(values, bought, np.minimum(starts, past.months)), parts


def parts(found: pd.DataFrame, past: History, settings: Settings, plan: pd.DataFrame) -> pd.DataFrame:
    """Each manager or unit with a forecast of its own series, by the method that was nearer over all of them."""
    panel, named = part_series(found, past)
    if not named or named == [None]:
        return pd.DataFrame(columns=list(PARTS))
    tried = trial(panel, settings)
    age, year = past.months - panel.starts, np.nan_to_num(panel.last_year(past.months))
    told = (age >= 12) & (year > 0)
    share = settings.number("forecast_active")
    model = told & panel.regular(past.months, settings.number("forecast_months"), share) & (tried.method == "theta")
    months = np.full((len(named), HORIZON), np.nan)
    if told.any():
        months[told] = panel.of(told).ahead(past.months, "ltm")
    if model.any():
        months[model] = panel.of(model).ahead(past.months, "theta")
    made = np.where(told, months.sum(axis=1), np.nan)
    low, high = np.full(len(named), np.nan), np.full(len(named), np.nan)
    steady = panel.regular(past.months, tried.least, share)
    for band, which in ((tried.regular, told & steady), (tried.other, told & ~steady)):
        if band is not None:
            low[which], high[which] = band.around(made[which])
    rows = pd.DataFrame({
        "part": pd.Series(named, dtype=object), "last_12": panel.values[:, -12:].sum(axis=1), "next_12": made,
        "next_12_low": low, "next_12_high": high,
        "method": pd.Series(np.select([model, told], ["theta", "ltm"], ""), dtype=object).replace("", None),
        "reason": np.select([age < 12, year <= 0, model, age < settings.number("forecast_months")],
                            ["new", "negative", "won", "young"], "simple"),
        **_plan(named, months, past, plan),
    })
    order = np.lexsort((rows["part"].isna().to_numpy(), -rows["last_12"].to_numpy()))
    return rows.iloc[order].reset_index(drop=True)[list(PARTS)]


def _plan(named: list[str | None], months: Floats, past: History, plan: pd.DataFrame) -> dict[str, Floats]:
    wanted = np.full((len(named), HORIZON), np.nan)
    row = {part: place for place, part in enumerate(named)}
    for month, manager, amount in zip(plan["month"], plan["manager"], plan["revenue"], strict=True):
        place = distance(past.end, pd.Timestamp(month).date())
        part = None if pd.isna(manager) else str(manager)
        if 0 <= place < HORIZON and part in row:
            wanted[row[part], place] = amount
    planned = np.isfinite(wanted)
    some = planned.any(axis=1)
    total = np.where(some, np.where(planned, wanted, 0.0).sum(axis=1), np.nan)
    expected = np.where(planned, months, 0.0).sum(axis=1)
    return {"plan_12": total, "gap": np.where(some, expected - total, np.nan)}


