"""What somebody has said about a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.ingest.plan import MODES
from kam_core.ledger.contract import TABLES, table


@dataclass(frozen=True)
class Corrections:
    """What somebody has said about a file; empty values are found out.

    formats: field → how it is written, as in Plan; header_row: 0-based row of the header
    """

    table: str | None = None
    source: str | None = None
    mode: str | None = None
    layout: str | None = None
    encoding: str = ""
    delimiter: str = ""
    quote: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    header_rows: int | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    formats: dict[str, dict[str, Any]] = field(default_factory=dict)
    period: tuple[str, str] | tuple[()] = ()
    decimal: str = ""

    def form(self) -> dict[str, dict[str, Any]]:
        """The formats that were said, with the decimal sign of the whole file for every field of numbers."""
        if not self.decimal:
            return self.formats
        numbers = {
            column.name: {"decimal": self.decimal}
            for each in TABLES.values()
            for column in each.columns
            if column.kind in ("money", "number", "score", "whole")
        }
        return {**numbers, **self.formats}

    def __post_init__(self) -> None:
        if self.table:
            table(self.table)
        if self.mode and self.mode not in MODES:
            raise UsageError(
                msg("There is no mode “{mode}”.", mode=self.mode),
                next=msg("Take one of: {allowed}.", allowed=Joined(list(MODES))),
            )
