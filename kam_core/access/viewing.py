"""From a member and who owns which client to what is seen: the figures' side of the rule (the book's is ``Reach``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kam_core.access.identity import Member
from kam_core.scope import NOBODY, OWNER, Viewer


@dataclass(frozen=True)
class Ownership:
    """Who owns which client where that was changed in the app: it goes before the account list. Members by their numbers.

    clients, accounts: owner by id of a corporate group, of an account; a group's owner has all its accounts
    shares: by id of a group, who else may read about it
    """

    clients: Mapping[str, int] = field(default_factory=dict)
    accounts: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, frozenset[int]] = field(default_factory=dict)


def viewer_of(member: Member | None, ownership: Ownership) -> Viewer:
    """What a member sees; nobody sees nothing."""
    if member is None:
        return NOBODY
    if member.sees_all:
        return OWNER
    return shown_to(member, ownership) if member.may("figures") or member.may("dossiers") else NOBODY


def shown_to(member: Member, ownership: Ownership) -> Viewer:
    """A member's own clients and those that are shared with them, whatever else they see by their roles."""
    own = own_of(member, ownership)
    shared = frozenset(client for client, with_ in ownership.shares.items() if member.id in with_)
    return Viewer("", own.accounts, own.clients | shared, own.managers, own.others, own.other_accounts)


def own_of(member: Member, ownership: Ownership) -> Viewer:
    """The clients that are a member's own: given to them, or theirs in the account list and given to nobody else."""
    clients, accounts = ownership.clients, ownership.accounts
    others: frozenset[str] = frozenset()
    other_accounts: frozenset[str] = frozenset()
    if member.managers:
        others = frozenset(client for client, owner in clients.items() if owner != member.id)
        other_accounts = frozenset(account for account, owner in accounts.items() if owner != member.id)
    return Viewer(
        "",
        frozenset(account for account, owner in accounts.items() if owner == member.id),
        frozenset(client for client, owner in clients.items() if owner == member.id),
        member.managers, others, other_accounts,
    )
