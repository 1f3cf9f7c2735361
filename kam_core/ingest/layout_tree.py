"""Which rows of a report are headings and subtotals, and which are data: by look, by place, and by arithmetic.

Excel and 1C show levels by outline, indent, bold or the column that a label stands in; a CSV of the same report keeps only
the sums. Every such sign gives a tree of rows; the tree whose upper rows are the sums of the rows below them is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from kam_core.ingest.layout_words import is_total

ZERO = Decimal(0)
CENT = Decimal("0.01")
# Signs that people and systems set on purpose: trusted also where the sums of a report are wrong.
STRONG = frozenset({"outline", "indent", "spaces"})
# The share of upper rows that must be the sums of their rows before a sign is believed.
BELIEVED = 0.7


@dataclass(frozen=True)
class Look:
    """How the first filled cell of a row looks."""

    column: int = 0
    indent: int = 0
    bold: bool = False
    outline: int = 0


@dataclass
class Line:
    """A row of a report below its header.

    row: of the sheet, from 1; labels: texts of the label columns; values: numbers of the value columns (None: none)
    """

    row: int
    labels: list[str | None]
    values: list[Decimal | None]
    look: Look = field(default_factory=Look)

    @property
    def first(self) -> str:
        """The first label, with its leading spaces."""
        return next((text for text in self.labels if text and text.strip()), "")

    @property
    def filled(self) -> tuple[int, ...]:
        """Which label columns hold anything."""
        return tuple(i for i, text in enumerate(self.labels) if text and text.strip())

    @property
    def has_values(self) -> bool:
        """Whether there is any number in the row."""
        return any(value is not None for value in self.values)


@dataclass(frozen=True)
class Tree:
    """levels: of each line, 0 is the top; sign: what the levels were seen by ('' for a flat table)

    checked: how many upper rows hold sums; right: how many of them are the sums of their rows
    wrong: the others; adding: the share of value columns that upper rows sum up at all
    """

    levels: tuple[int, ...]
    sign: str = ""
    checked: int = 0
    right: int = 0
    wrong: tuple[int, ...] = ()
    adding: float = 0.0

    @cached_property
    def depth(self) -> int:
        """How many levels there are."""
        return max(self.levels, default=0) + 1

    def is_parent(self, index: int) -> bool:
        """Whether rows of a deeper level follow."""
        return index + 1 < len(self.levels) and self.levels[index + 1] > self.levels[index]

    def below(self, index: int) -> range:
        """The lines under a line."""
        end = index + 1
        while end < len(self.levels) and self.levels[end] > self.levels[index]:
            end += 1
        return range(index + 1, end)


def tolerance(count: int) -> Decimal:
    """How far a sum of so many rounded amounts may be from the rounded sum."""
    return min(Decimal(1), max(CENT, CENT / 2 * count))


def find_tree(lines: Sequence[Line]) -> Tree:
    """The levels of the lines, total rows having been taken out before; a flat tree where nothing speaks for levels."""
    flat = Tree((0,) * len(lines))
    best: Tree | None = None
    for sign, level in SIGNS.items():
        tree = judged(lines, ranks([level(line) for line in lines]), sign)
        if tree is not None and (best is None or merit(tree) > merit(best)):
            best = tree
    if best is not None and believable(best, lines):
        return best
    sums = sum_levels(lines)
    return Tree(sums, "sums") if sums else flat


def spaces(line: Line) -> int:
    """Leading spaces of the first label."""
    return len(line.first) - len(line.first.lstrip())


SIGNS: dict[str, Callable[[Line], tuple[int, ...]]] = {
    "outline": lambda line: (line.look.outline,),
    "indent": lambda line: (line.look.indent,),
    "spaces": lambda line: (*line.filled[:1], spaces(line)),
    "column": lambda line: line.filled[:1],
    "bold+pattern": lambda line: (int(not line.look.bold), len(line.filled)),
    "pattern": lambda line: (len(line.filled), *line.filled),
    "bold": lambda line: (int(not line.look.bold),),
    "outline+bold": lambda line: (line.look.outline, int(not line.look.bold)),
    "indent+bold": lambda line: (line.look.indent, int(not line.look.bold)),
}


def ranks(keys: Sequence[tuple[int, ...]]) -> tuple[int, ...] | None:
    """Keys as levels 0, 1, 2 …; None where all are equal, too many, or the first line is not at the top."""
    order = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    if not 2 <= len(order) <= 8:
        return None
    levels = tuple(order[key] for key in keys)
    return levels if levels[0] == 0 else None


def judged(lines: Sequence[Line], levels: tuple[int, ...] | None, sign: str) -> Tree | None:
    """The tree with the count of upper rows that are right; None where there is no upper row."""
    if levels is None:
        return None
    tree = Tree(levels, sign)
    parents = [i for i in range(len(lines)) if tree.is_parent(i)]
    if not parents:
        return None
    columns = range(len(lines[0].values))
    sums = subtree_sums(lines, tree)
    verdicts: dict[int, list[bool | None]] = {}
    for parent in parents:
        if lines[parent].has_values:
            verdicts[parent] = [agrees(lines[parent].values[c], *sums[parent][c]) for c in columns]
    additive = []
    filled = 0
    for c in columns:
        known = [verdict[c] for verdict in verdicts.values() if verdict[c] is not None]
        filled += bool(known)
        # of one row the price is a sum, too: rows above several say more
        telling = [v[c] for i, v in verdicts.items() if v[c] is not None and sums[i][c][1] > 1]
        known = telling or known
        if known and sum(map(bool, known)) >= 0.5 * len(known):
            additive.append(c)
    wrong = tuple(i for i, verdict in verdicts.items()
                  if not additive or any(verdict[c] is False for c in additive))
    return Tree(levels, sign, len(verdicts), len(verdicts) - len(wrong), wrong, len(additive) / max(1, filled))


def subtree_sums(lines: Sequence[Line], tree: Tree) -> dict[int, list[tuple[Decimal, int]]]:
    """For each upper line and value column: the sum of the data lines under it, and their count."""
    width = len(lines[0].values)
    sums: dict[int, list[tuple[Decimal, int]]] = {}
    open_: list[int] = []
    for i, line in enumerate(lines):
        while open_ and tree.levels[open_[-1]] >= tree.levels[i]:
            open_.pop()
        if tree.is_parent(i):
            open_.append(i)
            sums[i] = [(ZERO, 0)] * width
            continue
        for parent in open_:
            kept = sums[parent]
            for c, value in enumerate(line.values):
                if value is not None:
                    kept[c] = (kept[c][0] + value, kept[c][1] + 1)
    return sums


def agrees(said: Decimal | None, found: Decimal, count: int) -> bool | None:
    """Whether a control total is the sum; None where neither says anything."""
    if said is None:
        return None if found == 0 else False
    return said == found or abs(said - found) <= tolerance(count)


def merit(tree: Tree) -> tuple[float, int, int]:
    """Trees in the order of trust: share of right sums, then how many sums, then trusted signs."""
    share = tree.right / tree.checked if tree.checked else 0.5
    return round(share, 3), tree.right, int(tree.sign in STRONG)


def believable(tree: Tree, lines: Sequence[Line]) -> bool:
    """Whether the signs of a tree mean levels, not mere decoration."""
    if tree.checked:
        one_column = len({line.filled[:1] for line in lines}) == 1
        trusted = tree.sign in STRONG and (tree.sign == "outline" or one_column)
        return tree.right >= BELIEVED * tree.checked or trusted
    # headings without any number: every data line must have one
    leaves = [line for i, line in enumerate(lines) if not tree.is_parent(i)]
    return sum(line.has_values for line in leaves) >= 0.9 * len(leaves)


def sum_levels(lines: Sequence[Line]) -> tuple[int, ...] | None:
    """Two levels by arithmetic alone: every line is a sum of the lines after it, or one of those; None where not so."""
    if len(lines) < 3 or any(not line.has_values for line in lines):
        return None
    totals = [sum((value for value in line.values if value is not None), ZERO) for line in lines]
    prefix = [ZERO]
    for total in totals:
        prefix.append(prefix[-1] + total)
    places: dict[Decimal, list[int]] = {}
    for place, total in enumerate(prefix):
        places.setdefault(total, []).append(place)
    ends: dict[int, int] = {}
    reach = [False] * (len(lines) + 1)
    reach[len(lines)] = True
    for start in range(len(lines) - 2, -1, -1):
        for end in places.get(prefix[start + 1] + totals[start], ()):
            if end > start + 1 and reach[end] and sums_up(lines, start, end):
                ends[start], reach[start] = end, True
                break
    levels: list[int] = []
    start = groups = items = 0
    while start < len(lines):
        if start not in ends:
            return None
        levels += [0, *([1] * (ends[start] - start - 1))]
        groups, items = groups + 1, items + ends[start] - start - 1
        start = ends[start]
    # pairs of equal rows are no groups; one group that is everything is a total
    return tuple(levels) if items > groups or (items == groups and groups >= 3) else None


def sums_up(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether a line is the sum of the lines after it, in every column."""
    for c, said in enumerate(lines[start].values):
        found = sum((line.values[c] or ZERO for line in lines[start + 1:end]), ZERO)
        if abs((said or ZERO) - found) > CENT:
            return False
    return True


def total_rows(lines: Sequence[Line]) -> set[int]:
    """Indexes of the lines that say that they are totals."""
    return {i for i, line in enumerate(lines) if is_total(line.first)}


def unnamed_total(lines: Sequence[Line]) -> bool:
    """Whether the last line is the total of the others without saying so."""
    if len(lines) < 4 or not lines[-1].has_values or sum(value is not None for value in lines[-1].values) < 2:
        return False
    rest = lines[:-1]
    tree = find_tree(rest)
    leaves = [line for i, line in enumerate(rest) if not tree.is_parent(i)]
    for c, said in enumerate(lines[-1].values):
        found = sum((line.values[c] or ZERO for line in leaves), ZERO)
        if agrees(said, found, len(leaves)) is False:
            return False
    return True
