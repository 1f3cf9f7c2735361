"""Rows that were set aside, mended by hand and brought again: they join what their file brought, and replace nothing.

A download of set-aside rows carries columns of its own beside those of the file. A file that still has them is taken
for such a return: it belongs to the source it came from, and adds to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kam_core.i18n import LANGUAGES, Message, msg, use_language

if TYPE_CHECKING:
    from kam_core.ingest.corrections import Corrections

MARK = "Kamerton: "
SHEET: Message = msg("Kamerton: sheet")
ROW: Message = msg("Kamerton: row")
REASON: Message = msg("Kamerton: why it was set aside")
SOURCE: Message = msg("Kamerton: source")
MORE: Message = msg("Kamerton: further text")


def is_mended(headers: Sequence[str]) -> bool:
    """Whether a file holds rows that were set aside before."""
    return any(header.startswith(MARK) for header in headers)


def as_return(said: Corrections, headers: Sequence[str], values: Mapping[str, Sequence[str | None]]) -> Corrections:
    """What is said about a file of mended rows: it is of the source it names, and adds to it. Others stay as they are."""
    if not is_mended(headers):
        return said
    return replace(said, source=said.source or _source(values), mode=said.mode or "add")


def _source(values: Mapping[str, Sequence[str | None]]) -> str | None:
    for language in LANGUAGES:
        with use_language(language):
            header = str(SOURCE)
        named = {value for value in values.get(header, ()) if value}
        if len(named) == 1:
            return named.pop()
    return None
