"""How somebody says that a column is written: dmy, mdy, a pattern, a decimal sign."""

from __future__ import annotations

from typing import Any

from kam_core.errors import UsageError
from kam_core.i18n import msg
from kam_core.ledger.contract import table

ORDERS = ("dmy", "mdy", "ymd")


def said_format(field: str, text: str, key: str) -> dict[str, Any]:
    """A format as Plan.formats holds it: {"order": "dmy"}, {"pattern": "%d.%m.%Y"} or {"decimal": ","}."""
    column = table(key).column(field)
    if column.kind in ("date", "month", "time"):
        if text in ORDERS:
            return {"order": text}
        if "%" in text or text == "serial":
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
