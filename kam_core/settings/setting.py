"""What a setting is."""

from __future__ import annotations

from dataclasses import dataclass

from kam_core.i18n import Message


@dataclass(frozen=True)
class Setting:
    """One setting. unit: share (0-1), count, number, amount, MB, GB, seconds, text, choice (one of ``choices``)."""

    key: str
    default: float | str
    unit: str
    low: float
    high: float
    help: Message
    choices: tuple[str, ...] = ()
