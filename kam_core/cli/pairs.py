"""KEY=VALUE arguments."""

from __future__ import annotations

from kam_core.errors import UsageError
from kam_core.i18n import msg


def pair(option: str, text: str) -> tuple[str, str]:
    """'key=value' in two; the value may hold further signs of equality."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise UsageError(
            msg("{option} {text} is not a pair.", option=option, text=text),
            next=msg("Write it as {example}.", example="KEY=VALUE"),
        )
    return key.strip(), value
