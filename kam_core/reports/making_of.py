"""A deck from a data folder: made, kept in the book, made again, written in each form."""

from __future__ import annotations

from typing import Literal

from kam_core.book import Book, KeptDeck
from kam_core.errors import LedgerError
from kam_core.i18n import msg
from kam_core.ledger import Ledger
from kam_core.metrics.dossier import client as find_client
from kam_core.reports.account import account
from kam_core.reports.book_facts import gather
from kam_core.reports.making import Asker
from kam_core.reports.portfolio import portfolio
from kam_core.reports.slides import Deck, thaw
from kam_core.scope import Scope
from kam_core.settings import Settings

Form = Literal["pptx", "pdf", "xlsx"]
FORMS: tuple[Form, ...] = ("pptx", "pdf", "xlsx")
MIME: dict[Form, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def make(
    ledger: Ledger, scope: Scope, settings: Settings, book: Book, who: str, *, client: str | None = None, internal: bool = True,
    words: tuple[str, ...] = (), asker: Asker | None = None,
) -> Deck:
    """A deck of the portfolio, or of the client with this id (a legal entity's will do), in the current language.

    LedgerError where nothing is to be told, or there is no such client to be seen
    """
    if client is None:
        facts = gather(book, settings, scope.level)
        deck = portfolio(ledger, scope, settings, facts, who, internal=internal, words=words, asker=asker)
    else:
        known = find_client(ledger, scope, client)
        if known is None:
            raise LedgerError(msg("There is no such client, or it is not yours to see."),
                              next=msg("Take the id that the list of clients shows."))
        book.reach.expect_see(known.client_id)
        deck = account(ledger, scope, settings, book, known.client_id, known.name, who, internal=internal, words=words,
                       asker=asker)
    if not deck.slides:
        raise LedgerError(msg("There is nothing to tell in this period."), next=msg("Take another period, or bring sales."))
    return deck


def keep(book: Book, deck: Deck) -> KeptDeck:
    """Keep a deck in the book; the log says who made it."""
    return book.decks.keep(deck.frozen(), deck.who or str(msg("owner")), client_id=deck.about, title=deck.title,
                           scope=(deck.subtitle, *deck.scope), ledger=deck.version, language=deck.language,
                           internal=deck.internal)


def kept(book: Book, id: int) -> Deck | None:
    """A deck that was kept, as it was; None where there is none, or it is not to be seen."""
    frozen = book.decks.frozen(id)
    return None if frozen is None else thaw(frozen)


def written(deck: Deck, form: Form, template: bytes | None = None) -> bytes:
    """The deck as a file. template: a company's .pptx or .potx, for that form alone"""
    if form == "pptx":
        from kam_core.reports.pptx import pptx  # each form brings a library along: only the one that is asked for is loaded

        return pptx(deck, template)
    if form == "pdf":
        from kam_core.reports.pdf import pdf

        return pdf(deck)
    from kam_core.reports.workbook import workbook

    return workbook(deck)
