"""Numbers, money, shares and dates as the reader writes them. Each is a value that formats itself when shown.

Compact forms are for figures and sentences, exact forms (``exact=True``) for tables and hovers. Babel does the work;
what is added is a true minus, no-break spaces, "< 0.1 %" for small shares, and month names short enough for an axis.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from kam_core.i18n.messages import current_language

Numeric = int | float | Decimal

NBSP = "\u00a0"
NARROW = "\u202f"
MINUS = "−"
UNKNOWN = "—"
"""What is written where there is no number (nan, infinity)."""
ENGLISH_UNITS = {"K": "k", "M": "m", "B": "bn", "T": "tn"}


def typeset(text: str) -> str:
    """Babel's text with a true minus, none before zero, and narrow no-break spaces in Russian thousands."""
    if current_language() == "ru":
        text = text.replace(NBSP, NARROW)
    if text.startswith("-"):
        text = MINUS + text[1:] if any(digit in text for digit in "123456789") else text[1:]
    return text


def _plain(number: Numeric, digits: int) -> str:
    return _written(number, digits, current_language())


@lru_cache(maxsize=20_000)
def _written(number: Numeric, digits: int, language: str) -> str:
    if not math.isfinite(number):
        return UNKNOWN
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return typeset(format_decimal(number, format=pattern, locale=language))


def _compact(number: Numeric) -> str:
    """Three figures that matter, in thousands, millions …: 1.24 bn · 1,24 млрд. Below a thousand, whole."""
    return _written_short(number, current_language())


@lru_cache(maxsize=20_000)
def _written_short(number: Numeric, language: str) -> str:
    if not math.isfinite(number) or abs(float(number)) < 999.5:
        return _plain(number, 0)
    exact = Decimal(str(number))
    rounded = exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2))
    digits = 2 - rounded.adjusted() % 3
    text = format_compact_decimal(rounded, locale=language, fraction_digits=digits)
    if language == "en":
        text = text[:-1] + NBSP + ENGLISH_UNITS[text[-1]]
    return text.replace("-", MINUS)


def currency_sign(currency: str) -> str:
    """The sign of an ISO code as the reader knows it (₽, €, CHF); empty for none."""
    if not currency:
        return ""
    return "₽" if currency == "RUB" else str(get_currency_symbol(currency, locale=current_language()))


def _change(value: float, unit: str) -> str:
    text = _plain(value * 100, 1)
    sign = "+" if value > 0 and any(digit in text for digit in "123456789") else ""
    return f"{sign}{text}{NBSP}{unit}"


@dataclass(frozen=True)
class Number:
    """A plain number with a fixed number of decimals."""

    value: Numeric
    digits: int = 0

    def __str__(self) -> str:
        return _plain(self.value, self.digits)


@dataclass(frozen=True)
class Count:
    """A whole number of things."""

    value: int

    def __str__(self) -> str:
        return _plain(self.value, 0)


@dataclass(frozen=True)
class Money:
    """An amount: compact (1.24 bn ₽ · 1,24 млрд ₽), or exact to the kopeck. currency: ISO code, or '' for none."""

    value: Numeric
    currency: str = ""
    exact: bool = False

    def __str__(self) -> str:
        text = _plain(self.value, 2) if self.exact else _compact(self.value)
        sign = currency_sign(self.currency)
        return f"{text}{NBSP}{sign}" if sign else text


@dataclass(frozen=True)
class Share:
    """A share given as 0-1, shown in per cent: one decimal from 1 %, '< 0.1 %' below a thousandth."""

    value: float
    digits: int = 1

    def __str__(self) -> str:
        if 0 < abs(self.value) < 0.001:
            bound = _plain(0.1, 1)
            return f"<{NBSP}{bound}{NBSP}%" if self.value > 0 else f">{NBSP}{MINUS}{bound}{NBSP}%"
        return f"{_plain(self.value * 100, self.digits)}{NBSP}%"


@dataclass(frozen=True)
class Points:
    """A difference of two shares (0-1), in percentage points, with its sign."""

    value: float

    def __str__(self) -> str:
        return _change(self.value, f"п.{NBSP}п." if current_language() == "ru" else "pp")


@dataclass(frozen=True)
class Ratio:
    """A relative change (0.12 is +12 %), with its sign."""

    value: float

    def __str__(self) -> str:
        return _change(self.value, "%")


@dataclass(frozen=True)
class Signed:
    """A number with its sign, as scores around zero are written: +32 · −5 · 0."""

    value: float
    digits: int = 0

    def __str__(self) -> str:
        text = _plain(self.value, self.digits)
        return f"+{text}" if self.value > 0 and any(digit in text for digit in "123456789") else text


@dataclass(frozen=True)
class Day:
    """A date: 21 Nov 2026 · 21 нояб. 2026."""

    value: datetime.date

    def __str__(self) -> str:
        return format_date(self.value, "d MMM y", locale=current_language())


@dataclass(frozen=True)
class Month:
    """A month: Jan 26 · янв 26; long: January 2026 · январь 2026."""

    value: datetime.date
    long: bool = False

    def __str__(self) -> str:
        locale = Locale.parse(current_language())
        width = "wide" if self.long else "abbreviated"
        name = locale.months["stand-alone"][width][self.value.month].rstrip(".")
        if current_language() == "ru" and not self.long:
            name = name[:3]
        return f"{name} {self.value.year}" if self.long else f"{name} {self.value.year % 100:02d}"


@dataclass(frozen=True)
class Joined:
    """A list in words: 'A, B and C' · 'А, Б и В'."""

    items: Sequence[object]

    def __str__(self) -> str:
        locale = "en_GB" if current_language() == "en" else current_language()
        return format_list([str(item) for item in self.items], locale=locale)
