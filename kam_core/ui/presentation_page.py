"""The presentation: the slides of a deck on the full screen, with the arrow keys; frozen, or with the figures of now."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from kam_core.errors import KamError
from kam_core.i18n import msg, use_language
from kam_core.reports.making_of import kept, make
from kam_core.reports.pdf import definitions
from kam_core.reports.slides import Deck, Grid, Slide
from kam_core.reports.svg import svg
from kam_core.reports.written import head, moved, written
from kam_core.ui import address, errors, scope_bar
from kam_core.ui.answers import ask
from kam_core.ui.empty import empty
from kam_core.ui.links import page_link
from kam_core.ui.text import escape
from kam_core.ui.view import View, filter_values

DECK, SLIDE, LIVE = "deck", "slide", "live"
WIDE, HIGH = 1180, 470


def presentation(view: View) -> None:
    """One slide at a time; ← and → turn the pages. The list of pages gives way to the slide."""
    st.set_page_config(initial_sidebar_state="collapsed")
    frozen = _asked(view)
    if frozen is None:
        return
    live = address.get(LIVE) == "1"
    deck = _live(view, frozen) if live else frozen
    with use_language(deck.language):
        slides = [*deck.slides, *([definitions(deck)] if deck.definitions else [])]
        at = int(address.get(SLIDE)) if address.get(SLIDE).isdigit() else 1
        at = min(max(at, 1), len(slides))
        _slide(deck, slides[at - 1], live)
    _keys(at, len(slides), live)
    st.caption(escape(" · ".join(part for part in (deck.title, deck.subtitle, deck.footer, deck.age) if part)))


def _asked(view: View) -> Deck | None:
    number = address.get(DECK)
    book = view.book
    if not number.isdigit():
        made = book.decks.list()
        if not made:
            st.title(escape(view.page.title))
            empty(msg("No deck was made yet."), view.page.sketch, link=False)
            page_link("decks")
            return None
        number = str(made[0].id)
    deck = kept(book, int(number))
    if deck is None:
        st.title(escape(view.page.title))
        st.warning(str(msg("There is no such deck, or it is not yours to see.")), icon=":material/lock:")
        page_link("decks")
    return deck


def _live(view: View, deck: Deck) -> Deck:
    """The same deck with the figures of now, under the scope of the address; the frozen one where there are none."""
    try:
        if view.ledger is not None:
            values = filter_values(view.ledger, view.viewer)
            view = replace(view, scope=scope_bar.read(view.ledger.info, values, view.viewer)[0])
        with use_language(deck.language):
            return replace(
                make(view.open_ledger, view.scope, view.settings, view.book, deck.who, client=deck.about,
                     internal=deck.internal, asker=lambda measure, **options: ask(measure, view, **options)), title=deck.title)
    except KamError as error:
        errors.show(error)
        return deck


def _slide(deck: Deck, slide: Slide, live: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(escape(slide.title), anchor=False, width="stretch")
        if live:
            st.badge(str(msg("live")), icon=":material/bolt:", color="orange")
        else:
            st.badge(str(msg("frozen")), icon=":material/ac_unit:", color="blue")
    if slide.figures:
        with st.grid(len(slide.figures), min_column_width=190, gap="small"):
            for figure in slide.figures:
                with st.container(border=True, height="stretch", gap=None):
                    st.caption(escape(figure.label))
                    st.markdown(f"## {escape(written(figure.value, figure.kind, deck.currency))}")
                    st.caption(escape(" · ".join(part for part in (moved(figure), figure.note) if part) or "\u00a0"))
    for place, point in enumerate(slide.points, start=1):
        st.markdown(f"### {place}\\. {escape(point)}")
    table = slide.grid if slide.grid is not None and (slide.graph is None
                                                      or len(slide.grid.columns) <= 3) else None
    if slide.graph is not None:
        if table is not None:
            left, right = st.columns([5, 4], gap="large")
            with left:
                st.image(svg(slide.graph, 640, HIGH, deck.currency), width="stretch")
            with right:
                _table(deck, table)
        else:
            st.image(svg(slide.graph, WIDE, HIGH, deck.currency), width="stretch")
    elif table is not None:
        _table(deck, table)
    if slide.note:
        st.caption(escape(slide.note))


def _table(deck: Deck, grid: Grid) -> None:
    rows = {f"{place}": [written(row[place], column.kind, deck.currency, exact=True) for row in grid.rows]
            for place, column in enumerate(grid.columns)}
    config = {f"{place}": st.column_config.TextColumn(
                  head(column, deck.currency), alignment="left" if column.kind in ("text", "day", "month") else "right")
              for place, column in enumerate(grid.columns)}
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=config, alt=grid.name, height="content")


def _keys(at: int, count: int, live: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="slide_keys"):
        st.button(str(msg("Previous")), key="slide_back", icon=":material/arrow_back:", shortcut="Left", disabled=at == 1,
                  on_click=_go, args=(at - 1,))
        st.caption(escape(msg("{at} of {count}", at=at, count=count)), width="content")
        st.button(str(msg("Next")), key="slide_on", icon=":material/arrow_forward:", shortcut="Right", disabled=at == count,
                  on_click=_go, args=(at + 1,))
        st.button(str(msg("Frozen figures") if live else msg("Figures of now")), key="slide_live", type="tertiary",
                  icon=":material/ac_unit:" if live else ":material/bolt:", on_click=_turn, args=(not live,))
        page_link("decks")


def _go(at: int) -> None:
    address.put(SLIDE, str(at))


def _turn(live: bool) -> None:
    address.put(LIVE, "1" if live else "")
