"""The book of a data folder, opened once per process and place."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import URL

from kam_core.book import log
from kam_core.book.database import Database
from kam_core.book.keeping import renew
from kam_core.book.keys import Keys
from kam_core.book.log import Change
from kam_core.book.marks import Marks
from kam_core.book.opinions import Opinions
from kam_core.book.place import file_of, place
from kam_core.book.schema import bring_up
from kam_core.book.scores import Scores

Stamp = tuple[int, int] | None
_opening = threading.Lock()
_open: dict[URL, tuple[Stamp, Book]] = {}


class Book:
    """One book: the list of key clients, scores, opinions, marks on the attention list, the log of every change."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.keys = Keys(database)
        self.scores = Scores(database)
        self.opinions = Opinions(database)
        self.marks = Marks(database)

    def changes(self, area: str | None = None, subject: str | None = None) -> list[Change]:
        """The log, oldest first; of one area (keys, scores, opinions, marks), of one client."""
        with self.database.reading() as connection:
            return log.read(connection, area, subject)


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
