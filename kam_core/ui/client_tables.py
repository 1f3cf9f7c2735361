"""Tables of an answer's rows: columns named by the registry, shown and downloaded alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from kam_core.i18n import Message, Money, msg
from kam_core.metrics import MEASURES, Answer
from kam_core.metrics.accounts import STATES
from kam_core.ui import client_list
from kam_core.ui.answers import scope_key
from kam_core.ui.columns import Column, Kind
from kam_core.ui.downloads import download_xlsx
from kam_core.ui.kept import Kept
from kam_core.ui.tables import table
from kam_core.ui.text import escape
from kam_core.ui.view import View

KINDS: dict[str, Kind] = {
    "text": "text", "money": "money", "share": "share", "ratio": "share", "points": "points", "count": "count",
    "index": "number", "date": "day", "month": "month", "flag": "mark",
}
LADDER = (("key", msg("key client")), ("critical", msg("critical")), ("mono", msg("mono-client")))
WIDE = ("name", "part", "largest")
WIDTH = 230
"""Pixels for a name: a long one can be read, and on a phone the next column is still in sight."""
FLAG = (("True", msg("yes")), ("False", msg("—")))


def columns(measure: str, keys: Sequence[str]) -> list[Column]:
    """Columns of a measure's rows, with the labels and units of the registry."""
    return [_column(measure, key) for key in keys]


@cache
def _column(measure: str, key: str) -> Column:
    name = MEASURES[measure].columns[key]
    if key.startswith("ladder"):
        return Column(key, name.label, "mark", marks=LADDER)
    if key == "state":
        return Column(key, name.label, "mark", marks=tuple(STATES.items()))
    kind = KINDS[name.unit]
    if kind == "mark":
        return Column(key, name.label, kind, marks=FLAG)
    return Column(key, name.label, kind, digits=1 if kind == "number" else 2, width=WIDTH if key in WIDE else None)


def answer_table(
    rows: pd.DataFrame, chosen: Sequence[Column], title: Message, view: View, key: str, *,
    population: Message | None = None, search: str | None = "name", fixed: bool = False,
) -> None:
    """A heading, the table, and the button that downloads it as shown. Columns without a single value are left out.

    fixed: whether the rows depend on the view alone, on no control of the page: what is written of them is then kept
    """
    facts = (view.page.key, key, *scope_key(view.open_ledger.key, view.scope, view.settings)) if fixed else None
    kept = _with_values(rows, chosen) if facts is None else _filled.get(
        (facts, tuple(chosen)), lambda: _with_values(rows, chosen))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(escape(title), width="content")
        download_xlsx(rows, kept, title, view, key, population=population)
    named = next((column.key for column in kept if column.key == "name"), None)
    opens = named if "account_id" in rows and view.may_open_dossiers else None
    place = table(rows, kept, key, alt=title, currency=view.open_ledger.info.currency, search=search, facts=facts, opens=opens)
    if place is not None:
        client_list.remember(title, rows["account_id"].head(client_list.MOST).tolist())
        client_list.open_dossier(str(rows["account_id"].iloc[place]))


_filled: Kept[list[Column]] = Kept(200)


def _with_values(rows: pd.DataFrame, chosen: Sequence[Column]) -> list[Column]:
    return [column for column in chosen if column.key in rows and _told(rows[column.key])]


def _told(values: pd.Series[Any]) -> bool:
    """Whether a column holds anything at all; its first rows mostly say so."""
    return bool(values.head(20).notna().any() or values.notna().any())


def concentration_keys(answer: Answer) -> list[str]:
    """The columns of the table of names: the chosen base first, the other amounts after it."""
    base = answer.scope.base
    others = [name for name in ("revenue", "margin") if name != base]
    keys = ["rank", "name", base, "share", "cumulative_share", "ladder", "disclosed"]
    for name in others:
        keys += [name, f"share_{name}", f"ladder_{name}"]
    return [*keys, "accounts", "manager", "region", "segment"]


def with_share(answer: Answer) -> pd.DataFrame:
    """The clients that have a share; they stand first."""
    return answer.rows.head(int(answer.summary["accounts_positive"] or 0))


def without_share(answer: Answer) -> pd.DataFrame:
    """The clients whose sum is not above zero, or not known."""
    return answer.rows.iloc[int(answer.summary["accounts_positive"] or 0):]


def apart(answer: Answer, view: View) -> None:
    """Below the table of names, what has no share: clients not above zero, and sales that name no client."""
    rest, found = without_share(answer), answer.summary
    if not rest.empty:
        base = answer.scope.base
        keys = ["name", *dict.fromkeys((base, "revenue", "margin")), "manager", "region", "segment"]
        answer_table(rest, columns("concentration", keys), msg("Clients without a share"), view, "without_share")
        st.caption(escape(msg(
            "Their sum is not above zero or not known; {total} together. They are in the totals and have no share.",
            total=Money(found["nonpositive_total"] or 0.0, view.open_ledger.info.currency, exact=True),
        )))
    if found["revenue_unassigned"]:
        st.subheader(str(msg("No client named")))
        st.markdown(escape(msg(
            "{amount} of the revenue stands on lines that name no client. It is in the total and no client's.",
            amount=Money(found["revenue_unassigned"], view.open_ledger.info.currency, exact=True),
        )))
