"""The SQL that creates the ledger's own tables, made from the contract, and the small marks that SQL text needs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kam_core.errors import LedgerError
from kam_core.i18n import msg
from kam_core.ledger.contract import TABLES

HERE = Path(__file__).parent
FORMAT = 1
"""Raised when the tables of a ledger change in a way that older ones must be rebuilt for."""

FORMAT_OF = "select value from about where key = 'format'"
SUMS_OF = "select value from about where key = 'sums'"

BOOKKEEPING = """
create table imports (import_id INTEGER, imported_at TIMESTAMP, who VARCHAR, note VARCHAR);
create table files (
    file_id INTEGER, import_id INTEGER, path VARCHAR, sheet VARCHAR, sha256 VARCHAR, part INTEGER, source VARCHAR,
    "table" VARCHAR, mode VARCHAR, layout VARCHAR, encoding VARCHAR, delimiter VARCHAR, plan JSON,
    read BIGINT, loaded BIGINT, repeated BIGINT, quarantined BIGINT, skipped BIGINT, replaced BIGINT,
    totals JSON, warnings JSON, first_date DATE, last_date DATE, folded BIGINT);
create table quarantine (
    file_id INTEGER, sheet VARCHAR, line BIGINT, reason VARCHAR, raw VARCHAR, revenue DECIMAL(18,4));
create table about (key VARCHAR, value VARCHAR);
"""


def expect_format(version: str, kept: Sequence[tuple[object, ...]]) -> None:
    """Raise LedgerError where a version was made by an edition of Kamerton whose tables are not those of this one.

    kept: the rows of FORMAT_OF
    """
    found = str(kept[0][0]) if kept else "—"
    if found != str(FORMAT):
        raise LedgerError(
            msg(
                "Version “{version}” was made by another edition of Kamerton: its tables are of format {found}, not {wanted}.",
                version=version,
                found=found,
                wanted=str(FORMAT),
            ),
            msg("Nothing was changed. The originals of its files are kept."),
            msg("Run “rebuild”: it makes the ledger again from the originals."),
        )


class OldSumsError(LedgerError):
    """The marts of a version were summed by an edition of Kamerton that sums otherwise; its facts are good."""


@cache
def sums() -> str:
    """The fingerprint of how this edition sums facts and scopes questions."""
    return hashlib.sha256(b"".join((HERE / file).read_bytes() for file in ("marts.sql", "scoped.sql"))).hexdigest()


def expect_sums(version: str, kept: Sequence[tuple[object, ...]]) -> None:
    """Raise OldSumsError where a version was summed by another edition. kept: the rows of SUMS_OF"""
    if [row[0] for row in kept] != [sums()]:
        raise OldSumsError(
            msg("Version “{version}” was summed by another edition of Kamerton.", version=version),
            msg("Nothing was changed. Its facts are whole."),
            msg("Make it the current version: it is then summed anew when it is opened."),
        )


def name(text: str) -> str:
    """An identifier in quotes."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string in quotes."""
    return "'" + text.replace("'", "''") + "'"


def create_tables() -> str:
    """The statements that make an empty ledger."""
    facts = [
        f"create table {name(table.key)} ("
        + ", ".join(f"{name(column.name)} {column.type}" for column in table.columns)
        + ", file_id INTEGER)"
        for table in TABLES.values()
    ]
    return ";\n".join(facts) + ";\n" + BOOKKEEPING


def later_columns() -> list[str]:
    """The statements that give a ledger of this format the columns that came after it was made; others stay as they are."""
    optional = [
        f"alter table {name(table.key)} add column if not exists {name(column.name)} {column.type}"
        for table in TABLES.values() for column in table.columns if not column.required
    ]
    return [*optional, "alter table files add column if not exists folded BIGINT default 0"]


def script(file: str) -> list[str]:
    """The statements of a .sql file beside this module, without comments."""
    text = "\n".join(
        line for line in (HERE / file).read_text("utf-8").splitlines() if not line.lstrip().startswith("--")
    )
    return [statement.strip() for statement in text.split(";") if statement.strip()]
