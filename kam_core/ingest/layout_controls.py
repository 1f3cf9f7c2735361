"""What a report says of itself: sums of its headings, total rows and total columns, against the sums of its data."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kam_core.i18n import Message, Month, Number, msg, nmsg
from kam_core.ingest.layout_months import Layout
from kam_core.ingest.layout_tree import ZERO, Line, Tree, tolerance
from kam_core.ingest.layout_words import PERCENT

SHOWN = 3
# A price of a group is no sum of prices.
NOT_ADDED = re.compile(r"\bцен[аы]\b|средн|\bкурс|\bprice\b|\baverage\b|\bavg\b|\brate\b|\bmean\b", re.IGNORECASE)


@dataclass(frozen=True)
class Control:
    """A total that the report states, and what its data sums up to.

    kind: 'group' (a heading with its sum), 'total' (a total row), 'columns' (the block of totals on the right)
    path: the heading and those above it; row: of the sheet, from 1; expected, found: measure → sum
    wrong: (measure, period or '', expected, found) of every column that does not agree
    """

    kind: str
    path: tuple[str, ...]
    row: int
    expected: dict[str, Decimal]
    found: dict[str, Decimal]
    wrong: tuple[tuple[str, str, Decimal, Decimal], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the data sums up to it, in every column."""
        return not self.wrong


def group_controls(lines: Sequence[Line], tree: Tree, layout: Layout) -> list[Control]:
    """One control for each heading that holds numbers."""
    controls = []
    path: dict[int, str] = {}
    for i, line in enumerate(lines):
        level = tree.levels[i]
        path = {above: text for above, text in path.items() if above < level}
        if not tree.is_parent(i):
            continue
        path[level] = line.first.strip()
        if line.has_values:
            below = [lines[j] for j in tree.below(i) if not tree.is_parent(j)]
            controls.append(compare("group", tuple(path[k] for k in sorted(path)), line, below, layout))
    return controls


def total_controls(
    totals: Sequence[Line], lines: Sequence[Line], tree: Tree, layout: Layout
) -> list[Control]:
    """One control for each total row: of everything above it, or of what stands since the last total."""
    leaves = [line for i, line in enumerate(lines) if not tree.is_parent(i)]
    controls = []
    before = 0
    for total in totals:
        if not total.has_values:
            continue
        above = [line for line in leaves if line.row < total.row]
        choices = [leaves, above, [line for line in above if line.row > before]]
        compared = [compare("total", (total.first.strip(),), total, some, layout) for some in choices]
        controls.append(min(compared, key=lambda control: len(control.wrong)))
        before = total.row
    return controls


def compare(kind: str, path: tuple[str, ...], said: Line, lines: Sequence[Line], layout: Layout) -> Control:
    """The numbers of a row against the sums of other rows, column by column."""
    expected: dict[str, Decimal] = {}
    found: dict[str, Decimal] = {}
    wrong = []
    for c, value in enumerate(layout.values):
        if not is_additive(value.measure):
            continue
        amounts = [amount for line in lines if (amount := line.values[c]) is not None]
        stated, summed = said.values[c], sum(amounts, ZERO)
        if stated is None and not summed:
            continue
        expected[value.measure] = expected.get(value.measure, ZERO) + (stated or ZERO)
        found[value.measure] = found.get(value.measure, ZERO) + summed
        if abs((stated or ZERO) - summed) > tolerance(len(amounts)):
            wrong.append((value.measure, value.period, stated or ZERO, summed))
    return Control(kind, path, said.row, expected, found, tuple(wrong))


def column_controls(
    lines: Sequence[Line], tree: Tree, totals: dict[int, list[Decimal | None]], layout: Layout
) -> list[Control]:
    """One control for the block of totals on the right. totals: line → its total columns, in the order of the layout."""
    if not layout.totals:
        return []
    expected: dict[str, Decimal] = {}
    found: dict[str, Decimal] = {}
    wrong = []
    for i, line in enumerate(lines):
        if tree.is_parent(i):
            continue
        for total, stated in zip(layout.totals, totals[i], strict=True):
            if stated is None or not is_additive(total.measure):
                continue
            pairs = zip(layout.values, line.values, strict=True)
            amounts = [amount for value, amount in pairs if value.measure == total.measure and amount is not None]
            summed = sum(amounts, ZERO)
            expected[total.measure] = expected.get(total.measure, ZERO) + stated
            found[total.measure] = found.get(total.measure, ZERO) + summed
            if abs(stated - summed) > tolerance(len(amounts)):
                wrong.append((total.measure, line.first.strip(), stated, summed))
    return [Control("columns", (), 0, expected, found, tuple(wrong))]


def is_additive(measure: str) -> bool:
    """Whether sums of this measure mean anything."""
    return not NOT_ADDED.search(measure) and not PERCENT.search(measure)


def exact(number: Decimal) -> Number:
    """A number with the decimals that it has, two at the least where it has any."""
    digits = -int(number.normalize().as_tuple().exponent)
    return Number(number, max(2, digits) if digits > 0 else 0)


def day_of(text: str) -> datetime.date:
    """A day in ISO form."""
    return datetime.date.fromisoformat(text)


def warnings_of(controls: Iterable[Control]) -> list[Message]:
    """What does not add up, with both numbers; the first few in full, the rest counted."""
    messages = []
    wrong = [(control, item) for control in controls for item in control.wrong]
    for control, (measure, place, stated, summed) in wrong[:SHOWN]:
        if control.kind == "columns":
            messages.append(msg(
                "“{label}”: its total of {measure} is {expected}, its months sum up to {found}.", label=place,
                measure=measure, expected=exact(stated), found=exact(summed),
            ))
        else:
            column = msg("{measure}, {month}", measure=measure, month=Month(day_of(place))) if place else measure
            messages.append(msg(
                "Row {row} “{label}”: {column} is {expected} in the report, its rows sum up to {found}.", row=control.row,
                label=" / ".join(control.path), column=column, expected=exact(stated), found=exact(summed),
            ))
    if len(wrong) > SHOWN:
        messages.append(nmsg("{n} more total does not add up.", "{n} more totals do not add up.", len(wrong) - SHOWN))
    return messages
