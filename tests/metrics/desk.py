"""Small ledgers of requests, built without an import."""

from __future__ import annotations

import datetime
from pathlib import Path

from ledgers import insert

from kam_core.ledger import Ledger, Store


def moment(text: str) -> datetime.datetime:
    """'2025-03-03 09:00'."""
    return datetime.datetime.fromisoformat(text)


def request(opened: str, hours: float | None = None, answer: float | None = None, closed: float | None = None,
            account: str | None = "a", **more: object) -> dict:
    """A request, with the hours from its opening to its resolution, first response and closing."""
    start = moment(opened)
    row = {"account": account, "opened_at": start, **more}
    for name, after in (("resolved_at", hours), ("first_response_at", answer), ("closed_at", closed)):
        if after is not None:
            row[name] = start + datetime.timedelta(hours=after)
    return row


def desk(folder: Path, requests: list[dict], accounts: list[dict] = ()) -> Ledger:
    """A ledger of these requests, numbered where they have no number."""
    store = Store(folder)
    with store.draft("import", fresh=True) as building:
        insert(building.draft, "accounts", accounts)
        insert(building.draft, "tickets", ({"ticket_id": f"T{number:03d}", **row} for number, row in enumerate(requests, 1)))
        building.publish("made by a test")
    return store.open()
