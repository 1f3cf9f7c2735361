"""Competitors, tenders, opportunities and contracts of a client."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

from kam_core.book.kinds.kind import Field, Kind, Rule, Value
from kam_core.errors import UsageError
from kam_core.i18n import Count, Message, Money, msg, nmsg

LEVELS: tuple[tuple[str, Message], ...] = (
    ("better", msg("better than we")), ("equal", msg("as we")), ("worse", msg("worse than we")),
)
COMPETITOR = Kind(
    "competitor", msg("Competitor"), msg("Competitors"),
    (
        Field("name", msg("Title"), "text", required=True),
        Field("share", msg("Share of the client's purchases"), "share", help=msg("An estimate: of all that the client buys of "
                                                                                "what we sell too.")),
        Field("products", msg("What it supplies"), "text"),
        Field("price", msg("Level of prices"), "choice", LEVELS),
        Field("quality", msg("Quality"), "choice", LEVELS),
        Field("terms", msg("Terms"), "choice", LEVELS),
        Field("service", msg("Service"), "choice", LEVELS),
        Field("relation", msg("Relations"), "choice", LEVELS),
        Field("strong", msg("Where it is strong"), "long"),
        Field("weak", msg("Where it is weak"), "long"),
        Field("answer", msg("Our answer"), "long", confidential=True),
        Field("source", msg("Who said so, and when"), "text"),
    ),
    by=("name",),
)
COMPARED = ("price", "quality", "terms", "service", "relation")

RESULTS: tuple[tuple[str, Message], ...] = (
    ("open", msg("under way")), ("won", msg("won by us")), ("lost", msg("lost by us")),
    ("cancelled", msg("cancelled by the client")), ("declined", msg("we declined")),
)
TENDER = Kind(
    "tender", msg("Tender"), msg("Tenders"),
    (
        Field("name", msg("Title"), "text", required=True),
        Field("date", msg("Date"), "date"),
        Field("amount", msg("Amount"), "money"),
        Field("result", msg("Result"), "choice", RESULTS),
        Field("reason", msg("Why won or lost"), "long"),
        Field("winner", msg("Who won"), "text"),
    ),
    by=("name", "date"),
)

KINDS: tuple[tuple[str, Message], ...] = (
    ("new", msg("new business")), ("upsell", msg("more of the same")), ("cross-sell", msg("something they do not buy yet")),
    ("renewal", msg("renewal")), ("tender", msg("tender")),
)
STAGES: tuple[tuple[str, Message], ...] = (
    ("idea", msg("idea")), ("need", msg("need confirmed")), ("offer", msg("offer made")), ("talks", msg("in talks")),
    ("won", msg("won by us")), ("lost", msg("lost by us")), ("declined", msg("we declined")),
)
CLOSED = ("won", "lost", "declined")
HORIZONS, CASES = (1, 3, 5), ("low", "base", "high")
_CASES: dict[str, Message] = {"low": msg("low"), "base": msg("base"), "high": msg("high")}


def _in_order(values: Mapping[str, Value]) -> None:
    """UsageError unless low ≤ base ≤ high in each horizon, as far as they are given."""
    for years in HORIZONS:
        amounts = ((case, values.get(f"y{years}_{case}")) for case in CASES)
        given = [(case, amount) for case, amount in amounts if isinstance(amount, Decimal)]
        for (less, low), (more, high) in pairwise(given):
            if low > high:
                raise UsageError(
                    nmsg("Income in {n} year: “{less}” is {low}, more than “{more}”, {high}.",
                         "Income in {n} years: “{less}” is {low}, more than “{more}”, {high}.", years, less=_CASES[less],
                         low=Money(low, "", exact=True), more=_CASES[more], high=Money(high, "", exact=True)),
                    msg("A range goes from low through base to high."), msg("Change one of the amounts."),
                )


OPPORTUNITY = Kind(
    "opportunity", msg("Opportunity"), msg("Opportunities"),
    (
        Field("name", msg("Title"), "text", required=True),
        Field("kind", msg("Kind"), "choice", KINDS),
        Field("product", msg("Product or category"), "text"),
        Field("stage", msg("Stage"), "choice", STAGES),
        Field("amount", msg("Amount"), "money", help=msg("Of the deal itself.")),
        Field("probability", msg("Chance to close"), "share"),
        *(Field(f"y{years}_{case}", msg("Income in {years} years, {case}", years=years, case=_CASES[case])
                if years > 1 else msg("Income in a year, {case}", case=_CASES[case]), "money")
          for years in HORIZONS for case in CASES),
        Field("assumption", msg("What it rests on"), "long", help=msg("Who said it, when, what must happen.")),
        Field("created", msg("Since"), "date"),
        Field("expected", msg("Expected by"), "date"),
        Field("closed", msg("Closed on"), "date"),
        Field("reason", msg("Why won or lost"), "text"),
        Field("competitor", msg("Competitor"), "text"),
        Field("without_tender", msg("Without a tender"), "flag"),
        Field("owner", msg("Owner"), "text"),
    ),
    by=("name",), rules=(Rule(tuple(f"y{years}_{case}" for years in HORIZONS for case in CASES), _in_order),),
)


def _dates_in_order(values: Mapping[str, Value]) -> None:
    """UsageError where a contract ends before it begins, or notice is to be given a negative number of days before."""
    start, end, days = values.get("start"), values.get("end"), values.get("notice_days")
    if isinstance(start, datetime.date) and isinstance(end, datetime.date) and end < start:
        raise UsageError(msg("The contract ends before it begins."), next=msg("Change one of the two dates."))
    if isinstance(days, float | int) and not 0 <= days <= MOST_NOTICE:
        raise UsageError(msg("Notice is given from 0 to {most} days before the end.", most=Count(MOST_NOTICE)))


MOST_NOTICE = 3_650
CONTRACT = Kind(
    "contract", msg("Contract"), msg("Contracts"),
    (
        Field("name", msg("Number or name"), "text"),
        Field("start", msg("Begins"), "date", required=True),
        Field("end", msg("Ends"), "date", required=True),
        Field("value", msg("Value"), "money"),
        Field("terms", msg("Terms"), "long"),
        Field("auto_renewal", msg("Renews by itself"), "flag"),
        Field("notice_days", msg("Notice, days"), "number"),
    ),
    by=("name", "start"), rules=(Rule(("start", "end", "notice_days"), _dates_in_order),),
)
