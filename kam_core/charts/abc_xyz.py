"""The pictures of the page ABC-XYZ, each from the answer of a measure."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping

from kam_core.charts.flow import Band, Kind, flow
from kam_core.charts.matrix import Cell, matrix
from kam_core.charts.template import Chart, escape
from kam_core.i18n import Count, Message, Money, Month, Share, msg, nmsg
from kam_core.metrics import Answer
from kam_core.metrics.classes import ABC, XYZ
from kam_core.metrics.migration import NONE, UNKNOWN
from kam_core.scope import Scope, add_months

WEIGHTS = (1.0, 0.55, 0.3)
"""A, B, C are dark, middle and light; X, Y, Z full, half and faint."""
FREQUENCY: tuple[Message, ...] = (msg("X · often"), msg("Y · regularly"), msg("Z · irregularly"))
VARIATION: tuple[Message, ...] = (msg("X · steady"), msg("Y · variable"), msg("Z · uneven"))
BELOW_ZERO = msg("C− · below zero")


def cells_of(answer: Answer, currency: str, chosen: str | None, dark: bool) -> Chart:
    """The nine cells of ``abc_xyz``: clients, money and share; classes of ABC alone where there is no XYZ."""
    classes = {row["class"]: row for row in answer.frames["classes"].to_dict("records")}
    cells = {row["cell"]: row for row in answer.frames["cells"].to_dict("records")}
    columns, names = (FREQUENCY, XYZ) if cells else ((msg("all clients"),), ("",))
    found = cells or classes
    rows = []
    for row, first in enumerate(ABC):
        line = []
        for column, second in enumerate(names):
            cell = found[first + second]
            clients, value, share = int(cell["clients"]), float(cell["value"]), float(cell["share"])
            said = nmsg("{n} client", "{n} clients", clients)
            exact = Money(value, currency, exact=True)
            part = Share(share if share == share else 0.0)
            line.append(Cell(
                first + second, str(Count(clients)), (str(Money(value, currency)), str(part)) if clients else (),
                WEIGHTS[row] * WEIGHTS[column] if clients else 0.04,
                f"{first}{second}<br>{escape(said)}<br>{escape(exact)} · {escape(part)}", chosen=first + second == chosen,
            ))
        rows.append(line)
    heads = [(first, str(Share(float(classes[first]["share"]), 0)) if classes[first]["clients"] else "")
             for first in ABC]
    largest = max((cell for line in rows for cell in line), key=lambda cell: float(found[cell.name]["value"]))
    alt = nmsg("Clients by class; the most money is in {cell}: {n} client, {share}.",
               "Clients by class; the most money is in {cell}: {n} clients, {share}.", int(found[largest.name]["clients"]),
               cell=largest.name, share=largest.lines[-1] if largest.lines else "0")
    return matrix(heads, [str(name) for name in columns], rows, dark, alt)


def methods_of(answer: Answer, dark: bool) -> Chart:
    """Both methods of XYZ against each other: frequency down, variation across; they agree on the diagonal."""
    found = answer.frames["methods"].set_index(["frequency", "variation"])["clients"]
    most = max(int(found.max()), 1)
    rows = []
    for first in XYZ:
        line = []
        for second in XYZ:
            clients = int(found[(first, second)])
            said = nmsg("{n} client: {first} by frequency, {second} by variation",
                        "{n} clients: {first} by frequency, {second} by variation", clients, first=first, second=second)
            weight = 0.25 + 0.5 * clients / most if clients else 0.06
            line.append(Cell("", str(Count(clients)), (), weight, escape(said), quiet=first == second or not clients))
        rows.append(line)
    apart = int(sum(found[(first, second)] for first in XYZ for second in XYZ if first != second))
    alt = nmsg("The two methods of XYZ disagree on {n} client of {all}.",
               "The two methods of XYZ disagree on {n} clients of {all}.", apart, all=Count(int(found.sum())))
    return matrix([(name, "") for name in XYZ], [str(name) for name in VARIATION], rows, dark, alt)


def flow_of(answer: Answer, before: Scope, currency: str, kind: str, dark: bool) -> Chart:
    """The flow of ``migration`` between the classes of two periods. kind: abc or xyz; before: the earlier period"""
    frame = answer.frames[kind]
    order = (*(ABC if kind == "abc" else XYZ), "C-", UNKNOWN, NONE)
    bands = [
        Band(row["before"], row["now"], float(row["clients"]), _kind(row["before"], row["now"], order),
             _hover(row, currency))
        for row in frame.to_dict("records")
    ]
    sides = []
    for side in ("before", "now"):
        sums = frame.groupby(side)["clients"].sum()
        sides.append([(name, f"{_name(name, side)} · {Count(int(sums[name]))}") for name in order if name in sums.index])
    words: list[tuple[Kind, str]] = [
        ("look", str(msg("down or lost"))), ("ours", str(msg("up or new"))), ("rest", str(msg("as before"))),
    ]
    moved = frame[frame["before"] != frame["now"]]["clients"].sum()
    alt = nmsg("{n} client of {all} changed class between the two periods.",
               "{n} clients of {all} changed class between the two periods.", int(moved),
               all=Count(int(frame["clients"].sum())))
    return flow(bands, sides[0], sides[1], (_period(before), _period(answer.scope)), words, dark, alt)


def _name(name: str, side: str) -> str:
    if name == NONE:
        return str(msg("joined") if side == "before" else msg("gone"))
    return {"C-": "C−", UNKNOWN: str(msg("not known"))}.get(name, name)


def _kind(before: str, now: str, order: tuple[str, ...]) -> Kind:
    if before == now or UNKNOWN in (before, now):
        return "rest"
    return "look" if order.index(before) < order.index(now) else "ours"


def _hover(row: Mapping[Hashable, object], currency: str) -> str:
    said = nmsg("{n} client", "{n} clients", int(str(row["clients"])))
    lines = [f"{_name(str(row['before']), 'before')} → {_name(str(row['now']), 'now')}", said,
             msg("before {amount}", amount=Money(float(str(row["value_before"])), currency, exact=True)),
             msg("now {amount}", amount=Money(float(str(row["value_now"])), currency, exact=True))]
    return "<br>".join(escape(line) for line in lines)


def _period(scope: Scope) -> str:
    if scope.start is None or scope.end is None:
        return ""
    last: datetime.date = add_months(scope.end, -1)
    return f"{Month(scope.start)} – {Month(last)}" if last != scope.start else str(Month(last))
