"""Names of sources: what stays of a file's name without its dates, numbers and months."""

from __future__ import annotations

import re
from pathlib import Path

MONTHS = re.compile(
    r"\b(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"(?:[а-яё]*|[a-z]*)\b",
    re.IGNORECASE,
)
WORDS = re.compile(
    r"\b(за|год[ауе]?|г|г г|гг|месяц\w*|квартал\w*|кв|полугоди\w*|недел\w*|копия|copy|of|for|final|new|испр\w*|правк\w*|"
    r"month|quarter|year|week|fy|q|h|v|вер|версия|version)\b",
    re.IGNORECASE,
)
LONG_MONTHS = 9


def stem(file: str, table: str | None) -> str:
    """'Реестр продаж за январь 2026 (1).csv' → 'Реестр продаж'; the table's key where nothing stays."""
    text = re.sub(r"[\W\d_]+", " ", Path(file).stem)
    text = MONTHS.sub(lambda found: " " if len(found[0]) <= LONG_MONTHS else found[0], text)
    text = re.sub(r"\s+", " ", WORDS.sub(" ", text)).strip()
    return text if len(text) > 2 else (table or "source")


def free(wanted: str, shape: str, taken: dict[str, str]) -> str:
    """The name itself, or with a number where files of another shape have it. taken: name → shape."""
    name, place = wanted, 2
    while taken.get(name, shape) != shape:
        name, place = f"{wanted} {place}", place + 1
    return name
