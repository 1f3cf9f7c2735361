"""Files that a command writes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from kam_core.errors import UsageError
from kam_core.i18n import msg


@contextlib.contextmanager
def writable(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A text file, under its own name only when it is whole; UsageError where it cannot be written."""
    draft = path.with_name(path.name + ".new")
    try:
        with draft.open("w", encoding=encoding, newline="") as file:
            yield file
        draft.replace(path)
    except OSError as error:
        raise UsageError(msg("{file} cannot be written: {error}.", file=path, error=error.strerror or str(error)),
                         next=msg("Name another folder, or a file that may be written.")) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
