"""What a kind of record is: its fields, with their types, and how a value is checked and kept."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from kam_core.errors import UsageError
from kam_core.i18n import Count, Joined, Message, msg

Type = Literal["text", "long", "choice", "date", "money", "number", "share", "flag", "record", "records"]
Value = str | datetime.date | Decimal | float | bool | tuple[str, ...] | None
LONGEST: dict[str, int] = {"text": 1_000, "long": 20_000}
MOST_MONEY = Decimal(10) ** 15
_ID = re.compile(r"[A-Za-z0-9:_.\-]{1,700}")


@dataclass(frozen=True)
class Field:
    """One thing that is written down.

    type: text one line; long several; choice a key of ``choices``; money exact; number; share 0 to 1; flag yes or no
    record, records: ids of other records; section: of the dossier that it stands in
    confidential: never in a paper that leaves the company; help: one sentence of what belongs there
    """

    key: str
    label: Message
    type: Type = "text"
    choices: tuple[tuple[str, Message], ...] = ()
    help: Message | None = None
    required: bool = False
    section: str = ""
    confidential: bool = False

    def checked(self, value: object) -> Value:
        """The value as it is kept; None for nothing. UsageError where it does not fit."""
        if value is None or (isinstance(value, str) and not value.strip()) or value == () or value == []:
            if self.required:
                raise UsageError(msg("“{field}” is empty.", field=self.label), next=msg("Fill it in."))
            return None
        kept: Value = _CHECKS[self.type](self, value)
        return kept

    def label_of(self, value: object) -> Message | None:
        """The words for the key of a choice."""
        return dict(self.choices).get(str(value))


@dataclass(frozen=True)
class Rule:
    """What several fields must say together. holds: raises a UsageError where they do not, given all values of a record

    fields: where one of them is written, the rule is asked; what was kept before it was made stays as it is
    """

    fields: tuple[str, ...]
    holds: Callable[[Mapping[str, Value]], None]


@dataclass(frozen=True)
class Kind:
    """A kind of record. about: whether it is of a client, of a person, or of nobody; personal: holds data of a person

    title: the field that names a record; key: the fields that find it again when a file is brought in
    """

    key: str
    label: Message
    plural: Message
    fields: tuple[Field, ...]
    about: Literal["client", "person", "all"] = "client"
    personal: bool = False
    title: str = "name"
    by: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def field(self, key: str) -> Field:
        """The field of this key."""
        for known in self.fields:
            if known.key == key:
                return known
        raise UsageError(
            msg("“{kind}” has no field “{field}”.", kind=self.label, field=key),
            next=msg("Take one of: {allowed}.", allowed=Joined(tuple(known.key for known in self.fields))),
        )

    def checked(self, values: Mapping[str, object], *, whole: bool = False) -> dict[str, Value]:
        """Values as they are kept. whole: of a new record, where what is required must be there"""
        kept = {key: self.field(key).checked(value) for key, value in values.items()}
        if whole:
            for known in self.fields:
                if known.required and kept.get(known.key) is None:
                    known.checked(None)
            self.agreed(kept, kept)
        return kept

    def agreed(self, values: Mapping[str, Value], written: Iterable[str]) -> None:
        """UsageError where fields contradict each other. values: all of a record; written: those that are new"""
        new = set(written)
        for rule in self.rules:
            if new & set(rule.fields):
                rule.holds(values)

    def written(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """Values as JSON can hold them."""
        return {key: _plain(value) for key, value in values.items()}

    def read(self, plain: Mapping[str, Any]) -> dict[str, Value]:
        """Values from JSON; what this edition does not know is left out."""
        known = {each.key: each for each in self.fields}
        return {key: _typed(known[key], value) for key, value in plain.items() if key in known}


def _plain(value: Value) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _typed(field: Field, value: Any) -> Value:
    if value is None:
        return None
    if field.type == "date":
        return datetime.date.fromisoformat(value)
    if field.type == "money":
        return Decimal(value)
    return tuple(value) if field.type == "records" else value


def _wrong(field: Field, value: object, next: Message) -> UsageError:
    return UsageError(msg("“{value}” does not fit “{field}”.", value=str(value)[:60], field=field.label), next=next)


def _text(field: Field, value: object) -> str:
    kept = str(value).strip()
    if len(kept) > LONGEST[field.type]:
        raise UsageError(
            msg("“{field}” is too long: {n} characters.", field=field.label, n=Count(len(kept))),
            next=msg("Write {n} characters at most.", n=Count(LONGEST[field.type])),
        )
    if "\x00" in kept or any("\ud800" <= letter <= "\udfff" for letter in kept):
        raise UsageError(
            msg("The text holds characters that no database keeps."), next=msg("Type it instead of pasting it.")
        )
    return " ".join(kept.split()) if field.type == "text" else kept


def _choice(field: Field, value: object) -> str:
    if str(value) not in dict(field.choices):
        raise _wrong(field, value, msg("Take one of: {allowed}.", allowed=Joined(tuple(key for key, _ in field.choices))))
    return str(value)


def _date(field: Field, value: object) -> datetime.date:
    try:
        day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(field, value, msg("Write a date as {example}.", example="2026-11-21")) from None
    day = day.date() if isinstance(day, datetime.datetime) else day
    if not 1900 <= day.year <= 2100:
        raise _wrong(field, value, msg("Take a year from 1900 to 2100."))
    return day


def _money(field: Field, value: object) -> Decimal:
    try:
        amount = Decimal(str(value))
        if amount.is_nan():
            raise InvalidOperation
        if amount.is_finite() and abs(amount) < MOST_MONEY:
            return amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise _wrong(field, value, msg("Write an amount as {example}.", example="1250000.50")) from None
    raise _wrong(field, value, msg("The amount is too large."))


def _number(field: Field, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        raise _wrong(field, value, msg("Write a number.")) from None
    if number != number or abs(number) > 1e15:
        raise _wrong(field, value, msg("Write a number."))
    return int(number) if number.is_integer() else number


def _share(field: Field, value: object) -> float:
    number = _number(field, value)
    if not 0 <= number <= 1:
        raise _wrong(field, value, msg("Take a share from 0 to 100 %."))
    return number


def _flag(field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(field, value, msg("Answer yes or no."))
    return value


def _record(field: Field, value: object) -> str:
    if not _ID.fullmatch(str(value)):
        raise _wrong(field, value, msg("Choose it from the list."))
    return str(value)


def _records(field: Field, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise _wrong(field, value, msg("Choose it from the list."))
    return tuple(dict.fromkeys(_record(field, each) for each in value))


_CHECKS: dict[str, Any] = {
    "text": _text, "long": _text, "choice": _choice, "date": _date, "money": _money, "number": _number, "share": _share,
    "flag": _flag, "record": _record, "records": _records,
}
