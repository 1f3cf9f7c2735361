"""Tables of names: exact numbers, right-aligned, in the reader's language; large ones come in pages."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

import pandas as pd
import streamlit as st

from kam_core.i18n import Count, Message, current_language, msg
from kam_core.ui.columns import Column, writer
from kam_core.ui.kept import Kept
from kam_core.ui.text import escape

WHOLE = 500
"""Up to this many rows a table is shown whole, and sorted in the browser."""
PAGE = 50
"""Rows of a page of a larger table."""


def table(
    frame: pd.DataFrame, columns: Sequence[Column], key: str, *, alt: Message, currency: str = "",
    select: bool = False, search: str | None = None, facts: Hashable = None, opens: str | None = None,
) -> int | None:
    """Show the columns of a frame; returns the place (in the frame) of the row that is chosen, where ``select``.

    opens: key of the column that a click into chooses its row

    alt: what the table is, for whoever cannot see it; currency: ISO code, for the headers of money
    search: key of the column that names are looked for in, once the table is large
    facts: all that the frame depends on, where that can be said: what is written is then kept from run to run
    """
    shown = [column for column in columns if column.key in frame]
    places: Sequence[int] = range(len(frame))
    if len(frame) > WHOLE:
        places = _page(frame, shown, key, search)
    known = None if facts is None or len(frame) > WHOLE else (facts, key, tuple(shown), currency, current_language())
    written, config = _prepare(frame, places, shown, currency) if known is None else _prepared.get(
        known, lambda: _prepare(frame, places, shown, currency))
    # on a phone a table's own buttons always stand above it: they must not lie on the button that downloads it
    st.space("xxsmall")
    if opens is not None:
        pressed = st.dataframe(
            written, key=f"{key}_table", hide_index=True, alt=str(alt), placeholder="", column_config=config,
            on_select="rerun", selection_mode="single-cell",
        )
        cells = [row for row, column in pressed["selection"]["cells"] if column == opens]
        return int(places[cells[0]]) if cells and cells[0] < len(places) else None
    if not select:
        st.dataframe(written, key=f"{key}_table", hide_index=True, alt=str(alt), placeholder="", column_config=config)
        return None
    chosen = st.dataframe(
        written, key=f"{key}_table", hide_index=True, alt=str(alt), placeholder="", column_config=config,
        on_select="rerun", selection_mode="single-row",
    )
    rows = chosen["selection"]["rows"]
    return int(places[rows[0]]) if rows and rows[0] < len(places) else None


class _Written(pd.DataFrame):
    """Values that stay numbers, so that they sort as numbers, with the texts that are read in their place."""

    _metadata: ClassVar[list[str]] = ["texts"]
    texts: pd.DataFrame

    def astype(self, dtype: Any, *args: Any, **options: Any) -> pd.DataFrame:  # type: ignore[misc, override]
        """As text, the texts that were written for it."""
        return self.texts if dtype is str else super().astype(dtype, *args, **options)


def _written(part: pd.DataFrame, columns: Sequence[Column]) -> pd.io.formats.style.Styler:
    """Values stay numbers; what is read is written by us.

    Streamlit shows a Styler's frame as text, then puts the text of each cell that the Styler translates itself to over
    it, one by one. That takes longer than all else that a page does; here the frame as text is what is to be read, and
    nothing is translated.
    """
    # a column of booleans would be drawn as boxes to tick
    flags = [column.key for column in columns if column.kind == "mark" and part[column.key].dtype == bool]
    values = _Written(part.astype(dict.fromkeys(flags, str)))
    values.texts = pd.DataFrame(
        {column.key: list(map(writer(column), part[column.key].tolist())) for column in columns},
        index=part.index, dtype=str,
    )
    styler = values.style
    styler.__dict__.update(_compute=lambda: styler, _translate=lambda *_: {"body": []})
    return styler


def _prepare(
    frame: pd.DataFrame, places: Sequence[int], columns: Sequence[Column], currency: str
) -> tuple[pd.io.formats.style.Styler, dict[str, Any]]:
    part = frame.iloc[list(places)][[column.key for column in columns]].reset_index(drop=True)
    return _written(part, columns), {column.key: _config(column, currency) for column in columns}


_prepared: Kept[tuple[pd.io.formats.style.Styler, dict[str, Any]]] = Kept(200)


def _config(column: Column, currency: str) -> Any:
    return st.column_config.Column(
        column.header(currency), alignment="right" if column.numeric else "left",
        help=escape(column.help) if column.help is not None else None, width=column.width,
    )


def _page(frame: pd.DataFrame, columns: Sequence[Column], key: str, search: str | None) -> Sequence[int]:
    """The places of the rows on the page that is chosen, after the search and the order that are chosen."""
    places: pd.Index[int] = pd.RangeIndex(len(frame))
    by: dict[Hashable, Column] = {column.key: column for column in columns}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if search is not None:
            wanted = st.text_input(
                str(msg("Find")), key=f"{key}_find", icon=":material/search:", label_visibility="collapsed",
                placeholder=str(msg("Find by name")), width=260,
            ).strip()
            if wanted:
                hit = frame[search].astype(str).str.casefold().str.contains(wanted.casefold(), regex=False)
                places = places[hit.to_numpy()]
        order = st.selectbox(
            str(msg("Sort by")), [None, *by], key=f"{key}_order", label_visibility="collapsed", width=240,
            format_func=lambda name: str(msg("As given") if name is None else by[name].label), icon=":material/sort:",
        )
        st.caption(str(msg("{rows} rows", rows=Count(len(places)))), width="content")
    if order is not None:
        column = by[order]
        values = frame[order].iloc[places]
        down = values.reset_index(drop=True).sort_values(ascending=not column.numeric, kind="stable")
        places = places[down.index.to_numpy()]
    pages = max(1, -(-len(places) // PAGE))
    number = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    number = min(number, pages)
    return list(places[(number - 1) * PAGE : number * PAGE])
