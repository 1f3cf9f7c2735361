"""What stands in whose calendar: of a person's own clients, as far as their dossiers may be read; in one language."""

from __future__ import annotations

import datetime

from kam_core.access import LOCAL, Member, own_of
from kam_core.book import Book
from kam_core.i18n import msg
from kam_core.ledger import Store
from kam_core.metrics.reach import reach as reach_in
from kam_core.reports.calendar import KINDS, Entry, entries, ics
from kam_core.scope import OWNER, Scope


def calendar_of(store: Store, member: Member, today: datetime.date) -> bytes:
    """The calendar of a member, as a file. Whoever has no clients of their own and sees every client has that of all."""
    return ics(entries_of(store, member, today), str(msg("Kamerton: clients")))


def entries_of(store: Store, member: Member, today: datetime.date) -> list[Entry]:
    """What stands in it; nothing while no ledger is there, or the dossiers may not be read."""
    version = store.current()
    if version is None or not member.may("dossiers"):
        return []
    ledger, book = store.open(version), store.book()
    owned = book.owners.current()
    own = own_of(member, owned)
    viewer = OWNER if own.sees_nothing and member.sees_all else own
    if viewer.sees_nothing:
        return []
    seen: Book = book.seen_by(reach_in(None if member is LOCAL else ledger, member, owned))
    records = seen.records.of(KINDS)
    ids = sorted({record.client_id for record in records if record.client_id})
    names = ledger.query("key_clients_names", Scope(viewer=viewer, level="group", only=tuple(ids)), clients=ids)
    known = dict(zip(names["client_id"].astype(str), names["name"].astype(str), strict=True))
    return entries(records, known, today)


def calendar_of_client(book: Book, client_id: str, name: str, today: datetime.date) -> bytes:
    """The calendar of one client, as a file."""
    return ics(entries(book.records.of(KINDS, client_id), {client_id: name}, today),
               str(msg("Kamerton: {client}", client=name)))
