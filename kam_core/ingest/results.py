"""How far an import is, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kam_core.i18n import Message, use_language
from kam_core.ingest.job import Outcome
from kam_core.ingest.plan import Understood


@dataclass(frozen=True)
class Progress:
    """How far an import is.

    step: reading, checking, summing; rows: read so far in this file, of about ``of``
    loaded, aside: rows of the files that were read before it
    """

    step: str
    file: str
    place: int
    files: int
    rows: int = 0
    of: int = 0
    loaded: int = 0
    aside: int = 0


Report = Callable[[Progress], None]


@dataclass
class FileResult:
    """What became of one sheet."""

    understood: Understood
    outcome: Outcome
    file_id: int | None = None

    @property
    def path(self) -> str:
        """The file as it was named; a table inside an archive after the archive's name."""
        rows = self.understood.rows
        return str(rows.path) if rows.path.name == rows.name else rows.name

    def to_json(self) -> dict[str, Any]:
        """The accounting as plain values, in English."""
        plan, outcome = self.understood.plan, self.outcome
        with use_language("en"):
            warnings = [str(each) for each in (*self.understood.warnings, *outcome.warnings)]
        return {
            "path": self.path,
            "sheet": self.understood.rows.sheet,
            "role": self.understood.role,
            "table": plan.table,
            "layout": plan.layout,
            "encoding": plan.encoding or None,
            "delimiter": plan.delimiter or None,
            "mapping": plan.mapping,
            "source": plan.source,
            "mode": plan.mode,
            "read": outcome.read,
            "loaded": outcome.loaded,
            "folded": outcome.folded,
            "repeated": outcome.repeated,
            "quarantined": outcome.quarantined,
            "skipped": outcome.skipped,
            "replaced": outcome.replaced,
            "totals": {
                kind: {key: float(value) for key, value in sums.items()} for kind, sums in outcome.totals.items()
            },
            "first": outcome.first,
            "last": outcome.last,
            "warnings": warnings,
        }


@dataclass
class Result:
    """What an import did. version: the current one afterwards; changed: False for a dry run or nothing new."""

    version: str | None
    files: list[FileResult]
    changed: bool
    warnings: list[Message] = field(default_factory=list)

    def total(self, what: str) -> int:
        """Sum over all files that are tables: read, loaded, folded, repeated, quarantined, skipped, replaced."""
        return sum(getattr(each.outcome, what) for each in self.files if each.understood.role == "table")

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        with use_language("en"):
            warnings = [str(each) for each in self.warnings]
        kinds = ("read", "loaded", "folded", "repeated", "quarantined", "skipped", "replaced")
        totals: dict[str, dict[str, Any]] = {}
        for each in self.files:
            for kind, sums in each.outcome.totals.items():
                into = totals.setdefault(kind, {})
                for key, value in sums.items():
                    into[key] = into.get(key, 0) + value
        return {
            "version": self.version,
            "changed": self.changed,
            "files": [each.to_json() for each in self.files],
            **{kind: self.total(kind) for kind in kinds},
            "totals": {kind: {key: float(value) for key, value in sums.items()} for kind, sums in totals.items()},
            "warnings": warnings,
        }
