"""Is a version whole? Its fingerprint, every block of it, its tables against the contract, its sums against each other;
and the book beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import zstandard

from kam_core.errors import LedgerError
from kam_core.i18n import Message, msg
from kam_core.ledger.contract import TABLES
from kam_core.ledger.door import connect
from kam_core.ledger.draft import fingerprint
from kam_core.ledger.pointer import VersionInfo
from kam_core.ledger.store import Store
from kam_core.ledger.tables import FORMAT_OF, SUMS_OF, expect_format, literal, name, sums


@dataclass(frozen=True)
class Finding:
    """One check of one version: what was checked, whether it holds, what was found."""

    version: str
    check: str
    ok: bool
    detail: Message | None = None


def check(store: Store, version: str | None = None) -> list[Finding]:
    """Check one version, or all that are kept, the originals of the current one, and the books."""
    known = store.pointer()
    wanted = [known.info(version)] if version else list(known.versions)
    found: list[Finding] = []
    for info in wanted:
        found += _version(store, info)
    if known.current and version in (None, known.current):
        found += _originals(store, known.current)
    if version is None:
        found += _books(store)
    return found


def _books(store: Store) -> list[Finding]:
    """What people wrote, in one's own book and in the made-up company's."""
    from kam_core.book.verify import verify

    return [Finding(f"book {each.book}", each.check, each.ok, each.detail) for each in verify(store.data)]


def _version(store: Store, info: VersionInfo) -> list[Finding]:
    path = store.path(info.version)
    if not path.exists():
        return [Finding(info.version, "file", False, msg("The file {path} is gone.", path=path.name))]
    if fingerprint(path) != info.sha256:
        return [Finding(info.version, "checksum", False, msg("The file has changed since it was written."))]
    try:
        connection = connect(path, store.settings)
    except duckdb.Error as error:
        return [Finding(info.version, "open", False, msg("{error}", error=str(error).splitlines()[0]))]
    try:
        return [
            Finding(info.version, "checksum", True),
            _format(connection, info),
            *_contract(connection, info),
            *_scan(connection, info),
            *_sums(connection, info),
        ]
    except duckdb.Error as error:
        return [Finding(info.version, "scan", False, msg("{error}", error=str(error).splitlines()[0]))]
    finally:
        connection.close()


def _format(connection: duckdb.DuckDBPyConnection, info: VersionInfo) -> Finding:
    try:
        expect_format(info.version, connection.execute(FORMAT_OF).fetchall())
    except LedgerError as error:
        return Finding(info.version, "format", False, error.what)
    return Finding(info.version, "format", True)


def _contract(connection: duckdb.DuckDBPyConnection, info: VersionInfo) -> list[Finding]:
    """A version that an earlier edition has summed may lack columns that came later: they are added when it is opened."""
    earlier = [row[0] for row in connection.execute(SUMS_OF).fetchall()] != [sums()]
    found = []
    for table in TABLES.values():
        columns = dict(
            connection.execute(
                f"select column_name, data_type from duckdb_columns() where table_name = {literal(table.key)}"
            ).fetchall()
        )
        lacking = {column.name for column in table.columns if earlier and not column.required and column.name not in columns}
        wrong = [
            column.name for column in table.columns if columns.get(column.name) != column.type and column.name not in lacking
        ]
        detail = msg("The columns {columns} are not as they should be.", columns=", ".join(wrong)) if wrong else None
        found.append(Finding(info.version, f"contract {table.key}", not wrong, detail))
    return found


def _scan(connection: duckdb.DuckDBPyConnection, info: VersionInfo) -> list[Finding]:
    """Read every value once: a damaged block is found by a scan, and often by nothing else."""
    tables = [row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()]
    for each in tables:
        connection.execute(f"select bit_xor(hash(t)) from {name(each)} t").fetchall()
    return [Finding(info.version, "scan", True)]


def _sums(connection: duckdb.DuckDBPyConnection, info: VersionInfo) -> list[Finding]:
    found = []
    for mart in ("account_month", "account_category_month"):
        facts, marts, lines, counted = connection.execute(
            f"select (select coalesce(sum(revenue), 0) from sales), (select coalesce(sum(revenue), 0) from {mart}), "
            f"(select count(*) from sales), (select coalesce(sum(lines), 0) from {mart})"
        ).fetchall()[0]
        detail = msg(
            "Sales sum to {facts} in {lines} lines, the pages show {marts} in {counted}.",
            facts=str(facts),
            lines=lines,
            marts=str(marts),
            counted=int(counted),
        )
        ok = facts == marts and lines == counted
        found.append(Finding(info.version, f"totals {mart}", ok, None if ok else detail))
    columns = connection.execute("select column_name from duckdb_columns() where table_name = 'files'").fetchall()
    folded = " + folded" if ("folded",) in columns else ""
    unsound = (
        f"select count(*) from files where read <> loaded + repeated + quarantined + skipped{folded}",
        "select count(*) from files f where quarantined <> "
        "(select count(*) from quarantine q where q.file_id = f.file_id)",
    )
    wrong = sum(int(connection.execute(each).fetchall()[0][0]) for each in unsound)
    wrong += sum(_lost(connection, key) for key in TABLES)
    broken = msg("The accounting of {n} imported files does not add up.", n=wrong)
    return [*found, Finding(info.version, "accounting", not wrong, broken if wrong else None)]


def _lost(connection: duckdb.DuckDBPyConnection, key: str) -> bool:
    """Whether a table holds other rows than all its imports have loaded, less those that gave way."""
    came, there = connection.execute(
        f'select (select coalesce(sum(loaded - replaced), 0) from files where "table" = {literal(key)}), '
        f"(select count(*) from {name(key)})"
    ).fetchall()[0]
    return bool(came != there)


def _originals(store: Store, version: str) -> list[Finding]:
    names: dict[str, str] = {made["sha256"]: made["name"] for one in store.manifest(version) for made in one["files"]
                             if not made.get("erased")}
    missing = [shown for sha256, shown in names.items() if not _whole(store.originals / f"{sha256}.zst", sha256)]
    detail = msg("The originals of {files} are gone or damaged; they cannot be brought back.", files=", ".join(missing))
    return [Finding(version, "originals", not missing, detail if missing else None)]


def _whole(path: Path, sha256: str) -> bool:
    """Whether an original is there and unpacks to what it was."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as packed:
            for chunk in zstandard.ZstdDecompressor().read_to_iter(packed, read_size=1 << 22):
                digest.update(chunk)
    except (OSError, zstandard.ZstdError):
        return False
    return digest.hexdigest() == sha256
