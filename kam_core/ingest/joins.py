"""Tables that come in parts: lines without a client or a date, beside the file of their orders, products, clients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kam_core.i18n import Message
from kam_core.ingest import headers as heads
from kam_core.ingest.book.tables import BOOK_TABLES
from kam_core.ingest.plan import Join, Plan, Rows, Understood
from kam_core.ingest.relation import joined_header
from kam_core.ingest.understand import Grid, grid

if TYPE_CHECKING:
    from kam_core.ingest.corrections import Corrections

Mapped = Callable[[Rows, Plan, "Corrections", Grid, list[Message]], Understood]
LINES = "sales"
COUNTED = 200
ROW_NUMBERS = frozenset({
    "№", "№№", "№ п/п", "№ п.п.", "№п/п", "п/п", "n п/п", "#", "n", "nn", "no", "no.", "row", "row no", "row number", "строка",
    "номер строки", "номер п/п",
})
"""Headers of a column that numbers the rows of its file."""


def tie(own: Sequence[Understood], said: Sequence[Corrections], mapped: Mapped) -> list[Understood]:
    """What each file is when all are seen together: lines get the parts that complete them, parts become parts."""
    files = [replace(each, key=f"{place}:{each.title}") for place, each in enumerate(own)]
    for place, each in enumerate(files):
        lacking = _lacks(each, said[place])
        if lacking or _could_gain(each, said[place], files):
            tied, parts = _complete(each, said[place], files, place, mapped, spare_only=not lacking)
            if tied is not None and (lacking or _gains(each, tied)):
                files[place] = replace(tied, key=each.key)
                for other in parts:
                    if files[other].problem is not None or files[other].role == "spare":
                        files[other] = replace(files[other], role="part", problem=None)
    return files


def _lacks(each: Understood, said: Corrections) -> bool:
    """Lines of sales that have money, but no client or no date of their own; a table of the book without what it needs."""
    table = said.table or each.plan.table or LINES
    if each.problem is None or not each.columns or table not in (LINES, *BOOK_TABLES):
        return False
    if table in BOOK_TABLES:
        return True
    return bool(each.plan.mapping.get("revenue") or heads.propose_revenue(each.headers))


def _could_gain(each: Understood, said: Corrections, files: Sequence[Understood]) -> bool:
    """Whole lines of sales without categories, beside a file that is nothing on its own: perhaps the list of products."""
    return (
        each.problem is None and each.role == "table" and (said.table or each.plan.table) == LINES and not said.mapping
        and not each.plan.joins and not each.plan.mapping.get("category")
        and any(other.problem is not None and other.columns for other in files)
    )


def _gains(each: Understood, tied: Understood) -> bool:
    """Whether the lines have their category from another file, and all else from where they had it."""
    before, after = each.plan.mapping, tied.plan.mapping
    return bool(after.get("category")) and all(after.get(field) == column for field, column in before.items())


def _complete(
    each: Understood, said: Corrections, files: Sequence[Understood], place: int, mapped: Mapped, *, spare_only: bool = False
) -> tuple[Understood | None, list[int]]:
    """Join file after file by a key they share, as long as it brings columns; None when the lines stay incomplete.

    spare_only: join only files that are nothing on their own
    """
    sheet = grid(each.rows, each.plan)
    wanted = each.plan.table if each.plan.table in BOOK_TABLES else LINES
    plan = each.plan.with_(table=said.table or wanted, mapping={}, formats={}, joins=())
    used: list[int] = []
    own = [other for other, file in enumerate(files) if spare_only and file.problem is None]
    while (step := _next(sheet, files, [place, *own, *used])) is not None:
        other, key, part = step
        plan = plan.with_(joins=(*plan.joins, Join(files[other].title, key[0], key[1], files[other].key, spare_only)))
        sheet = _widened(sheet, part, files[other].title)
        used.append(other)
    if not used:
        return None, []
    tied = mapped(each.rows, plan, said, sheet, list(each.rows.notes))
    if tied.problem is not None:
        return None, []
    return tied, used


def _next(sheet: Grid, files: Sequence[Understood], taken: Sequence[int]) -> tuple[int, tuple[str, str], Grid] | None:
    for place, other in enumerate(files):
        if place in taken or not other.columns:
            continue
        part = grid(other.rows, other.plan)
        for header in part.headers:
            left = next((mine for mine in sheet.headers if _same(mine, header)), None)
            if left is None or _numbers_rows(left, header) or (_counts(sheet, left) and _counts(part, header)):
                continue
            if _is_key(part, header) and _overlap(sheet, left, part, header):
                return place, (left, header), part
    return None


def _same(left: str, right: str) -> bool:
    return heads.normalise(left) == heads.normalise(right)


def _numbers_rows(*headers: str) -> bool:
    """Whether one of these headers says that its column numbers the rows of its file: such numbers tie nothing."""
    return any(" ".join(header.casefold().split()) in ROW_NUMBERS for header in headers)


def _counts(sheet: Grid, header: str) -> bool:
    """Whether a column counts 1, 2, 3, … down the file."""
    first = sheet.values[header][:COUNTED]
    return [value and value.strip() for value in first] == [str(place) for place in range(1, len(first) + 1)]


def _is_key(part: Grid, header: str) -> bool:
    """Whether a column names its rows: no value twice, none empty, in what was sampled."""
    values = [value for value in part.values[header] if value]
    return bool(values) and len(set(values)) == len(values) == len(part.values[header])


def _overlap(sheet: Grid, left: str, part: Grid, right: str) -> bool:
    """Whether the two columns hold the same kind of values at all."""
    mine, theirs = set(sheet.filled(left)), set(part.filled(right))
    return bool(mine & theirs) or not (mine and theirs) or len(theirs) >= 250


def _widened(sheet: Grid, part: Grid, name: str) -> Grid:
    values = dict(sheet.values)
    names = list(sheet.headers)
    taken = dict.fromkeys(names, "")
    for header in part.headers:
        title = joined_header(header, name, taken)
        if title not in taken:
            taken[title] = ""
            names.append(title)
            values[title] = part.values[header]
    return Grid(names, values)
