"""What can go wrong, said so that the reader knows what to do.

Every error that a user may meet carries three sentences: what happened, what it means, what to do next. They are lazy
messages (kam_core.i18n.msg), so that the same error speaks Russian on one screen and English on another.
"""

from __future__ import annotations

from kam_core.i18n import Message, msg


class KamError(Exception):
    """An error with an explanation.

    what:  what was found, naming file, sheet, row and column where they are known
    means: what it means for the data (usually: nothing was changed)
    next:  the next step
    """

    exit_code = 1

    def __init__(self, what: Message, means: Message | None = None, next: Message | None = None) -> None:
        self.what = what
        self.means = means or msg("Nothing was changed.")
        self.next = next or msg("Try again, or ask the administrator.")
        super().__init__(what)

    def __str__(self) -> str:
        return f"{self.what} {self.means} {self.next}"


class UsageError(KamError):
    """The command or the question was put wrongly (an unknown name, a value out of range)."""

    exit_code = 2


class FileError(KamError):
    """A file cannot be read as a table."""


class MappingError(KamError):
    """A file was read, but a required column was not found or does not make sense."""


class LedgerError(KamError):
    """The ledger is missing, damaged, or of another kind."""


class BusyError(LedgerError):
    """Another import holds the lock."""


class AccessError(KamError):
    """Somebody asks for what they may not see or do."""


class BookError(KamError):
    """The book cannot be reached, is damaged, or is of another kind."""


class ChangedError(KamError):
    """Somebody else has changed what was to be changed; the error says who and when."""


class StoppedError(KamError):
    """The user stopped the work."""

    def __init__(self) -> None:
        super().__init__(msg("Stopped."), msg("Nothing was changed."), msg("Start again whenever you like."))
