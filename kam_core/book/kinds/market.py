"""Competitors, tenders, opportunities and contracts of a client."""

from __future__ import annotations

from kam_core.book.kinds.kind import Field, Kind
from kam_core.i18n import Message, msg

LEVELS: tuple[tuple[str, Message], ...] = (
    ("better", msg("better than we")), ("equal", msg("as we")), ("worse", msg("worse than we")),
)
COMPETITOR = Kind(
    "competitor", msg("Competitor"), msg("Competitors"),
    (
        Field("name", msg("Name"), "text", required=True),
        Field("share", msg("Share of the client's purchases"), "share", help=msg("An estimate: of all that the client buys of "
                                                                                "what we sell too.")),
        Field("products", msg("What it supplies"), "text"),
        Field("price", msg("Price"), "choice", LEVELS),
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
    ("open", msg("open")), ("won", msg("won")), ("lost", msg("lost")), ("cancelled", msg("cancelled by the client")),
    ("declined", msg("we declined")),
)
TENDER = Kind(
    "tender", msg("Tender"), msg("Tenders"),
    (
        Field("name", msg("Name"), "text", required=True),
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
    ("won", msg("won")), ("lost", msg("lost")), ("declined", msg("we declined")),
)
CLOSED = ("won", "lost", "declined")
HORIZONS, CASES = (1, 3, 5), ("low", "base", "high")
_CASES: dict[str, Message] = {"low": msg("low"), "base": msg("base"), "high": msg("high")}
OPPORTUNITY = Kind(
    "opportunity", msg("Opportunity"), msg("Opportunities"),
    (
        Field("name", msg("Name"), "text", required=True),
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
        Field("expected", msg("Expected"), "date"),
        Field("closed", msg("Closed on"), "date"),
        Field("reason", msg("Why won or lost"), "text"),
        Field("competitor", msg("Competitor"), "text"),
        Field("without_tender", msg("Without a tender"), "flag"),
        Field("owner", msg("Owner"), "text"),
    ),
    by=("name",),
)

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
    by=("name", "start"),
)
