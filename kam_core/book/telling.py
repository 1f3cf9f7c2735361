"""What changes nothing in the book but belongs into its log: imports, settings, exports."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from kam_core.book.book import open_book
from kam_core.errors import BookError


def brought(result: dict[str, Any]) -> dict[str, Any]:
    """What the log says of an import. result: as the command line gives it"""
    files = [{"path": each.get("path"), "loaded": each.get("loaded")} for each in result.get("files", ())]
    return {"version": result.get("version"), "files": files}


def tell(data: Path, area: str, subject: str, action: str, who: str, what: dict[str, Any]) -> None:
    """Write into one's own book what was done already and has a history of its own, too (imports, settings).

    A book that cannot be written does not undo it.
    """
    with contextlib.suppress(BookError):
        open_book(data).note(area, subject, action, who or "?", what)
