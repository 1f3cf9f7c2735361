"""What people score from 1 to 10 where the data does not tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models import SCORES as S
from kam_core.book.words import client_of, key_of, moment, who_of, why_of
from kam_core.errors import ChangedError, UsageError
from kam_core.i18n import msg

AREA = "scores"
LOW, HIGH = 1, 10
MOST = 500
"""How many clients are named in one query; more are read whole and chosen from."""


@dataclass(frozen=True)
class Score:
    """A score in force. value: 1-10; at: UTC; version: how often it was changed; why: a note, may be empty"""

    value: int
    who: str
    at: datetime.datetime
    version: int
    why: str = ""


class Scores:
    """The scores in one book."""

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def of(self, client_ids: Iterable[str] | None = None) -> dict[str, dict[str, Score]]:
        """The scores by client and factor, of all clients or of these; who has none is left out."""
        query = select(S).where(S.c.value.is_not(None)).order_by(S.c.client_id, S.c.factor)
        wanted = None if client_ids is None else set(client_ids)
        if wanted is not None and len(wanted) <= MOST:
            query = query.where(S.c.client_id.in_(wanted))
        found: dict[str, dict[str, Score]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                if self._reach.may_see(row.client_id) and (wanted is None or row.client_id in wanted):
                    score = Score(row.value, row.who, row.at, row.version, row.why)
                    found.setdefault(row.client_id, {})[row.factor] = score
        return found

    def put(
        self, client_id: str, factor: str, value: int | None, *, who: str, expected: int | None = None, why: str = ""
    ) -> Score | None:
        """Score a factor of a client, or take the score back (None). Gives the score in force.

        expected: the version that was seen, 0 for none; a ChangedError says who has changed it since. None: no matter
        """
        client_id, factor, who = client_of(client_id), key_of(factor), who_of(self._reach.who or who)
        self._reach.expect_edit(client_id)
        why = why_of(why) if why.strip() else ""
        if value is not None and (isinstance(value, bool) or value not in range(LOW, HIGH + 1)):
            raise UsageError(
                msg("{value} is not a score.", value=value),
                next=msg("Take a whole number from {low} to {high}.", low=LOW, high=HIGH),
            )
        here = (S.c.client_id == client_id) & (S.c.factor == factor)
        with self._database.writing() as connection:
            row = connection.execute(select(S).where(here)).one_or_none()
            there = 0 if row is None or row.value is None else row.version
            if row is not None and expected is not None and expected != there:
                raise ChangedError(
                    msg("{who} has changed this score meanwhile, on {when}: {value}.", who=row.who, when=moment(row.at),
                        value="—" if row.value is None else row.value),
                    next=msg("Look at the score as it is now, then decide again."),
                )
            before = None if row is None or row.value is None else {"value": row.value, "why": row.why}
            after = None if value is None else {"value": int(value), "why": why}
            if before == after:
                return None if row is None or row.value is None else Score(row.value, row.who, row.at, row.version, row.why)
            at, version = log.now(), 1 if row is None else row.version + 1
            log.append(connection, AREA, client_id, factor, "score" if after else "clear", who=who, why=why, at=at,
                       before=before, after=after)
            values = {"value": None if value is None else int(value), "why": why, "who": who, "at": at, "version": version}
            if row is None:
                connection.execute(insert(S).values(client_id=client_id, factor=factor, **values))
            else:
                connection.execute(update(S).where(here).values(**values))
        return None if value is None else Score(int(value), who, at, version, why)
