"""The answer to one question: figures, rows, a thesis, and what must be said beside them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd

from kam_core.i18n import Message
from kam_core.scope import Scope
from kam_core.settings import Settings

Figure = float | int | None


@dataclass(frozen=True)
class Change:
    """One thing that changed. rows: account_id, name, before, now, change (base of the scope), largest change first.

    kind: crossed_up, crossed_down, fall, rise, new, lost, at_a_loss, unassigned, concentration, record; of voices: late,
    drop (before: expected), detractors, nps, requests, resolution
    stake: money at stake, in the base of the scope; changes are ranked by it
    """

    kind: str
    message: Message
    stake: float
    rows: pd.DataFrame


@dataclass(frozen=True)
class Answer:
    """What a measure found.

    summary: figures by the keys of the measure's summary; None where there is not enough data, never NaN
    rows: a frame with the measure's columns; unknown values are null
    frames: further tables, named in the measure's module
    notes: what must be known to read the figures right
    """

    measure: str
    version: str
    scope: Scope
    settings: Settings
    summary: dict[str, Figure]
    rows: pd.DataFrame
    thesis: Message | None = None
    notes: list[Message] = field(default_factory=list)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)


def figure(value: object) -> Figure:
    """A plain finite number, or None; -0 is 0."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, bool | int):
        return int(value)
    number = float(value)  # type: ignore[arg-type]
    return number + 0.0 if math.isfinite(number) else None


def ratio(part: float | None, whole: float | None) -> float | None:
    """part / whole; None where either is unknown or the whole is zero."""
    return None if part is None or not whole else figure(part / whole)


def change(now: float | None, before: float | None) -> float | None:
    """Relative change (0.1 is 10 % more); None where it is unknown or what was before is not above zero."""
    return None if now is None or before is None or before <= 0 else now / before - 1


def difference(now: float | None, before: float | None) -> float | None:
    """now - before; None where either is unknown."""
    return None if now is None or before is None else now - before


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain values: shares 0-1, dates ISO, no NaN, texts in the current language."""
    scope = answer.scope
    found: dict[str, Any] = {
        "measure": answer.measure,
        "version": answer.version,
        "scope": {
            "from": plain(scope.start),
            "to": plain(scope.end),
            "months": scope.months,
            "base": scope.base,
            "level": scope.level,
            "where": {key: list(values) for key, values in scope.where},
            "only": None if scope.only is None else list(scope.only),
            "viewer": scope.viewer.email or None,
        },
        "settings": answer.settings.as_dict(),
        "summary": {key: figure(value) for key, value in answer.summary.items()},
        "rows": records(answer.rows),
        "thesis": None if answer.thesis is None else str(answer.thesis),
        "notes": [str(note) for note in answer.notes],
    }
    if answer.changes:
        found["changes"] = [
            {"kind": item.kind, "text": str(item.message), "stake": figure(item.stake), "rows": records(item.rows)}
            for item in answer.changes
        ]
    return found


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain values."""
    names = [str(name) for name in frame.columns]
    columns = [[plain(value) for value in frame[name].tolist()] for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def plain(value: object) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, str | bool):
        return value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Message):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(kept) for key, kept in value.items()}
    if isinstance(value, list | tuple):
        return [plain(kept) for kept in value]
    if isinstance(value, Decimal):
        return figure(float(value))
    return figure(value)
