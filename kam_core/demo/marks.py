"""What people of the made-up company said of its attention list: something done, put off, not relevant. In its own book."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kam_core.book import dated
from kam_core.demo.key_words import WORDS
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.scope import OWNER, Scope


@dataclass(frozen=True)
class Said:
    """One mark. kind, place: which item (the largest of its kind is 0); back: how many days ago; why: by language"""

    kind: str
    place: int
    state: str
    back: int
    why: dict[str, str]


MARKS = (
    Said("debt", 2, "done", 2, {
        "ru": "Обещали оплатить в пятницу, письмо в почте", "en": "They pay on Friday; the letter is filed"}),
    Said("debt", 4, "later", 1, {
        "ru": "Сверка идёт до конца недели", "en": "Balances are being checked until the end of the week"}),
    Said("late", 3, "done", 3, {
        "ru": "Дозвонился: заказ придёт после инвентаризации", "en": "Reached: the order comes after stocktaking"}),
    Said("late", 4, "not_relevant", 5, {
        "ru": "Площадка закрыта на капитальный ремонт до весны", "en": "The site is closed for overhaul until spring"}),
    Said("detractor", 4, "done", 4, {"ru": "Встретились, заменили партию", "en": "Met them and replaced the batch"}),
    Said("request", 6, "not_relevant", 6, {
        "ru": "Закрыто по телефону, в системе осталось открытым", "en": "Settled by phone, left open in the system"}),
)


def seed(store: Store, language: str) -> None:
    """Put the marks into the demo's book. The first items of each kind stay: they are the stories that the demo tells."""
    ledger, book = store.open(), store.book()
    rows = ask("attention", ledger, Scope(viewer=OWNER), store.settings).rows
    now = datetime.datetime.now().astimezone()
    for each in MARKS:
        found = rows[rows["kind"] == each.kind]
        if len(found) <= each.place:
            continue
        item = found.iloc[each.place]
        who = item["manager"] if isinstance(item["manager"], str) else WORDS["ru" if language == "ru" else "en"].director
        later = now.date() + datetime.timedelta(days=int(store.settings.number("attention_later_days")))
        with dated(now - datetime.timedelta(days=each.back)):
            book.marks.put(item["key"], item["account_id"], each.kind, each.state, who=who,
                           why=each.why["ru" if language == "ru" else "en"], until=later if each.state == "later" else None)
