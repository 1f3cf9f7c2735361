"""Values of records in words, and how old they are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kam_core.book import Change, Record, Stamp
from kam_core.book.kinds import Field, Value, kind
from kam_core.i18n import Day, Joined, Message, Money, Number, Share, current_language, msg
from kam_core.ui.text import escape

NOTHING = "—"


def said(field: Field, value: Value, currency: str = "", names: Mapping[str, str] | None = None) -> str:
    """A value as it is read. names: of the records that it may point to"""
    if value is None:
        return NOTHING
    if field.type == "choice":
        return str(field.label_of(value) or value)
    if field.type == "flag":
        return str(msg("yes") if value else msg("no"))
    if isinstance(value, datetime.date):
        return str(Day(value))
    if isinstance(value, Decimal):
        return str(Money(value, currency))
    if field.type == "share" and isinstance(value, float | int):
        return str(Share(value))
    if field.type == "number" and isinstance(value, float | int):
        return str(Number(value, 0 if float(value).is_integer() else 2))
    known = names or {}
    if isinstance(value, tuple):
        return str(Joined([known.get(each, NOTHING) for each in value]))
    return known.get(str(value), NOTHING) if field.type == "record" else str(value)


def lines(text: object) -> str:
    """A text of several lines as Markdown shows it: its own line breaks, nothing else of it."""
    return "  \n".join(escape(line) or "\u00a0" for line in str(text).splitlines())


def when(at: datetime.datetime) -> Message:
    """A moment: the day, and the time where it is today."""
    local, today = at.astimezone(), datetime.datetime.now().astimezone().date()
    if local.date() == today:
        return msg("today, {time}", time=f"{local:%H:%M}")
    return msg("{day}", day=Day(local.date()))


def written(stamp: Stamp) -> Message:
    """Who wrote something, and when."""
    return msg("{who}, {when}", who=stamp.who, when=when(stamp.at))


def title(record: Record, names: Mapping[str, str] | None = None) -> str:
    """What a record is called."""
    shape = kind(record.kind)
    field = shape.field(shape.title)
    value = record.get(shape.title)
    return said(field, value, "", names) if value is not None else str(shape.label)


ACTIONS: dict[str, Message] = {
    "add": msg("written"), "edit": msg("changed"), "remove": msg("removed"), "restore": msg("brought back"),
    "undo": msg("taken back"),
}


def told(change: Change, currency: str = "", names: Mapping[str, str] | None = None) -> list[str]:
    """One line for each field that a change of a record touched: before → after. Text; not Markdown."""
    before, after = _values(change, "before"), _values(change, "after")
    shape = kind(str((change.after or change.before or {}).get("kind")))
    known = {field.key: field for field in shape.fields}
    mark = "«{}»" if current_language() == "ru" else "“{}”"

    def word(key: str, value: Any) -> str:
        text = said(known[key], value, currency, names)
        return mark.format(text) if known[key].type in ("text", "long") and value is not None else text

    return [f"{known[key].label}: {word(key, before.get(key))} → {word(key, after.get(key))}" if before.get(key) is not None
            else f"{known[key].label}: {word(key, after.get(key))}" for key in after if key in known]


def _values(change: Change, side: str) -> dict[str, Any]:
    found = change.before if side == "before" else change.after
    return kind(str(found["kind"])).read(found.get("values", {})) if found and found.get("kind") else {}
