"""Values of a deck as they are read: compact in figures, exact in tables, in the deck's language."""

from __future__ import annotations

import datetime

from kam_core.i18n import Count, Day, Money, Month, Number, Points, Ratio, Share, Signed, currency_sign
from kam_core.reports.slides import Column, Figure, Kind, Value

NOTHING = "—"
NUMBERS = ("money", "share", "points", "ratio", "count", "number")
"""Kinds that stand on the right."""


def written(value: Value, kind: Kind, currency: str = "", *, exact: bool = False) -> str:
    """A value in the current language. exact: to the kopeck, without the currency, which a table has in its header"""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        if kind not in ("day", "month"):
            return value
        day = datetime.date.fromisoformat(value[:10])
        return str(Day(day) if kind == "day" else Month(day))
    if kind == "money":
        return str(Money(value, "" if exact else currency, exact=exact))
    if kind == "share":
        return str(Share(value))
    if kind == "points":
        return str(Points(value))
    if kind == "ratio":
        return str(Ratio(value))
    if kind == "count":
        return str(Count(int(value)))
    return str(Number(value, 1))


def moved(figure: Figure) -> str:
    """The change of a figure, with its sign; empty where there is none."""
    if figure.change is None:
        return ""
    if figure.change_kind == "count":
        return str(Signed(figure.change, 0))
    return written(figure.change, figure.change_kind)


def head(column: Column, currency: str) -> str:
    """The header of a column with its unit."""
    sign = currency_sign(currency) if column.kind == "money" else ""
    return f"{column.head}, {sign}" if sign and sign not in column.head else column.head


def short(text: str, most: int) -> str:
    """A text that fits, cut at a word where it does not."""
    if len(text) <= most:
        return text
    cut = text[: most - 1].rsplit(" ", 1)[0] if " " in text[: most - 1] else text[: most - 1]
    return f"{cut.rstrip(' ,;:')}…"
