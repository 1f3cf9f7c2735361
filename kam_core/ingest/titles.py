"""What the name of a sheet says: a sheet called "Sales plan" that has the columns of a sales plan is one."""

from __future__ import annotations

from collections.abc import Sequence

from kam_core.i18n import LANGUAGES, use_language
from kam_core.ingest.headers import guess_mapping
from kam_core.ledger.contract import TABLES


def titled(sheet: str | None, headers: Sequence[str]) -> str | None:
    """The table whose label, in any language, is the sheet's name, where its required columns are there; else None."""
    if not sheet:
        return None
    for table in TABLES.values():
        for language in LANGUAGES:
            with use_language(language):
                same = str(table.label).casefold() == sheet.strip().casefold()
            if same and set(table.required) <= set(guess_mapping(table.key, headers, {})):
                return table.key
    return None
