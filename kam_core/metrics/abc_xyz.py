"""ABC and XYZ of the clients: how large, how regular, the nine cells, and the states of clients."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kam_core.ledger import Ledger
from kam_core.metrics import abc_xyz_said, period, timeless
from kam_core.metrics.abc_xyz_card import COLUMNS, card
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.classes import (
    ABC,
    BELOW,
    CELLS,
    XYZ,
    Floats,
    Words,
    abc,
    by_variation,
    demand,
    frequency,
    seasonal,
    units,
    variations,
)
from kam_core.metrics.grid import Grid, grid, seasons
from kam_core.metrics.shares import floats
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

STRICT, WIDE = (0.10, 0.25), (0.5, 1.0)
"""The two published pairs of limits of the coefficient of variation."""
AMOUNTS = ("value", "revenue", "margin")
APART = ["name", "abc", "xyz", "xyz_cv", "active_months", "cv", "demand", "value", "manager"]
SIZES = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Classified:
    """Clients of a scope with their classes.

    rows: the columns of the measure and ``lines``, ``costed_revenue``, ``first_month``; largest first
    unnamed: revenue of lines without a client; grid: None where no month is full; years: that can tell a season
    since: first purchases from this month on make a client new, None where that is not known
    before: whether anything is known from before the period, so that somebody could be lost
    others: how many clients change class under the other rule, limits or window
    """

    rows: pd.DataFrame
    unnamed: float
    grid: Grid | None
    years: int
    since: datetime.date | None
    before: bool
    others: dict[str, Figure]


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """ABC-XYZ in the scope. Rows: clients with lines in the period, or lost before it; the largest first.

    abc: A, B, C, 'C-' (sum not above zero) or null (lost, or not known); xyz, xyz_cv: null where history is too short
    frames: cells (cell, clients, value, share, revenue, margin), the nine, clients above zero alone; empty without XYZ
        classes (class, clients, value, share, revenue, margin): A, B, C, C-
        methods (frequency, variation, clients): both methods of XYZ, clients above zero that have both
        apart: the clients on which both methods disagree; states (state, clients, value, revenue, margin)
    """
    found = classify(ledger, scope, settings)
    rows = found.rows
    above = rows["abc"].isin(ABC)
    classes = sums(rows, "abc", (*ABC, BELOW), "class")
    cells = sums(rows[above], "cell", CELLS, "cell") if rows["cell"].notna().any() else sums(rows[:0], "cell", (), "cell")
    both = above & rows["xyz"].notna() & rows["xyz_cv"].notna()
    pairs = rows.loc[both, ["xyz", "xyz_cv"]].groupby(["xyz", "xyz_cv"]).size()
    methods = pd.DataFrame(
        [(first, second, int(pairs.get((first, second), 0))) for first in XYZ for second in XYZ],
        columns=["frequency", "variation", "clients"],
    )
    apart = rows.loc[both & (rows["xyz"] != rows["xyz_cv"]), APART]
    frames = {"cells": cells, "classes": classes, "methods": methods, "apart": apart,
              "states": sums(rows, "state", tuple(abc_xyz_said.STATES), "state").drop(columns="share")}
    figures = summary(found, frames)
    return Answer(
        "abc_xyz", ledger.version, scope, settings, figures, rows[list(COLUMNS)],
        abc_xyz_said.thesis(figures, frames["classes"], scope, settings),
        abc_xyz_said.notes(ledger, scope, settings, found.grid, found.years, figures, _facts(found)), frames,
    )


def classify(ledger: Ledger, scope: Scope, settings: Settings) -> Classified:
    """The clients of a scope with classes and states."""
    size = SIZES[settings.text("xyz_bucket")]
    months = grid(ledger, scope, size)
    years = seasons(ledger, months.end) if months else 0
    nowhere = datetime.date(1900, 1, 1)
    found = timeless.again(
        ledger, "abc_xyz", scope, grid_from=months.start if months else nowhere, grid_to=months.end if months else nowhere,
        bucket_from=months.first if months else nowhere, size=size, skipped=months.skipped if months else (),
        season_to=months.end if months else nowhere,
    )
    # lines without a client stand last, in one row: what is before it is taken as it stands, and nothing is copied
    nobody = int(found["client_id"].tail(1).isna().sum())
    unnamed = float(units(floats(found["revenue"].tail(nobody))).sum()) / 10_000
    rows = found.head(len(found) - nobody).rename(columns={"client_id": "account_id"})
    rows = _sized(rows, settings)
    since = _since(ledger, months, settings)
    rows, others = _regular(rows, months, settings, size)
    rows["state"] = states(rows, since, [floats(rows[f"season_{year}"]).astype(np.int64) for year in range(years)])
    other = "inclusive" if settings.text("abc_rule") == "before" else "before"
    others["other_rule"] = _differ(_abc(floats(rows["criterion"]), settings, other), _words(rows["abc"]))
    classed = rows["abc"].isin(ABC) & rows["xyz"].notna()
    rows["cell"] = (rows["abc"].astype(object) + rows["xyz"].astype(object)).where(classed, None)
    first, span = period.month_of(ledger.info.first_date), period.bounds(ledger, scope)
    before = first is not None and span is not None and first < span[0]
    return Classified(rows, unnamed, months, years, since, before, others)


def _abc(criterion: Floats, settings: Settings, rule: str) -> Words:
    return abc(criterion, settings.number("abc_a_share"), settings.number("abc_b_share"), rule)


def _sized(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The rows in order of size, with share, cumulative share and the class of ABC."""
    idle = (rows["lines"] == 0).to_numpy()
    none = idle & rows["value"].isna().to_numpy()
    criterion = np.where(none, np.nan, floats(rows["value" if settings.text("abc_by") == "base" else "purchases"]))
    for column in AMOUNTS:
        rows[column] = np.where(none, 0.0, floats(rows[column]))
    rows["criterion"] = criterion
    # the query orders by value and id: a stable order by what else counts keeps that among equals
    last = np.where(none, 2, np.where(np.isnan(criterion), 1, 0))
    order = np.lexsort((-np.nan_to_num(criterion), last))
    if (np.diff(order) != 1).any():
        rows = rows.iloc[order].reset_index(drop=True)
    criterion = floats(rows["criterion"])
    positive = np.where(criterion > 0, criterion, np.nan)
    rows["share"] = positive / np.nansum(positive) if (criterion > 0).any() else np.nan
    rows["cumulative_share"] = rows["share"].cumsum().clip(upper=1.0)
    rows["abc"] = pd.Series(_abc(criterion, settings, settings.text("abc_rule")), index=rows.index, dtype=object)
    return rows


def _regular(
    rows: pd.DataFrame, months: Grid | None, settings: Settings, size: int
) -> tuple[pd.DataFrame, dict[str, Figure]]:
    """The rows with XYZ by both methods, demand and reasons; how many change under other limits, or another window."""
    count = len(rows)
    whole = np.full(count, months.months if months else 0)
    buckets = np.full(count, months.buckets if months else 0)
    total, squares = floats(rows["total"]), floats(rows["squares"])
    least, traded = int(settings.number("short_history_months")), (rows["lines"] > 0).to_numpy()
    x, y = settings.number("xyz_x_months"), settings.number("xyz_y_months")
    active = rows["active_months"].to_numpy(dtype=np.int64)
    by_period = frequency(active, whole, x, y, least)
    began = (rows["first_month"] >= pd.Timestamp(months.start)).to_numpy() if months else np.zeros(count, dtype=bool)
    own = np.where(began, months.since(rows["first_month"]), whole) if months else whole
    by_own = frequency(active - began, own, x, y, least)
    if settings.text("xyz_window") == "own":
        chosen, other, whole = by_own, by_period, own
        if months is not None:
            first = floats(rows["first_value"])
            inside = (rows["first_month"] >= pd.Timestamp(months.first)).to_numpy()
            buckets = np.where(inside, months.buckets_after(rows["first_bucket"]), buckets)
            total, squares = np.where(inside, total - first, total), np.where(inside, squares - first * first, squares)
    else:
        chosen, other = by_period, by_own
    blind = rows["blind"].to_numpy(dtype=bool)
    judged = traded & ~blind & (buckets * size >= least)
    cv = np.where(judged, variations(buckets, total, squares), np.nan)
    limits = settings.number("xyz_cv_x"), settings.number("xyz_cv_y")
    by_cv = _where(by_variation(cv, *limits), judged)
    rows["xyz"] = pd.Series(_where(chosen, traded), index=rows.index, dtype=object)
    rows["xyz_cv"] = pd.Series(by_cv, index=rows.index, dtype=object)
    rows["cv"] = cv
    rows["cv_sample"] = cv * np.sqrt(buckets / np.maximum(buckets - 1.0, 1.0))
    rows["months"] = whole
    interval, rough, kind = demand(
        np.full(count, months.buckets if months else 0), rows["demands"].to_numpy(dtype=np.int64), floats(rows["demand"]),
        floats(rows["demand_squares"]),
    )
    known = traded & ~blind & ((months.buckets * size if months else 0) >= least)
    rows["demand"] = pd.Series(_where(kind, known), index=rows.index, dtype=object)
    rows["adi"], rows["cv2"] = np.where(known, interval, np.nan), np.where(known, rough, np.nan)
    rows["reason"] = pd.Series(_reasons(traded, whole, buckets * size, least, blind, cv, settings), index=rows.index,
                               dtype=object)
    above = rows["abc"].isin(ABC).to_numpy()
    pair = WIDE if limits == STRICT else STRICT
    return rows, {
        "other_limits": _differ(by_cv[above], _where(by_variation(cv, *pair), judged)[above]),
        "other_window": _differ(_where(chosen, traded)[above], _where(other, traded)[above]),
    }


def _reasons(
    traded: np.ndarray, months: np.ndarray, judged: np.ndarray, least: int, blind: np.ndarray, cv: Floats, settings: Settings
) -> Words:
    found = np.full(len(traded), None, dtype=object)
    found[traded & np.isnan(cv)] = "below"
    found[traded & blind] = "no_cost"
    found[traded & ((months < least) | (judged < least))] = "too_new" if settings.text("xyz_window") == "own" else "short"
    return found


def states(rows: pd.DataFrame, since: datetime.date | None, years: list[np.ndarray]) -> pd.Series:
    """'net_negative', 'seasonal', 'new', 'lost', 'one_off' or 'active', the first that holds.

    net negative: lines in the period, a sum not above zero, and no purchase before it or one in it; seasonal: see
    ``classes.seasonal``; new: began at ``since`` or later; lost: no purchase in the period, but one before it; one-off: a
    single day with a purchase in all that is known
    """
    bought = (rows["purchases"] > 0).to_numpy()
    ever = rows["first_month"].notna().to_numpy()
    below = (rows["value"] <= 0).to_numpy() & (bought | ~ever)
    fresh = (rows["first_month"] >= pd.Timestamp(since or datetime.date.max)).to_numpy()
    rules = {
        "net_negative": below,
        "seasonal": seasonal(years) if years else np.zeros(len(rows), dtype=bool),
        "new": fresh & bought,
        "lost": ~bought & ever,
        "one_off": rows["one_day"].fillna(False).to_numpy(dtype=bool),
    }
    return pd.Series(np.select(list(rules.values()), list(rules), "active"), index=rows.index, dtype=object)


def _since(ledger: Ledger, months: Grid | None, settings: Settings) -> datetime.date | None:
    if months is None:
        return None
    start = add_months(months.end, -int(settings.number("short_history_months")))
    return start if period.known_before(ledger, start) else None


def sums(rows: pd.DataFrame, by: str, names: tuple[str, ...], label: str) -> pd.DataFrame:
    """Clients and exact sums of the amounts by a column's names, in their order, those without a client too.

    Columns: label, clients, value, share (of the value of all that are above zero), revenue, margin.
    """
    amounts = pd.DataFrame({name: units(floats(rows[name])) for name in AMOUNTS}, index=rows.index)
    groups = amounts.groupby(rows[by].astype(object), dropna=True)
    whole, counts = groups.sum().reindex(list(names), fill_value=0) / 10_000, groups.size().reindex(list(names), fill_value=0)
    known = rows.groupby(rows[by].astype(object))["margin"].count().reindex(list(names), fill_value=0)
    total = float(whole["value"].clip(lower=0).sum())
    return pd.DataFrame({
        label: pd.Series(list(names), dtype=object),
        "clients": counts.to_numpy(dtype=np.int64),
        "value": whole["value"].to_numpy(dtype=float),
        "share": whole["value"].clip(lower=0).to_numpy(dtype=float) / (total or np.nan),
        "revenue": whole["revenue"].to_numpy(dtype=float),
        "margin": np.where((known > 0) | (counts == 0), whole["margin"], np.nan).astype(float),
    })


def summary(found: Classified, frames: dict[str, pd.DataFrame]) -> dict[str, Figure]:
    """The figures of the measure; those of XYZ are None where history is too short."""
    rows = found.rows
    above = rows["abc"].isin(ABC)
    sizes = rows["abc"].value_counts()
    regular, varied = rows.loc[above, "xyz"], rows.loc[above, "xyz_cv"]
    counts, spread = regular.value_counts(), varied.value_counts()
    classed, measured = regular.notna().any(), varied.notna().any()
    cells = dict(zip(frames["cells"]["cell"], frames["cells"]["clients"], strict=True))
    held = rows["state"].value_counts()
    both = regular.notna() & varied.notna()
    return {
        **{name.lower(): int(sizes.get(name, 0)) for name in ABC},
        **{name.lower(): int(counts.get(name, 0)) if classed else None for name in XYZ},
        **{f"{name.lower()}_cv": int(spread.get(name, 0)) if measured else None for name in XYZ},
        "new": int(held.get("new", 0)) if found.since else None,
        "lost": int(held.get("lost", 0)) if found.before else None,
        "disagree": int((regular[both] != varied[both]).sum()) if both.any() else None,
        **{name: int(cells[name]) if cells else None for name in CELLS},
        "net_negative": int(sizes.get(BELOW, 0)),
        "one_off": int(held.get("one_off", 0)),
        "seasonal": int(held.get("seasonal", 0)) if found.years else None,
        "clients": int(above.sum()),
        "value_total": float(units(floats(rows.loc[above, "value"])).sum()) / 10_000 if above.any() else None,
        "months": found.grid.months if found.grid else 0,
        "other_rule": found.others["other_rule"],
        "other_limits": found.others["other_limits"] if measured else None,
        "other_window": found.others["other_window"] if classed else None,
    }


def _facts(found: Classified) -> dict[str, Figure]:
    """What the notes on shares need, as ``concentration.notes`` reads it."""
    rows = found.rows[found.rows["lines"] > 0]
    sold = np.clip(floats(rows["revenue"]), 0, None)
    costed = np.clip(np.nan_to_num(floats(rows["costed_revenue"])), 0, sold)
    named = float(units(floats(rows["revenue"])).sum()) / 10_000
    return {
        "revenue_unassigned": found.unnamed, "revenue_total": named + found.unnamed,
        "accounts_nonpositive": int((rows["value"] <= 0).sum()),
        "accounts_unknown": int(rows["value"].isna().sum()), "costed_share": ratio(float(costed.sum()), float(sold.sum())),
    }


def _where(names: Words, kept: np.ndarray) -> Words:
    """The names where ``kept``, None elsewhere."""
    found = names.copy()
    found[~kept] = None
    return found


def _words(column: pd.Series) -> Words:
    return column.to_numpy(dtype=object)


def _differ(one: Words, other: Words) -> int:
    return int(np.not_equal(one, other).sum())


MEASURE = card(ask)
