"""Constants given for a field instead of a column: `=RUB`, `=2024-03-01`, `=1500.50`."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from kam_core.errors import UsageError
from kam_core.i18n import msg
from kam_core.ingest.blanks import plain
from kam_core.ingest.flags import YES, is_flag
from kam_core.ledger.contract import Column
from kam_core.scope import in_years, parse_month

EXAMPLES = {"date": "2024-03-31", "month": "2024-03", "time": "2024-03-31 18:30", "score": "9", "whole": "9", "flag": "yes"}
"""How a constant of each kind is written; a number like 1500.50 where nothing is said."""
NUMBER = re.compile(r"[+-]?\d{1,14}(\.\d{1,4})?")
WHOLE = re.compile(r"[+-]?\d{1,9}")


def constant(column: Column, target: str) -> str:
    """The text of a target `=…` as its column's type is written in SQL; UsageError where it is none of that kind.

    Dates and months as ISO 8601 writes them, numbers with a point and no thousands signs, text as it is.
    """
    text = target.removeprefix("=").strip()
    if column.kind in ("text", "id"):
        return text
    try:
        return _written(column.kind, text)
    except ValueError as error:
        raise UsageError(
            msg("“{text}” cannot be the constant of “{field}”.", text=text, field=column.name),
            next=msg("Write it as {example}.", example=f"{column.name}=={EXAMPLES.get(column.kind, '1500.50')}"),
        ) from error


def _written(kind: str, text: str) -> str:
    if kind in ("date", "month"):
        day = parse_month(text) if len(text) == 7 else in_years(datetime.date.fromisoformat(text))
        return (day.replace(day=1) if kind == "month" else day).isoformat()
    if kind == "time":
        moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            raise ValueError(text)
        in_years(moment.date())
        return moment.isoformat(" ")
    if kind == "flag":
        if not is_flag(text):
            raise ValueError(text)
        return "true" if plain(text) in YES else "false"
    if not (WHOLE if kind in ("score", "whole") else NUMBER).fullmatch(text):
        raise ValueError(text)
    return format(Decimal(text), "f")
