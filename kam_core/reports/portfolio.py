"""The deck of the portfolio for a board: is there real growth in our accounts, what will it take, are we ready to do it.

Rules choose what it says: a slide stands where the data tell something, the most important first, at most TEN of them with
the definitions. Each title is the thesis of its measure, or a sentence by the same rules.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from kam_core.i18n import Day, Message, current_language, msg
from kam_core.ledger import Ledger
from kam_core.reports import portfolio_money as money
from kam_core.reports import portfolio_ready as ready
from kam_core.reports import portfolio_risk as risk
from kam_core.reports.book_facts import BookFacts
from kam_core.reports.making import Asker, Making
from kam_core.reports.slides import Deck, Grid, Slide
from kam_core.scope import Scope
from kam_core.settings import Settings

TEN = 10
"""Slides at most, the definitions included."""

Maker = Callable[[Making, BookFacts], Slide | None]
RULES: tuple[Maker, ...] = (
    money.growth, money.accounts, money.dependence, risk.clients, ready.key_list, ready.asks, money.movers, ready.potential,
    risk.voice, risk.service, money.drivers, money.loss,
)
"""From what a board must see to what it may: the last are told where others have nothing to tell."""
ORDER = (
    "growth", "accounts", "drivers", "movers", "dependence", "loss", "risk", "voice", "service", "potential", "key_list",
    "asks",
)
"""As it is told: growth, what we depend on, what is at risk, what it will take, are we ready, what we ask."""


def portfolio(
    ledger: Ledger, scope: Scope, settings: Settings, facts: BookFacts, who: str, *, made: datetime.datetime | None = None,
    asker: Asker | None = None, internal: bool = True, words: tuple[str, ...] = (),
) -> Deck:
    """The deck of everything that a scope shows, in the current language.

    facts: what the book holds (kam_core.reports.book_facts.gather); made: the moment it is dated; asker: asks a measure of
    the registry under this very scope, where answers are kept; words: the scope in words
    """
    making = Making(ledger, scope, settings, asker)
    drawn: list[Slide] = []
    for rule in RULES:
        slide = rule(making, facts) if len(drawn) < TEN - 1 else None  # what would not be told is not asked
        if slide is not None and (internal or not slide.confidential):
            drawn.append(slide)
    slides = sorted(drawn, key=lambda slide: ORDER.index(slide.key))
    moment = (made or datetime.datetime.now().astimezone())
    return Deck(
        str(msg("Key accounts: report to the board")), str(period(scope, ledger)), current_language(), making.currency,
        ledger.version, str(ledger.info.last_date or ""), moment.isoformat(timespec="seconds"), who, internal, tuple(slides),
        tuple(_tables(drawn)), making.definitions(slide.source for slide in slides), words,
        footer=str(footer(ledger, moment)),
    )


def _tables(slides: list[Slide]) -> list[Grid]:
    return [slide.grid for slide in slides if slide.grid is not None]


def period(scope: Scope, ledger: Ledger) -> Message:
    """The period in words."""
    from kam_core.i18n import Month
    from kam_core.scope import add_months

    if scope.start is not None and scope.end is not None:
        return msg("{first} – {last}", first=Month(scope.start), last=Month(add_months(scope.end, -1)))
    if ledger.info.first_date is None or ledger.info.last_date is None:
        return msg("no sales")
    return msg("{first} – {last}", first=Day(ledger.info.first_date), last=Day(ledger.info.last_date))


def footer(ledger: Ledger, moment: datetime.datetime) -> Message:
    """What a deck was made from, and when."""
    if ledger.info.last_date is None:
        return msg("Ledger {version}, made {day}", version=ledger.version, day=Day(moment.date()))
    return msg("Ledger {version} with data up to {last}, made {day}", version=ledger.version, last=Day(ledger.info.last_date),
               day=Day(moment.date()))
