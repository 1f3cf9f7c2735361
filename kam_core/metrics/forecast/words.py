"""What is said of a forecast: the methods, the reasons, how the test came out."""

from __future__ import annotations

from kam_core.i18n import Count, Message, Month, Share, msg, nmsg
from kam_core.metrics.answer import Figure
from kam_core.metrics.forecast.backtest import Trial
from kam_core.metrics.forecast.history import History
from kam_core.metrics.measure import Name
from kam_core.scope import Scope, add_months

METHODS: dict[str, Message] = {"theta": msg("Theta"), "ltm": msg("last twelve months")}
"""The methods, in words."""
REASONS: dict[str, Message] = {
    "won": msg("Theta was nearer in the test"),
    "simple": msg("the last twelve months were nearer in the test, or Theta could not be tested"),
    "young": msg("too few full months for a model"),
    "irregular": msg("buys too seldom for a model"),
    "new": msg("new: less than a full year"),
    "inactive": msg("no purchases in the last twelve months"),
    "negative": msg("not above zero in the last twelve months"),
    "returns": msg("returns only"),
    "history": msg("too little history in the ledger"),
}
"""Why a client has the method it has, or no forecast, in words."""
TESTED: dict[str, Name] = {
    "theta_won": Name(msg("Theta was nearer in the test"), "flag"),
    "error_theta": Name(msg("Error of Theta over twelve months, WAPE"), "share"),
    "error_ltm": Name(msg("Error of the last twelve months, WAPE"), "share"),
    "mase_theta": Name(msg("Error of Theta by month, MASE"), "index"),
    "mase_ltm": Name(msg("Error of the last twelve months by month, MASE"), "index"),
    "compared": Name(msg("Years that were compared"), "count"),
    "origins": Name(msg("Dates from which years were compared"), "count"),
    "interval_n": Name(msg("Years that the interval rests on"), "count"),
    "coverage": Name(msg("Share of past years that the interval held"), "share"),
}
"""Keys of a summary that tell how the test came out."""


def tested(tried: Trial | None) -> dict[str, Figure]:
    """The figures of TESTED; None where nothing was tried."""
    if tried is None or not tried.n:
        return dict.fromkeys(TESTED)
    band = tried.regular or tried.other
    return {
        "theta_won": int(tried.method == "theta"),
        "error_theta": tried.wape["theta"],
        "error_ltm": tried.wape["ltm"],
        "mase_theta": tried.mase["theta"],
        "mase_ltm": tried.mase["ltm"],
        "compared": tried.n,
        "origins": len(tried.origins),
        "interval_n": band.n if band is not None else None,
        "coverage": tried.coverage,
    }


def said(tried: Trial) -> list[Message]:
    """One sentence on the method, one on the interval."""
    if not tried.n:
        return [msg("No client had sales over a whole earlier year, so no method could be tested.")]
    theta, ltm = tried.wape["theta"], tried.wape["ltm"]
    said: list[Message] = []
    if theta is None and ltm is not None:
        said.append(msg("The history is too short to test Theta at three dates, so the forecast is the last twelve months; in "
                        "{n} compared years they were {ltm} off.", n=Count(tried.n), ltm=Share(ltm)))
    elif theta is not None and ltm is not None:
        values = {"n": Count(tried.n), "theta": Share(theta), "ltm": Share(ltm), "origins": Count(len(tried.origins))}
        said.append(
            msg("Tested on the past ({n} years from {origins} dates), Theta was {theta} off, the last twelve months {ltm}: "
                "Theta is used where a client is regular enough.", **values) if tried.method == "theta" else
            msg("Tested on the past ({n} years from {origins} dates), Theta was {theta} off, the last twelve months {ltm}: the "
                "last twelve months are used.", **values))
    if tried.regular is None and tried.other is None:
        said.append(nmsg("{n} compared year is too few for an interval.", "{n} compared years are too few for an interval.",
                         tried.n))
    elif tried.coverage is not None:
        said.append(msg("Intervals made from the other dates held {share} of the past years.", share=Share(tried.coverage)))
    return said


def base(scope: Scope) -> list[Message]:
    """Says that revenue is forecast, where the scope has another base."""
    return [] if scope.base == "revenue" else [msg("Forecasts are of revenue, whatever the base.")]


def no_history(past: History | None) -> list[Message]:
    """Why there is no forecast at all; nothing where there is one."""
    if past is None:
        return [msg("The ledger holds no full month up to the end of this period, so nothing is forecast.")]
    return [] if past.why is None else [past.why]


def span(past: History) -> Message:
    """The twelve months that are forecast."""
    return msg("{first} – {last}", first=Month(past.end), last=Month(add_months(past.end, 11)))
