"""A record as a file wants it, beside the record as it is: what would change, and where somebody has changed it since."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kam_core.book import Record, Stamp
from kam_core.book.kinds import Field, Kind, Value
from kam_core.errors import UsageError
from kam_core.ingest.book.lines import Line

Chosen = frozenset[tuple[str, str, int]]
"""What of the file is taken where both have changed: (record, field, version of the field in the book that was seen)."""
NOBODY: Chosen = frozenset()


@dataclass(frozen=True)
class Difference:
    """One field that the file would write over. clash: who wrote it since, None where nobody did; taken: by the file's word"""

    record: str
    field: Field
    before: Value
    after: Value
    version: int = 0
    clash: Stamp | None = None
    taken: bool = True

    @property
    def key(self) -> tuple[str, str, int]:
        """What names it in a choice."""
        return self.record, self.field.key, self.version


@dataclass
class Wanted:
    """One record of the file. record: what is in the book, None: it is new; seen: the version that an export had

    values: as the book keeps them; empty: fields whose cell was emptied in an export; lines: the rows that tell of it
    """

    id: str
    kind: Kind
    record: Record | None
    client_id: str | None
    account_id: str | None = None
    parent: str | None = None
    seen: int | None = None
    values: dict[str, Value] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    kept: int = 0

    def tell(self, line: Line, values: Mapping[str, Any], empty: set[str]) -> tuple[Field, Line] | None:
        """Add what a row says of it. Gives the field and the earlier row where they contradict each other: nothing is added.

        UsageError where a value does not fit
        """
        checked = {key: tidy(self.kind.field(key).checked(value)) for key, value in values.items()}
        for key, value in checked.items():
            if key in self.values and not same(self.kind.field(key), self.values[key], value):
                return self.kind.field(key), self.lines[0]
        self.kind.agreed({**({} if self.record is None else self.record.values), **self.values, **checked}, checked)
        self.values |= {key: value for key, value in checked.items() if value is not None and key not in self.values}
        self.empty |= {key for key in empty if not self.kind.field(key).required} - set(self.values)
        self.lines.append(line)
        return None

    def state(self) -> tuple[dict[str, Value], set[str], list[Line]]:
        """What was told of it so far."""
        return dict(self.values), set(self.empty), list(self.lines)

    def reset(self, state: tuple[dict[str, Value], set[str], list[Line]]) -> None:
        """Forget what was told since."""
        self.values, self.empty, self.lines = state

    def differences(
        self, written: Mapping[str, Any] | None, at_version: Callable[[Record, int], Mapping[str, Value]], chosen: Chosen
    ) -> list[Difference]:
        """What would change in a record that is there. written: what imports of this source wrote into it, None: none did

        at_version: the values of a record at a version that was exported
        """
        record, found = self.record, []
        if record is None:
            return []
        base = self._base(record, written, at_version)
        for key, after in {**dict.fromkeys(sorted(self.empty)), **self.values}.items():
            known, before = self.kind.field(key), tidy(record.get(key))
            if same(known, before, after) or (self.seen is None and _respelled(key, before, after)):
                continue
            stamp = record.stamps.get(key)
            clash = None
            if base is not None and stamp is not None:
                if key in base and same(known, base[key], after):
                    self.kept += 1  # the file says what it said before; somebody has changed it here
                    continue
                clash = None if key in base and same(known, base[key], before) else stamp
            version = 0 if stamp is None else stamp.version
            taken = clash is None or (record.id, key, version) in chosen
            found.append(Difference(record.id, known, before, after, version, clash, taken))
        return found

    def _base(
        self, record: Record, written: Mapping[str, Any] | None, at_version: Callable[[Record, int], Mapping[str, Value]]
    ) -> Mapping[str, Value] | None:
        """What the file started from; None where nothing tells, and its word counts."""
        if self.seen is not None:
            then = record.values if self.seen >= record.version else at_version(record, self.seen)
            return {each.key: then.get(each.key) for each in self.kind.fields}
        return None if written is None else self.kind.read(written)


def _respelled(key: str, before: Value, after: Value) -> bool:
    """Whether it is the name by which the record was found, in other capitals: the book's spelling stays."""
    return key == "name" and " ".join(str(before).split()).casefold() == " ".join(str(after).split()).casefold()


def tidy(value: Value) -> Value:
    """A value with line breaks written in one way."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def same(known: Field, one: Value, other: Value) -> bool:
    """Whether two values of a field are the same, as far as a file can tell: shares and numbers to a millionth."""
    if one is None or other is None:
        return one is None and other is None
    if known.type == "money":
        return Decimal(str(one)) == Decimal(str(other))
    if known.type in ("share", "number"):
        return math.isclose(float(str(one)), float(str(other)), rel_tol=1e-9, abs_tol=1e-6)
    if known.key == "email":
        return str(one).casefold() == str(other).casefold()
    return tidy(one) == tidy(other)


def fitting(kind: Kind, values: Mapping[str, Any]) -> UsageError | None:
    """Why a new record cannot be made of these values; None where it can."""
    try:
        kind.checked(values, whole=True)
    except UsageError as error:
        return error
    return None
