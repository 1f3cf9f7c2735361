"""What the manager thinks of a client's health, beside what is computed: a band and why, with who and when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models import OPINIONS as O
from kam_core.book.scores import MOST
from kam_core.book.words import client_of, moment, who_of, why_of
from kam_core.errors import ChangedError, UsageError
from kam_core.i18n import Joined, msg

AREA = "opinions"
BANDS = ("red", "amber", "green")


@dataclass(frozen=True)
class Opinion:
    """An opinion in force. band: one of BANDS; why: never empty; at: UTC; version: how often it was changed"""

    band: str
    why: str
    who: str
    at: datetime.datetime
    version: int

    def stale(self, days: float, today: datetime.datetime | None = None) -> bool:
        """Whether it is older than so many days."""
        return (today or datetime.datetime.now(datetime.UTC)) - self.at > datetime.timedelta(days=days)


class Opinions:
    """The opinions in one book."""

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def of(self, client_ids: Iterable[str] | None = None) -> dict[str, Opinion]:
        """The opinions by client, of all clients or of these; who has none is left out."""
        query = select(O).where(O.c.band.is_not(None)).order_by(O.c.client_id)
        wanted = None if client_ids is None else set(client_ids)
        if wanted is not None and len(wanted) <= MOST:
            query = query.where(O.c.client_id.in_(wanted))
        with self._database.reading() as connection:
            return {row.client_id: _opinion(row) for row in connection.execute(query)
                    if self._reach.may_see(row.client_id) and (wanted is None or row.client_id in wanted)}

    def put(
        self, client_id: str, band: str | None, *, why: str, who: str, expected: int | None = None
    ) -> Opinion | None:
        """Say how healthy a client is, and why; None takes it back, then ``why`` may be empty. Gives the opinion in force.

        The same band with the same reason is said anew: its day is what tells whether it still holds.
        expected: the version that was seen, 0 for none; a ChangedError says who has changed it since. None: no matter
        """
        client_id, who = client_of(client_id), who_of(self._reach.who or who)
        self._reach.expect_edit(client_id)
        if band is not None and band not in BANDS:
            raise UsageError(msg("{value} is not a band of health.", value=str(band)[:60]),
                             next=msg("Take one of: {allowed}.", allowed=Joined(BANDS)))
        why = why_of(why) if band is not None or why.strip() else ""
        with self._database.writing() as connection:
            row = connection.execute(select(O).where(O.c.client_id == client_id)).one_or_none()
            there = 0 if row is None or row.band is None else row.version
            if row is not None and expected is not None and expected != there:
                raise ChangedError(
                    msg("{who} has changed this opinion meanwhile, on {when}: {value}.", who=row.who, when=moment(row.at),
                        value="—" if row.band is None else row.band),
                    next=msg("Look at the opinion as it is now, then decide again."),
                )
            before = None if row is None or row.band is None else {"band": row.band, "why": row.why}
            after = None if band is None else {"band": band, "why": why}
            if before is None and after is None:
                return None
            at, version = log.now(), 1 if row is None else row.version + 1
            log.append(connection, AREA, client_id, "", "opinion" if after else "clear", who=who, why=why, at=at,
                       before=before, after=after)
            values = {"band": band, "why": why, "who": who, "at": at, "version": version}
            if row is None:
                connection.execute(insert(O).values(client_id=client_id, **values))
            else:
                connection.execute(update(O).where(O.c.client_id == client_id).values(**values))
        return None if band is None else Opinion(band, why, who, at, version)


def _opinion(row: Row[Any]) -> Opinion:
    return Opinion(row.band, row.why, row.who, row.at, row.version)
