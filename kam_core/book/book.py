"""The book of a data folder, opened once per process and place."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import URL, select

from kam_core.access.reach import EVERYTHING, Reach
from kam_core.book import keys, log, marks, opinions, plans, record, scores
from kam_core.book.database import Database
from kam_core.book.decks import Decks
from kam_core.book.drafts import Drafts
from kam_core.book.feeds import Feeds
from kam_core.book.keeping import renew
from kam_core.book.keys import Keys
from kam_core.book.log import Change
from kam_core.book.logbook import Logbook
from kam_core.book.marks import Marks
from kam_core.book.members import Members
from kam_core.book.models import CHANGES
from kam_core.book.opinions import Opinions
from kam_core.book.ownership import Owners
from kam_core.book.persons import Persons
from kam_core.book.place import file_of, place
from kam_core.book.plans import Plans
from kam_core.book.records import Records
from kam_core.book.schema import bring_up
from kam_core.book.scores import Scores
from kam_core.book.words import who_of

Stamp = tuple[int, int] | None
ABOUT_CLIENTS = (keys.AREA, scores.AREA, opinions.AREA, marks.AREA)
"""Areas of the log whose subject is a client."""
_opening = threading.Lock()
_open: dict[URL, tuple[Stamp, Book]] = {}


class Book:
    """One book: records, drafts, the list of key clients, scores, opinions, marks on the attention list, plans,
    the log of it all; members, and who owns which client, for who keeps them (they are not asked for by the
    reach, but before it).

    reach: which clients whoever asks may read and write about
    """

    def __init__(self, database: Database, reach: Reach = EVERYTHING) -> None:
        self.database = database
        self.reach = reach
        self.records = Records(database, reach.of_dossiers())
        self.drafts = Drafts(database, reach.of_dossiers())
        self.keys = Keys(database, reach)
        self.scores = Scores(database, reach)
        self.opinions = Opinions(database, reach)
        self.marks = Marks(database, reach)
        self.plans = Plans(database, reach.of_dossiers())
        self.decks = Decks(database, reach)

    @property
    def members(self) -> Members:
        """Who may use this installation. Those that count are in one's own book, not the demo's."""
        return Members(self.database)

    @property
    def persons(self) -> Persons:
        """The rights of the persons that the book speaks of. For whoever may erase: it asks for no reach."""
        return Persons(self.database)

    @property
    def feeds(self) -> Feeds:
        """The calendars that are fetched by a secret address."""
        return Feeds(self.database)

    @property
    def log(self) -> Logbook:
        """The log of everything, for whoever may read it."""
        return Logbook(self.database, self.reach)

    @property
    def owners(self) -> Owners:
        """Who owns which client of this book's ledger."""
        return Owners(self.database)

    def stamp(self) -> tuple[int, str]:
        """The last entry of the log: what was read of the book holds while it is the same."""
        with self.database.reading() as connection:
            row = connection.execute(select(CHANGES.c.id, CHANGES.c.hash).order_by(CHANGES.c.id.desc()).limit(1)).one_or_none()
        return (0, "") if row is None else (int(row.id), str(row.hash))

    def seen_by(self, reach: Reach) -> Book:
        """The same book, as far as somebody reaches."""
        return Book(self.database, reach)

    def note(self, area: str, subject: str, action: str, who: str, what: dict[str, Any], item: str = "") -> None:
        """Write down in the log what changes nothing in the book: an export, a look at a person's data, a sign-in.

        area: export, look, access, settings, import; what: what was exported, or before and after
        """
        with self.database.writing() as connection:
            log.append(connection, area, subject, item, action, who=who_of(self.reach.who or who), why="", before=None,
                       after=what, at=log.now())

    def changes(self, area: str | None = None, subject: str | None = None) -> list[Change]:
        """The log, oldest first; of one area (record, keys, scores, opinions, marks…), of one client.

        Whoever may not read the log is given what it holds of the clients they see.
        """
        with self.database.reading() as connection:
            found = log.read(connection, area, subject)
        return found if self.reach.log else [each for each in found if self._may_read(each)]

    def _may_read(self, change: Change) -> bool:
        if change.area in (record.AREA, plans.AREA):
            dossiers = self.reach.of_dossiers()
            return dossiers.dossiers and dossiers.may_see(change.subject)
        return change.area in ABOUT_CLIENTS and self.reach.may_see(change.subject)


def open_book(data: Path | str, demo: bool = False) -> Book:
    """The book of a data folder; made where there is none, brought up to date where an earlier Kamerton made it.

    demo: the book of the made-up company. BookError where it cannot be reached, is damaged, or is of a later Kamerton
    """
    url = place(Path(data), demo)
    with _opening:
        stamp, book = _open.get(url, (None, None))
        # A file that was put in the place of the one that is open would never be seen.
        if book is None or stamp != _stamp(url):
            if book is not None:
                book.database.close()
            book = Book(_ready(url))
            _open[url] = (_stamp(url), book)
        return book


def _ready(url: URL) -> Database:
    database = Database(url)
    try:
        bring_up(database)
    except BaseException:
        database.close()
        raise
    return database


def _stamp(url: URL) -> Stamp:
    """Which file it is; None in a server."""
    path = file_of(url)
    if path is None:
        return None
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_dev, found.st_ino


def renew_demo(data: Path | str) -> Book:
    """The book of the made-up company, with nothing in it: what was there is gone."""
    renew(place(Path(data), demo=True))
    return open_book(data, demo=True)
