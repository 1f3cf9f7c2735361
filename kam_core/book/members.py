"""Who may use this installation: invited by e-mail, known from the first sign-in on by the provider's number for them.

Members stand in one's own book, also while the ledger is the made-up company's.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from kam_core.access import ROLES, Identity, Member
from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.models_members import MEMBERS as M
from kam_core.book.words import LONGEST_NAME, LONGEST_WHO, moment, plain_of, who_of
from kam_core.errors import AccessError, ChangedError, KamError, UsageError
from kam_core.i18n import Joined, msg

AREA = "members"
Refused = Literal["stranger", "revoked", "ended"]
"""stranger: not invited, or the invitation was taken up by somebody else; revoked: may not come any more; ended: signed out"""
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+")


@dataclass(frozen=True)
class MemberEntry:
    """A member as the administrator sees them.

    email: of the invitation, in small letters; known: whether they have signed in, so that (issuer, subject) alone counts
    sessions_from: what was signed in earlier is refused; since: when invited; version: how often it was changed
    """

    id: int
    email: str
    name: str
    roles: frozenset[str]
    managers: frozenset[str]
    active: bool
    issuer: str | None
    subject: str | None
    sessions_from: datetime.datetime | None
    since: datetime.datetime
    version: int

    @property
    def known(self) -> bool:
        """Whether they have signed in once."""
        return self.subject is not None

    @property
    def member(self) -> Member:
        """As far as rights go."""
        return Member(self.id, self.email, self.name, self.roles, self.managers)


class Members:
    """The members in one book. Every change is in the log.

    ``expected``: the version that was seen; a ChangedError says that somebody has changed the member since. None: no matter
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[MemberEntry]:
        """All members, those who may not come any more too, by e-mail."""
        with self._database.reading() as connection:
            return [_entry(row) for row in connection.execute(select(M).order_by(M.c.email))]

    def get(self, id: int) -> MemberEntry:
        """A member; UsageError where there is none."""
        with self._database.reading() as connection:
            return _get(connection, id)

    def by_email(self, email: str) -> MemberEntry | None:
        """The member of this e-mail; None where there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(M).where(M.c.email == email.strip().casefold())).one_or_none()
        return None if row is None else _entry(row)

    def find(self, identity: Identity) -> Member | None:
        """Whoever has signed in, as a member; None where they may not come, for whatever reason."""
        found = self.look(identity)
        return found if isinstance(found, Member) else None

    def look(self, identity: Identity) -> Member | Refused:
        """Whoever has signed in, as a member; or why they are not let in.

        At the first sign-in of an invited e-mail it is noted who that is at the provider. From then on the e-mail neither
        helps nor harms: only the provider's number for a person never passes to another.
        """
        here = (M.c.issuer == identity.issuer) & (M.c.subject == identity.subject)
        with self._database.reading() as connection:
            row = connection.execute(select(M).where(here)).one_or_none()
            open_ = row is None and connection.execute(select(M.c.id).where(_open(identity))).one_or_none() is not None
        if open_:
            row = self._bind(identity)
        if row is None:
            return "stranger"
        if not row.active:
            return "revoked"
        return "ended" if row.sessions_from is not None and identity.issued < row.sessions_from else _entry(row).member

    def _bind(self, identity: Identity) -> Row[Any] | None:
        here = (M.c.issuer == identity.issuer) & (M.c.subject == identity.subject)
        with self._database.writing() as connection:
            # another run of the same session may have been first
            row = connection.execute(select(M).where(here)).one_or_none()
            if row is not None:
                return row
            row = connection.execute(select(M).where(_open(identity))).one_or_none()
            if row is None:
                return None
            before = _entry(row)
            name = before.name or plain_of(identity.name[:LONGEST_NAME], LONGEST_NAME)
            after = replace(before, issuer=identity.issuer, subject=identity.subject, name=name)
            _write(connection, "bind", before, after, before.email)
            return connection.execute(select(M).where(here)).one()

    def invite(
        self, email: str, roles: Iterable[str], *, who: str, name: str = "", managers: Iterable[str] = ()
    ) -> MemberEntry:
        """Let somebody in. roles: some of ROLES; managers: names in the account list whose clients are theirs.

        KamError where this e-mail is a member's already.
        """
        who, address = who_of(who), _address(email)
        made = MemberEntry(0, address, plain_of(name, LONGEST_NAME), _roles(roles), _managers(managers), True, None, None, None,
                           log.now(), 0)
        with self._database.writing() as connection:
            known = connection.execute(select(M).where(M.c.email == address)).one_or_none()
            if known is not None:
                raise KamError(
                    msg("{email} is a member already.", email=address) if known.active else
                    msg("{email} was a member before.", email=address),
                    next=msg("Change its roles.") if known.active else msg("Let it in again."),
                )
            highest = connection.execute(select(func.coalesce(func.max(M.c.id), 0))).scalar_one()
            return _write(connection, "invite", None, replace(made, id=int(highest) + 1), who)

    def edit(
        self, id: int, *, who: str, name: str | None = None, roles: Iterable[str] | None = None,
        managers: Iterable[str] | None = None, active: bool | None = None, expected: int | None = None,
    ) -> MemberEntry:
        """Change what is given. KamError where nobody would be left who keeps the members."""
        who = who_of(who)
        with self._database.writing() as connection:
            before = _expect(connection, id, expected)
            after = replace(
                before,
                name=before.name if name is None else plain_of(name, LONGEST_NAME),
                roles=before.roles if roles is None else _roles(roles),
                managers=before.managers if managers is None else _managers(managers),
                active=before.active if active is None else active,
            )
            if after == before:
                return before
            _keeps_one(connection, before, after)
            action = "edit" if after.active == before.active else "activate" if after.active else "deactivate"
            return _write(connection, action, before, after, who)

    def sign_out(self, id: int, *, who: str) -> MemberEntry:
        """Refuse every sign-in of a member up to now, on all their machines. They may sign in again."""
        who = who_of(who)
        with self._database.writing() as connection:
            before = _expect(connection, id, None)
            return _write(connection, "sign_out", before, replace(before, sessions_from=log.now()), who)

    def release(self, id: int, *, who: str) -> MemberEntry:
        """Forget who a member is at the provider: the next sign-in with their e-mail counts as the first. Signs them out."""
        who = who_of(who)
        with self._database.writing() as connection:
            before = _expect(connection, id, None)
            if not before.known:
                return before
            after = replace(before, issuer=None, subject=None, sessions_from=log.now())
            return _write(connection, "release", before, after, who)


def there(connection: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """What stands in the table, in the words of the log: by subject and item."""
    return {(str(row.id), ""): _told(_entry(row)) for row in connection.execute(select(M))}


def _open(identity: Identity) -> Any:
    """The invitation that this e-mail may take up: nobody has yet, or not by a sign-in as late as this."""
    late = M.c.sessions_from.is_(None) | (M.c.sessions_from <= identity.issued)
    return (M.c.email == identity.email.strip().casefold()) & M.c.subject.is_(None) & M.c.active & late


def _get(connection: Connection, id: int) -> MemberEntry:
    row = connection.execute(select(M).where(M.c.id == id)).one_or_none()
    if row is None:
        raise UsageError(msg("There is no such member."), next=msg("Take one from the list of members."))
    return _entry(row)


def _expect(connection: Connection, id: int, expected: int | None) -> MemberEntry:
    known = _get(connection, id)
    if expected is not None and expected != known.version:
        last = log.read(connection, AREA, str(id))[-1]
        raise ChangedError(
            msg("{who} has changed this member meanwhile, on {when}.", who=last.who, when=moment(last.at)),
            next=msg("Look at the member as it is now, then decide again."),
        )
    return known


def _keeps_one(connection: Connection, before: MemberEntry, after: MemberEntry) -> None:
    """Somebody must be left who may let others in."""
    def keeps(entry: MemberEntry) -> bool:
        return entry.active and entry.member.may("members")

    if keeps(before) and not keeps(after):
        others = connection.execute(select(M).where(M.c.id != before.id, M.c.active))
        if not any(keeps(_entry(row)) for row in others):
            raise AccessError(
                msg("{email} is the only administrator.", email=before.email),
                msg("Nothing was changed: nobody could let others in any more."),
                msg("Make somebody else an administrator first."),
            )


def _address(text: str) -> str:
    address = text.strip().casefold()
    if not _ADDRESS.fullmatch(address) or len(address) > LONGEST_WHO:
        raise UsageError(msg("“{text}” is not an e-mail address.", text=text.strip()[:100]),
                         next=msg("Write it as {example}.", example="name@company.com"))
    return plain_of(address)


def _roles(roles: Iterable[str]) -> frozenset[str]:
    wanted = frozenset(roles)
    for role in sorted(wanted - set(ROLES)):
        raise UsageError(msg("There is no role “{role}”.", role=role), next=msg("Take one of: {allowed}.",
                                                                              allowed=Joined(list(ROLES))))
    if not wanted:
        raise UsageError(msg("A member needs a role."), next=msg("Take one of: {allowed}.", allowed=Joined(list(ROLES))))
    return wanted


def _managers(names: Iterable[str]) -> frozenset[str]:
    return frozenset(kept for name in names if (kept := plain_of(name, LONGEST_NAME)))


def _entry(row: Row[Any]) -> MemberEntry:
    return MemberEntry(
        row.id, row.email, row.name, frozenset(json.loads(row.roles)), frozenset(json.loads(row.managers)), row.active,
        row.issuer, row.subject, row.sessions_from, row.since, row.version,
    )


def _told(entry: MemberEntry) -> dict[str, Any]:
    return {
        "email": entry.email, "name": entry.name, "roles": sorted(entry.roles), "managers": sorted(entry.managers),
        "active": entry.active, "issuer": entry.issuer, "subject": entry.subject,
        "sessions_from": None if entry.sessions_from is None else entry.sessions_from.isoformat(),
    }


def _write(
    connection: Connection, action: str, before: MemberEntry | None, after: MemberEntry, who: str
) -> MemberEntry:
    """Write a member and the change; gives the member as it is now."""
    made = replace(after, version=after.version + 1)
    log.append(connection, AREA, str(made.id), "", action, who=who, why="", at=log.now(),
               before=None if before is None else _told(before), after=_told(made))
    values = _told(made) | {"roles": json.dumps(sorted(made.roles)), "sessions_from": made.sessions_from,
                            "managers": json.dumps(sorted(made.managers), ensure_ascii=False), "version": made.version}
    if before is None:
        connection.execute(insert(M).values(id=made.id, since=made.since, **values))
    else:
        connection.execute(update(M).where(M.c.id == made.id).values(**values))
    return made
