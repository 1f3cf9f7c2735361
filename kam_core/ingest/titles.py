"""What stands around a table says what it is: the name of its sheet, the name of its file, the lines above its header."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kam_core.i18n import LANGUAGES, use_language
from kam_core.ingest.book.tables import KNOWN
from kam_core.ingest.headers import guess_mapping
from kam_core.ingest.layout_months import month_row
from kam_core.ingest.names import CAMEL
from kam_core.ingest.plan import Rows

PLAN = re.compile(
    r"(?<![^\W\d_])(план(?:а|е|у|ом|ы|ов|овый|овая|овое|овые|овых)?|бюджет(?:а|ы|ов)?|plans?|planned|budgets?|targets?"
    r"|quotas?)(?![^\W\d_])", re.IGNORECASE
)
FACT = re.compile(
    r"(?<![^\W\d_])(факт\w*|отклонени\w*|выполнени\w*|actuals?|fact|variance|versus|vs)(?![^\W\d_])", re.IGNORECASE
)


def titled(sheet: str | None, headers: Sequence[str]) -> str | None:
    """The table whose label, in any language, is the sheet's name, where its required columns are there; else None."""
    if not sheet:
        return None
    for table in KNOWN.values():
        for language in LANGUAGES:
            with use_language(language):
                same = str(table.label).casefold() == sheet.strip().casefold()
            if same and set(table.required) <= set(guess_mapping(table.key, headers, {})):
                return table.key
    return None


def about(rows: Rows, layout: str) -> str | None:
    """The table of a report with months across whose surroundings call it a plan; None where they do not, or tell what came
    of it as well. Its columns are those of sales: nothing else tells a plan from them."""
    if layout != "months":
        return None
    header = month_row(rows.sample) or 0
    said = " ".join([rows.name, rows.sheet or "", *(cell or "" for row in rows.sample[: header + 1] for cell in row)])
    said = CAMEL.sub(" ", said).replace("_", " ")
    return "targets" if PLAN.search(said) and not FACT.search(said) else None
