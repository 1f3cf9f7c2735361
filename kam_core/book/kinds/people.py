"""Persons at clients, and what each is and does at each legal entity."""

from __future__ import annotations

from kam_core.book.kinds.kind import Field, Kind
from kam_core.i18n import Message, msg

ROLES: tuple[tuple[str, Message], ...] = (
    ("decides", msg("decides")), ("approves", msg("approves the money")), ("influences", msg("influences")),
    ("expert", msg("judges as an expert")), ("uses", msg("uses what we supply")), ("buys", msg("runs the purchase")),
    ("gate", msg("keeps the gate")),
)
"""Roles in a decision. ``DECIDERS`` of them say yes or no."""
DECIDERS = ("decides", "approves")
ATTITUDES: tuple[tuple[str, Message], ...] = (
    ("supporter", msg("for us")), ("neutral", msg("neutral")), ("opponent", msg("against us")), ("unknown", msg("not known")),
)
INFLUENCE: tuple[tuple[str, Message], ...] = (("high", msg("strong")), ("middle", msg("middling")), ("low", msg("weak")))

PERSON = Kind(
    "person", msg("Person"), msg("People"),
    (
        Field("name", msg("Name"), "text", required=True),
        Field("email", msg("E-mail"), "text"),
        Field("phone", msg("Phone"), "text"),
        Field("note", msg("What to know about this person"), "long", confidential=True,
              help=msg("What matters to them in work. The person may ask to read it.")),
        Field("basis", msg("On what ground the data are kept"), "text",
              help=msg("Consent, contract, a card given at a meeting.")),
    ),
    about="person", personal=True, by=("email", "name"),
)

POSITION = Kind(
    "position", msg("Position"), msg("Positions"),
    (
        Field("position", msg("Position"), "text"),
        Field("role", msg("Role in the decision"), "choice", ROLES),
        Field("influence", msg("Influence"), "choice", INFLUENCE),
        Field("attitude", msg("Attitude to us"), "choice", ATTITUDES, confidential=True),
        Field("held_by", msg("Who of us holds the contact"), "text"),
        Field("since", msg("Since"), "date", help=msg("The day from which this person acts for the entity.")),
        Field("left", msg("Left on"), "date", help=msg("The day this person ceased to act for the entity.")),
    ),
    personal=True, title="position",
)
"""parent: the person; account_id: the legal entity."""
