"""The decision map of a client: who decides, who is for us, and who of us holds the contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kam_core.book.kinds.people import ATTITUDES, INFLUENCE, ROLES
from kam_core.charts.template import SMALL, Chart, coloured, escape, figure, key, note, palette, short
from kam_core.i18n import Count, Message, msg, nmsg
from kam_core.metrics.people import COLUMNS, Node, Seat

MOST = 40
"""Persons on the map: those who decide first."""
MARKS = {"supporter": "+", "neutral": "=", "opponent": "−", "unknown": "?"}
"""Drawn in the mark of a person, and before the name where there is room for words."""
SYMBOLS = {"supporter": "circle", "neutral": "circle", "opponent": "square", "unknown": "circle"}
SIZES = {"high": 30, "middle": 23, "low": 17, None: 17}
OURS = 13
"""Pixels of the mark of one of our people."""
ROW, GAP, ASIDE = 15, 18, 27
"""Pixels: a line of a name; between a name and the next mark; by which every second column stands lower."""
TOP, BOTTOM = 76, 14
LINE = 14
"""Characters in a line of a name, two lines at most: a column of a phone holds no more."""


def mark_colour(attitude: str, dark: bool) -> str:
    """The colour of an attitude; a mark always says it too."""
    colours = palette(dark)
    return {"supporter": colours.good, "opponent": colours.attention, "neutral": colours.rest}.get(attitude, colours.quiet_text)


def decision_map(nodes: Sequence[Node], dark: bool) -> Chart:
    """The map: our people on the left, then a column for each kind of role; lines to who of us holds the contact.

    nodes: as people.nodes gives them; the first MOST are drawn. Placed by their order alone: the same map every time
    """
    shown = list(nodes[:MOST])
    if not shown:
        return figure([], {"height": 60, "xaxis": {"visible": False}, "yaxis": {"visible": False}}, dark), \
            msg("Nobody who acts for this client is known.")
    places, rows = _places(shown)
    ours = _ours(shown, places, rows)
    heads = _heads(shown)
    height = TOP + BOTTOM + round(rows)
    traces = [*_lines(shown, places, ours, dark), _ours_trace(ours, shown, dark), *_persons(shown, places, dark)]
    ground = _ground(dark)
    notes = [note(_two_lines(text), x, 1, dark, xref="x", xanchor="center", yanchor="bottom", yshift=6, align="center",
                  colour=palette(dark).quiet_text) for x, text in heads]
    notes += [note(_name(node.name), x, y, dark, xref="x", yref="y", xanchor="center", yanchor="top", align="center",
                   yshift=-SIZES[node.influence] / 2 - 1, bgcolor=ground) for node, (x, y) in zip(shown, places, strict=True)]
    notes += [note(_name(name), 0, y, dark, xref="x", yref="y", xanchor="center", yanchor="top", align="center", yshift=-7,
                   colour=palette(dark).ours, bgcolor=ground) for name, y in ours.items()]
    layout = {
        "height": height, "margin": {"l": 4, "r": 4, "t": TOP, "b": BOTTOM},
        "xaxis": {"visible": False, "range": [-0.5, heads[-1][0] + 0.5]},
        "yaxis": {"visible": False, "range": [-rows, 0]}, "annotations": [*notes, _key(shown, dark)],
    }
    return figure(traces, layout, dark), _alt(shown)


def _ground(dark: bool) -> str:
    """What names stand on, so that lines do not run through them."""
    paper = palette(dark).paper
    return "rgba({}, {}, {}, 0.8)".format(*(int(paper[at:at + 2], 16) for at in (1, 3, 5)))


def _places(nodes: Sequence[Node]) -> tuple[list[tuple[float, float]], float]:
    """(x, y) of each person, y in pixels from the top, downwards below zero; and the height of all.

    Every second column begins half a row lower, so that on a phone a name does not run into the one beside it.
    """
    used = sorted({node.column for node in nodes})
    heights = [_height(node.name, SIZES[node.influence]) for node in nodes]
    whole = dict.fromkeys(used, 0.0)
    for node, height in zip(nodes, heights, strict=True):
        whole[node.column] += height
    rows = max(whole.values()) + ASIDE
    tops = {column: (rows - ASIDE - whole[column]) / 2 + (ASIDE if place % 2 else 0) for place, column in enumerate(used)}
    found: list[tuple[float, float]] = []
    for node, height in zip(nodes, heights, strict=True):
        found.append((used.index(node.column) + 1, -(tops[node.column] + SIZES[node.influence] / 2)))
        tops[node.column] += height
    return found, rows


def _height(name: str, size: float) -> float:
    """Pixels that a mark takes with the name below it."""
    return size + ROW * (1 + _name(name).count("<br>")) + GAP


def _heads(nodes: Sequence[Node]) -> list[tuple[int, str]]:
    used = sorted({node.column for node in nodes})
    return [(0, str(msg("Our people"))), *((place + 1, str(COLUMNS[column][1])) for place, column in enumerate(used))]


def _ours(nodes: Sequence[Node], places: Sequence[tuple[float, float]], rows: float) -> dict[str, float]:
    """Our people by name → y: about where their contacts stand, far enough apart to be read."""
    at: dict[str, list[float]] = {}
    for node, (_, y) in zip(nodes, places, strict=True):
        for holder in node.holders:
            at.setdefault(holder, []).append(y)
    order = sorted(at, key=lambda name: (-sum(at[name]) / len(at[name]), name.casefold()))
    if not order:
        return {}
    heights = [_height(name, OURS) for name in order]
    squeezed = min(1.0, rows / sum(heights))
    found: dict[str, float] = {}
    top, below = 0.0, sum(heights) * squeezed
    for name, height in zip(order, heights, strict=True):
        # no higher than the one before leaves room for, no lower than those after need
        top = min(max(top, -sum(at[name]) / len(at[name]) - OURS / 2), rows - below)
        found[name] = -(top + OURS / 2)
        top += height * squeezed
        below -= height * squeezed
    return found


def _lines(
    nodes: Sequence[Node], places: Sequence[tuple[float, float]], ours: dict[str, float], dark: bool
) -> list[dict[str, Any]]:
    """One trace for all lines: a curve from each of our people to each contact that they hold."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for node, (x, y) in zip(nodes, places, strict=True):
        for holder in node.holders:
            for part in range(25):
                t = part / 24
                eased = t * t * (3 - 2 * t)
                xs.append(round(x * t, 4))
                ys.append(round(ours[holder] + (y - ours[holder]) * eased, 2))
            xs.append(None)
            ys.append(None)
    return [{"type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip",
             "line": {"width": 1.2, "color": palette(dark).rest}}] if xs else []


def _ours_trace(ours: dict[str, float], nodes: Sequence[Node], dark: bool) -> dict[str, Any]:
    held = {name: sum(name in node.holders for node in nodes) for name in ours}
    return {
        "type": "scatter", "mode": "markers", "x": [0] * len(ours), "y": list(ours.values()),
        "marker": {"symbol": "diamond", "size": OURS, "color": palette(dark).ours},
        "hovertext": ["<br>".join((escape(name), escape(nmsg("holds {n} contact", "holds {n} contacts", held[name]))))
                      for name in ours],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _persons(nodes: Sequence[Node], places: Sequence[tuple[float, float]], dark: bool) -> list[dict[str, Any]]:
    """One trace for each attitude that there is."""
    colours = palette(dark)
    traces = []
    for attitude, symbol in SYMBOLS.items():
        some = [(node, place) for node, place in zip(nodes, places, strict=True) if node.attitude == attitude]
        if not some:
            continue
        fill = mark_colour(attitude, dark)
        traces.append({
            "type": "scatter", "mode": "markers+text", "x": [x for _, (x, _) in some], "y": [y for _, (_, y) in some],
            "marker": {"symbol": symbol, "size": [SIZES[node.influence] for node, _ in some], "opacity": 1,
                       "color": colours.paper if attitude == "unknown" else fill,
                       "line": {"width": 1.5 if attitude == "unknown" else 0, "color": fill}},
            "text": [MARKS[attitude]] * len(some), "textposition": "middle center",
            "textfont": {"size": SMALL + 2, "color": colours.ink if attitude in ("neutral", "unknown") else colours.paper},
            "hovertext": [_hover(node) for node, _ in some], "hovertemplate": "%{hovertext}<extra></extra>",
        })
    return traces


def _hover(node: Node) -> str:
    roles, powers, moods = dict(ROLES), dict(INFLUENCE), dict(ATTITUDES)

    def line(seat: Seat) -> str:
        parts: list[object] = [each for each in (seat.position, roles.get(seat.role or "")) if each]
        if seat.influence:
            parts.append(msg("influence {influence}", influence=powers[seat.influence]))
        parts.append(moods[seat.attitude])
        if seat.held_by:
            parts.append(msg("contact: {name}", name=seat.held_by))
        return escape(" · ".join(str(part) for part in parts))

    return "<br>".join([f"<b>{escape(node.name)}</b>", *dict.fromkeys(line(seat) for seat in node.seats)])


def _two_lines(text: str) -> str:
    """A text that is known to be short, in two lines where it is long; escaped."""
    if len(text) <= LINE or " " not in text:
        return escape(text)
    middle = len(text) / 2
    at = min((place for place, letter in enumerate(text) if letter == " "), key=lambda place: abs(place - middle))
    return f"{escape(text[:at])}<br>{escape(text[at + 1:])}"


def _name(text: str) -> str:
    """A name in two short lines, its end left out where it is longer; escaped."""
    words = str(text).split()
    if len(" ".join(words)) <= LINE:
        return escape(" ".join(words))
    first = words[0]
    rest = " ".join(words[1:])
    while rest and len(f"{first} {rest.split()[0]}") <= LINE and len(rest.split()) > 1:
        word, rest = rest.split(" ", 1)
        first = f"{first} {word}"
    return short(first, LINE) + (f"<br>{short(rest, LINE)}" if rest else "")


def _key(nodes: Sequence[Node], dark: bool) -> dict[str, Any]:
    there = {node.attitude for node in nodes}
    colours = palette(dark)
    text = {"supporter": colours.good, "opponent": colours.attention_text}
    entries = [(MARKS[attitude], text.get(attitude, colours.ink), str(words)) for attitude, words in ATTITUDES
               if attitude in there]
    line = key(entries, dark, gap=46)
    below = msg("size: influence; lines: who of us holds the contact")
    line["text"] += f"<br>{coloured(escape(below), colours.quiet_text)}"
    return line


def _alt(nodes: Sequence[Node]) -> Message:
    deciders = [node for node in nodes if node.column == 0]
    return msg("Decision map of {people}: {deciders} who decide, of them {friends} for us and {against} against us; "
               "{holders} of ours hold contacts.", people=nmsg("{n} person", "{n} people", len(nodes)),
               deciders=Count(len(deciders)), friends=Count(sum(node.attitude == "supporter" for node in deciders)),
               against=Count(sum(node.attitude == "opponent" for node in deciders)),
               holders=Count(len({holder for node in nodes for holder in node.holders})))
