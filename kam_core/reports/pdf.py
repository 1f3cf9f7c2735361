"""A deck as PDF: the same slides, one a page, with real typography and no browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kam_core.i18n import Share, msg, use_language
from kam_core.reports.slides import Column, Deck, Figure, Grid, Slide
from kam_core.reports.svg import svg
from kam_core.reports.typeset import typeset
from kam_core.reports.written import NUMBERS, head, moved, short, written

TEMPLATE = Path(__file__).with_name("deck.typ")
ROWS = 13
"""So many rows of a table fit on a page."""


def pdf(deck: Deck) -> bytes:
    """The deck as one PDF file."""
    return typeset(TEMPLATE, told(deck), "pdf")[0]


def pictures(deck: Deck, ppi: float = 60) -> list[bytes]:
    """Its pages as PNG."""
    return typeset(TEMPLATE, told(deck), "png", ppi)


def told(deck: Deck) -> dict[str, Any]:
    """Everything the pages say, as texts in the deck's language."""
    with use_language(deck.language):
        parts = (deck.title, deck.subtitle, deck.footer, deck.age, str(msg("internal")) if deck.internal else "")
        slides = [_slide(deck, slide) for slide in deck.slides]
        if deck.definitions:
            slides.append(_slide(deck, definitions(deck)))
        return {"title": deck.title, "lang": deck.language, "footer": " · ".join(part for part in parts if part),
                "slides": slides}


def definitions(deck: Deck) -> Slide:
    """The last slide: what the terms mean."""
    rows = tuple((each.term, short(each.formula, 230)) for each in deck.definitions)
    grid = Grid((Column(str(msg("Term"))), Column(str(msg("What it means")), wide=True)), rows, str(msg("Definitions")))
    return Slide("definitions", str(msg("What the figures mean")), grid=grid)


def _slide(deck: Deck, slide: Slide) -> dict[str, Any]:
    graph = slide.graph
    beside = graph is not None and slide.grid is not None and len(slide.grid.columns) <= 3
    table = slide.grid if slide.grid is not None and (graph is None or beside) else None
    high = 430 - (100 if slide.figures else 0) - (25 if slide.note else 0)
    return {
        "title": slide.title, "note": _note(slide), "points": list(slide.points), "small": slide.key == "definitions",
        "figures": [_figure(deck, figure) for figure in slide.figures],
        "svg": svg(graph, 470 if beside else 880, high, deck.currency) if graph is not None else "",
        "table": _table(deck, table) if table is not None else None,
    }


def _note(slide: Slide) -> str:
    if slide.graph is None or not slide.graph.limits:
        return slide.note
    names = ", ".join(f"{name} — {Share(value, 0)}" for name, value in slide.graph.limits)
    return " ".join(part for part in (str(msg("Limits: {limits}. What passes one is coloured.", limits=names)), slide.note)
                    if part)


def _figure(deck: Deck, figure: Figure) -> dict[str, str]:
    note = " · ".join(part for part in (moved(figure), figure.note) if part)
    return {"label": short(figure.label, 60), "value": written(figure.value, figure.kind, deck.currency), "note": note}


def _table(deck: Deck, grid: Grid) -> dict[str, Any]:
    return {
        "columns": [{"head": head(column, deck.currency), "wide": column.wide, "number": column.kind in NUMBERS}
                    for column in grid.columns],
        "rows": [[written(value, column.kind, deck.currency, exact=True)
                  for value, column in zip(row, grid.columns, strict=True)] for row in grid.rows[:ROWS]],
    }
