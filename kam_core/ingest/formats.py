"""How somebody says that a column is written: dmy, mdy, a pattern, a decimal sign."""

from __future__ import annotations

import datetime
import time
from typing import Any

from kam_core.errors import UsageError
from kam_core.i18n import msg
from kam_core.ingest.book.tables import table

ORDERS = ("dmy", "mdy", "ymd")


def said_format(field: str, text: str, key: str) -> dict[str, Any]:
    """A format as Plan.formats holds it: {"order": "dmy"}, {"pattern": "%d.%m.%Y"} or {"decimal": ","}."""
    column = table(key).column(field)
    if column.kind in ("date", "month", "time"):
        if text in ORDERS:
            return {"order": text}
        if text == "serial" or _is_pattern(text):
            return {"pattern": text}
        wanted = "dmy, mdy, ymd, %d.%m.%Y, serial"
    elif column.kind in ("money", "number", "score", "whole"):
        if text in (",", "."):
            return {"decimal": text}
        wanted = ", or ."
    else:
        raise UsageError(msg("The field “{field}” is text and has no format.", field=field), next=msg("Leave it out."))
    raise UsageError(
        msg("“{text}” is not a format of the field “{field}”.", text=text, field=field),
        next=msg("Take one of: {allowed}.", allowed=wanted),
    )


def _is_pattern(text: str) -> bool:
    """Whether a date written by the pattern can be read back."""
    day = datetime.date(2024, 2, 29)
    try:
        return "%" in text and time.strptime(day.strftime(text), text).tm_mon == day.month
    except ValueError:
        return False
