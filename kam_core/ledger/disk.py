"""A disk without room, in words."""

from __future__ import annotations

import contextlib
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

from kam_core.errors import LedgerError
from kam_core.i18n import Count, msg

FULL = {errno.ENOSPC, errno.EDQUOT}
TOO_LARGE = "file too large"


def no_room(folder: Path, error: Exception) -> LedgerError | None:
    """The error of a disk that takes no more, with what is free; None where it is something else.

    error: of the system, or of the database, which has only words for it
    """
    said = str(error).lower()
    if (isinstance(error, OSError) and error.errno == errno.EFBIG) or TOO_LARGE in said:
        return LedgerError(
            msg("The system lets no file in {folder} grow so large.", folder=folder),
            next=msg("Raise the limit for files of this user, then bring the file again."),
        )
    words = ("no space", "disk quota", "could not write")
    if (isinstance(error, OSError) and error.errno in FULL) or any(each in said for each in words):
        there = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(there).free // 2**20
        return LedgerError(
            msg("The disk is full: {free} MB are free in {folder}.", free=Count(free), folder=folder),
            next=msg("Free some space, then bring the file again."),
        )
    return None


@contextlib.contextmanager
def room(folder: Path) -> Iterator[None]:
    """Errors of a full disk in words; all others pass."""
    try:
        yield
    except OSError as error:
        full = no_room(folder, error)
        if full is None:
            raise
        raise full from error
