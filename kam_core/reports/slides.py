"""A deck as plain data: what each slide says, shows and where its figures come from. Frozen, and the same in every form.

A deck is made once from the answers of one ledger version (kam_core.reports.portfolio, kam_core.reports.account) and kept
as JSON. .pptx, PDF, workbook and the screen are drawn from it alone: none of them asks the ledger again, so they cannot
differ, and a kept deck can be made again to the letter.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "money", "share", "points", "ratio", "count", "number", "day", "month"]
"""What a value is: money in the ledger's currency, shares and ratios 0-1, days as YYYY-MM-DD, months as YYYY-MM-01."""
Shape = Literal["bars", "line", "ranges", "bridge"]
"""bars lie; ranges: low, base and high side by side; bridge: from one total to another."""
Role = Literal["ours", "before", "rest", "look", "alarm", "good"]
"""The colours of the house, by what a series is."""
Value = str | float | int | None


@dataclass(frozen=True)
class Series:
    """One series of a chart. values: one for each category, None where there is none"""

    name: str
    values: tuple[float | None, ...]
    role: Role = "ours"


@dataclass(frozen=True)
class Graph:
    """A chart. kind: of its values; alt: one sentence that says the same; limits: (name, value) drawn as thin lines"""

    shape: Shape
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind
    alt: str
    limits: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a table. kind: of its values; wide: takes what room is left"""

    head: str
    kind: Kind = "text"
    wide: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. rows: values, not texts: each form writes them in the deck's language"""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    name: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure with its change. change: relative, or a difference of shares in points; n: of how many, in words"""

    label: str
    value: Value
    kind: Kind
    change: float | None = None
    change_kind: Kind = "ratio"
    note: str = ""


@dataclass(frozen=True)
class Slide:
    """One idea. title: a whole sentence; under it figures, and a chart or a table or both, or points of text

    source: key of the measure that its figures come from, with its options; note: small, below
    confidential: never in a paper for the client
    """

    key: str
    title: str
    figures: tuple[Figure, ...] = ()
    graph: Graph | None = None
    grid: Grid | None = None
    points: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    confidential: bool = False


@dataclass(frozen=True)
class Definition:
    """What a term of the deck means. formula: in words; settings: those in force, in words"""

    term: str
    formula: str
    settings: str = ""


@dataclass(frozen=True)
class Deck:
    """A deck. version: of the ledger; day: its last day; made: when (ISO, with zone); who: made it

    about: the client's id; None: the portfolio; internal: whether confidential fields may be in it
    age: how old the dossier is, in words; tables: for the workbook, each with its name, those of the slides included
    """

    title: str
    subtitle: str
    language: str
    currency: str
    version: str
    day: str
    made: str
    who: str
    internal: bool
    slides: tuple[Slide, ...]
    tables: tuple[Grid, ...]
    definitions: tuple[Definition, ...]
    scope: tuple[str, ...]
    about: str | None = None
    age: str = ""
    footer: str = ""

    def frozen(self) -> str:
        """The deck as JSON: the same deck gives the same text."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(text: str) -> Deck:
    """A deck from what ``frozen`` wrote."""
    plain = json.loads(text)
    return Deck(**{
        **plain, "slides": tuple(_slide(each) for each in plain["slides"]),
        "tables": tuple(_grid(each) for each in plain["tables"]),
        "definitions": tuple(Definition(**each) for each in plain["definitions"]), "scope": tuple(plain["scope"]),
    })


def _slide(plain: dict[str, Any]) -> Slide:
    graph, grid = plain["graph"], plain["grid"]
    return Slide(**{
        **plain, "figures": tuple(Figure(**each) for each in plain["figures"]), "points": tuple(plain["points"]),
        "graph": None if graph is None else _graph(graph), "grid": None if grid is None else _grid(grid),
    })


def _graph(plain: dict[str, Any]) -> Graph:
    series = tuple(
        Series(**{**each, "values": tuple(each["values"])}) for each in plain["series"])
    return Graph(**{**plain, "categories": tuple(plain["categories"]), "series": series,
                    "limits": tuple((name, value) for name, value in plain["limits"])})


def _grid(plain: dict[str, Any]) -> Grid:
    return Grid(tuple(Column(**each) for each in plain["columns"]), tuple(tuple(row) for row in plain["rows"]), plain["name"])
