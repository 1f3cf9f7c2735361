"""The command ``members``: who may use this installation. The first administrator is made here."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from typing import Any

from kam_core.access import ROLE_NAMES, viewer_of
from kam_core.book import MemberEntry, Members, open_book
from kam_core.cli.keys import user
from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg, nmsg
from kam_core.ledger import Store
from kam_core.scope import Viewer


def viewer_of_email(store: Store, email: str) -> Viewer:
    """What the member of this e-mail sees; nothing where there is none, or they may not come any more."""
    known = open_book(store.data).members.by_email(email)
    member = known.member if known is not None and known.active else None
    return replace(viewer_of(member, store.book().owners.current()), email=email.strip().casefold())


def run(store: Store, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do what is asked; gives it for programs and for people."""
    members = open_book(store.data).members
    if options.action == "list":
        found = members.list()
        head = nmsg("{n} member.", "{n} members.", len(found)) if found else msg("There are no members yet.")
        return {"members": [_plain(each) for each in found]}, "\n".join([str(head), *(_line(each) for each in found)])
    if not options.email:
        raise UsageError(msg("It is not said which member is meant."), next=msg("Give the e-mail."))
    made = _act(members, options, options.who or user())
    return {"member": _plain(made)}, _line(made)


def _act(members: Members, options: argparse.Namespace, who: str) -> MemberEntry:
    if options.action == "add":
        known = members.by_email(options.email)
        if known is None or known.active:
            return members.invite(options.email, options.role or (), who=who, name=options.name or "",
                                  managers=options.manager or ())
        return members.edit(known.id, who=who, active=True, roles=options.role, managers=options.manager, name=options.name)
    known = members.by_email(options.email)
    if known is None:
        raise UsageError(msg("{email} is not a member.", email=options.email), next=msg("See “members list”."))
    if options.action == "remove":
        return members.edit(known.id, who=who, active=False)
    if options.action == "sign-out":
        return members.sign_out(known.id, who=who)
    if options.action == "release":
        return members.release(known.id, who=who)
    if options.role is None and options.manager is None and options.name is None:
        raise UsageError(msg("It is not said what is to change."), next=msg("Give --role, --manager or --name."))
    return members.edit(known.id, who=who, roles=options.role, managers=options.manager, name=options.name)


def _plain(entry: MemberEntry) -> dict[str, Any]:
    return {
        **asdict(entry), "roles": sorted(entry.roles), "managers": sorted(entry.managers), "since": entry.since.isoformat(),
        "sessions_from": None if entry.sessions_from is None else entry.sessions_from.isoformat(),
    }


def _line(entry: MemberEntry) -> str:
    roles = str(Joined([ROLE_NAMES[role] for role in sorted(entry.roles) if role in ROLE_NAMES]))
    parts = [entry.email, entry.name, roles, str(Joined(sorted(entry.managers))) if entry.managers else "",
             str(msg("let in") if entry.active else msg("may not come any more"))]
    return "  ".join(" ".join(part.split()) for part in parts if part)
