"""What the page Health looks at: the scores, what managers think of their clients, and the client that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from kam_core.book import Book, Opinion
from kam_core.errors import BookError, KamError
from kam_core.i18n import Message, msg
from kam_core.metrics import Answer
from kam_core.metrics.health_score import PARTS, differs
from kam_core.ui import address
from kam_core.ui.answers import ask, scope_key
from kam_core.ui.kept import Kept
from kam_core.ui.people_read import lost_deciders
from kam_core.ui.view import View

CHOSEN = "client"
"""The parameter of the address that names the client that is open."""


@dataclass(frozen=True)
class HealthView:
    """Everything that the page shows.

    rows: those of the measure, with opinion (a band, None), beside (a key of BESIDE); parts: the same by band
    book: None where it cannot be read, which ``wrong`` says; opinions: by client; chosen: id of the client that is open, or ''
    lost: ids of clients whose decision maker has left
    """

    view: View
    answer: Answer
    rows: pd.DataFrame
    parts: Mapping[str, pd.DataFrame]
    book: Book | None
    opinions: Mapping[str, Opinion]
    chosen: str
    lost: tuple[str, ...]
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
    lost = lost_deciders(view)
    answer = ask("health", view, lost=lost)
    book, opinions, wrong = None, {}, None
    by_group = view.scope.level == "group" or not view.open_ledger.info.has_groups
    try:
        book = view.book
        opinions = book.opinions.of() if by_group else {}
    except BookError as error:
        wrong = error
    days = view.settings.number("opinion_stale_days")
    said = tuple(sorted((client, each.band, each.stale(days)) for client, each in opinions.items()))
    facts = scope_key(view.open_ledger.key, view.scope, view.settings)
    rows, parts = _kept.get((*facts, lost, said), lambda: _parted(answer.rows, said))
    wanted = address.get(CHOSEN)
    chosen = wanted if (rows["account_id"] == wanted).any() else _first(rows, parts)
    return HealthView(view, answer, rows.copy(deep=False), parts, book, opinions, chosen, lost, wrong)


_kept: Kept[tuple[pd.DataFrame, dict[str, pd.DataFrame]]] = Kept(50)
"""Of very many clients, what stands beside them takes longer to find than all else that the page shows again."""


def _parted(rows: pd.DataFrame, said: tuple[tuple[str, str, bool], ...]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """The rows with what managers say (client, band, whether that is old), and those of each band in their order."""
    rows = rows.copy(deep=False)
    known = rows["account_id"].isin({client for client, _, _ in said}).to_numpy(dtype=bool)
    opinions = {client: (band, old) for client, band, old in said}
    opinion, beside = (np.full(len(rows), None, dtype=object) for _ in range(2))
    for place in np.flatnonzero(known):
        band, old = opinions[str(rows["account_id"].iloc[place])]
        opinion[place] = band
        beside[place] = "stale" if old else "differs" if differs(str(rows["band"].iloc[place]), band) else ""
    rows["opinion"], rows["beside"] = opinion, beside
    return rows, {str(band): part.reset_index(drop=True) for band, part in rows.groupby("band", sort=False)}


def _first(rows: pd.DataFrame, parts: Mapping[str, pd.DataFrame]) -> str:
    """The largest red client, else the largest with a score, else the largest."""
    if "red" in parts:
        return str(parts["red"]["account_id"].iloc[0])
    for some in (rows["band"] != "unknown", pd.Series(True, index=rows.index)):
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
