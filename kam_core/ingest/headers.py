"""Where a table begins in a sheet, what its columns are called, and which of them is which field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kam_core.ingest.blanks import is_missing, plain
from kam_core.ingest.date_shapes import COMPILED
from kam_core.ingest.mapping import FieldGuess, guess_fields, guess_mapping, guess_table, named_fields, propose_revenue
from kam_core.ingest.names import known_name, normalise
from kam_core.ingest.numbers import NumberFormat, parse_number

__all__ = [
    "FieldGuess", "HeaderGuess", "find_header", "guess_fields", "guess_mapping", "guess_table", "header_names", "named_fields",
    "normalise", "propose_revenue",
]

DEEPEST = 60


@dataclass(frozen=True)
class HeaderGuess:
    """row: index of the header's first row (0-based); rows_spanned: 1, 2 for a merged header, 0 where there is none."""

    row: int
    rows_spanned: int = 1


def find_header(rows: Sequence[Sequence[str | None]]) -> HeaderGuess:
    """The header by its content: known names, words rather than figures, as wide as the data below it.

    rows: the first rows of a sheet, title and blank lines included. A sheet that begins with data has no header: row 0
    of no rows.
    """
    rows = rows[: DEEPEST + 40]
    usual = _usual_width(rows)
    best, best_score = None, 0.0
    for place, row in enumerate(rows[:DEEPEST]):
        score = _score(row, rows[place + 1 : place + 21], usual)
        if score > best_score + 1e-9:
            best, best_score = place, score
    if best is None:
        first = next((place for place, row in enumerate(rows) if _filled(row)), None)
        bare = first is not None and any(_is_value(cell) for cell in _filled(rows[first]))
        return HeaderGuess(first or 0, 0 if bare else 1)
    if best > 0 and _goes_above(rows[best - 1], rows[best]):
        return HeaderGuess(best - 1, 2)
    if best + 1 < len(rows) and _goes_above(rows[best], rows[best + 1]):
        return HeaderGuess(best, 2)
    return HeaderGuess(best, 1)


def header_names(rows: Sequence[Sequence[str | None]], guess: HeaderGuess) -> list[str]:
    """The names of the columns, unique: the rows of a merged header joined by " / ", nameless columns as #3."""
    spanned = [list(row) for row in rows[guess.row : guess.row + guess.rows_spanned]]
    width = max((len(row) for row in (spanned or rows[:50])), default=0)
    parts: list[list[str]] = [[] for _ in range(width)]
    for level, row in enumerate(spanned):
        cells = [_tidy(row[i]) if i < len(row) else "" for i in range(width)]
        if level + 1 < len(spanned):
            cells = _carried(cells, [_tidy(cell) for cell in spanned[level + 1]])
        for place, cell in enumerate(cells):
            if cell and cell not in parts[place]:
                parts[place].append(cell)
    return _unique(" / ".join(part) for part in parts)


def _tidy(cell: str | None) -> str:
    return " ".join((cell or "").split())


def _carried(cells: list[str], below: list[str]) -> list[str]:
    """A merged cell is written once: its name goes on to the right over the nameless cells that have one below."""
    carried, last = [], ""
    for place, cell in enumerate(cells):
        last = cell or last
        carried.append(last if cell or (place < len(below) and below[place]) else "")
    return carried


def _unique(names: Iterable[str]) -> list[str]:
    """Names that can be told apart: the second of a name gets (2), a nameless column its place."""
    taken: list[str] = []
    for place, name in enumerate(names, 1):
        title, again = name or f"#{place}", 2
        while title in taken:
            title, again = f"{name} ({again})", again + 1
        taken.append(title)
    return taken


def _filled(row: Sequence[str | None]) -> list[str]:
    return [cell for cell in row if cell and cell.strip()]


def _usual_width(rows: Sequence[Sequence[str | None]]) -> int:
    """How many cells are filled in a usual row."""
    counts = sorted(len(_filled(row)) for row in rows if _filled(row))
    return counts[len(counts) // 2] if counts else 0


def _is_value(cell: str) -> bool:
    """Whether a cell holds a number or a date rather than words."""
    text = plain(cell)
    if parse_number(cell, NumberFormat()) is not None:
        return True
    return any(shape.match(text) for kind, shape in COMPILED.items() if kind in ("dmy", "mdy", "ymd", "d_word_y"))


def _score(row: Sequence[str | None], below: Sequence[Sequence[str | None]], usual: int) -> float:
    """How much a row looks like a header; 0: it is none."""
    cells = _filled(row)
    if not cells or not any(_filled(each) for each in below):
        known = sum(known_name(cell) for cell in cells)
        return 0.5 * known if known > 1 else 0.0
    values = sum(_is_value(cell) or is_missing(cell) for cell in cells)
    known = sum(known_name(cell) for cell in cells)
    if values * 2 > len(cells) or (len(cells) == 1 and usual > 1 and not known):
        return 0.0
    distinct = len({cell.strip().casefold() for cell in cells}) / len(cells)
    long = sum(len(cell) > 60 for cell in cells) / len(cells)
    width = min(1.0, len(cells) / usual) if usual else 0.0
    contrast = _contrast(row, below)
    if not known and contrast < 0.3:
        return 0.0
    words = distinct * (1 - long) * (1 - values / len(cells))
    return (2.0 * known / len(cells) + min(known, 6) * 0.5 + contrast + width) * words


def _contrast(row: Sequence[str | None], below: Sequence[Sequence[str | None]]) -> float:
    """Share of the columns where this row has words and the rows below have mostly figures or dates."""
    columns = different = 0
    for place, cell in enumerate(row):
        under = [each[place] for each in below if place < len(each) and each[place] and str(each[place]).strip()]
        if not cell or not cell.strip() or not under:
            continue
        columns += 1
        if not _is_value(cell) and sum(_is_value(str(each)) for each in under) * 2 > len(under):
            different += 1
    return different / columns if columns else 0.0


def _goes_above(upper: Sequence[str | None], lower: Sequence[str | None]) -> bool:
    """Whether two rows are one merged header: words in both, gaps in the upper one that the lower one fills."""
    above, below = _filled(upper), _filled(lower)
    if len(above) < 2 or len(below) < 2 or any(_is_value(cell) for cell in below):
        return False
    gaps = [place for place, cell in enumerate(lower) if cell and cell.strip()
            and (place >= len(upper) or not (upper[place] or "").strip())]
    return bool(gaps) and len(gaps) >= 0.2 * len(below) and sum(map(known_name, below)) >= 0.4 * len(below)
