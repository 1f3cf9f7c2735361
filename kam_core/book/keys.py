"""The list of key clients: one for all, made of decisions. Each decision says who, when and why, and makes a new version."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, func, insert, select

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models import KEY_DECISIONS as D
from kam_core.book.words import client_of, key_of, moment, name_of, who_of, why_of
from kam_core.errors import AccessError, ChangedError, KamError, UsageError
from kam_core.i18n import Count, msg

AREA = "keys"
Action = Literal["enter", "leave", "edit"]


class Keep(Enum):
    """Stands for: leave it as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True)
class KeyEntry:
    """A client on the list. since: when it came on (UTC); who, why: of that decision; consent: None while it is not asked"""

    client_id: str
    name: str
    since: datetime.datetime
    who: str
    why: str
    consent: bool | None = None
    kind: str | None = None


@dataclass(frozen=True)
class KeyList:
    """One version of the list, in the order in which its clients came on. Version 0 is empty. Hashable."""

    version: int
    entries: tuple[KeyEntry, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The clients' ids."""
        return tuple(entry.client_id for entry in self.entries)

    def entry(self, client_id: str) -> KeyEntry | None:
        """The entry of a client; None where it is not on the list."""
        return next((entry for entry in self.entries if entry.client_id == client_id), None)


@dataclass(frozen=True)
class KeyDecision:
    """One decision and the version it made. at: UTC; undoes: the version whose decision it takes back, its why then empty"""

    version: int
    client_id: str
    name: str
    action: Action
    why: str
    who: str
    at: datetime.datetime
    consent: bool | None
    kind: str | None = None
    undoes: int | None = None


class Keys:
    """The list in one book.

    ``expected``: the version that the decider saw; a ChangedError says who has changed it since. None decides on
    whatever the list is now. Every decision gives the new version of the list.
    """

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self._database = database
        self._reach = reach

    def current(self) -> KeyList:
        """The list as it is now, as far as its clients may be seen."""
        with self._database.reading() as connection:
            return self._seen(stands(connection))

    def version(self) -> int:
        """The number of the current version; 0 before the first decision."""
        with self._database.reading() as connection:
            return _version(connection)

    def at(self, version: int) -> KeyList:
        """The list as a version had it; UsageError where there was none."""
        with self._database.reading() as connection:
            newest = _version(connection)
            if not 0 <= version <= newest:
                raise UsageError(
                    msg("The list of key clients has no version {version}.", version=version),
                    next=msg("Take a number from {low} to {high}.", low=0, high=newest),
                )
            return self._seen(_list(connection, version))

    def log(self) -> list[KeyDecision]:
        """All decisions on clients that may be seen, oldest first."""
        with self._database.reading() as connection:
            return [_decision(row) for row in connection.execute(select(D).order_by(D.c.version))
                    if self._reach.may_see(row.client_id)]

    def enter(
        self, client_id: str, name: str, *, why: str, who: str, cap: int, consent: bool | None = None,
        kind: str | None = None, expected: int | None = None,
    ) -> KeyList:
        """Put a client on the list. cap: how many the list may hold; KamError when it is full or the client is on it."""
        self._expect_decides()
        client_id, why, who = client_of(client_id), why_of(why), who_of(self._reach.who or who)
        name = name_of(name, client_id)
        kind = None if kind is None else key_of(kind)
        with self._database.writing() as connection:
            known = self._known(connection, expected, client_id)
            if (entry := known.entry(client_id)) is not None:
                raise KamError(
                    msg("{name} is on the list already, since {when}: {why}", name=entry.name, when=moment(entry.since),
                        why=entry.why),
                    next=msg("Take another client, or change this entry."),
                )
            _room(known, cap)
            at = log.now()
            entry = KeyEntry(client_id, name, at, who, why, consent, kind)
            return _decide(connection, known, "enter", entry, name, why, who, at)

    def leave(self, client_id: str, *, why: str, who: str, expected: int | None = None) -> KeyList:
        """Take a client off the list; KamError when it is not on it."""
        self._expect_decides()
        client_id, why, who = client_of(client_id), why_of(why), who_of(self._reach.who or who)
        with self._database.writing() as connection:
            known = self._known(connection, expected, client_id)
            entry = _on(known, client_id)
            return _decide(connection, known, "leave", None, entry.name, why, who, log.now(), client_id=client_id)

    def edit(
        self, client_id: str, *, why: str, who: str, consent: bool | Keep | None = KEEP, kind: str | Keep | None = KEEP,
        expected: int | None = None,
    ) -> KeyList:
        """Change consent or kind of a client on the list; KEEP leaves it as it is. Nothing to change makes no version."""
        self._expect_decides()
        client_id, why, who = client_of(client_id), why_of(why), who_of(self._reach.who or who)
        with self._database.writing() as connection:
            known = self._known(connection, expected, client_id)
            entry = _on(known, client_id)
            changed = replace(
                entry,
                consent=entry.consent if isinstance(consent, Keep) else consent,
                kind=entry.kind if isinstance(kind, Keep) else None if kind is None else key_of(kind),
            )
            if changed == entry:
                return known
            return _decide(connection, known, "edit", changed, entry.name, why, who, log.now())

    def undo(self, who: str, *, why: str = "", cap: int | None = None, expected: int | None = None) -> KeyList:
        """Take the last decision back by a new one; again, the one before it. KamError where there is none left."""
        self._expect_decides()
        who = who_of(self._reach.who or who)
        with self._database.writing() as connection:
            known = self._known(connection, expected)
            taken_back = select(D.c.undoes).where(D.c.undoes.is_not(None))
            query = select(D).where(D.c.undoes.is_(None), D.c.version.not_in(taken_back)).order_by(D.c.version.desc())
            last = connection.execute(query.limit(1)).one_or_none()
            if last is None:
                raise KamError(msg("There is no decision to take back."), next=msg("Decide something first."))
            before = _list(connection, last.version - 1).entry(last.client_id)
            if before is not None and last.action == "leave" and cap is not None:
                _room(known, cap)
            action: Action = "leave" if before is None else "enter" if last.action == "leave" else "edit"
            return _decide(connection, known, action, before, last.name, why.strip(), who, log.now(),
                           client_id=last.client_id, undoes=last.version)

    def _seen(self, known: KeyList) -> KeyList:
        return replace(known, entries=tuple(each for each in known.entries if self._reach.may_see(each.client_id)))

    def _expect_decides(self) -> None:
        if not self._reach.now().decides:
            raise AccessError(
                msg("There is one list for all: only those who decide for the whole company may change it."),
                next=msg("Tell them what speaks for the client."),
            )

    def _known(self, connection: Connection, expected: int | None, client_id: str | None = None) -> KeyList:
        """The list that is decided on; ChangedError where somebody has changed it, or this client, since ``expected``."""
        known = stands(connection)
        if expected is None or expected >= known.version:
            return known
        query = select(D).where(D.c.version > expected).order_by(D.c.version.desc())
        if client_id is not None:
            query = query.where(D.c.client_id == client_id)
        newer = connection.execute(query.limit(1)).one_or_none()
        if newer is not None:
            raise ChangedError(
                msg("{who} has changed the list of key clients meanwhile, on {when}: {name}.", who=newer.who,
                    when=moment(newer.at), name=newer.name),
                next=msg("Look at the list as it is now, then decide again."),
            )
        return known


def _room(known: KeyList, cap: int) -> None:
    if len(known.entries) >= cap:
        raise KamError(
            msg("The list is full: {n} of {cap} clients.", n=Count(len(known.entries)), cap=Count(cap)),
            msg("Nothing was changed: a list that everybody is on tells nobody where to begin."),
            msg("Take a client off the list first, or raise the limit “{setting}”.", setting="key_list_cap"),
        )


def _on(known: KeyList, client_id: str) -> KeyEntry:
    entry = known.entry(client_id)
    if entry is None:
        raise KamError(
            msg("{client} is not on the list of key clients.", client=client_id),
            next=msg("Look at the list as it is now, then decide again."),
        )
    return entry


def stands(connection: Connection) -> KeyList:
    """The list as it is now."""
    return _list(connection, _version(connection))


def _version(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(D.c.version), 0))).scalar_one())


def _list(connection: Connection, version: int) -> KeyList:
    """The list as a version had it: of each client the last decision up to then."""
    last = select(func.max(D.c.version)).where(D.c.version <= version).group_by(D.c.client_id)
    rows = connection.execute(select(D).where(D.c.version.in_(last), D.c.since.is_not(None)))
    entries = [KeyEntry(r.client_id, r.name, r.since, r.entered_by, r.reason, r.consent, r.kind) for r in rows]
    return KeyList(version, tuple(sorted(entries, key=lambda entry: (entry.since, entry.client_id))))


def _decision(row: Row[Any]) -> KeyDecision:
    return KeyDecision(row.version, row.client_id, row.name, row.action, row.why, row.who, row.at, row.consent, row.kind,
                       row.undoes)


def _decide(
    connection: Connection, known: KeyList, action: Action, after: KeyEntry | None, name: str, why: str, who: str,
    at: datetime.datetime, *, client_id: str | None = None, undoes: int | None = None,
) -> KeyList:
    """Write one decision and its change; gives the new version of the list."""
    client = after.client_id if after is not None else str(client_id)
    before = known.entry(client)
    change = log.append(
        connection, AREA, client, "", "undo" if undoes else action, who=who, why=why, at=at,
        before=None if before is None else asdict(before), after=None if after is None else asdict(after),
    )
    version = known.version + 1
    connection.execute(insert(D).values(
        version=version, change_id=change, client_id=client, name=name, action=action, why=why, who=who, at=at,
        undoes=undoes, since=after and after.since, entered_by=after and after.who, reason=after and after.why,
        consent=None if after is None else after.consent, kind=None if after is None else after.kind,
    ))
    return _list(connection, version)
