"""The score of a client's health: parts on fixed anchors, their weighted sum, what caps it, and its band. Pure functions.

Anchors are fixed and the same for everybody, so that a client's score moves only because of the client, never because
others moved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kam_core.i18n import Message, msg
from kam_core.settings import Settings

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SLACK = 1e-9
"""Limits are compared with this much room for the rounding of sums."""


@dataclass(frozen=True)
class Part:
    """One part of health. anchors: (fact, score 0-100), straight lines between, level outside; fact: what is measured"""

    key: str
    label: Message
    fact: Message
    anchors: tuple[tuple[float, float], ...]

    def score(self, facts: Floats) -> Floats:
        """The score (0-100) of each fact; NaN where it is not known."""
        return np.asarray(np.interp(facts, *np.array(self.anchors, dtype=float).T), dtype=float)


PARTS: dict[str, Part] = {
    part.key: part
    for part in (
        Part("trend", msg("Revenue against own expectation"), msg("Change of revenue"), ((-0.30, 0), (0, 60), (0.15, 100))),
        Part("rhythm", msg("Order rhythm"), msg("Days since the last purchase ÷ usual interval"),
             ((1, 100), (2, 60), (3, 25), (4, 0))),
        Part("margin", msg("Margin rate"), msg("Change of the margin rate"), ((-0.05, 0), (0, 60), (0.03, 100))),
        Part("relation", msg("Relationship"), msg("Promoters less detractors, of its answers"), ((-1, 0), (0, 55), (1, 100))),
        Part("service", msg("Service"), msg("Requests solved within the limit"), ((0.5, 0), (0.8, 60), (0.95, 100))),
        Part("payment", msg("Payment"), msg("Days overdue, by what is owed"), ((0, 100), (30, 50), (60, 0))),
        Part("breadth", msg("Breadth"), msg("Categories bought ÷ a year before"), ((0.5, 0), (1, 70), (1.5, 100))),
    )
}
BANDS: dict[str, Message] = {
    "red": msg("red"), "amber": msg("amber"), "green": msg("green"), "unknown": msg("not enough data"),
}
CAPS: dict[str, Message] = {
    "overdue": msg("overdue for too long"), "critical": msg("a critical request past its limit"),
    "decider": msg("who decided has left, and nobody is known in their place"),
}
"""What makes a client red whatever the rest says: an average would hide it."""


def weights(settings: Settings) -> Floats:
    """The weights in force, in the order of PARTS."""
    return np.array([settings.number(f"health_{part}_weight") for part in PARTS])


def weighted(scores: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """(total, coverage) of each row: Σ w·score ÷ Σ w over the parts that are known; coverage: their part of all weight.

    scores: (n, k), 0-100, NaN where a part is not known; weight: (k,). The total is NaN where nothing is known.
    """
    known = ~np.isnan(scores)
    there = known @ weight
    whole = weight.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.where(there > 0, np.where(known, scores, 0.0) @ weight / there, np.nan)
    return total, there / whole if whole > 0 else np.zeros(len(scores))


def points(scores: Floats, weight: Floats) -> Floats:
    """What each part adds to the total, (n, k): they add up to it; NaN where a part is not known."""
    there = (~np.isnan(scores)) @ weight
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(there[:, None] > 0, scores * weight / there[:, None], np.nan)


def capped(total: Floats, caps: Flags, settings: Settings) -> Floats:
    """The total, no higher than the red limit where something caps it."""
    return np.where(caps, np.minimum(total, settings.number("health_red")), total)


def bands(total: Floats, coverage: Floats, settings: Settings) -> npt.NDArray[np.object_]:
    """Keys of BANDS: red up to health_red, amber up to health_amber, green above; unknown where too little is known."""
    red, amber = settings.number("health_red"), settings.number("health_amber")
    enough = (coverage >= settings.number("health_coverage") - SLACK) & ~np.isnan(total)
    chosen = np.select([~enough, total <= red + SLACK, total <= amber + SLACK], ["unknown", "red", "amber"], "green")
    return chosen.astype(object)


def differs(band: str, opinion: str | None) -> bool:
    """Whether the manager's opinion is another band than the computed one; neither missing data nor silence differs."""
    return opinion is not None and band in ("red", "amber", "green") and opinion != band


def total_of(scores: Mapping[str, float | None], weight: Mapping[str, float]) -> tuple[float | None, float]:
    """``weighted`` of one client by names: (total, coverage); None where nothing is known."""
    row = np.array([[np.nan if scores.get(key) is None else float(scores[key] or 0.0) for key in weight]])
    total, coverage = weighted(row, np.array(list(weight.values()), dtype=float))
    return (None if np.isnan(total[0]) else float(total[0])), float(coverage[0])
