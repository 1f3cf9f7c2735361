"""Categories that clients buy together more often than chance would have it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Number, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.metrics.answer import Answer, Figure
from kam_core.metrics.chance import benjamini_hochberg, by_chance
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.renamed import Renamed, renamed
from kam_core.scope import Scope
from kam_core.settings import Settings

CATEGORIES = 200
"""Categories that pairs are made of: those that most clients buy."""

WEAK = 0.1
"""A lift of less than this above 1 is told as little, however sure it is."""


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """Pairs of categories at the level of clients over the period, by lift. Rows: pairs that enough clients buy.

    Of a row: support = both / clients; confidence = both / first_clients (and of the second); lift = both × clients /
    (first_clients × second_clients); chance: one-sided probability without any link; linked: q is within the limit
    """
    joined = renamed(ledger, scope, settings)
    found = ledger.query("pairs", scope, categories=CATEGORIES, old=[pair.old for pair in joined],
                         new=[pair.new for pair in joined])
    clients, categories = int(found["total_clients"].iloc[0]), int(found["total_categories"].iloc[0])
    least = int(settings.number("pair_clients"))
    rows = found[found["both"].fillna(0) >= least].reset_index(drop=True)
    both, first, second = (rows[name].to_numpy(dtype=np.int64) for name in ("both", "first_clients", "second_clients"))
    chances, exact = by_chance(both, first, second, clients)
    rows["support"] = both / max(clients, 1)
    rows["confidence_first"], rows["confidence_second"] = both / first, both / second
    rows["lift"] = both * float(clients) / (first * second)
    rows["leverage"] = both / max(clients, 1) - (first / max(clients, 1)) * (second / max(clients, 1))
    rows["only_first"], rows["only_second"] = first - both, second - both
    rows["chance"], rows["q"] = chances, benjamini_hochberg(chances)
    rows["test"] = np.where(exact, "fisher", "chi2")
    rows["linked"] = rows["q"] <= settings.number("false_discovery")
    rows = rows.sort_values(["linked", "lift", "both", "first", "second"], ascending=[False, False, False, True, True])
    rows = rows[list(COLUMNS)].reset_index(drop=True)
    figures: dict[str, Figure] = {
        "clients": clients, "categories": categories, "pairs": len(rows), "linked": int(rows["linked"].sum()),
        "lift_most": float(rows["lift"].iloc[0]) if len(rows) and rows["linked"].iloc[0] else None,
    }
    thesis = _thesis(figures, rows, least, int(found["total_active"].iloc[0]))
    return Answer("pairs", ledger.version, scope, settings, figures, rows, thesis, _notes(ledger, scope, figures, joined))


def _thesis(figures: dict[str, Figure], rows: pd.DataFrame, least: int, active: int) -> Message:
    if not active:
        return msg("No client bought in this period.")
    if not figures["categories"]:
        return msg("The sales name no categories, so there are no pairs of them.")
    if rows.empty:
        return msg("No two categories are bought together by {least} clients or more.", least=Count(least))
    if not figures["linked"]:
        return nmsg("{n} pair was looked at: it goes together no more often than chance would have it.",
                    "{n} pairs were looked at: none goes together more often than chance would have it.", len(rows))
    first = rows.iloc[0]
    if float(first["lift"]) < 1 + WEAK:
        return nmsg("{n} pair goes together more often than by chance, but by little: {more} at most.",
                    "{n} pairs go together more often than by chance, but by little: {more} at most.",
                    int(figures["linked"]), more=Share(float(first["lift"]) - 1))
    return msg("{first} and {second} go together {lift} times as often as by chance: {share} of those who buy the first buy "
               "the second.", first=str(first["first"]), second=str(first["second"]), lift=Number(float(first["lift"]), 2),
               share=Share(float(first["confidence_first"])))


def _notes(ledger: Ledger, scope: Scope, figures: dict[str, Figure], joined: list[Renamed]) -> list[Message]:
    if not figures["categories"]:
        return []
    said: list[Message] = []
    if int(figures["categories"]) > CATEGORIES:
        said.append(msg("Pairs are made of the {most} categories that most clients buy, of {all}.", most=Count(CATEGORIES),
                        all=Count(int(figures["categories"]))))
    if figures["linked"]:
        said.append(msg("Large clients buy more of everything, so pairs go together without one causing the other: a pair says "
                        "whom to ask, not what will be bought."))
    return [*said, *(pair.said() for pair in joined), *period.left_out(ledger, scope)]


COLUMNS: dict[str, Name] = {
    "first": Name(msg("First category"), "text"),
    "second": Name(msg("Second category"), "text"),
    "lift": Name(msg("Lift"), "index"),
    "both": Name(msg("Clients of both"), "count"),
    "only_first": Name(msg("Of the first alone"), "count"),
    "only_second": Name(msg("Of the second alone"), "count"),
    "confidence_first": Name(msg("Of the first buy the second"), "share"),
    "confidence_second": Name(msg("Of the second buy the first"), "share"),
    "support": Name(msg("Of all clients"), "share"),
    "leverage": Name(msg("Above chance"), "points"),
    "linked": Name(msg("More than by chance"), "flag"),
    "q": Name(msg("q-value"), "index"),
    "chance": Name(msg("Probability by chance"), "index"),
    "test": Name(msg("Test"), "text"),
}

MEASURE = Measure(
    key="pairs",
    label=msg("Pairs of categories"),
    unit="index",
    direction="",
    formula=msg("Lift = clients that buy both × all clients ÷ (clients of the first × clients of the second), counted in whole "
                "clients over the period, never by order. The probability of so many in common without a link is Fisher's "
                "exact test, one-sided; chi-squared in large samples where all four cells are expected to hold five or more. "
                "q corrects for the number of pairs; a pair is linked where q is at most 5 % by default."),
    period=PERIOD,
    population=msg("Clients with a sum above zero in the period that buy any category; pairs that at least five of them buy by "
                   "default; at most 200 categories."),
    source=msg("Agrawal, Imieliński and Swami (1993) for support, confidence and lift; Fisher (1935); Benjamini and Hochberg "
               "(1995)."),
    columns=COLUMNS,
    summary={
        "clients": Name(msg("Clients that buy any category"), "count"),
        "categories": Name(msg("Categories"), "count"),
        "pairs": Name(msg("Pairs that enough clients buy"), "count"),
        "linked": Name(msg("Pairs that go together more often than by chance"), "count"),
        "lift_most": Name(msg("Highest lift of a linked pair"), "index"),
    },
    query=("pairs", "renamed"),
    find=ask,
    settings=("pair_clients", "false_discovery", "renamed_categories"),
)
