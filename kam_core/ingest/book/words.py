"""Words in cells: keys of choices in both languages and as CRMs call them, shares, and text that a sheet must not compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from kam_core.book.kinds import Field
from kam_core.i18n import LANGUAGES, use_language
from kam_core.ingest.names import normalise
from kam_core.ingest.numbers import detect_number, parse_number

ALSO: dict[str, dict[str, str]] = {
    "stage": {
        "lead": "idea", "new": "idea", "prospecting": "idea", "prospect": "idea", "qualify": "need", "qualification": "need",
        "qualified": "need", "needs analysis": "need", "discovery": "need", "solution": "offer", "proposal": "offer",
        "value proposition": "offer", "proposal price quote": "offer", "quote": "offer", "quoted": "offer",
        "negotiation": "talks", "negotiation review": "talks", "finalize": "talks", "finalise": "talks", "contract": "talks",
        "closed won": "won", "close won": "won", "win": "won", "closed lost": "lost", "loss": "lost",
        "лид": "idea", "новая": "idea", "первичный контакт": "idea", "квалификация": "need", "выявление потребности": "need",
        "коммерческое предложение": "offer", "кп": "offer", "кп отправлено": "offer", "предложение": "offer",
        "согласование": "talks", "согласование договора": "talks", "договор": "talks", "успешно реализовано": "won",
        "успешная": "won", "выиграна": "won", "закрыто и не реализовано": "lost", "проиграна": "lost", "провал": "lost",
        "отказ": "lost",
    },
    "kind": {
        "new business": "new", "new customer": "new", "up sell": "upsell", "upselling": "upsell", "existing business": "upsell",
        "cross sell": "cross-sell", "crosssell": "cross-sell", "renew": "renewal", "новый": "new", "новый бизнес": "new",
        "допродажа": "upsell", "доппродажа": "upsell", "кросс продажа": "cross-sell", "кросс": "cross-sell",
        "пролонгация": "renewal", "торги": "tender", "закупка": "tender",
    },
    "role": {
        "decision maker": "decides", "economic buyer": "approves", "budget holder": "approves", "influencer": "influences",
        "champion": "influences", "technical buyer": "expert", "evaluator": "expert", "user": "uses", "end user": "uses",
        "buyer": "buys", "procurement": "buys", "purchasing": "buys", "gatekeeper": "gate", "лпр": "decides",
        "лицо принимающее решение": "decides", "принимает решение": "decides", "бюджетодержатель": "approves",
        "финансирует": "approves", "лвр": "influences", "влияющий": "influences", "эксперт": "expert", "технический": "expert",
        "пользователь": "uses", "закупщик": "buys", "закупки": "buys", "секретарь": "gate",
    },
    "attitude": {
        "for": "supporter", "positive": "supporter", "champion": "supporter", "promoter": "supporter", "friend": "supporter",
        "against": "opponent", "negative": "opponent", "blocker": "opponent", "detractor": "opponent", "enemy": "opponent",
        "сторонник": "supporter", "позитивное": "supporter", "положительное": "supporter", "лоялен": "supporter",
        "нейтральное": "neutral", "противник": "opponent", "негативное": "opponent", "отрицательное": "opponent",
        "неизвестно": "unknown",
    },
    "influence": {
        "высокое": "high", "среднее": "middle", "низкое": "low", "strong": "high", "medium": "middle", "moderate": "middle",
        "weak": "low", "сильное": "high",
        "слабое": "low", "высокая": "high", "средняя": "middle", "низкая": "low",
    },
}
"""What else the keys of a choice are called, as normalise() writes it."""
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""Signs at the beginning of a text that make a spreadsheet compute it."""


@cache
def _known(field: Field) -> dict[str, str]:
    words = dict(ALSO.get(field.key, {}))
    words = {word: key for word, key in words.items() if key in dict(field.choices)}
    for key, label in field.choices:
        words[normalise(key)] = key
        for language in LANGUAGES:
            with use_language(language):
                words[normalise(str(label))] = key
    return words


def choice(field: Field, text: str, said: Mapping[str, str]) -> str | None:
    """The key that a word means; None where it is not known. said: what somebody has said about words of this file"""
    return said.get(text.strip()) or _known(field).get(normalise(text))


def shares(values: Sequence[str | None]) -> list[Decimal | None]:
    """Shares of a column, 0 to 1: written so, with a per cent sign, or all in per cent. None for what is no number."""
    guess = detect_number(values)
    if guess is None:
        return [None] * len(values)
    # A number with a sign is divided by it already; one without may stand among those of 0 to 100.
    found = [parse_number(value, guess.format, 8) for value in values]
    plain = [number for value, number in zip(values, found, strict=True) if number is not None and "%" not in (value or "")]
    if any(number > 1 for number in plain):
        found = [None if number is None else number if "%" in (value or "") else number / 100
                 for value, number in zip(values, found, strict=True)]
    return found


def guarded(text: str, sheet: bool) -> str:
    """A text that no spreadsheet computes: an apostrophe before what begins like a formula. sheet: cells are typed as text"""
    if sheet:
        return f"'{text}" if text.startswith("'") and text[1:2] in ("'", *RISKY) else text
    return f"'{text}" if text.startswith(("'", *RISKY)) else text


def unguarded(text: str) -> str:
    """The same text without the apostrophe that an export has put before it."""
    return text[1:] if text.startswith("'") and text[1:2] in ("'", *RISKY) else text
