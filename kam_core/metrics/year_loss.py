"""What a year may take away: the distribution of the loss when every client may be lost with some probability."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kam_core.errors import UsageError
from kam_core.i18n import Message, Money, Number, Share, msg
from kam_core.ledger import Ledger
from kam_core.metrics import period, shares
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.losses import Losses, distribution
from kam_core.metrics.measure import CLIENTS, PERIOD, Measure, Name
from kam_core.metrics.words import OF_BASE
from kam_core.scope import Scope
from kam_core.settings import Settings

QUANTILES = {"median": 0.5, "q90": 0.9, "q95": 0.95, "q99": 0.99}


def losses(
    ledger: Ledger, scope: Scope, settings: Settings, chances: Mapping[str, float] | None = None
) -> Losses | None:
    """The distribution of what is lost of the scope's base; None where no client is above zero.

    chances: {client id: yearly probability}, for the clients where it differs from the setting loss_probability
    """
    clients = ledger.query("concentration", scope)
    clients = clients[clients["client_id"].notna()]
    usual = settings.number("loss_probability")
    for client, chance in (chances or {}).items():
        if not 0 <= chance <= 1:
            raise UsageError(msg("The probability of “{client}” is {chance}.", client=client, chance=chance),
                             next=msg("Take a share from 0 to 1."))
    odds = clients["client_id"].map(dict(chances or {})).astype(float).fillna(usual)
    return distribution(shares.floats(clients["value"]), shares.floats(odds))


def ask(ledger: Ledger, scope: Scope, settings: Settings, chances: Mapping[str, float] | None = None) -> Answer:
    """Mean, spread and quantiles of a year's loss, in money of the base. Rows: amount, probability of losing more."""
    found = losses(ledger, scope, settings, chances)
    figures: dict[str, Figure] = dict.fromkeys(SUMMARY)
    rows = pd.DataFrame({"amount": [], "probability": []})
    said: list[Message] = []
    if found is not None:
        amounts, above = found.curve()
        rows = pd.DataFrame({"amount": amounts, "probability": above})
        figures |= {
            "total": found.total, "mean": found.mean, "sd": found.sd, "step": found.step,
            "mean_share": ratio(found.mean, found.total), "sd_share": ratio(found.sd, found.total),
            "no_loss": float(found.chances[0]),
            **{name: found.quantile(level) for name, level in QUANTILES.items()},
        }
        said = _notes(ledger, scope, found)
    return Answer("losses", ledger.version, scope, settings, figures, rows,
                  _thesis(found, scope, ledger.info.currency), said)


def _notes(ledger: Ledger, scope: Scope, found: Losses) -> list[Message]:
    currency, span = ledger.info.currency, period.bounds(ledger, scope)
    said = [msg("Clients are taken to be lost independently of one another; amounts are counted in steps of {step}.",
                step=Money(found.step, currency))]
    months = 0 if span is None else (span[1].year - span[0].year) * 12 + span[1].month - span[0].month
    if months != 12:
        said.append(msg("A client's amount is its sum over the {months} months shown, not over a year.",
                        months=Number(months)))
    return said


def _thesis(found: Losses | None, scope: Scope, currency: str) -> Message:
    if found is None:
        return msg("There is nothing to lose in this period.")
    bad = found.quantile(0.95)
    return msg("A year takes {mean} on average, and one year in twenty {bad} or more: {share} {of_base}.",
               mean=Money(found.mean, currency), bad=Money(bad, currency), share=Share(bad / found.total),
               of_base=OF_BASE[scope.base])


SUMMARY = {
    "total": Name(msg("Sum of the clients above zero"), "money"),
    "mean": Name(msg("Mean loss"), "money"),
    "sd": Name(msg("Standard deviation of the loss"), "money"),
    "mean_share": Name(msg("Mean loss, share of the sum"), "share"),
    "sd_share": Name(msg("Standard deviation, share of the sum"), "share"),
    "median": Name(msg("Loss not exceeded in 50 % of years"), "money"),
    "q90": Name(msg("Loss not exceeded in 90 % of years"), "money"),
    "q95": Name(msg("Loss not exceeded in 95 % of years"), "money"),
    "q99": Name(msg("Loss not exceeded in 99 % of years"), "money"),
    "no_loss": Name(msg("Probability of losing nothing"), "share"),
    "step": Name(msg("Step of the amounts"), "money"),
}

MEASURE = Measure(
    key="losses",
    label=msg("What a year may take away"),
    unit="money",
    direction="down",
    formula=msg("Each client is lost in a year with probability p, independently. Mean = Σ p × a; standard deviation = "
                "√(Σ p × (1 − p) × a²), which for one p is √(p × (1 − p) × HHI) of the sum. The whole distribution is "
                "the convolution of all clients on a grid of amounts of at most 20,000 steps; no simulation."),
    period=PERIOD,
    population=CLIENTS,
    source=msg("Sum of independent two-point variables (Poisson binomial with weights), in closed form and by "
               "convolution."),
    columns={"amount": Name(msg("Loss"), "money"), "probability": Name(msg("Probability of losing more"), "share")},
    summary=SUMMARY,
    query=("concentration",),
    find=ask,
    settings=("loss_probability",),
    options={"chances": msg("Client ids with their yearly probability of loss, 0-1, where it differs from the "
                            "setting.")},
)
