"""Who owns which client, and with whom it is shared, where that was changed in the app. It goes before the account list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, insert, select, update

from kam_core.access import Ownership
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models import CHANGES as C
from kam_core.book.models_members import OWNERS as O
from kam_core.book.models_members import SHARES as S
from kam_core.book.words import client_of, name_of, who_of

OWNERS, SHARES = "owners", "shares"
"""The areas of the log. subject: the client; item: of owners the legal entity, or empty; of shares the member's number."""


@dataclass(frozen=True)
class Owned:
    """One thing that was changed in the app. way: given to a member, or shared; account_id: empty for the whole group"""

    way: Literal["given", "shared"]
    client_id: str
    account_id: str
    name: str
    member_id: int


_kept: WeakKeyDictionary[Database, tuple[tuple[int, str] | None, Ownership]] = WeakKeyDictionary()


class Owners:
    """Who owns which client, in one book. The numbers of members are those of one's own book."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self) -> Ownership:
        """As it is now: one small query where the log has not grown since."""
        with self._database.reading() as connection:
            last = connection.execute(select(C.c.id, C.c.hash).order_by(C.c.id.desc()).limit(1)).one_or_none()
            stamp = None if last is None else (last.id, last.hash)
            kept = _kept.get(self._database)
            if kept is None or kept[0] != stamp:
                kept = _kept[self._database] = (stamp, _ownership(connection))
        return kept[1]

    def list(self) -> list[Owned]:
        """What was given and shared, by name."""
        with self._database.reading() as connection:
            given = [Owned("given", row.client_id, row.account_id, row.name, row.member_id)
                     for row in connection.execute(select(O).where(O.c.member_id.is_not(None)))]
            shared = [Owned("shared", row.client_id, "", row.name, row.member_id)
                      for row in connection.execute(select(S).where(S.c.active))]
        return sorted([*given, *shared], key=lambda each: (each.name.casefold(), each.client_id, each.account_id, each.way,
                                                            each.member_id))

    def give(self, client_id: str, name: str, member_id: int | None, *, who: str, account_id: str = "") -> None:
        """Give a client (or one legal entity of it) to a member; None: it goes by the account list again."""
        client_id, who = client_of(client_id), who_of(who)
        name = name_of(name, account_id or client_id)
        here = (O.c.client_id == client_id) & (O.c.account_id == account_id)
        with self._database.writing() as connection:
            row = connection.execute(select(O).where(here)).one_or_none()
            now = None if row is None else row.member_id
            if now == member_id:
                return
            _tell(connection, OWNERS, client_id, account_id, "give" if member_id is not None else "take_back", who, name,
                  now, member_id)
            if row is None:
                connection.execute(insert(O).values(client_id=client_id, account_id=account_id, name=name, member_id=member_id,
                                                    version=1))
            else:
                connection.execute(update(O).where(here).values(name=name, member_id=member_id, version=row.version + 1))

    def share(self, client_id: str, name: str, member_id: int, *, who: str) -> None:
        """Let a member read about a client that is not theirs."""
        self._share(client_id, name, member_id, True, who)

    def unshare(self, client_id: str, member_id: int, *, who: str) -> None:
        """Let them read about it no longer."""
        self._share(client_id, "", member_id, False, who)

    def _share(self, client_id: str, name: str, member_id: int, active: bool, who: str) -> None:
        client_id, who = client_of(client_id), who_of(who)
        here = (S.c.client_id == client_id) & (S.c.member_id == member_id)
        with self._database.writing() as connection:
            row = connection.execute(select(S).where(here)).one_or_none()
            if active == (row is not None and row.active):
                return
            name = name_of(name or ("" if row is None else row.name), client_id)
            _tell(connection, SHARES, client_id, str(member_id), "share" if active else "unshare", who, name,
                  None if active else member_id, member_id if active else None)
            if row is None:
                connection.execute(insert(S).values(client_id=client_id, member_id=member_id, name=name, active=active,
                                                    version=1))
            else:
                connection.execute(update(S).where(here).values(name=name, active=active, version=row.version + 1))


def there(connection: Connection) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What stands in the tables, in the words of the log: by area, subject and item."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in connection.execute(select(O).where(O.c.member_id.is_not(None))):
        found[OWNERS, row.client_id, row.account_id] = {"member": row.member_id, "name": row.name}
    for row in connection.execute(select(S).where(S.c.active)):
        found[SHARES, row.client_id, str(row.member_id)] = {"member": row.member_id, "name": row.name}
    return found


def _tell(
    connection: Connection, area: str, client_id: str, item: str, action: str, who: str, name: str, before: int | None,
    after: int | None,
) -> None:
    def told(member: int | None) -> dict[str, Any] | None:
        return None if member is None else {"member": member, "name": name}

    log.append(connection, area, client_id, item, action, who=who, why="", at=log.now(), before=told(before),
               after=told(after))


def _ownership(connection: Connection) -> Ownership:
    clients: dict[str, int] = {}
    accounts: dict[str, int] = {}
    shares: dict[str, set[int]] = {}
    for row in connection.execute(select(O.c.client_id, O.c.account_id, O.c.member_id).where(O.c.member_id.is_not(None))):
        if row.account_id:
            accounts[row.account_id] = row.member_id
        else:
            clients[row.client_id] = row.member_id
    for client, member in connection.execute(select(S.c.client_id, S.c.member_id).where(S.c.active)):
        shares.setdefault(client, set()).add(member)
    frozen: Mapping[str, frozenset[int]] = {client: frozenset(members) for client, members in shares.items()}
    return Ownership(clients, accounts, frozen)
