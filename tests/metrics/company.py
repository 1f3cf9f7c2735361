"""Small ledgers with known contents, built through the ledger's own draft, without an import."""

from __future__ import annotations

import datetime
from pathlib import Path

from kam_core.i18n import use_language
from kam_core.ledger import Ledger, Store
from kam_core.scope import OWNER, Scope

SALES = ("account", "date", "revenue", "cost", "quantity", "category", "unit", "manager", "currency", "product_id", "product")
ACCOUNTS = ("account_id", "name", "group_id", "group_name", "region", "segment", "industry", "manager")
COSTS = ("account", "date", "amount")
INVOICES = ("account", "issued", "due", "amount", "paid", "paid_on")


def ledger(folder: Path, sales: list[dict], accounts: list[dict] = (), costs: list[dict] = (),
           invoices: list[dict] = (), **more: list[dict]) -> Ledger:
    """A ledger of these rows; columns that a row leaves out are null. more: rows of further fact tables, by table"""
    store = Store(folder)
    with store.draft("import", fresh=True) as building:
        for table, columns, rows in (("sales", SALES, sales), ("accounts", ACCOUNTS, accounts), ("costs", COSTS, costs),
                                     ("invoices", INVOICES, invoices),
                                     *((table, tuple(rows[0]), rows) for table, rows in more.items())):
            assert all(set(row) <= set(columns) for row in rows)
            for start in range(0, len(rows), 500):
                some = rows[start:start + 500]
                places = ", ".join("(" + ", ".join("?" * len(columns)) + ")" for _ in some)
                building.draft.run(f"insert into {table} ({', '.join(columns)}) values {places}",
                                   [row.get(column) for row in some for column in columns])
        building.publish("made by a test")
    return store.open()


def sale(account: str | None, month: str, revenue: str | float, cost: str | float | None = None, **more: object) -> dict:
    """A line on a day of a month ('2025-03' is its tenth day, '2025-03-31' that day)."""
    day = datetime.date.fromisoformat(month if len(month) > 7 else f"{month}-10")
    return {"account": account, "date": day, "revenue": str(revenue), "cost": None if cost is None else str(cost), **more}


def invoice(account: str, issued: str, due: str | None, amount: str | float, paid: str | float | None = None,
            paid_on: str | None = None) -> dict:
    """An invoice; days as '2025-03-31'."""
    days = [None if day is None else datetime.date.fromisoformat(day) for day in (issued, due, paid_on)]
    return {"account": account, "issued": days[0], "due": days[1], "amount": str(amount),
            "paid": None if paid is None else str(paid), "paid_on": days[2]}


def answer(account: str | None, day: str, score: int, **more: object) -> dict:
    """An answer of a survey; the day as '2025-03-31'. more: respondent, role, survey, comment, csat"""
    given = dict.fromkeys(("respondent", "role", "survey", "comment", "csat")) | more
    return {"account": account, "date": datetime.date.fromisoformat(day), "score": score, **given}


def invitation(account: str | None, day: str, respondent: str | None = None) -> dict:
    """A respondent who was asked on a day."""
    return {"account": account, "date": datetime.date.fromisoformat(day), "respondent": respondent}


def open_months(*years: int) -> list[dict]:
    """A line of nothing, with no client, in every month of these years: the months count as brought in."""
    return [sale(None, f"{year}-{number:02d}", 0) for year in years for number in range(1, 13)]


def month(text: str) -> datetime.date:
    """The first day of '2025-03'."""
    return datetime.date.fromisoformat(f"{text}-01")


def scope(start: str | None = None, end: str | None = None, **more: object) -> Scope:
    """A scope for the owner; months as '2025-03', both left out for all time."""
    more.setdefault("viewer", OWNER)
    return Scope(month(start) if start else None, month(end) if end else None, **more)


def said(message: object, language: str = "en") -> str:
    """A message in a language, its no-break spaces as plain ones."""
    with use_language(language):
        return str(message).translate({0xA0: " ", 0x202F: " "})
