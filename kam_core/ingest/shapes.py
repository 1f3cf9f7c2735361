"""Sheets that are not registers (months across, an outline) become registers before anything else looks at them."""

from __future__ import annotations

from dataclasses import dataclass

from kam_core.i18n import Message
from kam_core.ingest.plan import Rows
from kam_core.ingest.staging import Stage


@dataclass(frozen=True)
class Flat:
    """A register, what it was, and what its totals say."""

    rows: Rows
    layout: str
    warnings: tuple[Message, ...] = ()


def flatten(rows: Rows, layout: str | None, stage: Stage) -> Flat:
    """The sheet as a register."""
    return Flat(rows, "register")
