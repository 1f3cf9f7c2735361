"""What people type, made fit to be kept: trimmed, checked, never silently cut."""

from __future__ import annotations

import datetime
import re

from kam_core.errors import UsageError
from kam_core.i18n import Count, Message, msg

LONGEST_ID, LONGEST_WHO, LONGEST_WHY, LONGEST_NAME = 500, 200, 4000, 1000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


def why_of(text: str) -> str:
    """A reason; an empty one is refused."""
    return _text(text, LONGEST_WHY, msg("A decision needs a reason."), msg("Write why in a sentence."))


def who_of(text: str) -> str:
    """Who decides; nobody is refused."""
    return _text(text, LONGEST_WHO, msg("It is not said who decides."), msg("Give a name or an e-mail."))


def client_of(text: str) -> str:
    """The id of a client, as it is."""
    if not text or text != _text(text, LONGEST_ID, _no_client(), _no_client_next()):
        raise UsageError(_no_client(), next=_no_client_next())
    return text


def name_of(text: str, client_id: str) -> str:
    """The name of a client as it was when somebody decided; its id where it has none."""
    return _text(text or client_id, LONGEST_NAME, _no_client(), _no_client_next())


def plain_of(text: str, longest: int = LONGEST_WHO) -> str:
    """A text that may be empty, trimmed and checked."""
    return _text(text, longest, _no_client(), _no_client_next()) if text.strip() else ""


def key_of(text: str) -> str:
    """The key of a factor or a kind: small Latin letters, digits and underscores."""
    if not isinstance(text, str) or not _KEY.fullmatch(text):
        raise UsageError(
            msg("“{text}” is not a key.", text=str(text)[:60]),
            next=msg("Take small Latin letters, digits and underscores, a letter first."),
        )
    return text


def moment(at: datetime.datetime) -> str:
    """A moment as the clock on the wall has it: 2026-11-21 14:32."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")


def _no_client() -> Message:
    return msg("This is not the id of a client.")


def _no_client_next() -> Message:
    return msg("Take the id that the list of clients shows.")


def _text(text: str, longest: int, empty: Message, next: Message) -> str:
    kept = str(text).strip()
    if not kept:
        raise UsageError(empty, next=next)
    if len(kept) > longest:
        raise UsageError(
            msg("The text is too long: {n} characters.", n=Count(len(kept))),
            next=msg("Write {n} characters at most.", n=Count(longest)),
        )
    if "\x00" in kept or any("\ud800" <= letter <= "\udfff" for letter in kept):
        raise UsageError(
            msg("The text holds characters that no database keeps."), next=msg("Type it instead of pasting it.")
        )
    return kept
