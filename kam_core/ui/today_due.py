"""What people wrote down that is due: read once for each state of the book, only of clients that have records."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pandas as pd

from kam_core.book import Book
from kam_core.metrics.attention import COLUMNS
from kam_core.metrics.attention_desk import PLACE
from kam_core.metrics.dossier_due import KINDS, due
from kam_core.ui.kept import Kept
from kam_core.ui.session import data_folder
from kam_core.ui.view import View


def due_items(view: View, book: Book, today: datetime.date) -> pd.DataFrame:
    """The columns of ``attention`` and PLACE: of clients of the scope that are seen, whose dossiers may be read."""
    scope = replace(view.scope, level="group")
    key = (str(data_folder()), view.open_ledger.key, book.stamp(), replace(book.reach, again=None), scope, view.settings, today)
    return _due.get(key, lambda: _ask(view, book, today)).copy(deep=False)


_due: Kept[pd.DataFrame] = Kept(50)


def _ask(view: View, book: Book, today: datetime.date) -> pd.DataFrame:
    found = due(book.records.of(KINDS), today, view.settings)
    only = view.scope.only
    if found.empty:
        return pd.DataFrame(columns=[*COLUMNS, *PLACE])
    ids = sorted(set(found["account_id"]) & set(only) if only is not None else set(found["account_id"]))
    names = view.open_ledger.query("key_clients_names", replace(view.scope, level="group", only=tuple(ids)), clients=ids)
    named = names.rename(columns={"client_id": "account_id"})[["account_id", "name", "manager"]]
    asked = view.scope.values("manager")
    if asked:  # the scope chooses lines of sales by their manager; what is written down has the client's own
        named = named[named["manager"].isin(asked)]
    return found.merge(named, on="account_id", how="inner")[[*COLUMNS, *PLACE]]
