"""White cells: categories that a client does not buy and similar clients do, each with a range of what it might be."""

from __future__ import annotations

import pandas as pd

from kam_core.i18n import Count, Message, Money, Share, msg, nmsg
from kam_core.ledger import Ledger
from kam_core.metrics import period
from kam_core.metrics.answer import Answer, Figure, ratio
from kam_core.metrics.measure import PERIOD, Measure, Name
from kam_core.metrics.names import names
from kam_core.metrics.renamed import Renamed, renamed
from kam_core.scope import Scope
from kam_core.settings import Settings

MOST = 500
"""White cells in the rows; the best ones."""
CLIENTS, CATEGORIES = 30, 20
"""Size of the matrix: the largest clients and categories."""
SIMILAR_BY: dict[str, Message] = {"segment": msg("segment and size"), "size": msg("size")}
"""What similar clients have in common."""
MATRIX = ("client_place", "account_id", "name", "client_revenue", "category_place", "category", "revenue", "low", "mid",
          "high", "probability", "similar", "peers")


def ask(ledger: Ledger, scope: Scope, settings: Settings) -> Answer:
    """White cells of the clients active in the period. Rows: the best white cells, at most 500, by the middle amount.

    Of a row: low, mid, high = quartiles of what similar clients that buy the category spend on it in the period ×
    probability; probability = similar ÷ peers; similar: similar clients that buy it; peers: all similar clients
    frames: matrix, every cell of the 30 largest clients and the 20 largest categories; revenue is null in white cells
    """
    joined = renamed(ledger, scope, settings)
    found = ledger.query(
        "whitespace", scope, most=MOST, clients=CLIENTS, categories=CATEGORIES, bands=int(settings.number("size_bands")),
        least=int(settings.number("similar_clients")), old=[pair.old for pair in joined],
        new=[pair.new for pair in joined], client=None,
    ).rename(columns={"client_id": "account_id", "alike": "similar"})
    accounts, categories, filled, sized = (
        int(found[f"total_{name}"].iloc[0]) for name in ("accounts", "categories", "filled", "sized"))
    rows = found[found["part"] == "best"].reset_index(drop=True)
    cells = accounts * categories
    figures: dict[str, Figure] = {
        "accounts": accounts, "categories": categories, "cells": cells, "empty_cells": cells - filled,
        "empty_share": ratio(cells - filled, cells), "sized_cells": sized,
        "categories_mean": ratio(filled, accounts) if categories else None,
    }
    return Answer(
        "whitespace", ledger.version, scope, settings, figures, rows[list(COLUMNS)],
        _thesis(figures, rows, ledger.info.currency), _notes(ledger, scope, settings, figures, len(rows), joined),
        {"matrix": found.loc[found["part"] == "matrix", list(MATRIX)].reset_index(drop=True)},
    )


def _thesis(figures: dict[str, Figure], rows: pd.DataFrame, currency: str) -> Message:
    if not figures["accounts"]:
        return msg("No client bought in this period.")
    if not figures["categories"]:
        return msg("The sales name no categories, so there are no white cells.")
    if not figures["empty_cells"]:
        return msg("Every client buys every category: there are no white cells.")
    share = Share(figures["empty_share"] or 0.0)
    if rows.empty or pd.isna(rows["mid"].iloc[0]):
        return msg("{share} of the cells are white; too few similar clients buy to say what they are worth.", share=share)
    first = rows.iloc[0]
    return msg("{share} of the cells are white. The best: {category} at {name}, {low} to {high}.", share=share,
               category=str(first["category"]), name=str(first["name"]), low=Money(float(first["low"]), currency),
               high=Money(float(first["high"]), currency))


def _notes(ledger: Ledger, scope: Scope, settings: Settings, figures: dict[str, Figure], shown: int,
           joined: list[Renamed]) -> list[Message]:
    if not figures["categories"] or not figures["accounts"]:
        return []
    said = period.sparse(ledger, scope)
    empty, sized = int(figures["empty_cells"] or 0), int(figures["sized_cells"] or 0)
    if shown:
        said.append(msg("The amounts are for the length of the period: quartiles of what similar clients spend, times the "
                        "share of them that buy. They are not a forecast, and must not be added up: nobody wins every cell."))
    if sized < empty:
        said.append(nmsg("{n} white cell has no amount: fewer than {least} similar clients buy the category.",
                         "{n} white cells have no amount: fewer than {least} similar clients buy the category.",
                         empty - sized, least=Count(int(settings.number("similar_clients")))))
    if empty > shown:
        said.append(msg("The {shown} best of {all} white cells are listed.", shown=Count(shown), all=Count(empty)))
    return [*said, *(pair.said() for pair in joined), *period.left_out(ledger, scope)]


COLUMNS: dict[str, Name] = {
    **names("account_id", "name"),
    "category": Name(msg("Category not bought"), "text"),
    "low": Name(msg("Range from"), "money"),
    "mid": Name(msg("Middle of the range"), "money"),
    "high": Name(msg("Range to"), "money"),
    "probability": Name(msg("Similar clients that buy it, share"), "share"),
    "similar": Name(msg("Similar clients that buy it"), "count"),
    "peers": Name(msg("Similar clients"), "count"),
    "similar_by": Name(msg("Similar by"), "text"),
    "spend": Name(msg("What they spend, median"), "money"),
    "lapsed": Name(msg("Bought it before the period"), "flag"),
    "client_revenue": Name(msg("Client's revenue"), "money"),
    **names("segment", "region", "manager"),
}

MEASURE = Measure(
    key="whitespace",
    label=msg("White cells"),
    unit="money",
    direction="",
    formula=msg("A cell is a client and a category; it is white when the client's net revenue there is not above zero. Its "
                "range = the lower quartile, median and upper quartile of what similar clients that buy the category spend on "
                "it in the period × the share of similar clients that buy it. Similar clients are of the same segment and of "
                "the same band of revenue, four bands of equal number by default; where fewer than five of them buy it, those "
                "of the same band in all segments; where these are too few as well, there is no amount."),
    period=PERIOD,
    population=msg("Clients with a sum above zero in the period, and categories sold in it. Lines without a client or a "
                   "category are not here."),
    source=msg("Own definition: spend of similar clients, as a range. A sum over all cells is never shown as a potential."),
    columns=COLUMNS,
    summary={
        "accounts": Name(msg("Clients with a sum above zero"), "count"),
        "categories": Name(msg("Categories sold in the period"), "count"),
        "cells": Name(msg("Cells: clients × categories"), "count"),
        "empty_cells": Name(msg("White cells"), "count"),
        "empty_share": Name(msg("White cells, share"), "share"),
        "sized_cells": Name(msg("White cells with an amount"), "count"),
        "categories_mean": Name(msg("Categories per client, mean"), "index"),
    },
    query=("whitespace", "renamed"),
    find=ask,
    settings=("size_bands", "similar_clients", "renamed_categories"),
)
