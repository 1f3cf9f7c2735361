"""What a deck is made from: answers of one ledger under one scope, in one language; and the pieces of slides."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kam_core.i18n import Message
from kam_core.ledger import Ledger
from kam_core.metrics import MEASURES, Answer, ask
from kam_core.metrics.answer import plain
from kam_core.metrics.health import standing
from kam_core.reports.slides import Column, Definition, Figure, Grid, Kind, Value
from kam_core.scope import Scope
from kam_core.settings import Settings

Asker = Callable[..., Answer]
KINDS: dict[str, Kind] = {
    "text": "text", "money": "money", "share": "share", "ratio": "ratio", "points": "points", "count": "count",
    "index": "number", "date": "day", "month": "month", "flag": "text",
}
"""What the registry calls a unit, and what a value of it is on a slide."""


@dataclass
class Making:
    """One deck in the making. asked: the measures that were asked so far, for the definitions on its last slide"""

    ledger: Ledger
    scope: Scope
    settings: Settings
    asker: Asker | None = None

    def __post_init__(self) -> None:
        self.asked: dict[str, Answer] = {}

    @property
    def currency(self) -> str:
        """Of the ledger."""
        return self.ledger.info.currency

    def ask(self, measure: str, **options: object) -> Answer:
        """An answer, asked once."""
        key = measure if not options else f"{measure}{sorted(options.items())}"
        if key not in self.asked:
            found = self.asker(measure, **options) if self.asker else ask(
                measure, self.ledger, self.scope, self.settings, **options)
            self.asked[key] = found
        return self.asked[key]

    def health(self, lost: tuple[str, ...]) -> Answer:
        """How the clients stand now; what lies behind them is not told in a deck, and takes most of the time."""
        if "health" not in self.asked:
            self.asked["health"] = standing(self.ledger, self.scope, self.settings, lost)
        return self.asked["health"]

    def figure(self, measure: str, key: str, *, change: str | None = None, label: Message | None = None,
               note: Message | str = "") -> Figure:
        """A figure of a measure's summary, called as the registry calls it. change: the key of its change"""
        return self.figure_of(measure, self.ask(measure), key, change=change, label=label, note=note)

    def figure_of(self, measure: str, answer: Answer, key: str, *, change: str | None = None, label: Message | None = None,
                  note: Message | str = "") -> Figure:
        """A figure of an answer that was asked with options."""
        found, name = answer.summary, MEASURES[measure].summary[key]
        moved = found.get(change) if change is not None else None
        kind: Kind = KINDS[MEASURES[measure].summary[change].unit] if change is not None else "ratio"
        return Figure(str(label or name.label), value(found[key]), KINDS[name.unit], number(moved), kind, str(note))

    def grid(self, measure: str, rows: pd.DataFrame, keys: Sequence[str], name: Message | str) -> Grid:
        """A table of some columns of a measure's rows, called as the registry calls them, without those that hold nothing."""
        keys = [key for key in keys if key == "name" or rows[key].notna().any()]
        columns = [MEASURES[measure].columns[key] for key in keys]
        return Grid(
            tuple(Column(str(each.label), KINDS[each.unit], wide=key == "name")
                  for key, each in zip(keys, columns, strict=True)),
            tuple(tuple(value(row[key]) for key in keys) for row in rows.to_dict("records")), str(name),
        )

    def definitions(self, used: Iterable[str]) -> tuple[Definition, ...]:
        """What the measures of the deck mean, in the order in which they come up, with the settings in force."""
        made = []
        for key in dict.fromkeys(each.split("[")[0] for each in used if each):
            measure = MEASURES[key]
            settings = "; ".join(f"{name} = {self.settings[name]}" for name in measure.settings[:6])
            made.append(Definition(str(measure.label), str(measure.formula), settings))
        return tuple(made)


def value(found: object) -> Value:
    """A value of a frame or a summary as plain data; what is not a number is nothing."""
    told = plain(found)
    if isinstance(told, bool):
        return str(told)
    if isinstance(told, float) and not math.isfinite(told):
        return None
    if isinstance(told, str | int | float) or told is None:
        return told
    return str(told)


def number(found: object) -> float | None:
    """A number as plain data."""
    told = value(found)
    return float(told) if isinstance(told, int | float) else None


def month_name(month: Any) -> str:
    """A month on an axis: Jan 26, янв 26."""
    from kam_core.i18n import Month

    return str(Month(pd.Timestamp(month).date()))


def today() -> datetime.date:
    """By the clock of this machine."""
    return datetime.datetime.now().astimezone().date()
