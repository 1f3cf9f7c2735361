"""Which register column each level of a report becomes, and what it is called, in the language of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kam_core.ingest.layout_months import Layout
from kam_core.ingest.layout_tree import Line, Tree
from kam_core.ingest.layout_words import COMPANY, document_day, plain

CLIENT = re.compile(r"клиент|контрагент|покупател|заказчик|customer|client|buyer|account", re.IGNORECASE)
DATE = re.compile(r"дата|date|day|день|период", re.IGNORECASE)
WORDS = {
    "client": ("Контрагент", "Customer"), "document": ("Документ", "Document"), "item": ("Номенклатура", "Item"),
    "group": ("Группа", "Group"), "date": ("Дата", "Date"), "column": ("Колонка", "Column"),
}


@dataclass(frozen=True)
class Levels:
    """Columns of the register that come from labels.

    upper: (level of the tree, header) of the headings
    own: (index of the label column, header) of what data rows say themselves
    date: header of the day; own_date: index of the label column that is to hold the day of a document, or None
    """

    upper: tuple[tuple[int, str], ...]
    own: tuple[tuple[int, str], ...]
    date: str | None
    own_date: int | None = None


def level_names(layout: Layout, lines: Sequence[Line], tree: Tree) -> Levels:
    """Headers for the levels, from the headers of the sheet where they suffice, else from what stands in the rows."""
    leaves = [line for i, line in enumerate(lines) if not tree.is_parent(i)]
    filled = {i for line in leaves for i in line.filled}
    taken: list[str] = []
    upper: dict[int, str] = {}
    own: dict[int, str] = {}
    for column, levels in columns_of_levels(lines, tree).items():
        leaf = column in filled
        given = split_names(layout.names[column], len(levels) + leaf)
        if levels[0] == 0 and len(levels) > 1 and len(given) < len(levels) + leaf and tree.levels.count(0) == 1:
            levels = levels[1:]  # one row above all others is the report's total
        names = align(given, levels, leaf, lines, tree, leaves, layout.russian)
        upper |= {level: unique(name, taken) for level, name in zip(levels, names, strict=False)}
        if leaf:
            own[column] = unique(names[-1], taken)
    for index in sorted(filled - set(own)):
        names = list(layout.names[index])
        own[index] = unique(names[-1] if names else guess([line.labels[index] for line in leaves], layout.russian), taken)
    date, own_date = date_column(layout, leaves, own, taken)
    if own_date is not None:
        own.pop(own_date, None)
    return Levels(tuple(sorted(upper.items())), tuple(sorted(own.items())), date, own_date)


def columns_of_levels(lines: Sequence[Line], tree: Tree) -> dict[int, list[int]]:
    """Label column (its index) → the upper levels whose headings stand in it, from the top."""
    counts: dict[int, Counter[int]] = {}
    for i, line in enumerate(lines):
        if tree.is_parent(i) and line.filled:
            counts.setdefault(tree.levels[i], Counter())[line.filled[0]] += 1
    columns: dict[int, list[int]] = {}
    for level in sorted(counts):
        columns.setdefault(counts[level].most_common(1)[0][0], []).append(level)
    return columns


def split_names(names: Sequence[str], needed: int) -> list[str]:
    """The headers over a label column; one header that names several levels is taken apart."""
    if len(names) == 1 and needed > 1:
        parts = [part.strip() for part in re.split(r"\s*(?:/|\\|>|\||→|\n|;)\s*", names[0]) if part.strip()]
        if len(parts) == 1 and names[0].count(",") == needed - 1:
            parts = [part.strip() for part in names[0].split(",")]
        return parts
    return list(names)


def align(
    given: list[str], uppers: list[int], leaf: bool, lines: Sequence[Line], tree: Tree, leaves: Sequence[Line],
    russian: bool,
) -> list[str]:
    """A header for each upper level and, if wanted, for the data rows; the headers given belong to the lowest levels."""
    needed = len(uppers) + leaf
    names: list[str | None] = [None] * needed
    for place, name in enumerate(reversed(given[-needed:] if needed else []), 1):
        names[-place] = name
    shown = [[lines[i].first for i in range(len(lines)) if tree.is_parent(i) and tree.levels[i] == u] for u in uppers]
    if leaf:
        shown.append([line.first for line in leaves])
    if len(given) == 1 and needed == 2 and leaf and CLIENT.search(given[0]) and not is_companies(shown[1]):
        names = [given[0], None]
    return [name or guess(texts, russian, last=leaf and i == needed - 1)
            for i, (name, texts) in enumerate(zip(names, shown, strict=True))]


def guess(texts: Sequence[str | None], russian: bool, last: bool = False) -> str:
    """A header by what stands under it: companies, documents, else items (of data rows) or groups."""
    known = [text for text in texts if text]
    if is_companies(known):
        kind = "client"
    elif sum(document_day(text) is not None for text in known) * 2 > len(known):
        kind = "document"
    else:
        kind = "item" if last else "group"
    return WORDS[kind][0 if russian else 1]


def is_companies(texts: Sequence[str | None]) -> bool:
    """Whether a third of the texts carry a company's legal form."""
    known = [text for text in texts if text]
    return bool(known) and sum(bool(COMPANY.search(text)) for text in known) * 3 >= len(known)


def unique(name: str, taken: list[str]) -> str:
    """The name, with a number where it is taken."""
    result, number = name, 2
    while plain(result) in taken:
        result, number = f"{name} ({number})", number + 1
    taken.append(plain(result))
    return result


def date_column(
    layout: Layout, leaves: Sequence[Line], own: dict[int, str], taken: list[str]
) -> tuple[str | None, int | None]:
    """The header of the day: of the months; in an outline, of the days that documents carry in their names."""
    word = WORDS["date"][0 if layout.russian else 1]
    if layout.kind == "months":
        return unique(word, taken), None
    if any(DATE.search(name) for name in own.values()):
        return None, None
    dated = sum(document_day(line.first) is not None for line in leaves)
    if dated * 2 <= len(leaves):
        return None, None
    for index, names in enumerate(layout.names):
        if names and DATE.search(names[-1]) and index not in own:
            return unique(names[-1], taken), index
    return unique(word, taken), None
