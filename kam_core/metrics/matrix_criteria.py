"""The portfolio matrix: criteria on fixed anchors, their weighted sums on two axes, and where that puts a client. Pure.

Anchors and weights stand before anybody is scored, and are the same for all: a client moves only because of itself. What
neither data nor people tell is left out, and the coverage says how much of the weight is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from kam_core.i18n import Message, msg
from kam_core.metrics import shares
from kam_core.metrics.health_score import PARTS, SLACK, Floats, weighted
from kam_core.settings import Settings

Axis = Literal["attractive", "strong"]
Anchors = tuple[tuple[float, float], ...]
YEARS = 3
"""What is available is told over so many years."""


@dataclass(frozen=True)
class Criterion:
    """One criterion. anchors: (fact, score 0-100), straight lines between, level outside; none where people alone score it

    unit: of the fact: share, ratio, index; factor: the score of people (1-10) that counts where data do not tell
    """

    key: str
    axis: Axis
    label: Message
    fact: Message
    unit: str
    anchors: Anchors = ()
    factor: str = ""

    @property
    def weight(self) -> str:
        """The setting of its weight."""
        return f"matrix_{self.key}_weight"

    def score(self, facts: Floats) -> Floats:
        """The score (0-100) of each fact; NaN where it is not known."""
        if not self.anchors:
            return np.full(len(facts), np.nan)
        return np.asarray(np.interp(facts, *np.array(self.anchors, dtype=float).T), dtype=float)


CRITERIA: tuple[Criterion, ...] = (
    Criterion("size", "attractive", msg("Size of its spend"), msg("What it spends on what we sell ÷ our whole revenue"),
              "share", ((0.001, 0), (0.01, 40), (0.05, 70), (0.20, 100))),
    Criterion("growth", "attractive", msg("Growth"), msg("Its revenue of twelve months against the twelve before"), "ratio",
              ((-0.30, 0), (0, 50), (0.30, 100)), "factor_growth"),
    Criterion("margin", "attractive", msg("Margin"), msg("Margin rate of twelve months"), "share",
              ((0, 0), (0.20, 50), (0.40, 100))),
    Criterion("payment", "attractive", PARTS["payment"].label, PARTS["payment"].fact, "index", PARTS["payment"].anchors),
    Criterion("logo", "attractive", msg("Appeal of the logo"), msg("People score it from 1 to 10"), "index", (), "factor_logo"),
    Criterion("wallet", "strong", msg("Share of wallet"), msg("Our revenue ÷ what it spends on what we sell"), "share",
              ((0, 0), (0.30, 50), (0.70, 100))),
    Criterion("breadth", "strong", msg("Breadth"), msg("Categories that it buys ÷ all that we sell"), "share",
              ((0, 0), (0.50, 60), (1, 100))),
    Criterion("relation", "strong", msg("Strength of the relationship"), msg("People score it from 1 to 10"), "index", (),
              "factor_relationship"),
    Criterion("nps", "strong", msg("NPS of the client"), PARTS["relation"].fact, "share", PARTS["relation"].anchors),
    Criterion("service", "strong", PARTS["service"].label, PARTS["service"].fact, "share", PARTS["service"].anchors),
    Criterion("rhythm", "strong", PARTS["rhythm"].label, PARTS["rhythm"].fact, "index", PARTS["rhythm"].anchors),
)
AXES: dict[Axis, Message] = {"attractive": msg("attractiveness"), "strong": msg("strength of our position")}
QUADRANTS: dict[str, Message] = {
    "penetrate": msg("penetrate"), "expand": msg("expand"), "protect": msg("protect"), "serve": msg("serve at low cost"),
}
"""Attractive and we are weak; attractive and strong; not attractive and strong; neither."""
MEANINGS: dict[str, Message] = {
    "penetrate": msg("attractive, and our position is weak: choose whom to win"),
    "expand": msg("attractive, and our position is strong: grow together"),
    "protect": msg("less attractive, and our position is strong: keep it at little expense"),
    "serve": msg("less attractive, and our position is weak: no visits, plain terms"),
}
SOURCES: dict[str, Message] = {"spend": msg("its spend × 3"), "opportunities": msg("open opportunities, 3 years, base")}
"""What the amount available rests on; an assumption of people in both cases."""


@dataclass(frozen=True)
class Told:
    """What people tell. scores: client → factor → 1-10; spend: a year, by client; opportunities: base of 3 years, by client"""

    scores: Mapping[str, Mapping[str, int]]
    spend: Mapping[str, float]
    opportunities: Mapping[str, float]


NOTHING = Told({}, {}, {})


def of(axis: Axis) -> list[Criterion]:
    """The criteria of an axis."""
    return [each for each in CRITERIA if each.axis == axis]


def placed(facts: pd.DataFrame, told: Told, settings: Settings) -> pd.DataFrame:
    """Where each client stands. facts: account_id, revenue, whole and a column of each criterion's fact that data tell

    Gives the same rows with, of each criterion, {key}_fact and {key} (its score, 0-100); attractive and strong (0-100),
    {axis}_known (0-1); place: a key of QUADRANTS, null where an axis is known below the setting matrix_coverage; available,
    available_from (a key of SOURCES): what is available over three years
    """
    ids = facts["account_id"].tolist()
    rows = facts.copy()
    revenue, whole = shares.floats(facts["revenue"]), shares.floats(facts["whole"])
    spend = np.array([told.spend.get(client, np.nan) for client in ids], dtype=float)
    spend = np.where(spend > 0, spend, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        # it spends at least what it buys from us
        rows["size_fact"] = np.where((whole > 0) & (revenue > 0), np.fmax(spend, revenue) / whole, np.nan)
        rows["size_fact"] = np.where((whole > 0) & ~(revenue > 0), spend / whole, rows["size_fact"])
        rows["wallet_fact"] = np.where((revenue >= 0) & (revenue <= spend), revenue / spend, np.nan)
    for each in CRITERIA:
        fact = f"{each.key}_fact"
        if fact not in rows:
            rows[fact] = np.nan
        rows[each.key] = each.score(shares.floats(rows[fact]))
        if each.factor:
            said = np.array([told.scores.get(client, {}).get(each.factor, np.nan) for client in ids], dtype=float)
            rows[each.key] = np.where(rows[each.key].isna(), (said - 1) / 9 * 100, rows[each.key])
    for axis in AXES:
        own = of(axis)
        scores = rows[[each.key for each in own]].to_numpy(dtype=float)
        rows[axis], rows[f"{axis}_known"] = weighted(scores, np.array([settings.number(each.weight) for each in own]))
    enough = np.minimum(rows["attractive_known"], rows["strong_known"]) >= settings.number("matrix_coverage") - SLACK
    middle = settings.number("matrix_middle")
    high, strong = rows["attractive"] > middle + SLACK, rows["strong"] > middle + SLACK
    chosen = np.select([high & ~strong, high & strong, ~high & strong], ["penetrate", "expand", "protect"], "serve")
    known = enough & rows["attractive"].notna() & rows["strong"].notna()
    rows["place"] = pd.Series(chosen, index=rows.index, dtype=object).where(known, None)
    more = np.array([told.opportunities.get(client, np.nan) for client in ids], dtype=float)
    rows["available"] = np.where(np.isnan(spend), more, spend * YEARS)
    source = np.select([~np.isnan(spend), ~np.isnan(more)], list(SOURCES), "")
    rows["available_from"] = pd.Series(source, index=rows.index, dtype=object).where(source != "", None)
    return rows
