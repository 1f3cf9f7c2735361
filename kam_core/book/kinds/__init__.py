"""Every kind of record that people write about clients."""

from __future__ import annotations

from kam_core.book.kinds.dossier import DOSSIER
from kam_core.book.kinds.kind import Field, Kind, Value
from kam_core.book.kinds.market import COMPETITOR, CONTRACT, OPPORTUNITY, TENDER
from kam_core.book.kinds.people import PERSON, POSITION
from kam_core.book.kinds.plan import ACTION, CLIENT_GOAL, GOAL, PLAN
from kam_core.book.kinds.work import ANSWER, EVENT, PROMISE, QUESTION, TASK, TEAM, VISIT
from kam_core.errors import UsageError
from kam_core.i18n import msg

KINDS: dict[str, Kind] = {kind.key: kind for kind in (
    DOSSIER, PERSON, POSITION, COMPETITOR, TENDER, OPPORTUNITY, CONTRACT, VISIT, PROMISE, EVENT, TASK, QUESTION, ANSWER, TEAM,
    PLAN, CLIENT_GOAL, GOAL, ACTION,
)}
SINGLE = ("dossier", "team", "plan")
"""Of these there is one record a client: its id is made of the kind and the client."""

__all__ = ["KINDS", "SINGLE", "Field", "Kind", "Value", "kind"]


def kind(key: str) -> Kind:
    """The kind of this key."""
    if key not in KINDS:
        raise UsageError(msg("There is no kind of record “{key}”.", key=key))
    return KINDS[key]
