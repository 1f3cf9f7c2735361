"""Which method would have been nearer on the company's own past, and by how much a year came out otherwise.

Rolling origins: at each of them only what was known before it is used, and the sum of the twelve months after it is compared
with what came. The interval is the empirical quantiles of log(came ÷ forecast) over all series and origins: intervals that
a model computes of itself cover too little.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kam_core.metrics.forecast.errors import wape
from kam_core.metrics.forecast.history import HORIZON, ORIGINS
from kam_core.metrics.forecast.panel import Flags, Method, Panel
from kam_core.metrics.forecast.theta import Floats, Whole
from kam_core.settings import Settings

FEW = 20
"""With fewer compared years than this there is no interval."""
MOST = 6
"""Origins that are tried at most."""
STEPS = (12, 6, 4, 3, 2, 1)
"""Months between origins, the widest first: years that do not overlap tell more."""


@dataclass(frozen=True)
class Band:
    """An interval around a forecast: factors for both its ends, the compared years it rests on, and the share of them that
    intervals made from the other origins held (None: it cannot be told)."""

    low: float
    high: float
    n: int
    coverage: float | None

    def around(self, forecast: Floats) -> tuple[Floats, Floats]:
        """(low, high) of each forecast above zero; the forecast itself always lies between."""
        return np.minimum(forecast * self.low, forecast), np.maximum(forecast * self.high, forecast)


@dataclass(frozen=True)
class Trial:
    """What the past says.

    method: the one that was nearer; wape: error of the sums of twelve months by method, over regular series (over all, where
    none is regular), None where it was not tried; mase: the same for single months; n: compared years; series: how many
    series they are of; origins: months counted from the beginning of the history; regular, other: intervals for both kinds
    least: months from which a series counts as regular; coverage: share of the compared years that intervals made from the
    other origins held
    """

    method: Method
    wape: dict[Method, float | None]
    mase: dict[Method, float | None]
    n: int
    series: int
    origins: list[int]
    regular: Band | None
    other: Band | None
    least: int = 12
    coverage: float | None = None


def origins(months: int, least: int, step: int | None = None) -> list[int]:
    """Months from which a year ahead can be compared, the last first; none where there are fewer than three.

    least: months that must lie before an origin; step: months between them, the widest that gives three by default
    """
    last = months - HORIZON
    for width in STEPS if step is None else (step,):
        found = list(range(last, least - 1, -width))
        if len(found) >= ORIGINS:
            return found if step is not None else found[:MOST]
    return []


def trial(
    panel: Panel, settings: Settings, plain: Flags | None = None, step: int | None = None, few: int = FEW,
    with_theta: bool = True,
) -> Trial:
    """Try the methods at the origins that the history gives.

    plain: which series may stand for the irregular ones (all, when None), where the panel is no even sample of them
    step: months between origins; few: compared years that an interval needs; with_theta: False tries the last twelve months
    alone, at more origins
    """
    least = int(settings.number("forecast_months"))
    tried = origins(panel.months, least, step) if with_theta else []
    theta_tried = bool(tried)
    tried, needed = tried or origins(panel.months, 12, step), least if theta_tried else 12
    kept = [_compare(panel, at, needed, settings.number("forecast_active"), theta_tried) for at in tried]
    parts = [part for part in kept if part is not None]
    if not parts:
        return Trial("ltm", {"theta": None, "ltm": None}, {"theta": None, "ltm": None}, 0, 0, [], None, None)
    every = _Compared(*(np.concatenate(columns) for columns in zip(*(part.columns for part in parts), strict=True)))
    usable = every.regular | (True if plain is None else plain[every.series])
    mine = every.regular if every.regular.any() else usable
    error: dict[Method, float | None] = {
        "theta": wape(every.came[mine], every.theta[mine]) if theta_tried else None,
        "ltm": wape(every.came[mine], every.ltm[mine]),
    }
    single: dict[Method, float | None] = {
        "theta": _mean(every.single_theta[mine]) if theta_tried else None, "ltm": _mean(every.single_ltm[mine]),
    }
    won = error["theta"] is not None and error["ltm"] is not None and error["theta"] < error["ltm"]
    made = every.theta if won else every.ltm
    level = settings.number("forecast_interval")
    whole = _band(every, made, usable, level, few)
    of_regular = _band(every, made, every.regular, level, few) or whole
    of_other = _band(every, made, usable & ~every.regular, level, few) or whole
    return Trial("theta" if won else "ltm", error, single, int(mine.sum()), len(np.unique(every.series[mine])), tried,
                 of_regular, of_other, needed, _coverage(of_regular, of_other))


def _coverage(regular: Band | None, other: Band | None) -> float | None:
    known = [(band.coverage, band.n) for band in {regular, other} if band is not None and band.coverage is not None]
    return sum(held * n for held, n in known) / sum(n for _, n in known) if known else None


@dataclass(frozen=True)
class _Compared:
    """One row for each series and origin with something to compare. Money but for the flags, indices and MASE."""

    series: Whole
    origin: Whole
    regular: Flags
    came: Floats
    ltm: Floats
    theta: Floats
    single_ltm: Floats
    single_theta: Floats

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        return (self.series, self.origin, self.regular, self.came, self.ltm, self.theta, self.single_ltm, self.single_theta)


def _compare(panel: Panel, at: int, least: int, share: float, theta_tried: bool) -> _Compared | None:
    rows = np.flatnonzero(np.nan_to_num(panel.last_year(at)) > 0)
    if not rows.size:
        return None
    some = panel.of(rows)
    mine = some.regular(at, least, share)
    came = some.values[:, at: at + HORIZON]
    plain = some.ahead(at, "ltm")
    made = plain.copy()
    if theta_tried and mine.any():
        made[mine] = some.of(mine).ahead(at, "theta")
    scale = _scale(some, at)
    return _Compared(
        rows, np.full(rows.size, at), mine, came.sum(axis=1), plain.sum(axis=1), made.sum(axis=1),
        np.abs(came - plain).mean(axis=1) / scale, np.abs(came - made).mean(axis=1) / scale,
    )


def _scale(panel: Panel, at: int) -> Floats:
    """Mean absolute error of the seasonal naive forecast inside the history of each series; NaN where there is none."""
    steps = np.abs(panel.values[:, 12:at] - panel.values[:, : max(at - 12, 0)])
    inside = np.arange(12, max(at, 12))[None, :] >= panel.starts[:, None] + 12
    number = inside.sum(axis=1)
    scale = np.where(inside, steps, 0.0).sum(axis=1) / np.maximum(number, 1)
    found: Floats = np.where(scale > 0, scale, np.nan)
    return found


def _mean(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None


def _logs(came: Floats, made: Floats) -> Floats:
    """log(came ÷ forecast); minus infinity where nothing came."""
    with np.errstate(divide="ignore"):
        found: Floats = np.log(np.maximum(came, 0.0) / made)
    return found


def _ends(logs: Floats, level: float) -> tuple[float, float]:
    """Outer order statistics: no interpolation, as nothing may have come at all."""
    tail = (1 - level) / 2
    return (float(np.quantile(logs, tail, method="lower")), float(np.quantile(logs, 1 - tail, method="higher")))


def _band(every: _Compared, made: Floats, rows: Flags, level: float, few: int) -> Band | None:
    if int(rows.sum()) < few:
        return None
    logs, at = _logs(every.came[rows], made[rows]), every.origin[rows]
    low, high = _ends(logs, level)
    held = tested = 0
    for origin in np.unique(at):
        mine, rest = logs[at == origin], logs[at != origin]
        if rest.size >= few:
            bottom, top = _ends(rest, level)
            held += int(((mine >= bottom) & (mine <= top)).sum())
            tested += mine.size
    return Band(float(np.exp(low)), float(np.exp(high)), int(rows.sum()), held / tested if tested else None)


def months_band(panel: Panel, tried: list[int], method: Method, level: float) -> Band | None:
    """The interval of a single month, over all months of all origins; None with fewer than three years of them."""
    if len(tried) < ORIGINS:
        return None
    came = np.concatenate([panel.values[:, at: at + HORIZON].ravel() for at in tried])
    made = np.concatenate([panel.ahead(at, method).ravel() for at in tried])
    rows = made > 0
    if int(rows.sum()) < FEW:
        return None
    low, high = _ends(_logs(came[rows], made[rows]), level)
    return Band(float(np.exp(low)), float(np.exp(high)), int(rows.sum()), None)
