"""Which legal entity or corporate group a cell means: by its id, by its name. As far as whoever brings the file in sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kam_core.i18n import Count, Message, msg
from kam_core.ledger import Ledger
from kam_core.scope import Scope, Viewer

WAYS = ("account", "client", "name", "group")
"""A text is an id before it is a name, and a legal entity's before a group's."""


@dataclass(frozen=True)
class Entity:
    """client_id: the corporate group; account_id: the legal entity, None where the group itself is named; name: of it"""

    client_id: str
    account_id: str | None
    name: str = field(default="", compare=False)


class Entities:
    """What texts name, found for all of them at once. ledger: None while nothing was brought in"""

    def __init__(self, ledger: Ledger | None, viewer: Viewer, texts: Iterable[str]) -> None:
        wanted = sorted(set(texts))
        self._found: dict[str, dict[str, set[Entity]]] = {}
        if ledger is None or not wanted:
            return
        frame = ledger.query("named_accounts", Scope(viewer=viewer), texts=wanted)
        for text, way, account, client, name in frame.itertuples(index=False):
            entity = Entity(client, account if isinstance(account, str) else None, name)
            self._found.setdefault(text, {}).setdefault(way, set()).add(entity)

    def named(self, text: str) -> Entity | Message:
        """The one that a text names, or why it names none."""
        ways = self._found.get(text, {})
        for way in WAYS:
            found = ways.get(way, set())
            if len(found) == 1:
                return next(iter(found))
            if found:
                return msg("{n} legal entities are called “{name}”: write the id of the one that is meant.",
                           n=Count(len(found)), name=text)
        return msg("There is no client “{name}”, or it is not yours to see.", name=text)
