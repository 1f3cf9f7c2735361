"""Names of columns without what does not matter: capitals, ё, punctuation, units, camels and underscores."""

from __future__ import annotations

import re
from functools import cache

from kam_core.ingest.synonyms import DISCOUNT, PRICE, SYNONYMS

UNITS = frozenset({
    "руб", "рублей", "рублях", "р", "rub", "rur", "usd", "eur", "gbp", "cny", "kzt", "byn", "долл", "евро", "тыс", "тысяч",
    "тысячах", "млн", "миллионов", "млрд", "thousands", "thousand", "ths", "mln", "million", "millions", "bn", "шт", "штук",
    "кг", "т", "л", "м", "м2", "м3", "ед", "pcs", "units", "kg",
})
CAMEL = re.compile(r"(?<=[a-zа-я0-9])(?=[A-ZА-Я])|(?<=[A-ZА-Я])(?=[A-ZА-Я][a-zа-я])")
NEUTRAL = frozenset({
    "в", "по", "за", "всего", "итого", "факт", "оборот", "сумма", "total", "the", "of", "sum", "value", "line", "our", "net",
    "actual", "fact",
})
FACTORS = {
    "тыс": 1000, "тысяч": 1000, "тысячах": 1000, "ths": 1000, "thousand": 1000, "thousands": 1000, "млн": 10**6,
    "миллионов": 10**6, "mln": 10**6, "million": 10**6, "millions": 10**6, "млрд": 10**9, "bn": 10**9,
}


@cache
def normalise(header: str) -> str:
    """'Сумма с НДС, руб.' → 'сумма с ндс'; 'CustomerID' → 'customer id'; 'Кол-во (шт)' → 'кол во'."""
    kept = _words(header)
    while len(kept) > 1 and kept[-1] in UNITS:
        kept.pop()
    return " ".join(kept)


def _words(header: str) -> list[str]:
    text = header.replace("№", " номер ").replace("#", " no ").replace("%", " процент ")
    text = CAMEL.sub(" ", text).casefold().replace("ё", "е")
    return re.findall(r"[^\W_]+", text)


def factor(header: str) -> int:
    """1000 for 'Выручка, тыс. руб.', a million for 'Revenue, mln', else 1."""
    return next((FACTORS[word] for word in _words(header)[1:] if word in FACTORS), 1)


KNOWN = frozenset(
    {name for fields in SYNONYMS.values() for names in fields.values() for name in names} | set(PRICE) | set(DISCOUNT)
)


def known_name(cell: str) -> bool:
    """Whether a cell is a name that columns go by."""
    if len(cell) > 80:
        return False
    name = normalise(cell)
    return name in KNOWN or singular(name) in KNOWN


def singular(name: str) -> str:
    """A name without what exports add: 'сумма без учета ндс' → 'сумма без ндс', 'amount excl vat' → 'amount'."""
    name = re.sub(r"\b(без|с) (?:учетом|учета) ндс\b", r"\1 ндс", name)
    name = re.sub(r"\b(?:excl|incl|ex|inc|without|with|excluding|including)(?:uding)? (?:vat|tax)\b", "", name)
    if re.search(r"\blikely\b.*\brecommend|\bвероятн.*рекоменд", name):  # the question itself, whoever is asked about
        return "likelihood to recommend"
    return " ".join(name.split())
