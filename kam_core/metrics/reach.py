"""Which clients somebody reaches in a ledger: the ids that the book asks for before it reads or writes about a client."""

from __future__ import annotations

from kam_core.access import ROLES, Member, Ownership, Reach, own_of, shown_to, viewer_of
from kam_core.ledger import Ledger
from kam_core.metrics import timeless
from kam_core.scope import Scope, Viewer

NONE: frozenset[str] = frozenset()


def reach(ledger: Ledger | None, member: Member, ownership: Ownership) -> Reach:
    """What a member may read and write about. ledger: None while nothing was brought in: then no client is anybody's own.

    Everybody writes about their own clients alone, whatever is shared with them, but for who may edit all.
    """
    own = _ids(ledger, own_of(member, ownership))
    sees = None if member.sees_all else _ids(ledger, viewer_of(member, ownership))
    edits = None if member.may("edit_all") else own if member.may("edit_own") else NONE
    # whoever sees every figure as an analyst opens the dossiers of their own clients as a manager, and no others
    both = any({"all_clients", "dossiers"} <= ROLES.get(role, NONE) for role in member.roles)
    theirs = _ids(ledger, shown_to(member, ownership)) if sees is None and not both else None
    return Reach(
        member.email, sees, edits, decides=member.may("decide") and sees is None, dossiers=member.may("dossiers"), own=theirs,
        log=member.may("log"), approves=member.may("approve"),
    )


def _ids(ledger: Ledger | None, viewer: Viewer) -> frozenset[str]:
    if ledger is None or viewer.sees_nothing:
        return NONE
    return frozenset(timeless.query(ledger, "reach", Scope(viewer=viewer))["id"])
