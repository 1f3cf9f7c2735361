"""Lines of one client's orders, a page at a time, with exact sums over all that were asked for."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from kam_core.ledger import Ledger
from kam_core.scope import Scope

PAGE = 100
CHUNK = 200_000
"""Lines that are read at once for a download."""
LINES = ("date", "document", "product_id", "product", "category", "quantity", "revenue", "cost", "margin", "unit", "manager",
         "account_id", "account", "currency")
EARLIEST, LATEST = datetime.date(1, 1, 1), datetime.date(9999, 12, 31)


@dataclass(frozen=True)
class Wanted:
    """Which lines. since, until: days, both included; None: no bound. category: '' for lines without one; None: all

    document: a part of its number; words: all must stand in the product, its id, the document or the category
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    category: str | None = None
    document: str = ""
    words: str = ""

    @property
    def params(self) -> dict[str, object]:
        """As the queries take them."""
        return {
            "since": self.since or EARLIEST, "until": self.until or LATEST, "category": self.category,
            "document": self.document.strip().lower() or None, "words": self.words.lower().split(),
        }


@dataclass(frozen=True)
class Totals:
    """Exact sums over all lines that were asked for. margin: of the lines with a cost, costed: their revenue; None: of none"""

    lines: int
    documents: int
    days: int
    revenue: Decimal
    quantity: Decimal | None
    margin: Decimal | None
    costed: Decimal | None
    first: datetime.date | None
    last: datetime.date | None


def totals(ledger: Ledger, scope: Scope, wanted: Wanted) -> Totals:
    """The sums. scope: of one client, whatever its period"""
    row = ledger.query("client_lines_sum", _ever(scope), **wanted.params).iloc[0]

    def exact(name: str) -> Decimal | None:
        return None if pd.isna(row[name]) else Decimal(str(row[name]))

    def day(name: str) -> datetime.date | None:
        return None if pd.isna(row[name]) else pd.Timestamp(row[name]).date()

    return Totals(int(row["lines"]), int(row["documents"]), int(row["days"]), exact("revenue") or Decimal(0), exact("quantity"),
                  exact("margin"), exact("costed_revenue"), day("first_date"), day("last_date"))


def page(ledger: Ledger, scope: Scope, wanted: Wanted, number: int, size: int = PAGE) -> pd.DataFrame:
    """The lines (LINES) of a page, the latest first; number: 1 for the first. scope: of one client"""
    return _lines(ledger, scope, wanted, (number - 1) * size, size)


def every(ledger: Ledger, scope: Scope, wanted: Wanted, most: int) -> Iterator[pd.DataFrame]:
    """All lines in parts, ``most`` of them at most, in the order of the pages."""
    start = 0
    while start < most:
        part = _lines(ledger, scope, wanted, start, min(CHUNK, most - start))
        if len(part):
            yield part
        if len(part) < min(CHUNK, most - start):
            return
        start += len(part)


def _lines(ledger: Ledger, scope: Scope, wanted: Wanted, start: int, count: int) -> pd.DataFrame:
    return ledger.query("client_lines", _ever(scope), **wanted.params, page=count, **{"from": start})[list(LINES)]


def _ever(scope: Scope) -> Scope:
    """The scope of the client alone, all time. A page of lines is never one of several clients."""
    if scope.only is None or len(scope.only) != 1:
        raise ValueError("the lines of one client alone are listed")
    return replace(scope, start=None, end=None, level="group", where=())
