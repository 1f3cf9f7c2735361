"""What the models say of the next twelve months, shown only where they said it right of the last twelve."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kam_core.i18n import Message, Number, Ratio, Share, msg
from kam_core.metrics.answer import Figure, figure
from kam_core.metrics.models.bgnbd import BgNbd
from kam_core.metrics.models.fitting import Floats, floats
from kam_core.metrics.models.gammagamma import GammaGamma, correlation
from kam_core.metrics.models.nbd import Nbd
from kam_core.metrics.models.value import purchases
from kam_core.settings import Settings

YEAR = 365 / 7
"""Twelve months in weeks, the unit of time here."""
MOST = 50_000
"""Clients that a model is fitted to at most, taken evenly; what is expected is told of all of them."""
COLUMNS = ("account_id", "purchases_12", "alive", "spend", "revenue_12")
HISTORY = ("account_id", "x_before", "t_before", "age_before", "mean_before", "year_before", "money_before", "x_after",
           "money_after", "x", "t", "age", "mean")
"""What tail_forecast reads, one row a client.

Before the holdout: x_before repeat purchases, t_before and age_before in weeks, mean_before mean spend of the repeat
purchases, year_before purchases and money_before revenue of its last twelve months; null for clients who came later.
In the holdout: x_after purchases, money_after revenue. To the end: x, t, age, mean.
"""


@dataclass(frozen=True)
class TailResult:
    """The long tail of clients over the next twelve months.

    shown: whether it may be shown; reason: one sentence, why it is shown or why not
    table: one row a client, empty where it is not shown: account_id, purchases_12 (expected purchases), alive
    (probability 0-1; NaN where it says nothing), spend (expected revenue of a purchase), revenue_12 (expected revenue, not
    discounted; NaN where the money did not pass)
    figures: clients, light_share, predicted, actual, error (relative), mae, mae_last_year (purchases of the holdout),
    money_predicted, money_actual, money_error, money_mae, money_mae_last_year, correlation (of purchases and spend),
    r, alpha, a, b, p, q, v, alive_known; None where not known
    notes: what must be said beside the table
    """

    shown: bool
    reason: Message
    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    figures: dict[str, Figure] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)


def tail_forecast(history: pd.DataFrame, observed: float, settings: Settings) -> TailResult:
    """Fit before the last twelve months, compare with them, and where that went well, fit to the end and look ahead.

    history: the whole client base, with the columns of HISTORY; observed: weeks from the first sale to the end
    Settings: tail_clients, tail_light_share, tail_error, tail_correlation
    """
    known = history[history["x_before"].notna()]
    least = int(settings.number("tail_clients"))
    light = float((known["x_before"] <= 1).mean()) if len(known) else None
    figures: dict[str, Figure] = {"clients": len(history), "light_share": figure(light)}
    if observed < 2 * YEAR - 1:
        return TailResult(False, msg("A model of the long tail looks twelve months ahead and is tested on the last twelve: "
                                     "it needs two years of sales."), figures=figures)
    if len(known) < least:
        return TailResult(False, msg("A model of the long tail needs {least} clients a year ago; there were {clients}.",
                                     least=Number(least), clients=Number(len(known))), figures=figures)
    if light is None or light < settings.number("tail_light_share"):
        return TailResult(False, msg("A model of the long tail needs a long tail: {share} of the clients bought once or "
                                     "twice, and {least} is the least.", share=Share(light or 0.0),
                                     least=Share(settings.number("tail_light_share"), 0)), figures=figures)
    return _tested(history, known, figures, settings)


def _tested(
    history: pd.DataFrame, known: pd.DataFrame, figures: dict[str, Figure], settings: Settings
) -> TailResult:
    x, t, age = (floats(known[name]) for name in ("x_before", "t_before", "age_before"))
    model, spend = fitted(x, t, age), _spend(x, floats(known["mean_before"]))
    expected = purchases(model, YEAR, x, t, age)
    figures |= compared("", expected, floats(known["x_after"]), floats(known["year_before"]))
    limit = settings.number("tail_error")
    if not passed("", figures, limit):
        return TailResult(False, _failed(figures), figures=figures)
    if spend is not None:
        money = expected * spend.conditional(x, floats(known["mean_before"].fillna(0.0)))
        figures |= compared("money_", money, floats(known["money_after"]), floats(known["money_before"]))
    return _ahead(history, figures, settings, spend is not None and passed("money_", figures, limit))


def _ahead(history: pd.DataFrame, figures: dict[str, Figure], settings: Settings, money: bool) -> TailResult:
    """The next twelve months, from all that is known now. money: whether the amounts stood the test."""
    x, t, age = (floats(history[name]) for name in ("x", "t", "age"))
    mean = floats(history["mean"].fillna(0.0))
    model, spend = fitted(x, t, age), _spend(x, floats(history["mean"]))
    tied = correlation(x, floats(history["mean"]))
    figures |= _parameters(model, spend) | {"correlation": tied}
    notes = [] if _step(x) == 1 else [msg(
        "The model of the long tail is fitted to {some} of {every} clients, taken evenly.",
        some=Number(-(-x.size // _step(x))), every=Number(x.size))]
    alive = np.full(x.shape, np.nan)
    if isinstance(model, BgNbd):
        # whoever bought once is alive for certain under this model, which nobody should believe
        alive = np.where(x > 0, model.alive(x, t, age), np.nan)
    else:
        notes.append(msg("Whether a client has left cannot be told from these purchases, so no probability is shown."))
    loose = tied is None or abs(tied) <= settings.number("tail_correlation")
    if spend is None or spend.population_mean is None or not money or not loose:
        notes.append(_no_money(figures, loose, tied))
        spend = None
    worth = np.full(x.shape, np.nan) if spend is None else spend.conditional(x, mean)
    expected = purchases(model, YEAR, x, t, age)
    table = pd.DataFrame({"account_id": history["account_id"].to_numpy(), "purchases_12": expected, "alive": alive,
                          "spend": worth, "revenue_12": expected * worth})
    return TailResult(True, msg(
        "The model of the long tail is shown: of the last twelve months it expected {predicted} days with a purchase, and "
        "there were {actual} ({error}).", **_said(figures)), table, figures, notes)


def fitted(x: Floats, t: Floats, age: Floats) -> BgNbd | Nbd:
    """BG/NBD; NBD where leaving cannot be told from the data."""
    step = _step(x)
    x, t, age = x[::step], t[::step], age[::step]
    model = BgNbd.fit(x, t, age)
    return Nbd.fit(x, age) if model.degenerate or not model.arrived else model


def _step(x: Floats) -> int:
    return -(-x.size // MOST)


def compared(prefix: str, expected: Floats, actual: Floats, last_year: Floats) -> dict[str, Figure]:
    """Totals and mean absolute errors, beside those of "same as last year"."""
    total = float(actual.sum())
    return {
        f"{prefix}predicted": figure(expected.sum()),
        f"{prefix}actual": total,
        f"{prefix}error": figure(expected.sum() / total - 1) if total > 0 else None,
        f"{prefix}mae": figure(np.abs(expected - actual).mean()),
        f"{prefix}mae_last_year": figure(np.abs(last_year - actual).mean()),
    }


def passed(prefix: str, figures: dict[str, Figure], limit: float) -> bool:
    """Whether the total is within the limit and clients are told better than by "same as last year"."""
    error, own, other = (figures.get(f"{prefix}{name}") for name in ("error", "mae", "mae_last_year"))
    return error is not None and own is not None and other is not None and abs(error) <= limit and own < other


def _spend(x: Floats, mean: Floats) -> GammaGamma | None:
    """The model of spend, or None where nothing can be said of it."""
    x, mean = x[(x > 0) & (mean > 0)], mean[(x > 0) & (mean > 0)]
    if x.size < 2:
        return None
    step = _step(x)
    found = GammaGamma.fit(x[::step], mean[::step])
    return found if found.arrived and found.population_mean is not None else None


def _parameters(model: BgNbd | Nbd, spend: GammaGamma | None) -> dict[str, Figure]:
    leaving = isinstance(model, BgNbd)
    return {
        "r": model.r, "alpha": model.alpha, "a": model.a if isinstance(model, BgNbd) else None,
        "b": model.b if isinstance(model, BgNbd) else None, "alive_known": int(leaving),
        "p": None if spend is None else spend.p, "q": None if spend is None else spend.q,
        "v": None if spend is None else spend.v,
    }


def _said(figures: dict[str, Figure], prefix: str = "") -> dict[str, object]:
    return {"predicted": Number(figures[f"{prefix}predicted"] or 0.0), "actual": Number(figures[f"{prefix}actual"] or 0.0),
            "error": Ratio(figures[f"{prefix}error"] or 0.0)}


def _failed(figures: dict[str, Figure]) -> Message:
    if figures["error"] is None:
        return msg("The model of the long tail is not shown: none of the clients of a year ago bought in the last twelve "
                   "months.")
    own, other = figures["mae"] or 0.0, figures["mae_last_year"] or 0.0
    if own >= other:
        return msg("The model of the long tail is not shown: it told the days with a purchase of the last twelve months "
                   "no better than “same as last year” (off by {own} a client against {other}).",
                   own=Number(own, 2), other=Number(other, 2))
    return msg("The model of the long tail is not shown: of the last twelve months it expected {predicted} days with a "
               "purchase, and there were {actual} ({error}).", **_said(figures))


def _no_money(figures: dict[str, Figure], loose: bool, tied: float | None) -> Message:
    if not loose and tied is not None:
        return msg("Expected revenue is not shown: who buys more often also spends otherwise (correlation {value}).",
                   value=Number(tied, 2))
    if figures.get("money_error") is not None:
        return msg("Expected revenue is not shown: the model was off by {error} on the revenue of the last twelve months, "
                   "or told clients no better than “same as last year”.", error=Ratio(figures["money_error"] or 0.0))
    return msg("Expected revenue is not shown: too little is known of what a purchase brings.")
