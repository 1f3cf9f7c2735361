"""Columns of tables and downloads: what stands in the header, and how a value is written."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import pandas as pd

from kam_core.i18n import Day, Message, Month, currency_sign, current_language, msg

Kind = Literal["text", "money", "share", "points", "count", "number", "month", "day", "mark"]


@dataclass(frozen=True)
class Column:
    """One column.

    key: of the frame; label: its header; kind: how values are written. money: exact, in the ledger's currency, which
    is named in the header; share and points: 0-1 in the frame, per cent in the table; mark: a word for a key
    marks: the words of a column of kind ``mark``, by key
    digits: decimals of money and number
    """

    key: str
    label: Message
    kind: Kind = "text"
    marks: tuple[tuple[str, Message], ...] = ()
    digits: int = 2
    help: Message | None = None
    width: int | Literal["small", "medium", "large"] | None = None

    @property
    def numeric(self) -> bool:
        """Whether values are numbers, right-aligned."""
        return self.kind in ("money", "share", "points", "count", "number")

    def header(self, currency: str = "") -> str:
        """The header in the current language, with the unit of the column."""
        unit = {"money": currency_sign(currency), "share": "%", "points": str(msg("pp"))}.get(self.kind, "")
        return f"{self.label}, {unit}" if unit else str(self.label)


def writer(column: Column) -> Callable[[object], str]:
    """How a value of this column is written in the current language; missing values are empty.

    Tables have thousands of cells: numbers are written here by Python's own formatting, and are the same as those that
    kam_core.i18n writes.
    """
    language = current_language()
    decimal, thousands = (",", "\u202f") if language == "ru" else (".", ",")
    swap = str.maketrans({",": thousands, ".": decimal, "-": "−"})
    if column.kind in ("share", "points"):
        scale, digits = 100, 1
    else:
        scale, digits = 1, column.digits if column.kind in ("money", "number") else 0

    def number(value: object) -> str:
        if not isinstance(value, Decimal):
            value = float(value)  # type: ignore[arg-type]  # numpy's whole numbers are no int
        if column.kind == "share" and 0 < abs(float(value)) < 0.001:
            return "< 0.1".translate(swap) if value > 0 else "> -0.1".translate(swap)
        text = f"{Decimal(str(value)) * scale:,.{digits}f}"
        if text.startswith("-") and not text.strip("-0,."):
            text = text[1:]
        return text.translate(swap)

    marks = {key: str(word) for key, word in column.marks}
    writers: dict[str, Callable[[object], str]] = {
        "month": lambda value: str(Month(_date(value))),
        "day": lambda value: _day(_date(value), language),
        "mark": lambda value: marks.get(str(value), str(value)),
        "text": str,
    }
    write = writers.get(column.kind, number)
    return lambda value: "" if missing(value) else write(value)


def missing(value: object) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


@lru_cache(maxsize=10_000)
def _day(day: datetime.date, _language: str) -> str:
    return str(Day(day))


def _date(value: object) -> datetime.date:
    assert isinstance(value, datetime.date)
    return value.date() if isinstance(value, datetime.datetime) else value
