"""What changed between two decks of one thing: figures that moved, slides that came and went."""

from __future__ import annotations

from kam_core.i18n import msg, use_language
from kam_core.reports.slides import Deck, Figure, Slide
from kam_core.reports.written import written


def differences(before: Deck, after: Deck, language: str) -> list[str]:
    """One sentence for each: titles that say otherwise, figures that moved, points and rows that came or went."""
    with use_language(language):
        old, found = {slide.key: slide for slide in before.slides}, []
        for slide in after.slides:
            was = old.pop(slide.key, None)
            if was is None:
                found.append(str(msg("New: {title}", title=slide.title)))
            else:
                found += _slide(was, slide, after.currency)
        found += [str(msg("No longer told: {title}", title=slide.title)) for slide in old.values()]
        return found


def _slide(was: Slide, now: Slide, currency: str) -> list[str]:
    found = []
    if was.title != now.title:
        found.append(str(msg("{old} → {new}", old=was.title, new=now.title)))
    figures = {figure.label: figure for figure in was.figures}
    for figure in now.figures:
        old = figures.get(figure.label)
        if old is not None and old.value != figure.value:
            found.append(str(msg("{label}: {old} → {new}", label=figure.label, old=_value(old, currency),
                                 new=_value(figure, currency))))
    found += [str(msg("Came: {name}", name=name)) for name in _names(now) if name not in _names(was)]
    found += [str(msg("Went: {name}", name=name)) for name in _names(was) if name not in _names(now)]
    return found


def _value(figure: Figure, currency: str) -> str:
    return written(figure.value, figure.kind, currency)


def _names(slide: Slide) -> list[str]:
    """What a slide names: its points, and the first text of each row of its table."""
    rows = [next((value for value in row if isinstance(value, str)), "") for row in slide.grid.rows] if slide.grid else []
    return [*slide.points, *(row for row in rows if row)]
