"""The hash chain of the log: a row that is changed, taken out or put in afterwards does not fit those after it."""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets

NOTHING = ""
"""What the first row stands on."""


def salt() -> str:
    """A new salt: without it nobody can guess from a digest what an erased text said."""
    return secrets.token_hex(16)


def digest(salt: str, item: str, why: str, before: str | None, after: str | None) -> str:
    """The digest of what a row says."""
    return _hash(salt, item, why, before, after)


def linked(
    previous: str, number: int, at: datetime.datetime, who: str, area: str, subject: str, action: str, said: str
) -> str:
    """The hash of a row over the one before it. at: aware; said: the row's digest"""
    return _hash(previous, number, at.astimezone(datetime.UTC).isoformat(timespec="microseconds"), who, area, subject,
                 action, said)


def _hash(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
