"""What somebody has typed and not saved: it outlives a lost connection and a restart of the server. Not in the log."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models import DRAFTS as D
from kam_core.book.words import who_of

LONGEST = 50_000
KEPT_DAYS = 30


@dataclass(frozen=True)
class Draft:
    """One field that was typed. value: as JSON holds it; at: UTC"""

    place: str
    field: str
    value: Any
    at: datetime.datetime


class Drafts:
    """The drafts in one book. place: id of a record, or what a new one would be ("new:visit:G0101")."""

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def put(self, who: str, place: str, field: str, value: Any, client_id: str | None = None) -> None:
        """Keep what was typed in a field, in place of what was kept for it. Too much text is not kept."""
        text = json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()
        if len(text) > LONGEST:
            return
        if client_id is not None:
            self._reach.expect_see(client_id)
        who, at = self._who(who), log.now()
        with self._database.writing() as connection:
            connection.execute(delete(D).where(D.c.at < at - datetime.timedelta(days=KEPT_DAYS)))
            connection.execute(delete(D).where(D.c.who == who, D.c.place == place, D.c.field == field))
            connection.execute(insert(D).values(who=who, place=place, field=field, client_id=client_id, value=text, at=at))

    def of(self, who: str, place: str) -> dict[str, Draft]:
        """What was typed in one place and not saved, by field."""
        who = self._who(who)
        with self._database.reading() as connection:
            query = select(D).where(D.c.who == who, D.c.place == place).order_by(D.c.at)
            return {row.field: Draft(row.place, row.field, json.loads(row.value), row.at)
                    for row in connection.execute(query) if row.client_id is None or self._reach.may_see(row.client_id)}

    def clear(self, who: str, place: str) -> None:
        """What was typed there is saved now, or not wanted."""
        who = self._who(who)
        with self._database.writing() as connection:
            connection.execute(delete(D).where(D.c.who == who, D.c.place == place))

    def _who(self, who: str) -> str:
        """Whoever has signed in has their own drafts and no others."""
        return who_of(self._reach.who or who)
