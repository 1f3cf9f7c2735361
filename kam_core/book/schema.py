"""A book is brought up to date when it is opened: under a lock, in one transaction, so that it is whole at every moment."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from alembic.config import Config
from filelock import FileLock, Timeout
from sqlalchemy import Connection, inspect

from kam_core.book.database import WAIT, Database
from kam_core.book.models import METADATA, VERSION_TABLE
from kam_core.book.place import file_of
from kam_core.book.refusals import shown
from kam_core.errors import BookError
from kam_core.i18n import msg

HEAD = "0007"
"""The newest migration."""
LOCK = 0x6B616D62
"""The number of PostgreSQL's advisory lock that one bringing up holds ("kamb")."""
_alembic = threading.Lock()


def bring_up(database: Database) -> None:
    """Migrate to ``HEAD``; BookError where the book is of a later Kamerton, or the database is somebody else's."""
    path = file_of(database.url)
    with database.explained(), alone(path):
        with database.connect() as connection, connection.begin():
            stands = revision(connection)
        if stands == HEAD:
            return
        if database.sqlite:
            _write_ahead(database)
        with database.connect() as connection:
            connection.execution_options(kam_begin="BEGIN IMMEDIATE")
            with connection.begin():
                if not database.sqlite:
                    connection.exec_driver_sql(f"select pg_advisory_xact_lock({LOCK})")
                if revision(connection) != HEAD:
                    _known(database, connection)
                    _migrate(connection)


def revision(connection: Connection) -> str | None:
    """The migration that a book stands at; None where there is no book yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"select version_num from {VERSION_TABLE}").scalar()
    return None if found is None else str(found)


def revisions() -> list[str]:
    """All migrations that are known, oldest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()][::-1]


def _known(database: Database, connection: Connection) -> None:
    stands = revision(connection)
    if stands is not None and stands not in revisions():
        raise BookError(
            msg("The book {place} was written by a later Kamerton (its format is {format}).",
                place=shown(database.url), format=stands),
            next=msg("Run that Kamerton or a later one, or restore a backup made with this one."),
        )
    encoding = "UTF8" if database.sqlite else str(connection.exec_driver_sql("show server_encoding").scalar())
    if encoding != "UTF8":
        raise BookError(
            msg("The database {place} keeps its texts in {encoding}.", place=shown(database.url), encoding=encoding),
            msg("Names and reasons in other alphabets could not be written down."),
            msg("Give the book a database in UTF8."),
        )
    taken = sorted(set(METADATA.tables) & set(inspect(connection).get_table_names()))
    if stands is None and taken:
        raise BookError(
            msg("The database {place} holds tables of something else: {tables}.", place=shown(database.url),
                tables=", ".join(taken)),
            next=msg("Give the book a database of its own."),
        )


def _migrate(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    with _alembic:  # Alembic's context is one for the whole process
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "kam_core.book:migrations")
    return config


def _write_ahead(database: Database) -> None:
    """Readers go on while somebody writes; it is kept in the file."""
    raw = database.engine.raw_connection()
    try:
        raw.cursor().execute("pragma journal_mode = wal")
    finally:
        raw.close()


@contextlib.contextmanager
def alone(path: Path | None) -> Iterator[None]:
    """One process at a time makes or migrates a file."""
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_name("LOCK"), thread_local=False)
    try:
        lock.acquire(timeout=WAIT * 6, poll_interval=0.05)
    except Timeout as error:
        raise BookError(
            msg("Somebody else is writing in the book for too long."), next=msg("Try again in a moment.")
        ) from error
    try:
        yield
    finally:
        lock.release()
