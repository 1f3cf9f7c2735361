"""A version under construction: a copy of the last one that an import adds to.

Nobody reads it until it is published."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from kam_core.errors import LedgerError, StoppedError
from kam_core.i18n import msg
from kam_core.ledger import tables
from kam_core.ledger.disk import no_room
from kam_core.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


class Draft:
    """A writable ledger file with a connection of its own.

    path: the file; origin: the version that it goes on from, and its fingerprint (None: an empty ledger)
    stop: when set, the running statement ends with StoppedError
    progress: called from another thread with the done share (0-1) of the running statement
    """

    def __init__(
        self, path: Path, origin: tuple[Path, str] | None, settings: Settings, stop: threading.Event | None = None
    ) -> None:
        self.path = path
        self.stop = stop or threading.Event()
        self.progress: Callable[[float], None] | None = None
        try:
            if origin is not None:
                _copy(*origin, path, self.stop)
            self._connection = _connect(path, settings)
        except BaseException:
            sweep(path)
            raise
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        try:
            if origin is None:
                self.script(tables.create_tables().split(";\n"))
                self.run("insert into about values ('format', ?)", [str(tables.FORMAT)])
            else:
                tables.expect_format(origin[0].stem, self.run(tables.FORMAT_OF))
                self.script(tables.later_columns())
        except BaseException:
            self.discard()
            raise

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            if self.stop.is_set():
                self._connection.interrupt()
            elif self.progress is not None and (done := self._connection.query_progress()) > 0:
                self.progress(min(done, 100) / 100)

    def run(self, sql: str, values: Sequence[object] | dict[str, object] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement and give its rows."""
        found = self._execute(sql, values)
        with self._said():
            return found.fetchall()

    def frame(self, sql: str, values: Sequence[object] | dict[str, object] | None = None) -> pd.DataFrame:
        """Run one statement and give its rows as a frame."""
        found = self._execute(sql, values)
        with self._said():
            return found.df()

    def script(self, statements: Sequence[str]) -> None:
        """Run statements one after the other."""
        for statement in statements:
            if statement.strip():
                self._execute(statement, None)

    def _execute(self, sql: str, values: Sequence[object] | dict[str, object] | None) -> duckdb.DuckDBPyConnection:
        if self.stop.is_set():
            raise StoppedError
        with self._said():
            return self._connection.execute(sql, values)

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Errors of the database in our own words."""
        try:
            yield
        except duckdb.InterruptException as error:
            raise StoppedError from error
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            if "DECIMAL" in str(error):
                raise LedgerError(
                    msg("Amounts or their sums are larger than 99,999,999,999,999."),
                    next=msg("Check the decimal sign and the columns of the amounts, then bring the file again."),
                ) from error
            raise
        except duckdb.Error as error:
            full = no_room(self.path.parent, error)
            if full is not None:
                raise full from error
            if isinstance(error, duckdb.OutOfMemoryException):
                raise LedgerError(
                    msg("The import needs more memory or disk than it may take."),
                    next=msg("Free some disk space, or raise the setting import_memory_gb."),
                ) from error
            raise

    def build_marts(self) -> None:
        """Sum the facts once for all pages, and put the scoped macros in place."""
        self.script(tables.script("marts.sql"))
        self.script(tables.script("scoped.sql"))
        self.run("delete from about where key = 'sums'")
        self.run("insert into about values ('sums', ?)", [tables.sums()])

    def rows(self, table: str) -> int:
        """Number of rows of a table."""
        return int(self.run(f"select count(*) from {tables.name(table)}")[0][0])

    def close(self) -> None:
        """Write everything out and let the file go."""
        try:
            self._execute("checkpoint", None)
        finally:
            self._shut()

    def discard(self) -> None:
        """Let the file go and remove it with all that stands beside it."""
        self._shut()
        sweep(self.path)

    def _shut(self) -> None:
        self._done.set()
        self._watcher.join()
        self._connection.close()


def sweep(path: Path) -> None:
    """Remove a draft and everything that DuckDB put beside it."""
    for leftover in path.parent.glob(path.stem + "*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)


def _connect(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {
        "memory_limit": f"{settings.number('import_memory_gb')}GB",
        "temp_directory": str(path.with_suffix(".spill")),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    try:
        connection = duckdb.connect(str(path), config=config)
        # What query_progress answers; nothing is printed.
        connection.execute("set enable_progress_bar = true")
        connection.execute("set enable_progress_bar_print = false")
        connection.execute("set progress_bar_time = 0")
        return connection
    except duckdb.Error as error:
        raise no_room(path.parent, error) or damaged(path.stem, error) from error


def _copy(source: Path, sha256: str, target: Path, stop: threading.Event) -> None:
    """Copy a version. Its fingerprint is checked on the way, so that damage is never carried on as if it were data."""
    digest = hashlib.sha256()
    try:
        with source.open("rb") as reader, target.open("wb") as writer:
            while chunk := reader.read(1 << 24):
                if stop.is_set():
                    raise StoppedError
                digest.update(chunk)
                writer.write(chunk)
    except FileNotFoundError as error:
        raise damaged(source.stem, error) from error
    except OSError as error:
        raise no_room(target.parent, error) or damaged(source.stem, error) from error
    if digest.hexdigest() != sha256:
        raise damaged(source.stem, None)


def damaged(version: str, error: Exception | None) -> LedgerError:
    """The error of a version that is not as it was written."""
    reason = str(error).splitlines()[0] if error else msg("the file has changed since it was written")
    return LedgerError(
        msg("Version “{version}” of the ledger is damaged: {reason}.", version=version, reason=reason),
        msg("Nothing was changed. The other versions are not touched."),
        msg("Go back to an earlier version, restore a backup, or run “rebuild”."),
    )


def fingerprint(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(path: Path) -> None:
    """Make sure that a file is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
