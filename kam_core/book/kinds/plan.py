"""The account plan: short, alive, tied to figures."""

from __future__ import annotations

from kam_core.book.kinds.kind import Field, Kind
from kam_core.i18n import Message, msg

STAGES: tuple[tuple[str, Message], ...] = (
    ("strategy", msg("strategy")), ("research", msg("research")), ("actions", msg("action plan")),
    ("execution", msg("execution")), ("review", msg("review")),
)
STATES: tuple[tuple[str, Message], ...] = (
    ("draft", msg("draft")), ("submitted", msg("submitted")), ("approved", msg("approved")),
    ("returned", msg("returned with remarks")), ("running", msg("in execution")), ("reviewed", msg("reviewed")),
)
THEMES: tuple[tuple[str, Message], ...] = (
    ("penetrate", msg("penetrate")), ("expand", msg("expand")), ("protect", msg("protect")),
)

PLAN = Kind(
    "plan", msg("Account plan"), msg("Account plans"),
    (
        Field("aim", msg("Our aim"), "text", help=msg("One sentence: what we want to reach with this client.")),
        Field("start", msg("From"), "date"),
        Field("end", msg("To"), "date"),
        Field("risks", msg("Risks"), "long", help=msg("What can go wrong, and what we do about it.")),
        Field("resources", msg("Resources"), "long", help=msg("People, money and time that it takes.")),
        Field("asks", msg("What we ask of the company"), "long", help=msg("Decisions and resources, one a line.")),
        Field("note", msg("Internal note"), "long", confidential=True),
    ),
    title="aim",
)
"""One record a client. What state it is in is decided (kam_core.book.plans), and its stage follows: neither is typed."""

GOAL_STATES: tuple[tuple[str, Message], ...] = (
    ("ahead", msg("not begun")), ("running", msg("on the way")), ("reached", msg("reached")), ("missed", msg("missed")),
    ("dropped", msg("dropped by the client")),
)
CLIENT_GOAL = Kind(
    "client_goal", msg("Goal of the client"), msg("Goals of the client"),
    (
        Field("text", msg("What the client wants to reach"), "text", required=True),
        Field("measure", msg("How the client measures it"), "text"),
        Field("help", msg("How we help"), "long"),
        Field("state", msg("State"), "choice", GOAL_STATES),
        Field("due", msg("Due by"), "date"),
    ),
    title="text",
)

FIGURES: tuple[tuple[str, Message], ...] = (
    ("revenue", msg("revenue of twelve months")), ("margin", msg("margin of twelve months")),
    ("margin_rate", msg("margin rate of twelve months, %")), ("wallet", msg("share of wallet, %")),
    ("share_revenue", msg("share of our revenue, %")), ("categories", msg("categories bought in twelve months")),
    ("purchase_days", msg("days with a purchase in twelve months")), ("nps", msg("NPS of twelve months")),
    ("requests_late", msg("open requests past their limit")),
    ("requests_median_hours", msg("median hours to resolution in twelve months")), ("overdue", msg("overdue debt")),
    ("days_to_pay", msg("days to pay")), ("score", msg("health, 0 – 100")),
)
"""Figures of one client that a goal can be tied to; kam_core.metrics.plan tells where each comes from."""
DIRECTIONS: tuple[tuple[str, Message], ...] = (("up", msg("at least")), ("down", msg("at most")))
GOAL = Kind(
    "goal", msg("Our goal"), msg("Our goals"),
    (
        Field("text", msg("Goal"), "text", required=True),
        Field("measure", msg("Measure"), "choice", FIGURES,
              help=msg("A figure of the client that moves by itself, or nothing.")),
        Field("direction", msg("Reached when"), "choice", DIRECTIONS),
        Field("start", msg("At the beginning"), "number"),
        Field("target", msg("Target"), "number"),
        Field("now", msg("Now, where no figure tells it"), "number"),
        Field("due", msg("Due by"), "date"),
    ),
    title="text",
)

ACTION = Kind(
    "action", msg("Action"), msg("Actions"),
    (
        Field("text", msg("What is done"), "text", required=True),
        Field("owner", msg("Owner"), "text"),
        Field("due", msg("Due by"), "date"),
        Field("theme", msg("Theme"), "choice", THEMES),
        Field("goal", msg("For which goal"), "record"),
        Field("resources", msg("Resources"), "text"),
        Field("done", msg("Done on"), "date"),
        Field("dropped", msg("Dropped"), "flag"),
        Field("note", msg("Note"), "long"),
    ),
    title="text",
)
