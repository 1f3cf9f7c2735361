"""Who has signed in, as the provider says it; and who that is among the members of this installation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kam_core.access.roles import ROLES, Capability, may


@dataclass(frozen=True)
class Identity:
    """What a checked token says of a person.

    issuer, subject: the provider's name and the person's number there, which together never change
    email: verified by the provider; issued: when the token was made (UTC)
    """

    issuer: str
    subject: str
    email: str
    name: str
    issued: datetime.datetime


@dataclass(frozen=True)
class Member:
    """Somebody who may use this installation.

    id: its number in the book, 0 for the owner of a machine without sign-in; name: what stands in the log beside the e-mail
    roles: some of ROLES; managers: the names in the account list whose clients are theirs
    """

    id: int
    email: str
    name: str
    roles: frozenset[str]
    managers: frozenset[str] = frozenset()

    def may(self, what: Capability) -> bool:
        """Whether one of the roles allows it."""
        return may(self.roles, what)

    @property
    def sees_all(self) -> bool:
        """Whether every client may be seen."""
        return self.may("all_clients")


LOCAL = Member(0, "", "", frozenset(ROLES))
"""Whoever opens Kamerton on their own machine, where nobody signs in: may do everything."""
