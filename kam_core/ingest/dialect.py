"""How a text file is cut into cells: the delimiter, the quotes, the line `sep=;` of Excel.

A delimiter is right when it cuts most lines, header among them, into the same number of cells, and leaves no other
delimiter behind; the bulk reader gets the answer and guesses nothing.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import sys
from collections import Counter
from dataclasses import dataclass

csv.field_size_limit(sys.maxsize)

DELIMITERS = (";", "\t", "|", ",")
SAMPLE_ROWS = 400
SEP_LINE = re.compile(r'^"?sep=(.)"?[ ;,\t]*(?:\n|$)', re.IGNORECASE)
DECIMAL_TAIL = re.compile(r"^\d{1,4}\s*$")
DIGIT_END = re.compile(r"(?:^|\s|\d)-?\d{1,3}$")


@dataclass(frozen=True)
class Dialect:
    """How rows are cut: one character between cells; quote '"', or '' where quotes are letters; a first line `sep=;`."""

    delimiter: str
    quote: str = '"'
    sep_line: bool = False


def detect_dialect(text: str) -> Dialect:
    """The dialect of a text from its first lines (LF line ends); one column gets a delimiter that never occurs."""
    named = SEP_LINE.match(text)
    if named:
        body = text[named.end() :]
        return Dialect(named[1], _best_quote(body, named[1]), True)
    best, best_score = None, 0.0
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        quote = _best_quote(text, delimiter)
        score = _score(split(text, Dialect(delimiter, quote), SAMPLE_ROWS), delimiter)
        if score > best_score + 1e-9:
            best, best_score = Dialect(delimiter, quote), score
    if best:
        return best
    free = next((char for char in (*DELIMITERS, "\x1f") if char not in text), "\x1f")
    return Dialect(free, _best_quote(text, free))


def split(text: str, dialect: Dialect, limit: int | None = None) -> list[list[str]]:
    """Rows of cells, blank lines as empty lists, the `sep=` line left out; at most `limit` rows."""
    if dialect.sep_line:
        text = text.partition("\n")[2]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )
    return list(itertools.islice(reader, limit))


def _best_quote(text: str, delimiter: str) -> str:
    """'"' unless reading quotes as quotes swallows lines (an inch sign, a quote that never closes)."""
    if '"' not in text:
        return '"'
    quoted = _steadiness(split(text, Dialect(delimiter, '"'), SAMPLE_ROWS))
    bare = _steadiness(split(text, Dialect(delimiter, ""), SAMPLE_ROWS))
    return '"' if quoted >= bare - 1e-9 else ""


def _steadiness(rows: list[list[str]]) -> float:
    """Share of the non-blank rows that have the most usual width."""
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    if not widths:
        return 0.0
    return Counter(widths).most_common(1)[0][1] / len(widths)


def _score(rows: list[list[str]], delimiter: str) -> float:
    """How well a delimiter cuts: a steady width beyond one, clean cells. 0: it does not cut."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    widths = Counter(len(row) for row in filled)
    cut = {width: count for width, count in widths.items() if width > 1}
    if not cut:
        return 0.0
    width = max(cut, key=lambda w: (cut[w] * min(w, 8) ** 0.5, w))
    steady = [row for row in filled if len(row) == width]
    share = len(steady) / len(filled)
    cells = [cell for row in steady[:100] for cell in row]
    others = [other for other in DELIMITERS[:3] if other != delimiter]
    dirty = sum(1 for cell in cells if any(other in cell for other in others)) / len(cells)
    if delimiter == "," and _decimals_only(filled):
        return 0.0
    return share * (1 + min(width, 12) / 24) * (1 - 0.8 * dirty)


def _decimals_only(rows: list[list[str]]) -> bool:
    """True where a comma stands in numbers alone, and never in the header: a column of decimal commas."""
    cut = [row for row in rows if len(row) > 1]
    if not cut or len(rows[0]) > 1:
        return False
    return all(len(row) == 2 and DECIMAL_TAIL.match(row[1]) and DIGIT_END.search(row[0].rstrip()) for row in cut)
