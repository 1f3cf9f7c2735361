"""What a database of the book refuses, said so that the reader knows what to do."""

from __future__ import annotations

from sqlalchemy import URL

from kam_core.errors import BookError
from kam_core.i18n import msg


def shown(url: URL) -> str:
    """Where a book is, without the password."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def refusal(url: URL, error: Exception) -> BookError:
    """The error of a database, in words."""
    cause = getattr(error, "orig", None) or error
    said = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    lower, place = said.lower(), shown(url)
    if "locked" in lower or "lock timeout" in lower:
        return BookError(
            msg("Somebody else is writing in the book for too long."), next=msg("Try again in a moment.")
        )
    if "not a database" in lower or "malformed" in lower:
        return BookError(
            msg("The book {place} is damaged: {error}.", place=place, error=said), next=msg("Restore a backup.")
        )
    if "full" in lower or "no space" in lower:
        return BookError(
            msg("There is no room for the book {place}: {error}.", place=place, error=said),
            next=msg("Free some space on the disk, then try again."),
        )
    if "readonly" in lower or "read-only" in lower or "permission denied" in lower or "unable to open" in lower:
        return BookError(
            msg("The book {place} cannot be written: {error}.", place=place, error=said),
            next=msg("Check the folder and its rights; then try again."),
        )
    return BookError(
        msg("The book {place} does not answer: {error}.", place=place, error=said),
        next=msg("Check that its database runs and can be reached; then try again."),
    )
