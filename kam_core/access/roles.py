"""What each role may do. The one table of rights; pages, commands and the book ask it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kam_core.i18n import Message, msg

Capability = Literal[
    "overview", "figures", "all_clients", "dossiers", "edit_own", "edit_all", "decide", "import", "settings", "members", "log",
    "decks", "erase", "approve",
]

ROLES: dict[str, frozenset[Capability]] = {
    "executive": frozenset({"overview", "figures", "all_clients", "dossiers", "edit_own", "edit_all", "decide", "decks",
                            "approve"}),
    "manager": frozenset({"overview", "figures", "dossiers", "edit_own", "decks"}),
    "analyst": frozenset({"overview", "figures", "all_clients", "import", "settings"}),
    "administrator": frozenset({"members", "log", "settings", "import", "erase"}),
    "board": frozenset({"overview", "all_clients", "decks"}),
}
"""By role.

overview: the page Overview and the deck's figures; figures: the other pages of figures; all_clients: of every client, else
only of one's own and those shared; dossiers: what people wrote about clients, persons included; edit_own, edit_all: to
write there; decide: the list of key clients; approve: account plans; erase: a person's data on request
"""

ROLE_NAMES: dict[str, Message] = {
    "executive": msg("Executive"), "manager": msg("Key account manager"), "analyst": msg("Analyst"),
    "administrator": msg("Administrator"), "board": msg("Board reader"),
}
ROLE_HELP: dict[str, Message] = {
    "executive": msg("Sees and may edit every client, decides on the list of key clients, approves plans."),
    "manager": msg("Sees and edits their own clients; sees those that are shared with them."),
    "analyst": msg("Brings files in and changes settings; sees the figures of every client, but no dossier."),
    "administrator": msg("Keeps the members, reads the log, erases a person's data; sees no client."),
    "board": msg("Sees the overview and the decks of the whole company."),
}


def may(roles: Iterable[str], what: Capability) -> bool:
    """Whether one of these roles allows it. An unknown role allows nothing."""
    return any(what in ROLES.get(role, frozenset()) for role in roles)
