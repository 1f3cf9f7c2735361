"""The long tail of clients: what a model of the whole base expects of each, where it stood its test on the last year."""

from __future__ import annotations

from dataclasses import replace

from kam_core.i18n import Count, Message, msg
from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.metrics.models.events import DAYS_A_WEEK
from kam_core.metrics.models.holdout import TailResult, tail_forecast
from kam_core.scope import Scope, add_months
from kam_core.settings import Settings

SETTINGS = ("tail_clients", "tail_light_share", "tail_error", "tail_correlation")


def find(ledger: Ledger, scope: Scope, settings: Settings) -> TailResult:
    """The next twelve months of each client, as of the end of the scope (of its last full month), or why it is not shown.

    The model is one of the whole base, by days with a purchase: it is not made for a part of it, nor for whoever sees a
    part of it.
    """
    span = period.bounds(ledger, scope)
    first, full = period.month_of(ledger.info.first_date), ledger.info.last_full_month
    if scope.where or scope.only is not None or not scope.viewer.sees_all:
        return _refused(msg("A model of the long tail is made on the whole client base only: not where it is filtered, nor "
                            "for whoever sees a part of it."))
    if span is None or first is None or full is None:
        return _refused(msg("There are no full months of sales to make a model of."))
    end = min(span[1], add_months(full, 1))
    cut = add_months(end, -12)
    months = (end.year - first.year) * 12 + end.month - first.month
    missing = months - period.held(ledger, first, end)
    if months >= 24 and missing:
        return _refused(msg("A model of the long tail takes a month without sales for a month in which nobody bought: {n} "
                            "of {months} months hold none, so it is not made.", n=Count(missing), months=Count(months)))
    history = ledger.query("long_tail", replace(scope, start=cut, end=end), year_from=add_months(cut, -12))
    times = ["t_before", "age_before", "t", "age"]
    history[times] = history[times].astype("float64") / DAYS_A_WEEK
    # the ledger may begin late in its first month
    observed = (end - (ledger.info.first_date or first)).days / DAYS_A_WEEK
    return tail_forecast(history, observed, settings)


def _refused(reason: Message) -> TailResult:
    return TailResult(False, reason)
