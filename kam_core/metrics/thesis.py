"""One sentence from the data, by rules: what a busy reader should take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kam_core.i18n import Message, Money, Ratio, Share, msg, nmsg
from kam_core.metrics.answer import Figure
from kam_core.metrics.names import names
from kam_core.metrics.words import OF_BASE, Word

if TYPE_CHECKING:
    from kam_core.scope import Scope
    from kam_core.settings import Settings

LEVEL = 0.02
"""A change of revenue below this is called level."""
FEW = 10
"""Up to this many clients that bring half are few."""


def concentration(figures: dict[str, Figure], rows: pd.DataFrame, scope: Scope, settings: Settings) -> Message:
    """The thesis of Concentration, from the summary and the rows of the measure."""
    of_base, clients, largest = OF_BASE[scope.base], figures["accounts_positive"], figures["cr1"]
    if not clients or largest is None:
        return _nothing(figures, scope)
    share = Share(largest)
    if clients == 1:
        return ONE_CLIENT[scope.base]
    if figures["mono"]:
        return msg("One client brings {share} {of_base}: the company lives on it alone.", share=share, of_base=of_base)
    if figures["critical"] == 1:
        return msg("One client brings {share} {of_base}: a critical dependence.", share=share, of_base=of_base)
    if figures["critical"]:
        count = int(figures["critical"])
        together = Share(float(rows["share"].head(count).sum()))
        return nmsg("{word} client brings {share} {of_base}: a critical dependence.",
                    "{word} clients bring {share} {of_base}, each a critical dependence.", count,
                    word=Word(count), share=together, of_base=of_base)
    half = int(figures["accounts_for_half"] or 0)
    if half <= FEW and half * 2 < clients:
        return nmsg("{word} client brings half {of_base}.", "{word} clients bring half {of_base}.", half,
                    word=Word(half), of_base=of_base)
    if figures["keys"]:
        count = int(figures["keys"])
        return nmsg("{word} key client brings {share} {of_base}.", "{word} key clients bring {share} {of_base}.", count,
                    word=Word(count), share=Share(figures["key_share_total"] or 0.0), of_base=of_base)
    return msg("Nothing stands out: no client brings more than {limit} {of_base}, the largest {share}.",
               limit=Share(settings.number("key_share"), 0), of_base=of_base, share=share)


ONE_CLIENT: dict[str, Message] = {
    "revenue": msg("All revenue with a client named comes from one client."),
    "margin": msg("All margin that is known comes from one client."),
    "contribution": msg("All contribution that is known comes from one client."),
}


def _nothing(figures: dict[str, Figure], scope: Scope) -> Message:
    if not figures["revenue_total"] and not figures["accounts_nonpositive"]:
        return msg("There are no sales in this period.")
    if scope.base != "revenue" and figures["accounts_unknown"]:
        return msg("Margin is not known, so nothing can be said about its concentration.")
    if figures["accounts_nonpositive"]:
        return msg("No client is above zero in this period, so there are no shares.")
    return msg("No line of this period names a client, so there are no shares.")


def overview(figures: dict[str, Figure], driver: tuple[str, float] | None, currency: str) -> Message:
    """The thesis of Overview.

    driver: (name, change) of the client that moved most in the direction of the whole
    """
    revenue, before, moved = figures["revenue"], figures["revenue_before"], figures["revenue_change"]
    if revenue is None:
        return msg("There are no sales in this period.")
    if before is None or moved is None:
        return nmsg("{n} client bought; all sales brought {revenue}.",
                    "{n} clients bought; all sales brought {revenue}.", int(figures["active"] or 0),
                    revenue=Money(revenue, currency))
    if abs(moved) < LEVEL:
        return _level(figures, currency)
    share = _margin_against(figures, moved)
    if share is not None:
        return share
    if driver is not None and abs(driver[1]) * 2 > abs(revenue - before):
        if moved > 0:
            return msg("Revenue grew by {change}; more than half of the growth came from {name}.",
                       change=Share(moved), name=driver[0])
        return msg("Revenue fell by {change}; more than half of the fall came from {name}.",
                   change=Share(-moved), name=driver[0])
    if moved > 0:
        return msg("Revenue grew by {change} to {revenue}.", change=Share(moved), revenue=Money(revenue, currency))
    return msg("Revenue fell by {change} to {revenue}.", change=Share(-moved), revenue=Money(revenue, currency))


def overview_in(
    base: str, now: float | None, before: float | None, moved: float | None, clients: int,
    driver: tuple[str, float] | None, currency: str,
) -> Message:
    """The thesis of Overview in another base than revenue.

    now, before: sums in the base; moved: relative change, None where they cannot be compared; clients: active ones
    driver: as for ``overview``, in the base
    """
    if now is None:
        return msg("Margin is not known in this period.")
    name, amount = names(base)[base].label, Money(now, currency)
    if before is None or moved is None:
        return nmsg("{n} client bought; all sales brought {amount} {of_base}.",
                    "{n} clients bought; all sales brought {amount} {of_base}.", clients, amount=amount, of_base=OF_BASE[base])
    if abs(moved) < LEVEL:
        return msg("{base} is level at {amount} ({change}).", base=name, amount=amount, change=Ratio(moved))
    change = Share(abs(moved))
    if driver is not None and abs(driver[1]) * 2 > abs(now - before):
        if moved > 0:
            return msg("{base} grew by {change}; more than half of the growth came from {name}.", base=name,
                       change=change, name=driver[0])
        return msg("{base} fell by {change}; more than half of the fall came from {name}.", base=name, change=change,
                   name=driver[0])
    if moved > 0:
        return msg("{base} grew by {change} to {amount}.", base=name, change=change, amount=amount)
    return msg("{base} fell by {change} to {amount}.", base=name, change=change, amount=amount)


def _level(figures: dict[str, Figure], currency: str) -> Message:
    margin, revenue = figures["margin_change"], Money(figures["revenue"] or 0, currency)
    if margin is not None and margin <= -LEVEL:
        return msg("Revenue is level at {revenue}, but margin fell by {change}.", revenue=revenue,
                   change=Share(-margin))
    if margin is not None and margin >= LEVEL:
        return msg("Revenue is level at {revenue}, and margin grew by {change}.", revenue=revenue, change=Share(margin))
    return msg("Revenue is level at {revenue} ({change}).", revenue=revenue,
               change=Ratio(figures["revenue_change"] or 0.0))


def _margin_against(figures: dict[str, Figure], moved: float) -> Message | None:
    margin = figures["margin_change"]
    if margin is None or margin * moved > 0 or abs(margin) < LEVEL:
        return None
    if moved > 0:
        return msg("Revenue grew by {change}, but margin fell by {margin}.", change=Share(moved), margin=Share(-margin))
    return msg("Revenue fell by {change}, but margin grew by {margin}.", change=Share(-moved), margin=Share(margin))
