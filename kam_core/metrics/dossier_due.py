"""What people wrote that is due today, of every client with records: items for the attention list, beside the ledger's."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kam_core.book import Record
from kam_core.book.kinds.dossier import SECTIONS
from kam_core.i18n import Day, Joined, Message, msg
from kam_core.metrics.client_now import WRITTEN, Now, now
from kam_core.metrics.dossier import clock
from kam_core.settings import Settings

KINDS = (*WRITTEN, "dossier")
"""Kinds of records that are asked."""
KIND = "book"
COLUMNS = ("key", "account_id", "kind", "step", "reason", "next", "detail", "stake", "began", "age_days", "part", "show")
"""Of ``attention``, without name and manager; part, show: where in the dossier it stands."""
PLACES: dict[str, tuple[str, str]] = {
    "promise": ("journal", "promises"), "claim": ("journal", "promises"), "visit": ("journal", "visits"),
    "next": ("journal", "visits"), "task": ("journal", "tasks"), "action": ("plan", ""), "contract": ("business", "contracts"),
    "dossier": ("client", ""),
}
_NOTHING = pd.DataFrame(columns=["step", "reason", "next", "stake"])


def due(records: Iterable[Record], today: datetime.date, settings: Settings) -> pd.DataFrame:
    """One row for each thing that is due: COLUMNS. records: of KINDS, of any clients; those of a bin are none.

    Tasks, next steps, promises, claims and planned visits whose day is today or past; contracts near the day of notice or
    their end; dossiers with a section to be revised. The ledger does not know of them: no money is at stake
    """
    of: dict[str, list[Record]] = {}
    for record in records:
        of.setdefault(str(record.client_id), []).append(record)
    rows = [row for client, own in of.items() for row in (*_things(client, own, today, settings),
                                                          *_sections(client, own, today, settings))]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.astype({"stake": "float64", "age_days": "float64"}).assign(began=pd.to_datetime(found["began"]))


def _things(client: str, records: list[Record], today: datetime.date, settings: Settings) -> list[dict[str, Any]]:
    rows = []
    for item in now(records, _NOTHING, today, settings):
        if item.due is None or (item.kind != "contract" and item.due > today):
            continue
        rows.append(_row(client, item.kind, str(item.record), "do", _reason(item, today), _next(item), item.due, today))
    return rows


def _sections(client: str, records: list[Record], today: datetime.date, settings: Settings) -> list[dict[str, Any]]:
    """The dossier, where a section of it is older than it may be, or was never written."""
    rows = []
    for record in (each for each in records if each.kind == "dossier"):
        times = clock(record, settings)
        late = [each for each in times.sections if each.late(today)]
        if not late:
            continue
        names = Joined([str(SECTIONS[each.key]) for each in late])
        since = times.due or record.created_at.astimezone().date()
        rows.append(_row(
            client, "dossier", record.id, "review", msg("The dossier is to be revised: {sections}.", sections=names),
            msg("Read the section; change what has changed, or confirm that nothing has."), since, today))
    return rows


def _row(
    client: str, kind: str, record: str, step: str, reason: Message, next: Message, due: datetime.date, today: datetime.date
) -> dict[str, Any]:
    part, show = PLACES[kind]
    return {
        "key": f"{KIND}|{client}|{kind}|{due.isoformat()}|{record}", "account_id": client, "kind": KIND, "step": step,
        "reason": reason, "next": next, "detail": None, "stake": np.nan, "began": due, "age_days": max(0, (today - due).days),
        "part": part, "show": show,
    }


def _reason(item: Now, today: datetime.date) -> Message:
    """What it is, and since when it is due."""
    words: Mapping[str, Message] = {
        "task": msg("Task"), "promise": msg("Promise"), "claim": msg("Claim"), "next": msg("Next step"),
        "visit": msg("Planned"), "action": msg("Action of the plan"),
    }
    day = Day(item.due or today)
    if item.kind == "contract":
        return msg("{what}: {why}.", what=item.text, why=item.why if item.why is not None else day)
    if item.overdue:
        return msg("{kind}: {what}; was due {day}.", kind=words[item.kind], what=item.text, day=day)
    return msg("{kind}: {what}; due today.", kind=words[item.kind], what=item.text)


def _next(item: Now) -> Message:
    if item.kind == "visit":
        return msg("Write two lines about it, or name another day.")
    if item.kind == "contract":
        return msg("Decide whether it goes on, and on which terms; write down what was agreed.")
    if item.kind in ("promise", "claim") and isinstance(item.why, Message):
        return item.why
    return msg("Do it, or name another day.")
