"""Is a version whole? Its fingerprint, every block of it, its tables against the contract, its sums against each other."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from kam_core.i18n import Message, msg
from kam_core.ledger.contract import TABLES
from kam_core.ledger.door import connect
from kam_core.ledger.draft import fingerprint
from kam_core.ledger.pointer import VersionInfo
from kam_core.ledger.store import Store
from kam_core.ledger.tables import literal, name


@dataclass(frozen=True)
class Finding:
    """One check of one version: what was checked, whether it holds, what was found."""

    version: str
    check: str
    ok: bool
    detail: Message | None = None


def check(store: Store, version: str | None = None) -> list[Finding]:
    """Check one version, or all that are kept, and the originals of the current one."""
    known = store.pointer()
    wanted = [known.info(version)] if version else list(known.versions)
    found: list[Finding] = []
    for info in wanted:
        found += _version(store, info)
    if known.current and version in (None, known.current):
        found += _originals(store, known.current)
    return found


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
            *_contract(connection, info),
            *_scan(connection, info),
            *_sums(connection, info),
        ]
    except duckdb.Error as error:
        return [Finding(info.version, "scan", False, msg("{error}", error=str(error).splitlines()[0]))]
    finally:
        connection.close()


def _contract(connection: duckdb.DuckDBPyConnection, info: VersionInfo) -> list[Finding]:
    found = []
    for table in TABLES.values():
        columns = dict(
            connection.execute(
                f"select column_name, data_type from duckdb_columns() where table_name = {literal(table.key)}"
            ).fetchall()
        )
        wrong = [column.name for column in table.columns if columns.get(column.name) != column.type]
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
    wrong = connection.execute(
        "select count(*) from files where read <> loaded + repeated + quarantined + skipped"
    ).fetchall()[0][0]
    aside = connection.execute(
        "select count(*) from files f where quarantined <> (select count(*) from quarantine q where q.file_id = f.file_id)"
    ).fetchall()[0][0]
    ok = not wrong and not aside
    broken = msg("The accounting of {n} imported files does not add up.", n=int(wrong) + int(aside))
    return [*found, Finding(info.version, "accounting", ok, None if ok else broken)]


def _originals(store: Store, version: str) -> list[Finding]:
    missing = [
        made["name"]
        for one in store.manifest(version)
        for made in one["files"]
        if not (store.originals / f"{made['sha256']}.zst").exists()
    ]
    detail = msg("The originals of {files} are gone; this version cannot be rebuilt.", files=", ".join(missing))
    return [Finding(version, "originals", not missing, detail if missing else None)]
