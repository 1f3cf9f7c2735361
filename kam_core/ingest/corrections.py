"""What somebody has said about a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kam_core.errors import UsageError
from kam_core.i18n import Joined, msg
from kam_core.ingest.book.tables import KNOWN, table
from kam_core.ingest.plan import LAYOUTS, MODES

ENCODINGS = {
    "utf-8": ("utf8",),
    "utf-16-le": ("utf-16", "utf16", "unicode"),
    "utf-16-be": (),
    "cp1251": ("windows-1251", "1251", "win1251"),
    "cp866": ("ibm866", "866", "dos"),
    "latin-1": ("latin1", "iso-8859-1", "cp1252", "windows-1252", "1252"),
}
"""Alphabets that a file can be said to be in, and how else people call them."""


@dataclass(frozen=True)
class Corrections:
    """What somebody has said about a file; empty values are found out.

    formats: field → how it is written, as in Plan; header_row: 0-based row of the header
    events: whether several rows of one request are folded to one
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
    events: bool | None = None

    def form(self) -> dict[str, dict[str, Any]]:
        """The formats that were said, with the decimal sign of the whole file for every field of numbers."""
        if not self.decimal:
            return self.formats
        numbers = {
            column.name: {"decimal": self.decimal}
            for each in KNOWN.values()
            for column in each.columns
            if column.kind in ("money", "number", "score", "whole")
        }
        return {**numbers, **self.formats}

    def __post_init__(self) -> None:
        if self.table:
            table(self.table)
        if self.mode:
            _one_of("mode", self.mode, MODES)
        if self.layout:
            _one_of("layout", self.layout, LAYOUTS)
        if self.encoding:
            wanted = self.encoding.strip().lower()
            known = next((name for name, also in ENCODINGS.items() if wanted in (name, *also)), wanted)
            _one_of("encoding", known, tuple(ENCODINGS))
            object.__setattr__(self, "encoding", known)
        if len(self.delimiter) > 1 or len(self.quote or "") > 1:
            raise UsageError(
                msg("“{text}” is more than one sign.", text=self.delimiter if len(self.delimiter) > 1 else self.quote),
                next=msg("Take one sign, as {example}.", example="; , | tab"),
            )
        if self.decimal:
            _one_of("decimal", self.decimal, (",", "."))


def _one_of(what: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(
            msg("There is no {what} “{value}”.", what=what, value=value),
            next=msg("Take one of: {allowed}.", allowed=Joined(list(allowed))),
        )
