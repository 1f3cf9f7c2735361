"""One database of the book: readers see it at one moment, writers come one after the other.

SQLite: a file in WAL mode, so that readers never wait for a writer; a writer takes the file before it reads, so that it
decides on what is true, and waits for another up to ``WAIT`` seconds. PostgreSQL: readers see one snapshot; writers lock
the log, which every change is written to.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc

from kam_core.book.refusals import refusal
from kam_core.errors import BookError

WAIT = 10
"""Seconds that a writer waits for another."""
CONNECT, SLOW, PAUSE = 5, 1, 10
"""Seconds: a server may take to answer; from which on its silence is slow; in which a slow one is not asked again."""

_silent: dict[URL, tuple[float, BookError]] = {}


class Database:
    """The engine of one book. Safe to use from many threads. wait: seconds that a writer waits for another"""

    def __init__(self, url: URL, wait: float = WAIT) -> None:
        self.url = url
        self.wait = wait
        self.sqlite = url.get_backend_name() == "sqlite"
        self.engine = _sqlite(url, wait) if self.sqlite else _postgres(url)
        self._joined = threading.local()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """All that this thread writes inside the block is one transaction: kept at its end, or nothing where it fails.

        A single write that is refused inside takes only itself back. Others who write wait until the end, so be brief.
        """
        if getattr(self._joined, "connection", None) is not None:
            yield
            return
        with self.writing() as connection:
            self._joined.connection = connection
            try:
                yield
            finally:
                self._joined.connection = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Everything read inside the block is of one moment; inside ``together``, what was just written too."""
        joined: Connection | None = getattr(self._joined, "connection", None)
        if joined is not None:
            with self.explained():
                yield joined
            return
        options: dict[str, Any] = {} if self.sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._connected() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Nobody else writes while the block runs; all of it is kept, or nothing where it ends with an error."""
        joined: Connection | None = getattr(self._joined, "connection", None)
        if joined is not None:
            with self.explained(), joined.begin_nested():
                yield joined
            return
        with self._connected() as connection:
            if self.sqlite:
                connection.execution_options(kam_begin="BEGIN IMMEDIATE")
            with connection.begin():
                if not self.sqlite:
                    connection.exec_driver_sql(f"set local lock_timeout = {int(self.wait * 1000)}")
                    connection.exec_driver_sql("lock table changes in exclusive mode")
                yield connection

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self.explained(), self.connect() as connection:
            yield connection

    def connect(self) -> Connection:
        """A connection. Every page asks the book: where a server is silent, one page waits for it, and the next are told."""
        until, said = _silent.get(self.url, (0.0, None))
        began = time.monotonic()
        if said is not None and began < until:
            raise BookError(said.what, said.means, said.next)
        try:
            return self.engine.connect()
        except (exc.DBAPIError, exc.TimeoutError, OSError) as error:
            if time.monotonic() - began > SLOW and not self.sqlite:
                _silent[self.url] = (time.monotonic() + PAUSE, refusal(self.url, error))
            raise

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """What the database refuses, in words."""
        try:
            yield
        except (exc.DBAPIError, exc.TimeoutError, OSError) as error:
            raise refusal(self.url, error) from error

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _sqlite(url: URL, wait: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": wait, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own: ``begun`` does
        for pragma in ("foreign_keys = on", "synchronous = full", "trusted_schema = off"):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("kam_begin", "BEGIN"))

    return engine


def _postgres(url: URL) -> Engine:
    arguments = {"connect_timeout": CONNECT, "tcp_user_timeout": WAIT * 1000, "application_name": "kamerton"}
    arguments = {name: value for name, value in arguments.items() if name not in url.query}
    return create_engine(url, pool_pre_ping=True, connect_args=arguments)
