"""What similar clients buy, category by category, beside what one client buys."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kam_core.i18n import Count, Message, Money, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics.answer import Answer, Figure, figure
from kam_core.metrics.client_scope import asked, nobody, yearly
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.renamed import renamed
from kam_core.metrics.shares import floats
from kam_core.scope import Scope
from kam_core.settings import Settings

ROWS = ("category", "revenue", "usual", "buyers", "peers", "probability", "low", "mid", "high", "lapsed")


def ask(ledger: Ledger, scope: Scope, settings: Settings, client: str = "") -> Answer:
    """Every category that is sold, for one client, over the last twelve full months: its own largest first, then white cells.

    Rows: revenue (null: a white cell), usual (median of what similar clients that buy it spend), buyers of peers (similar
    clients, it aside), probability (buyers ÷ peers), low, mid, high (of a white cell, as in the measure ``whitespace``), lapsed
    (bought before)
    """
    who = asked(ledger, scope, client)
    if who is None:
        return nobody("client_peers", ledger, scope, settings, SUMMARY, ROWS, {})
    year = yearly(ledger, who.whole)
    joined = renamed(ledger, year, settings)
    found = ledger.query("whitespace", year, most=1, clients=0, categories=0, bands=int(settings.number("size_bands")),
                         least=int(settings.number("similar_clients")), old=[pair.old for pair in joined],
                         new=[pair.new for pair in joined], client=who.id)
    rows = found[found["part"] == "client"].reset_index(drop=True)
    bought = rows["revenue"].notna().to_numpy(dtype=bool)
    rows["buyers"] = floats(rows["every_buyer"]) - bought
    rows["peers"] = rows["every_peer"]
    rows["probability"] = rows["buyers"] / floats(rows["peers"])
    worth, sold = (-np.nan_to_num(floats(rows[name]), nan=-1.0) for name in ("mid", "revenue"))
    order = np.lexsort((worth, sold, ~bought))
    rows = rows.iloc[order].reset_index(drop=True)
    white = rows[rows["revenue"].isna()]
    figures: dict[str, Figure] = {
        "categories": int(bought.sum()), "white": len(white), "sized": int(white["mid"].notna().sum()),
        **{name: figure(white[name].sum(min_count=1)) if len(white) else None for name in ("low", "mid", "high")},
        "peers": figure(rows["peers"].max()) if len(rows) else None,
    }
    return Answer("client_peers", ledger.version, scope, settings, figures, rows[list(ROWS)],
                  _thesis(rows, white, ledger.info.currency), _notes(figures, settings))


def _thesis(rows: pd.DataFrame, white: pd.DataFrame, currency: str) -> Message:
    if not len(rows):
        return msg("This client bought nothing above zero in twelve months, so it is like no other.")
    if not len(white):
        return msg("This client buys every category that is sold.")
    first = white.iloc[0]
    if pd.isna(first["mid"]):
        return nmsg("{n} category is not bought; too few similar clients buy it to say what it is worth.",
                    "{n} categories are not bought; too few similar clients buy them to say what they are worth.", len(white))
    return nmsg("{n} category is not bought: {first} is bought by {share} of similar clients, worth {low} to {high} a year.",
                "{n} categories are not bought; the best is {first}: bought by {share} of similar clients, worth {low} to "
                "{high} a year.", len(white), first=str(first["category"]), share=Share(float(first["probability"])),
                low=Money(float(first["low"]), currency), high=Money(float(first["high"]), currency))


def _notes(figures: dict[str, Figure], settings: Settings) -> list[Message]:
    if figures["low"] is None:
        return []
    return [msg("What a white cell is worth: quartiles of what at least {least} similar clients spend, times the share of them "
                "that buy. Not a forecast: nobody wins every cell.", least=Count(int(settings.number("similar_clients"))))]


SUMMARY = {
    "categories": Name(msg("Categories bought"), "count"),
    "white": Name(msg("Categories not bought"), "count"),
    "sized": Name(msg("of these, with an amount"), "count"),
    "low": Name(msg("Lower ends of their ranges together"), "money"),
    "mid": Name(msg("Middles of their ranges together"), "money"),
    "high": Name(msg("Upper ends of their ranges together"), "money"),
    "peers": Name(msg("Similar clients at most"), "count"),
}

MEASURE = Measure(
    key="client_peers",
    label=msg("One client beside similar ones"),
    unit="money",
    direction="",
    formula=msg("As white cells: similar clients are of the same segment and band of revenue, or of the band alone where these "
                "are too few. Of a category that the client buys: its sum beside the median of the similar clients that "
                "buy it. Of one that it does not: quartiles of what they spend × the share of them that buy."),
    period=msg("The last twelve full months, whatever the period of the scope."),
    population=msg("Categories that are sold; similar clients among those that are seen, whatever filters are set."),
    source=msg("Own definition: spend of similar clients, as a range."),
    columns={
        "category": Name(msg("Category"), "text"),
        **names("revenue"),
        "usual": Name(msg("What similar clients that buy it spend, median"), "money"),
        "buyers": Name(msg("Similar clients that buy it"), "count"),
        "peers": Name(msg("Similar clients"), "count"),
        "probability": Name(msg("Similar clients that buy it, share"), "share"),
        "low": Name(msg("Range from"), "money"),
        "mid": Name(msg("Middle of the range"), "money"),
        "high": Name(msg("Range to"), "money"),
        "lapsed": Name(msg("Bought it before the period"), "flag"),
    },
    summary=SUMMARY,
    query=("whitespace", "renamed", "key_clients_names", "health_largest"),
    find=ask,
    settings=("size_bands", "similar_clients", "renamed_categories"),
    options={"client": msg("id or name of the client; the largest where it is left out")},
)
