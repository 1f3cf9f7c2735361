"""Numbers, money, shares and dates as the reader writes them. Each is a value that formats itself when shown.

Compact forms are for figures and sentences, exact forms (``exact=True``) for tables and hovers. Babel does the work; what
is added is a true minus, "< 0.1 %" for small shares, and month names short enough for an axis.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from kam_core.i18n.messages import current_language

Numeric = int | float | Decimal


def _signed(text: str) -> str:
    return text.replace("-", "−")


def _precision(number: Numeric) -> int:
    """Two decimals below ten, one below a hundred, none above, in the compact unit: three figures that matter."""
    size = abs(float(number))
    while size >= 1000:
        size /= 1000
    return 2 if size < 10 else 1 if size < 100 else 0


def _plain(number: Numeric, digits: int) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _signed(format_decimal(number, format=pattern, locale=current_language()))


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
        language = current_language()
        symbol = get_currency_symbol(self.currency, locale=language) if self.currency else ""
        if self.currency == "RUB":
            symbol = "₽"
        if self.exact:
            text = _plain(self.value, 2)
        elif abs(float(self.value)) < 1000:
            text = _plain(self.value, 0)
        else:
            text = _signed(
                format_compact_decimal(self.value, locale=language, fraction_digits=_precision(self.value))
            )
            if language == "en":
                text = text.replace("K", " k").replace("M", " m").replace("B", " bn").replace("T", " tn")
        return f"{text} {symbol}" if symbol else text


@dataclass(frozen=True)
class Share:
    """A share given as 0-1, shown in per cent: one decimal from 1 %, '< 0.1 %' below a thousandth."""

    value: float
    digits: int = 1

    def __str__(self) -> str:
        language = current_language()
        if 0 < abs(self.value) < 0.001:
            return f"< {_plain(0.1, 1)} %" if self.value > 0 else f"> −{_plain(0.1, 1)} %"
        return f"{_plain(self.value * 100, self.digits)} %" if language else ""


@dataclass(frozen=True)
class Points:
    """A difference of two shares (0-1), in percentage points, with its sign."""

    value: float

    def __str__(self) -> str:
        unit = "п. п." if current_language() == "ru" else "pp"
        sign = "+" if self.value > 0 else ""
        return f"{sign}{_plain(self.value * 100, 1)} {unit}"


@dataclass(frozen=True)
class Ratio:
    """A relative change (0.12 is +12 %), with its sign."""

    value: float

    def __str__(self) -> str:
        sign = "+" if self.value > 0 else ""
        return f"{sign}{_plain(self.value * 100, 1)} %"


@dataclass(frozen=True)
class Day:
    """A date: 21 Nov 2026 · 21 нояб. 2026."""

    value: datetime.date

    def __str__(self) -> str:
        pattern = "d MMM y"
        return format_date(self.value, pattern, locale=current_language())


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
        return format_list([str(item) for item in self.items], locale=current_language())
