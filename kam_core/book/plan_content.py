"""An account plan as it stands at one moment: its records frozen as JSON, and what differs between two of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kam_core.book import kinds
from kam_core.book.kinds import Field, Value
from kam_core.book.record import Record

PARTS = ("plan", "client_goal", "goal", "action")
"""The kinds of records that make a plan, in the order in which they are read."""
PROGRESS: dict[str, tuple[str, ...]] = {
    "plan": ("note",), "client_goal": ("state",), "goal": ("now",), "action": ("done", "note"),
}
"""Fields that tell how a plan goes on: writing them changes no plan that was approved."""
Content = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""{kind: {record id: {field: plain value}}}"""


@dataclass(frozen=True)
class Difference:
    """One thing that differs. id: of the record; title: what it is called now, or was

    field: None where the whole record is only on one side: ``after`` None means that it is gone, else that it is new
    """

    kind: str
    id: str
    title: str
    field: Field | None
    before: Value | Mapping[str, Value]
    after: Value | Mapping[str, Value]


def frozen(records: Iterable[Record]) -> dict[str, dict[str, dict[str, Any]]]:
    """Records as they stand. Those of other kinds, and of the bin, are left out."""
    found: dict[str, dict[str, dict[str, Any]]] = {part: {} for part in PARTS}
    for record in records:
        if record.kind in found and record.deleted_at is None:
            found[record.kind][record.id] = kinds.kind(record.kind).written(record.values)
    return found


def plain(content: Content) -> str:
    """The JSON of it, the same for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def values(content: Content, part: str) -> dict[str, dict[str, Value]]:
    """The values of one kind by record."""
    shape = kinds.kind(part)
    return {id: shape.read(each) for id, each in content.get(part, {}).items()}


def differences(before: Content, after: Content, *, progress: bool = True) -> list[Difference]:
    """What differs, in the order of the plan. progress: whether fields that only tell how it goes on count"""
    found: list[Difference] = []
    for part in PARTS:
        shape, old, new = kinds.kind(part), values(before, part), values(after, part)
        for id in [*new, *(id for id in old if id not in new)]:
            was, now = old.get(id, {}), new.get(id, {})
            title = str(now.get(shape.title) or was.get(shape.title) or shape.label)
            if part != "plan" and (id not in old or id not in new):
                found.append(Difference(part, id, title, None, was if id in old else None, now if id in new else None))
                continue
            skipped = () if progress else PROGRESS[part]
            found += [Difference(part, id, title, field, was.get(field.key), now.get(field.key)) for field in shape.fields
                      if field.key not in skipped and was.get(field.key) != now.get(field.key)]
    return found
