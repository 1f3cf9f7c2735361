"""Charts of a deck as SVG: for paper and for the full screen. The same data and colours as in .pptx; text is text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from kam_core.i18n import Count, Money, Number, Points, Share, Signed
from kam_core.reports.slides import Graph, Role

COLOURS: dict[Role, str] = {
    "ours": "#1F4E79", "before": "#B0B7C3", "rest": "#B0B7C3", "look": "#D9772B", "alarm": "#B3261E", "good": "#2E7D5B",
}
INK, QUIET, LINE = "#1B2733", "#566273", "#D5DAE1"
FONT = "'Source Sans Pro', 'Source Sans', sans-serif"
LETTER = 0.52
"""The width of a letter as a part of its size: enough room for the wide ones."""


def svg(graph: Graph, width: int, height: int, currency: str = "") -> str:
    """A chart of so many points. Values are written in the current language."""
    draw: Callable[[_Sheet], None] = {
        "bars": _bars, "line": _line, "ranges": _ranges, "bridge": _bridge}[graph.shape]
    sheet = _Sheet(graph, width, height, currency)
    draw(sheet)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-label="{escape(graph.alt, {chr(34): "&quot;"})}" font-family="{FONT}">'
            + "".join(sheet.parts) + "</svg>")


class _Sheet:
    """What is drawn on. left, top, right, bottom: of the area of the values"""

    def __init__(self, graph: Graph, width: int, height: int, currency: str) -> None:
        self.graph, self.width, self.height, self.currency = graph, width, height, currency
        self.parts: list[str] = []
        self.left, self.top, self.right, self.bottom = 8.0, 8.0, width - 8.0, height - 26.0

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{max(height, 0.5):.1f}" '
                          f'fill="{colour}"/>')

    def text(self, x: float, y: float, words: str, size: float = 11, colour: str = INK, anchor: str = "start") -> None:
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}">'
                          f"{escape(words)}</text>")

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1, dash: str = "") -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
                          f'stroke-width="{width:g}"{dashed}/>')

    def said(self, value: float | None) -> str:
        """A value in words, short."""
        if value is None:
            return ""
        kind = self.graph.kind
        if kind == "money":
            return str(Money(value, ""))
        if kind == "share":
            return str(Share(value))
        if kind == "points":
            return str(Signed(value * 100, 0))
        if kind == "ratio":
            return str(Points(value))
        return str(Count(int(value)) if kind == "count" else Number(value, 1))

    def legend(self) -> None:
        """Names of the series above the chart, each with its colour."""
        x = self.left
        for series in self.graph.series:
            self.rect(x, self.top, 10, 10, COLOURS[series.role])
            self.text(x + 14, self.top + 9.5, series.name, 11, QUIET)
            x += 30 + len(series.name) * 11 * LETTER
        self.top += 22

    def names(self, step: float, left: float) -> None:
        """Categories below: as many as there is room for."""
        if len(self.graph.categories) <= 9 and any(" " in name for name in self.graph.categories):
            for place, name in enumerate(self.graph.categories):
                for line, words in enumerate(_two(name, int(step / (10 * LETTER)))):
                    self.text(left + step * (place + 0.5), self.height - 14 + 11 * line, words, 10, QUIET, "middle")
            return
        longest = max((len(name) for name in self.graph.categories), default=1)
        every = max(1, -(-int(longest * 10 * LETTER + 8) // max(int(step), 1)))
        for place, name in enumerate(self.graph.categories):
            if place % every == 0:
                room = int(step * every / (10 * LETTER))
                shown = name if len(name) <= max(room, 4) else name[: max(room - 1, 3)] + "…"
                self.text(left + step * (place + 0.5), self.height - 10, shown, 10, QUIET, "middle")

    def scale(self, low: float, high: float) -> Callable[[float], float]:
        """From a value to its height."""
        span = (high - low) or 1.0
        return lambda value: self.bottom - (value - low) / span * (self.bottom - self.top)


def _two(name: str, room: int) -> list[str]:
    """A name in two lines at most, cut where it does not fit."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room and len(lines) < 2:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line if len(line) <= max(room, 4) else line[: max(room - 1, 3)] + "…" for line in lines]


def _values(graph: Graph) -> list[float]:
    return [value for series in graph.series for value in series.values if value is not None] or [0.0]


def _bars(sheet: _Sheet) -> None:
    """Lying bars with their names on the left; several series share a row."""
    graph = sheet.graph
    if len(graph.series) > 1:
        sheet.legend()
    sheet.bottom = sheet.height - 8.0
    longest = max((min(len(name), 34) for name in graph.categories), default=1)
    left = sheet.left + longest * 11 * LETTER + 10
    values, room = _values(graph), 70.0
    low, high = min(0.0, *values), max(0.0, *values)
    if low < 0:
        left += room
    span, step = (high - low) or 1.0, (sheet.bottom - sheet.top) / max(len(graph.categories), 1)
    zero = left + (0 - low) / span * (sheet.right - room - left)
    thick = min(26.0, step * 0.72 / len(graph.series))
    for place, name in enumerate(graph.categories):
        middle = sheet.top + step * (place + 0.5)
        sheet.text(sheet.left, middle + 4, name if len(name) <= 34 else name[:33] + "…")
        for number, series in enumerate(graph.series):
            value = series.values[place]
            if value is None:
                continue
            y = middle + (number - len(graph.series) / 2) * thick
            wide = abs(value) / span * (sheet.right - room - left)
            sheet.rect(zero if value >= 0 else zero - wide, y, wide, thick - 1, COLOURS[_role(graph, series.role, value)])
            end, anchor = (zero + wide + 4, "start") if value >= 0 else (zero - wide - 4, "end")
            sheet.text(end, y + thick / 2 + 4, sheet.said(value), 10.5, INK, anchor)
    for name, value in graph.limits:
        if low <= value <= high:
            x = zero + value / span * (sheet.right - room - left)
            sheet.line(x, sheet.top - 2, x, sheet.bottom, QUIET, 0.8, "2 3")
            sheet.text(x + 3, sheet.bottom - 2, f"{name} {sheet.said(value)}", 9.5, QUIET)


def _role(graph: Graph, role: Role, value: float) -> Role:
    """What passes a limit stands out, the highest most; what falls is not blue."""
    limits = sorted(limit for _, limit in graph.limits)
    if limits:
        return "alarm" if value > limits[-1] else "look" if value > limits[0] else "rest"
    return "look" if value < 0 and role == "ours" else role


def _ranges(sheet: _Sheet) -> None:
    """Standing columns side by side."""
    graph = sheet.graph
    if len(graph.series) > 1:
        sheet.legend()
    sheet.top += 14
    values = _values(graph)
    y = sheet.scale(min(0.0, *values), max(0.0, *values))
    step = (sheet.right - sheet.left) / max(len(graph.categories), 1)
    thick = min(60.0, step * 0.7 / len(graph.series))
    for place in range(len(graph.categories)):
        for number, series in enumerate(graph.series):
            value = series.values[place]
            if value is None:
                continue
            x = sheet.left + step * (place + 0.5) + (number - len(graph.series) / 2) * thick
            top, end = min(y(value), y(0)), max(y(value), y(0))
            sheet.rect(x + 1, top, thick - 2, end - top, COLOURS[_role(graph, series.role, value)])
            if len(graph.categories) * len(graph.series) <= 16:
                sheet.text(x + thick / 2, top - 4, sheet.said(value), 10.5, INK, "middle")
    sheet.line(sheet.left, y(0), sheet.right, y(0), QUIET)
    sheet.names(step, sheet.left)


def _line(sheet: _Sheet) -> None:
    """Lines over time, with a few values on the left."""
    graph = sheet.graph
    if len(graph.series) > 1:
        sheet.legend()
    values = _values(graph)
    low, high = min(0.0, *values), max(*values, 0.0)
    y = sheet.scale(low, high)
    left = sheet.left + max(len(sheet.said(value)) for value in (low, high)) * 10 * LETTER + 10
    step = (sheet.right - left) / max(len(graph.categories), 1)
    for part in range(5):
        value = low + (high - low) * part / 4
        sheet.line(left, y(value), sheet.right, y(value))
        sheet.text(left - 6, y(value) + 3.5, sheet.said(value), 10, QUIET, "end")
    for series in graph.series:
        for points in _runs([(left + step * (place + 0.5), None if value is None else y(value))
                             for place, value in enumerate(series.values)]):
            path = " ".join(f"{x:.1f},{height:.1f}" for x, height in points)
            sheet.parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[series.role]}" stroke-width="2.2"/>')
    sheet.names(step, left)


def _runs(points: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """Points without gaps; a lone one is drawn as a short line."""
    found: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is None:
            found.append([])
        else:
            found[-1].append((x, y))
    return [run if len(run) > 1 else [(run[0][0] - 2, run[0][1]), (run[0][0] + 2, run[0][1])] for run in found if run]


def _bridge(sheet: _Sheet) -> None:
    """From one total to another: what fell, what rose."""
    graph = sheet.graph
    values = [value or 0.0 for value in graph.series[0].values]
    steps, level = [(0.0, values[0], "ours")], values[0]
    for value in values[1:-1]:
        steps.append((level, level + value, "good" if value > 0 else "look"))
        level += value
    steps.append((0.0, values[-1], "ours"))
    sheet.top += 16
    ends = [end for first, last, _ in steps for end in (first, last)]
    y = sheet.scale(min(0.0, *ends), max(0.0, *ends))
    step = (sheet.right - sheet.left) / len(steps)
    for place, (first, last, role) in enumerate(steps):
        top, end = min(y(first), y(last)), max(y(first), y(last))
        x = sheet.left + step * place
        sheet.rect(x + step * 0.14, top, step * 0.72, end - top, COLOURS[role])  # type: ignore[index]
        change = "" if place in (0, len(steps) - 1) else "+" if values[place] > 0 else ""
        sheet.text(x + step / 2, top - 4, f"{change}{sheet.said(values[place])}", 10.5, INK, "middle")
        if place < len(steps) - 1:
            sheet.line(x + step * 0.86, y(last), x + step * 1.14, y(last), QUIET, 0.7)
    sheet.names(step, sheet.left)
