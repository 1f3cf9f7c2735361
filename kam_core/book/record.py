"""One record: what it holds, how it stands in the table, how a change of it stands in the log."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, select, update

from kam_core.book import kinds, log
from kam_core.book.kinds import Kind, Value
from kam_core.book.models import RECORDS as R

AREA = "record"
ERASE = "erase"
"""The action of a change that took a person's data out of a record, or the whole record."""


@dataclass(frozen=True)
class Stamp:
    """Who wrote a field, when (UTC), and in which version of the record."""

    at: datetime.datetime
    who: str
    version: int


@dataclass(frozen=True)
class Record:
    """One record. values: by field, only those that hold something; stamps: also of fields that were emptied"""

    id: str
    kind: str
    client_id: str | None
    account_id: str | None
    parent: str | None
    values: dict[str, Value]
    stamps: dict[str, Stamp]
    version: int
    created_at: datetime.datetime
    created_by: str
    deleted_at: datetime.datetime | None = None
    deleted_by: str | None = None

    @property
    def seen(self) -> dict[str, int]:
        """The versions of its fields, to be handed back with an edit."""
        return {field: stamp.version for field, stamp in self.stamps.items()}

    def get(self, field: str) -> Any:
        """A value; None where there is none."""
        return self.values.get(field)

    @property
    def changed(self) -> Stamp:
        """Who wrote in it last, and when."""
        return max(self.stamps.values(), key=lambda stamp: stamp.version,
                   default=Stamp(self.created_at, self.created_by, self.version))


def write(connection: Connection, record: Record, values: Mapping[str, Value], who: str, action: str) -> Record:
    """Write a record as it shall be, with these fields changed; and the change into the log. For who holds the book."""
    shape, version, at = kinds.kind(record.kind), record.version + 1, log.now()
    kept: dict[str, Value] = {key: value for key, value in {**record.values, **values}.items() if value is not None}
    stamps = record.stamps | {field: Stamp(at, who, version) for field in values}
    made = replace(record, values=kept, stamps=stamps, version=version)
    before = shape.written({key: record.get(key) for key in values})
    log.append(connection, AREA, record.client_id or "", record.id, action, who=who, why="", at=at,
               before=told(record, before), after=told(made, shape.written(values)))
    connection.execute(update(R).where(R.c.id == record.id).values(**row_of(made)))
    return made


def there(connection: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """What stands in the table, by client and id, as ``folded`` tells it."""
    return {
        (row.client_id or "", row.id): _state(row.kind, json.loads(row.data), row.account_id, row.parent,
                                              row.deleted_at is not None) | {"version": row.version}
        for row in connection.execute(select(R))
    }


def folded(before: dict[str, Any] | None, change: log.Change) -> dict[str, Any] | None:
    """What a record is after one more change of the log; None: it is gone for good."""
    if change.after is None:
        return None
    known = before or {"values": {}, "version": 0}
    values = {key: value for key, value in {**known["values"], **change.after["values"]}.items() if value is not None}
    return {**change.after, "values": values, "version": known["version"] + 1}


def told(record: Record, values: dict[str, Any]) -> dict[str, Any]:
    """What the log says of a record of which these fields were written."""
    return _state(record.kind, values, record.account_id, record.parent, record.deleted_at is not None)


def _state(kind: str, values: dict[str, Any], account_id: str | None, parent: str | None, removed: bool) -> dict[str, Any]:
    state = {"kind": kind, "values": values, "account_id": account_id, "parent": parent, "removed": removed or None}
    return {name: value for name, value in state.items() if value is not None}


def row_of(record: Record) -> dict[str, Any]:
    """A record as a row of the table."""
    shape: Kind = kinds.kind(record.kind)
    stamps = {field: [stamp.at.isoformat(), stamp.who, stamp.version] for field, stamp in record.stamps.items()}
    return {
        "id": record.id, "kind": record.kind, "client_id": record.client_id, "account_id": record.account_id,
        "parent": record.parent, "data": json.dumps(shape.written(record.values), ensure_ascii=False, sort_keys=True),
        "stamps": json.dumps(stamps, ensure_ascii=False, sort_keys=True), "version": record.version,
        "created_at": record.created_at, "created_by": record.created_by, "deleted_at": record.deleted_at,
        "deleted_by": record.deleted_by,
    }


def record_of(row: Row[Any]) -> Record:
    """A row of the table as a record."""
    stamps = {field: Stamp(datetime.datetime.fromisoformat(at), who, version)
              for field, (at, who, version) in json.loads(row.stamps).items()}
    return Record(row.id, row.kind, row.client_id, row.account_id, row.parent, kinds.kind(row.kind).read(json.loads(row.data)),
                  stamps, row.version, row.created_at, row.created_by, row.deleted_at, row.deleted_by)
