"""Whose dossier is open, and what its parts may ask and write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kam_core.book import Book, Record
from kam_core.i18n import Money, msg
from kam_core.metrics.dossier import Client
from kam_core.scope import Scope
from kam_core.ui.view import View


@dataclass(frozen=True)
class DossierView:
    """One client. book: as far as whoever looks may see and write; who: for the log"""

    view: View
    book: Book
    client: Client
    who: str

    @property
    def client_id(self) -> str:
        """The id of the corporate group."""
        return self.client.client_id

    @property
    def name(self) -> str:
        """The name of the corporate group."""
        return self.client.name

    @property
    def currency(self) -> str:
        """Of the ledger."""
        return self.view.open_ledger.info.currency

    def money(self, amount: Any) -> Money:
        """An amount in the ledger's currency, to the kopeck."""
        return Money(amount, self.currency, exact=True)

    @property
    def may_edit(self) -> bool:
        """Whether whoever looks may write about this client."""
        return self.book.reach.dossiers and self.book.reach.may_edit(self.client_id)

    @property
    def scope(self) -> Scope:
        """The scope of this client alone: the period and the base that are looked at, no other filter."""
        return replace(self.view.scope, level="group", where=(), only=(self.client_id,))

    @cached_property
    def dossier(self) -> Record | None:
        """What was written in its four sections; None while nothing was. Read once a run."""
        return self.book.records.single("dossier", self.client_id)


def who(view: View, typed: str) -> str:
    """Who writes: the member's name and e-mail, else the name typed in this session, else the owner."""
    member = getattr(view, "member", None)
    if member is not None and member.email:
        return str(member.email)
    return typed.strip() or str(msg("owner"))
