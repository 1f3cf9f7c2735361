"""What the page Portfolio matrix looks at: the ledger's part, with what people scored and wrote laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from kam_core.book import Book, Record, Score
from kam_core.errors import BookError
from kam_core.metrics import Answer
from kam_core.metrics.dossier_business import horizons
from kam_core.metrics.matrix import over
from kam_core.metrics.matrix_criteria import YEARS, Told
from kam_core.ui import address, errors
from kam_core.ui.answers import ask
from kam_core.ui.text import escape
from kam_core.ui.view import View

CHOSEN = "client"


@dataclass(frozen=True)
class MatrixView:
    """What the page shows. view: at the level of groups; told: what of it people told; chosen: id of the open client, or ''"""

    view: View
    book: Book
    answer: Answer
    scores: Mapping[str, Mapping[str, Score]]
    told: Told
    chosen: str


def matrix_view(view: View) -> MatrixView:
    """Read the book and ask the ledger. Stops the page, and says why, where the book cannot be read."""
    seen = replace(view, scope=replace(view.scope, level="group"))
    try:
        book = view.book
        listed = tuple(sorted(book.keys.current().ids))
        answer = ask("matrix", seen, also=listed)
        ids = set(answer.rows["account_id"])
        scores = book.scores.of(ids)
        records = [each for each in book.records.of(("dossier", "opportunity")) if each.client_id in ids] \
            if view.may("dossiers") else []
    except BookError as error:
        st.title(escape(view.page.title))
        errors.show(error)
        st.stop()
    told = _told(records, scores)
    answer = over(answer, told, view.open_ledger.info.currency)
    wanted = address.get(CHOSEN)
    chosen = wanted if wanted in ids else str(answer.rows["account_id"].iloc[0]) if len(answer.rows) else ""
    return MatrixView(seen, book, answer, scores, told, chosen)


def _told(records: list[Record], scores: Mapping[str, Mapping[str, Score]]) -> Told:
    """Scores, spend and the base of open opportunities in three years, by client."""
    of: dict[str, list[Record]] = {}
    for each in records:
        if each.kind == "opportunity":
            of.setdefault(str(each.client_id), []).append(each)
    three = {client: next(each.base for each in horizons(own, None) if each.years == YEARS) for client, own in of.items()}
    return Told(
        {client: {key: score.value for key, score in own.items()} for client, own in scores.items()},
        {str(each.client_id): float(each.get("spend")) for each in records
         if each.kind == "dossier" and each.get("spend") is not None},
        {client: float(base) for client, base in three.items() if base is not None},
    )


def choose(client: str) -> None:
    """Open a client."""
    address.put(CHOSEN, client)
