"""What the page Health looks at: the scores, what managers think of their clients, and the client that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.book import Book, Opinion
from kam_core.errors import BookError, KamError
from kam_core.i18n import Message, msg
from kam_core.metrics import Answer
from kam_core.metrics.health_score import PARTS, differs
from kam_core.ui import address
from kam_core.ui.answers import ask
from kam_core.ui.people_read import lost_deciders
from kam_core.ui.view import View

CHOSEN = "client"
"""The parameter of the address that names the client that is open."""


@dataclass(frozen=True)
class HealthView:
    """Everything that the page shows.

    rows: those of the measure, with opinion (a band, None), beside (a key of BESIDE); opinions: of the clients in the rows
    book: None where it cannot be read, which ``wrong`` says; chosen: id of the client that is open, or ''
    """

    view: View
    answer: Answer
    rows: pd.DataFrame
    book: Book | None
    opinions: Mapping[str, Opinion]
    chosen: str
    wrong: KamError | None = None

    @property
    def by_group(self) -> bool:
        """Whether the rows are what opinions are of: groups, or accounts where there are no groups."""
        return self.view.scope.level == "group" or not self.view.open_ledger.info.has_groups

    @property
    def weights(self) -> dict[str, float]:
        """The weights in force, by part."""
        return {part: self.view.settings.number(f"health_{part}_weight") for part in PARTS}

    def row(self) -> dict[Any, Any] | None:
        """Everything about the client that is open."""
        hit = self.rows[self.rows["account_id"] == self.chosen]
        return None if hit.empty else dict(hit.iloc[0])

    def stale(self, opinion: Opinion) -> bool:
        """Whether an opinion is too old to count."""
        return opinion.stale(self.view.settings.number("opinion_stale_days"))


BESIDE: dict[str, Message] = {"differs": msg("differs"), "stale": msg("old"), "": msg("—")}
"""How an opinion stands to the computed band."""


def health_view(view: View) -> HealthView:
    """Ask the ledger and read the book. A book that cannot be read leaves the scores as they are, and is said."""
    answer = ask("health", view, lost=lost_deciders(view))
    book, opinions, wrong = None, {}, None
    by_group = view.scope.level == "group" or not view.open_ledger.info.has_groups
    try:
        book = view.book
        opinions = book.opinions.of() if by_group else {}
    except BookError as error:
        wrong = error
    rows = answer.rows
    known = rows["account_id"].isin(set(opinions))
    opinions = {client: opinions[client] for client in rows.loc[known, "account_id"]}
    stale = view.settings.number("opinion_stale_days")
    rows["opinion"] = rows["account_id"].map({client: each.band for client, each in opinions.items()}).astype(object)
    beside = {
        client: "stale" if opinions[client].stale(stale) else "differs" if differs(str(band), opinions[client].band) else ""
        for client, band in zip(rows.loc[known, "account_id"], rows.loc[known, "band"], strict=True)
    }
    rows["beside"] = rows["account_id"].map(beside).astype(object)
    wanted = address.get(CHOSEN)
    chosen = wanted if (rows["account_id"] == wanted).any() else _first(rows)
    return HealthView(view, answer, rows, book, opinions, chosen, wrong)


def _first(rows: pd.DataFrame) -> str:
    """The largest red client, else the largest with a score, else the largest."""
    for some in (rows["band"] == "red", rows["band"] != "unknown", pd.Series(True, index=rows.index)):
        hit = rows.loc[some, "account_id"]
        if len(hit):
            return str(hit.iloc[0])
    return ""


def open_client(client: str) -> None:
    """Open a client."""
    address.put(CHOSEN, client)


def who_looks(view: View) -> str:
    """Who writes: the e-mail of whoever has signed in, else the name typed in this session."""
    return view.member.email or str(st.session_state.get("health_who_input", st.session_state.get("key_who", "")))
