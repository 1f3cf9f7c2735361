"""The one door for questions: named queries on one read-only version, under a scope, with limits."""

from __future__ import annotations

import datetime
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from kam_core.errors import LedgerError
from kam_core.i18n import Count, Number, msg
from kam_core.ledger.pointer import VersionInfo
from kam_core.ledger.tables import FORMAT_OF, SUMS_OF, expect_format, expect_sums, literal
from kam_core.ledger.tables import name as quoted
from kam_core.scope import FIELDS, Scope, add_months
from kam_core.settings import Settings

if TYPE_CHECKING:  # half of the command line's start would go into it
    import pandas as pd

QUERIES = Path(__file__).parent.parent / "metrics"
ALIKE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
FIRST, LAST = datetime.date(1, 1, 1), datetime.date(9999, 12, 1)


@dataclass(frozen=True)
class LedgerInfo:
    """What a version holds.

    first_date, last_date: of sales; last_full_month: first day of the last month that the sales reach the last working
    day of; rows: by table; has_*: whether cost, groups and costs to serve are known at all
    """

    version: str
    created: datetime.datetime
    first_date: datetime.date | None
    last_date: datetime.date | None
    last_full_month: datetime.date | None
    currency: str
    rows: dict[str, int]
    has_cost: bool
    has_groups: bool
    has_serve: bool
    demo: bool


class Ledger:
    """One version, open for reading by any number of threads. key: what answers are kept under."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, version: VersionInfo, settings: Settings) -> None:
        self._connection = connection
        self._version = version
        self._settings = settings
        self.version = version.version
        self.key = version.key
        self.info = _info(connection, version, settings)

    def query(self, query: str, scope: Scope, /, **params: object) -> pd.DataFrame:
        """Rows of the query ``metrics/<query>.sql`` under a scope.

        params: values of its $named parameters; raises LedgerError past the limits of time and rows
        """
        return self._run(_text(query), scope, params)

    def _run(self, sql: str, scope: Scope, params: dict[str, object]) -> pd.DataFrame:
        cursor = self._connection.cursor()
        seconds = self._settings.number("query_seconds")
        timer = threading.Timer(seconds, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            for name, value in variables(scope).items():
                cursor.execute(f"set variable {name} = $value", {"value": value})
            frame = cursor.execute(sql, params).df()
        except duckdb.InterruptException as error:
            raise LedgerError(
                msg("The answer took longer than {seconds} seconds.", seconds=Number(seconds)),
                next=msg("Narrow the scope, or raise the setting query_seconds."),
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise LedgerError(
                msg("The answer needs more memory than the {size} GB that it may take.",
                    size=Number(self._settings.number("query_memory_gb"), 2)),
                next=msg("Narrow the scope, or raise the setting query_memory_gb."),
            ) from error
        finally:
            timer.cancel()
            timer.join()  # it holds the cursor as long as it lives, and at the end of a process DuckDB would complain of that
            cursor.close()
        limit = int(self._settings.number("query_rows"))
        if len(frame) > limit:
            raise LedgerError(
                msg("The answer has {rows} rows; the limit is {limit}.", rows=Count(len(frame)), limit=Count(limit)),
                next=msg("Narrow the scope, or raise the setting query_rows."),
            )
        return frame

    def history(self) -> pd.DataFrame:
        """The files of this version: one row each, with the accounting of its import, newest first."""
        return self._admin(
            "select f.*, i.imported_at, i.who from files f join imports i using (import_id) order by f.file_id desc"
        )

    def quarantine(self, file_id: int | None = None) -> pd.DataFrame:
        """Rows set aside: file_id, path, sheet, line, reason, raw text, revenue where it could be read."""
        return self._admin(
            "select q.file_id, f.path, q.sheet, q.line, q.reason, q.raw, q.revenue from quarantine q "
            "join files f using (file_id) where $file is null or q.file_id = $file order by q.file_id, q.line",
            {"file": file_id},
        )

    def _admin(self, sql: str, params: dict[str, object] | None = None) -> pd.DataFrame:
        cursor = self._connection.cursor()
        try:
            return cursor.execute(sql, params).df()
        finally:
            cursor.close()


def variables(scope: Scope) -> dict[str, object]:
    """What the scoped macros read, for one query."""
    viewer = scope.viewer
    return {
        "kam_sees_all": viewer.sees_all,
        "kam_sees": sorted(viewer.accounts or ()),
        "kam_clients": sorted(viewer.clients),
        "kam_managers": sorted(viewer.managers),
        "kam_others": sorted(viewer.others),
        "kam_other_accounts": sorted(viewer.other_accounts),
        "kam_from": scope.start or FIRST,
        "kam_to": scope.end or LAST,
        "kam_base": scope.base,
        "kam_level": scope.level,
        "kam_only": None if scope.only is None else list(scope.only),
        **{f"kam_{name}": list(scope.values(name)) or None for name in FIELDS},
    }


@cache
def _text(query: str) -> str:
    path = QUERIES / f"{query}.sql"
    if not query.isidentifier() or not path.exists():
        raise LedgerError(msg("There is no query “{query}”.", query=query))
    return path.read_text("utf-8").strip().rstrip(";")


_open: dict[Path, Ledger] = {}
_opening = threading.Lock()


def open_ledger(path: Path, version: VersionInfo, settings: Settings) -> Ledger:
    """A version's ledger, opened once in a process, however many ask. Old ones are dropped, not closed."""
    with _opening:
        known = _open.get(path)
        if known is not None and known._version == version and known._settings == settings:
            return known
        _open.pop(path, None)
        if known is not None and known._version != version:
            # A restore has put another file in this place, but DuckDB gives the old one for as long as it is open.
            known._connection.close()
        known = None
        try:
            connection = connect(path, settings)
            expect_format(version.version, connection.execute(FORMAT_OF).fetchall())
            expect_sums(version.version, connection.execute(SUMS_OF).fetchall())
            ledger = Ledger(connection, version, settings)
        except duckdb.Error as error:
            raise LedgerError(
                msg(
                    "Version “{version}” of the ledger cannot be opened: {error}",
                    version=version.version,
                    error=str(error).splitlines()[0],
                ),
                msg("The other versions are not touched."),
                msg("Go back to an earlier version, restore a backup, or run “rebuild”."),
            ) from error
        while len(_open) >= 3:
            _open.pop(next(iter(_open)))
        _open[path] = ledger
        return ledger


def connect(path: Path, settings: Settings) -> duckdb.DuckDBPyConnection:
    """A read-only connection without access to anything outside, its configuration locked.

    Connections of one process to one file share a database, and DuckDB refuses a second one that is configured otherwise:
    so all begin alike, and the first sets the limits.
    """
    connection = duckdb.connect(str(path), read_only=True, config=dict(ALIKE))
    if not connection.execute("select current_setting('lock_configuration')").fetchall()[0][0]:
        connection.execute(f"set memory_limit = '{settings.number('query_memory_gb')}GB'")
        connection.execute(f"set temp_directory = {literal(str(path.parent / 'spill'))}")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    return connection


def last_full_month(last: datetime.date | None) -> datetime.date | None:
    """First day of the last month whose last working day (Monday to Friday) is covered by ``last``."""
    if last is None:
        return None
    end = add_months(last, 1) - datetime.timedelta(days=1)
    while end.weekday() > 4:
        end -= datetime.timedelta(days=1)
    return last.replace(day=1) if last >= end else add_months(last, -1)


def _info(connection: duckdb.DuckDBPyConnection, version: VersionInfo, settings: Settings) -> LedgerInfo:
    cursor = connection.cursor()
    try:
        names = [row[0] for row in cursor.execute("select table_name from duckdb_tables() where not internal").fetchall()]
        counts = ", ".join(f"(select count(*) from {quoted(each)})" for each in names)
        rows = dict(zip(names, cursor.execute(f"select {counts}").fetchall()[0], strict=True))
        first, last = cursor.execute("select min(date), max(date) from sales").fetchall()[0]
        cost, serve = cursor.execute("select count(cost) > 0, count(serve) > 0 from account_month").fetchall()[0]
        groups = cursor.execute("select coalesce(bool_or(group_id <> account_id), false) from account_dim").fetchall()
        currencies = cursor.execute("select distinct currency from sales where currency is not null limit 2").fetchall()
    finally:
        cursor.close()
    currency = settings.text("currency") or (str(currencies[0][0]) if len(currencies) == 1 else "")
    return LedgerInfo(
        version.version,
        datetime.datetime.fromisoformat(version.created),
        first,
        last,
        last_full_month(last),
        currency,
        {key: int(count) for key, count in rows.items()},
        bool(cost),
        bool(groups[0][0]),
        bool(serve),
        version.demo,
    )
