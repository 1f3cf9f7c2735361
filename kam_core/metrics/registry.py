"""Every measure of the product, and the one way to ask for it."""

from __future__ import annotations

import difflib

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.ledger import Ledger
from kam_core.metrics import (
    abc_xyz,
    accounts,
    attention,
    client,
    client_months,
    client_peers,
    client_since,
    client_supplied,
    cohorts,
    concentration,
    concentration_trend,
    cross_sell,
    debts,
    drop,
    health,
    key_clients,
    late,
    matrix,
    migration,
    nps,
    nps_answers,
    overview,
    pairs,
    parts,
    price_volume_mix,
    profit,
    resolution,
    resolution_by,
    retention,
    rfm,
    scorecard,
    what_if,
    whitespace,
    year_loss,
)
from kam_core.metrics.answer import Answer
from kam_core.metrics.forecast import clients as lifetime
from kam_core.metrics.forecast import company as forecast
from kam_core.metrics.forecast import tail as long_tail
from kam_core.metrics.measure import Measure
from kam_core.scope import Scope
from kam_core.settings import Settings

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        overview.MEASURE, concentration.MEASURE, parts.BY_UNIT, parts.BY_MANAGER, concentration_trend.MEASURE,
        lifetime.MEASURE, forecast.MEASURE, long_tail.MEASURE,
        what_if.MEASURE, year_loss.MEASURE, accounts.MEASURE, abc_xyz.MEASURE, migration.MEASURE,
        profit.MEASURE, debts.MEASURE, key_clients.MEASURE, resolution.MEASURE, resolution_by.MEASURE, health.MEASURE,
        retention.MEASURE, cohorts.MEASURE, late.MEASURE, drop.MEASURE, rfm.MEASURE,
        nps.MEASURE, nps_answers.MEASURE,
        cross_sell.MEASURE, whitespace.MEASURE, pairs.MEASURE, price_volume_mix.MEASURE, attention.MEASURE,
        client.MEASURE, client_months.MEASURE, client_peers.MEASURE, client_since.MEASURE, client_supplied.MEASURE,
        scorecard.MEASURE, matrix.MEASURE,
    )
}


FORMER = {"late": "rhythm"}
"""Keys that measures had before: questions that were written down with them keep their answers."""


def measure(key: str) -> Measure:
    """The measure of this key, or an error that names the nearest."""
    key = FORMER.get(key, key)
    if key in MEASURES:
        return MEASURES[key]
    near = difflib.get_close_matches(key, MEASURES, 3, 0.5) or list(MEASURES)
    raise UsageError(msg("There is no measure “{key}”.", key=key), next=msg("Did you mean {near}?", near=Joined(near)))


def ask(key: str, ledger: Ledger, scope: Scope, settings: Settings, **options: object) -> Answer:
    """Ask one measure under a scope.

    options: those that the measure lists; raises UsageError for an unknown measure or option
    """
    known = measure(key)
    for option in options:
        if option not in known.options:
            raise UsageError(
                msg("The measure “{key}” has no option “{option}”.", key=key, option=option),
                next=msg("Take one of: {allowed}.", allowed=Joined(list(known.options))) if known.options
                else msg("Ask it without options."),
            )
    return known.find(ledger, scope, settings, **options)
