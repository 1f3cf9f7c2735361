"""What the page Key clients looks at: the list, its log, what people scored, and what the data tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.book import Book, KeyDecision, KeyList, Score
from kam_core.charts import key_clients as charts
from kam_core.errors import BookError
from kam_core.i18n import Message, msg
from kam_core.metrics import Answer
from kam_core.metrics.answer import Figure
from kam_core.metrics.key_list import Standing, left_by_decision, standing
from kam_core.ui import address, errors
from kam_core.ui.answers import ask, chart
from kam_core.ui.text import escape
from kam_core.ui.view import View

CHOSEN = "client"
"""The parameter of the address that names the client whose evidence is open."""
NEAREST = 5
"""Where fewer pass a limit by size, so many of the largest are shown beside the list."""


@dataclass(frozen=True)
class KeyView:
    """Everything that the page shows.

    view: at the level of groups and without the filter by the list, for the list names groups and is shown whole here
    listed, log, scores: of the book, as far as the viewer may see their clients
    answer, found: the measure, and what comes of it with the list; chosen: id of the client that is open, or ''
    """

    view: View
    book: Book
    listed: KeyList
    log: list[KeyDecision]
    scores: Mapping[str, Mapping[str, Score]]
    answer: Answer
    found: Standing
    chosen: str
    notes: list[Message]

    @property
    def rows(self) -> pd.DataFrame:
        """Clients on the list, who await a decision, who were taken off; then the nearest, and whom the address names."""
        return self.found.rows

    @property
    def summary(self) -> dict[str, Figure]:
        """The figures of the list."""
        return self.found.summary

    def row(self) -> dict[Any, Any] | None:
        """Everything about the client that is open."""
        hit = self.found.rows[self.found.rows["account_id"] == self.chosen]
        return None if hit.empty else dict(hit.iloc[0])

    def may_decide(self) -> bool:
        """Whether the viewer may change the list: there is one for all, so only who decides for the whole company."""
        return self.book.reach.decides


def key_view(view: View) -> KeyView:
    """Read the book and ask the ledger. Stops the page, and says why, where the book cannot be read."""
    try:
        book = view.book
        listed, log = book.keys.current(), book.keys.log()
    except BookError as error:
        st.title(escape(view.page.title))
        errors.show(error)
        st.stop()
    wanted = address.get(CHOSEN)
    seen = replace(view, scope=replace(view.scope, level="group", only=None))
    also = tuple(sorted({*listed.ids, *left_by_decision(log), *([wanted] if wanted else [])}))
    answer = ask("key_clients", seen, also=also, at_least=NEAREST)
    visible = set(answer.rows["account_id"])
    scores = book.scores.of(visible | set(listed.ids))
    found = standing(answer, listed, log, scores)
    chosen = wanted if wanted in set(found.rows["account_id"]) else _first(found)
    return KeyView(seen, book, listed, log, scores, answer, found, chosen, [*_notes(view, wanted, chosen), *found.notes])


def key_chart(keys: KeyView) -> None:
    """The list and those who await a decision, by share."""
    made = partial(charts.standing_of, keys.rows, keys.summary, keys.view.scope.base, keys.view.settings)
    chart("standing", keys.view, made, keys.listed, len(keys.log), keys.chosen)


def choose(client: str) -> None:
    """Open a client."""
    address.put(CHOSEN, client)


def _first(found: Standing) -> str:
    """Who awaits a decision, the largest of them; else the first on the list."""
    for where in ("awaits", "listed", "left", "other"):
        hit = found.rows.loc[found.rows["standing"] == where, "account_id"]
        if len(hit):
            return str(hit.iloc[0])
    return ""


def _notes(view: View, wanted: str, chosen: str) -> list[Message]:
    said: list[Message] = []
    if view.scope.level != "group" and view.open_ledger.info.has_groups:
        said.append(msg("The list names groups of companies: groups are shown here, whatever the level."))
    if view.scope.only is not None:
        said.append(msg("The list stands here beside those who are not on it, so its filter does not act on this page."))
    if wanted and wanted != chosen:
        said.append(msg("The client “{client}” is not among those that can be seen here.", client=wanted))
    return said
