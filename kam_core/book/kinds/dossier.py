"""The four sections of a client's dossier, and what is written in each. One record a client."""

from __future__ import annotations

from kam_core.book.kinds.kind import Field, Kind
from kam_core.i18n import Message, msg

SECTIONS: dict[str, Message] = {
    "general": msg("About the client"), "relations": msg("The client as we see it"), "deciding": msg("How it decides"),
    "rivals": msg("Competitors at this client"),
}
"""In this order. Each has its own age and completeness; the dossier is as old as its oldest section."""


def _in(section: str, *fields: tuple[str, Message, Message]) -> tuple[Field, ...]:
    return tuple(Field(key, label, "long", help=help, section=section) for key, label, help in fields)


DOSSIER = Kind(
    "dossier", msg("Dossier"), msg("Dossiers"),
    (
        *_in(
            "general",
            ("description", msg("Description"), msg("What the company does, in two or three sentences.")),
            ("history", msg("History"), msg("When it was founded, by whom, what changed it.")),
            ("mission", msg("Mission"), msg("What it says of its purpose, and what it does about it.")),
            ("positioning", msg("Positioning"), msg("Where it stands in its market, and against whom.")),
            ("finances", msg("Finances"), msg("Turnover, profit, investments, debts, with year and source.")),
            ("headcount", msg("Headcount"), msg("How many people work there, and where.")),
            ("structure", msg("Structure"), msg("Owners, legal entities, divisions, sites.")),
            ("clients", msg("Its clients"), msg("Whom it sells to, and what they ask of it.")),
            ("competitors", msg("Its competitors"), msg("Whom it competes with in its own market.")),
            ("suppliers", msg("Its suppliers"), msg("Whom it buys from, in what we sell too.")),
            ("strategy", msg("Its strategic goals"), msg("What it wants to reach in one to three years.")),
        ),
        *_in(
            "relations",
            ("story", msg("History of the relationship"), msg("How it began, the best and the worst moments.")),
            ("supplied", msg("What we supply"), msg("What is special about what they buy: terms, adaptations, service.")),
            ("our_people", msg("Our people who work with it"), msg("Who of us does what for this client.")),
            ("today", msg("The relationship today"), msg("How it stands, and why.")),
            ("prospect", msg("The relationship in prospect"), msg("Where it can go in a year, and what that takes.")),
            ("budget", msg("Its budget"), msg("How much it spends on what we sell, when the budget is made, and by whom.")),
            ("earlier", msg("Earlier suppliers"), msg("From whom it bought before us, and why it changed.")),
            ("worth", msg("What it values in us"), msg("Why it buys from us and not elsewhere, in its own words.")),
        ),
        *_in(
            "deciding",
            ("process", msg("How a decision is made"), msg("The steps from a need to an order, and how long each takes.")),
            ("criteria", msg("What decides"), msg("Price, terms, quality, service, security: what counts, in which order.")),
            ("calendar", msg("When it decides"), msg("Budget months, tender dates, contract ends.")),
            ("rules", msg("Its rules for suppliers"), msg("Accreditation, tenders, compliance, documents.")),
        ),
        *_in(
            "rivals",
            ("scene", msg("Who else supplies it"), msg("The suppliers beside us, and roughly who has how much.")),
            ("better", msg("Where they are better"), msg("What the client says they do better than we do.")),
            ("worse", msg("Where we are better"), msg("What the client says we do better than they do.")),
            ("answer", msg("What we do about it"), msg("Our answer to the strongest of them.")),
        ),
        Field("aim", msg("Our aim with this client"), "text", help=msg("One sentence: what we want to be for it.")),
        Field("spend", msg("What it spends a year on what we sell"), "money",
              help=msg("From all suppliers together: the whole that share of wallet is taken of.")),
        Field("spend_source", msg("Where that figure comes from"), "text", help=msg("Who said it, and when.")),
        Field("note", msg("Internal note"), "long", help=msg("Never leaves the company."), confidential=True),
        *(Field(f"confirmed_{section}", msg("{section}: confirmed", section=label), "date")
          for section, label in SECTIONS.items()),
    ),
    title="aim",
)
