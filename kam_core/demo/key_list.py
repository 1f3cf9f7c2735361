"""The list of key clients of the made-up company: decisions of the last years, scores, consent. In a book of its own."""

from __future__ import annotations

import datetime
from typing import Any

from kam_core.book import Book, dated, renew_demo
from kam_core.demo.key_words import WORDS
from kam_core.ledger import Ledger, Store
from kam_core.metrics import ask
from kam_core.metrics.key_factors import NO, YES
from kam_core.scope import OWNER, Scope, add_months, last_months

LISTED = 6
"""How many of those whom size nominates are on the list; the next one was and left, the others await a decision."""
BACK = (30, 29, 24, 20, 15, 9)
"""How many months ago they came on."""
CONSENT = (True, True, None, True, True, False)
KINDS = ("breadwinner", "breadwinner", "breadwinner", None, "promising", "expert")
NAME_PLACE = 14
"""Which of the largest is the known name."""
PEOPLE: tuple[dict[str, int], ...] = (
    {"factor_chance": 8, "factor_relationship": 7, "factor_fit": 9, "factor_logo": 7, "def_partner": YES, "def_name": NO,
     "def_demanding": YES, "def_innovator": NO, "p_need": YES, "p_pay": YES, "p_authority": YES},
    {"factor_chance": 6, "factor_relationship": 9, "factor_fit": 9, "factor_logo": 8, "def_partner": YES, "def_name": YES,
     "def_demanding": NO, "def_innovator": NO, "p_need": YES, "p_pay": YES, "p_authority": YES},
    {"factor_chance": 4, "factor_relationship": 5, "factor_fit": 6, "def_partner": NO, "def_demanding": NO, "p_need": YES,
     "p_pay": NO},
    {"factor_chance": 6, "factor_relationship": 8, "factor_fit": 7, "factor_logo": 4, "def_partner": YES, "p_need": YES,
     "p_pay": YES, "p_authority": YES},
    {"factor_chance": 7, "factor_relationship": 6, "factor_fit": 8, "def_potential": YES, "p_need": YES, "p_pay": YES},
    {"factor_relationship": 4, "factor_fit": 7, "factor_logo": 5, "def_demanding": YES, "def_innovator": YES},
)
"""What people said of those on the list, in the same order."""
NAME_SCORES = {"factor_chance": 5, "factor_relationship": 6, "factor_fit": 8, "factor_logo": 10, "def_name": YES,
               "def_innovator": NO, "p_need": YES, "p_pay": YES, "p_authority": NO}


def seed(store: Store, language: str) -> Book:
    """Make the demo's list anew over its current ledger; what was decided in the demo before is gone.

    The book of the made-up company is a file of its own, so whoever begins with data of their own begins with an empty list.
    """
    book, ledger = renew_demo(store.data), store.open()
    if ledger.info.last_full_month is None:
        return book
    words, cap = WORDS["ru" if language == "ru" else "en"], int(store.settings.number("key_list_cap"))
    rows = _candidates(ledger, store)
    who, today = words.director, add_months(ledger.info.last_full_month, 1)
    large, tried = rows[:LISTED], rows[LISTED : LISTED + 1]
    for place, row in enumerate(large):
        with dated(_moment(today, BACK[place], 5 + place)):
            consent = None if place == 0 else CONSENT[place]
            book.keys.enter(row["account_id"], row["name"], why=words.large[place], who=who, cap=cap, consent=consent,
                            kind=KINDS[place])
        _scores(book, row, PEOPLE[place], _moment(today, 2, 3 + place), who)
    for row in _known_name(ledger, store, rows):
        with dated(_moment(today, 7, 12)):
            book.keys.enter(row["account_id"], row["name"], why=words.name, who=who, cap=cap, consent=True, kind="image")
        _scores(book, row, NAME_SCORES, _moment(today, 6, 9), who)
    for row in tried:
        with dated(_moment(today, 6, 20)):
            book.keys.enter(row["account_id"], row["name"], why=words.tried, who=who, cap=cap)
    for row in large[:1]:
        with dated(_moment(today, 3, 17)):
            book.keys.edit(row["account_id"], consent=CONSENT[0], why=words.agreed, who=row["manager"] or who)
    for row in tried:
        with dated(_moment(today, 1, 14)):
            book.keys.leave(row["account_id"], why=words.left, who=who)
    return book


def _candidates(ledger: Ledger, store: Store) -> list[dict[str, Any]]:
    """Those whom size nominates in the last twelve months, the largest first."""
    found = ask("key_clients", ledger, _year(ledger), store.settings)
    return [_row(each) for each in found.rows[found.rows["nominated"]].to_dict("records")]


def _known_name(ledger: Ledger, store: Store, nominated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A client of middle size whom nobody nominates; none where the company is too small."""
    found = ask("concentration", ledger, _year(ledger), store.settings)
    taken = {row["account_id"] for row in nominated}
    others = [row for row in found.rows.head(40).to_dict("records") if row["account_id"] not in taken]
    return [_row(row) for row in others[NAME_PLACE - len(taken) if len(taken) < NAME_PLACE else 0 :][:1]]


def _year(ledger: Ledger) -> Scope:
    assert ledger.info.last_full_month is not None
    return Scope(*last_months(ledger.info.last_full_month), viewer=OWNER)


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    manager = row["manager"]
    return {"account_id": str(row["account_id"]), "name": str(row["name"]),
            "manager": manager if isinstance(manager, str) else ""}


def _scores(book: Book, row: dict[str, Any], given: dict[str, int], at: datetime.datetime, who: str) -> None:
    with dated(at):
        for factor, value in given.items():
            book.scores.put(row["account_id"], factor, value, who=row["manager"] or who)


def _moment(today: datetime.date, back: int, day: int) -> datetime.datetime:
    """A working hour of some months ago."""
    month = add_months(today, -back)
    weekday = month.replace(day=day).weekday()
    at = month.replace(day=day) + datetime.timedelta(days=7 - weekday if weekday > 4 else 0)
    return datetime.datetime.combine(at, datetime.time(9 + day % 8, day * 7 % 60)).astimezone()
