"""Calendars that are fetched by a secret address: who has one, and whose an address is.

The secret is handed out once and never kept: the book holds its digest. Whoever has the address reads the calendar without
signing in, so it can be made anew or taken back at any moment.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models_plans import FEEDS as F
from kam_core.book.words import who_of

AREA = "calendar"
BYTES = 32
"""Of chance in an address: nobody guesses it."""


@dataclass(frozen=True)
class Feed:
    """A calendar that can be fetched. member_id: whose, 0 for the local owner; since: UTC"""

    member_id: int
    language: str
    since: datetime.datetime


class Feeds:
    """The calendars of one book that can be fetched. Making and taking back is in the log, the secret never."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, member_id: int) -> Feed | None:
        """The calendar of a member; None where they have none."""
        with self._database.reading() as connection:
            row = connection.execute(select(F).where(F.c.member_id == member_id)).one_or_none()
        return None if row is None else Feed(row.member_id, row.language, row.since)

    def make(self, member_id: int, language: str, who: str) -> str:
        """A new secret for a member's calendar; the earlier one opens nothing any more."""
        secret, who = secrets.token_urlsafe(BYTES), who_of(who)
        with self._database.writing() as connection:
            gone = connection.execute(delete(F).where(F.c.member_id == member_id)).rowcount
            at = log.now()
            connection.execute(insert(F).values(member_id=member_id, digest=_digest(secret), language=language, since=at))
            log.append(connection, AREA, who, "", "renew" if gone else "make", who=who, why="", at=at, before=None,
                       after={"member": member_id})
        return secret

    def revoke(self, member_id: int, who: str) -> bool:
        """Take it back; whether there was one."""
        who = who_of(who)
        with self._database.writing() as connection:
            gone = connection.execute(delete(F).where(F.c.member_id == member_id)).rowcount
            if gone:
                log.append(connection, AREA, who, "", "revoke", who=who, why="", at=log.now(), before={"member": member_id},
                           after=None)
        return bool(gone)

    def find(self, secret: str) -> Feed | None:
        """Whose calendar an address opens; None where it opens none. It takes as long whether it is near or far from one."""
        digest = _digest(secret)
        with self._database.reading() as connection:
            row = connection.execute(select(F).where(F.c.digest == digest)).one_or_none()
        known = "0" * len(digest) if row is None else str(row.digest)
        same = hmac.compare_digest(known, digest)
        return Feed(row.member_id, row.language, row.since) if row is not None and same else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
