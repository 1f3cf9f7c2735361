"""A desk that takes contacts, opportunities and contracts alone: whoever writes in dossiers need not see the ledger."""

from __future__ import annotations

from kam_core.access import Capability
from kam_core.errors import FileError
from kam_core.i18n import msg
from kam_core.ingest.book.tables import BOOK_TABLES, KNOWN
from kam_core.ledger.contract import TABLES
from kam_core.ui.data_desk import Desk
from kam_core.ui.data_said import uid_of


class ListsDesk(Desk):
    """Facts that were dropped here are let go of, and said so."""

    right: Capability = "dossiers"

    def offer_preview(self) -> None:
        """Nothing of the ledger would change; what would change in the book is shown as it is drawn."""

    def settle(self) -> None:
        """As ``Desk``; then without facts."""
        super().settle()
        if self.batch is None or self.working:
            return
        facts = [each for each in self.batch.files if each.role == "table" and each.plan.table in TABLES]
        for uid in [uid_of(each) for each in facts]:
            self.drop(uid)
        self.refused += [
            FileError(
                msg("{file} holds {table}.", file=each.rows.name, table=TABLES[each.plan.table or ""].label),
                msg("Here come in contacts, opportunities and contracts."), msg("Ask who brings in the figures."),
            ) for each in facts
        ]


def tables_of(desk: Desk) -> tuple[str, ...]:
    """The tables that a file on a desk can be said to be."""
    return tuple(BOOK_TABLES if isinstance(desk, ListsDesk) else KNOWN)
