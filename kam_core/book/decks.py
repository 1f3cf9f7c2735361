"""The decks that were made: who made which, when, from which version; each kept as it was, to be made again to the letter."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, insert, select

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models_decks import DECKS as D
from kam_core.book.words import who_of

AREA = "deck"


@dataclass(frozen=True)
class KeptDeck:
    """A deck. client_id: None for the portfolio; whole: whether its maker saw every client; scope: in words; made: UTC"""

    id: int
    made: datetime.datetime
    who: str
    client_id: str | None
    whole: bool
    title: str
    scope: tuple[str, ...]
    ledger: str
    language: str
    internal: bool
    sha256: str


class Decks:
    """The decks in one book, as far as they are reached.

    One of a client is seen by whoever may see the client; one of the portfolio by who sees every client, and by its maker.
    """

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def keep(
        self, frozen: str, who: str, *, client_id: str | None, title: str, scope: tuple[str, ...], ledger: str, language: str,
        internal: bool,
    ) -> KeptDeck:
        """Keep a deck, and write into the log that it was made. frozen: the deck as JSON"""
        who, at, sha = who_of(who), log.now(), hashlib.sha256(frozen.encode()).hexdigest()
        if client_id is not None:
            self._reach.expect_see(client_id)
        with self._database.writing() as connection:
            number = int(connection.execute(select(func.coalesce(func.max(D.c.id), 0))).scalar_one()) + 1
            values: dict[str, Any] = {
                "id": number, "made": at, "who": who, "client_id": client_id, "whole": self._reach.sees is None, "title": title,
                "scope": json.dumps(scope, ensure_ascii=False), "ledger": ledger, "language": language, "internal": internal,
                "sha256": sha}
            log.append(connection, AREA, client_id or "", str(number), "make", who=who, why="", at=at, before=None,
                       after={"title": title, "ledger": ledger, "internal": internal, "sha256": sha})
            connection.execute(insert(D).values(**values, frozen=frozen))
        return KeptDeck(**{**values, "scope": tuple(scope)})

    def list(self, client_id: str | None = None) -> list[KeptDeck]:
        """The decks, the latest first; of one client."""
        query = select(*[column for column in D.c if column.name != "frozen"]).order_by(D.c.id.desc())
        if client_id is not None:
            query = query.where(D.c.client_id == client_id)
        with self._database.reading() as connection:
            return [deck for row in connection.execute(query) if self._sees(deck := _deck(row))]

    def frozen(self, id: int) -> str | None:
        """A deck as JSON; None where there is none, or it is out of reach."""
        with self._database.reading() as connection:
            row = connection.execute(select(D).where(D.c.id == id)).one_or_none()
        return None if row is None or not self._sees(_deck(row)) else str(row.frozen)

    def _sees(self, deck: KeptDeck) -> bool:
        if deck.client_id is not None:
            return self._reach.may_see(deck.client_id)
        return self._reach.sees is None or (bool(self._reach.who) and deck.who == self._reach.who)


def _deck(row: Row[Any]) -> KeptDeck:
    return KeptDeck(row.id, row.made, row.who, row.client_id, row.whole, row.title, tuple(json.loads(row.scope)), row.ledger,
                    row.language, row.internal, row.sha256)
