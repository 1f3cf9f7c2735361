"""What managers of the made-up company think of some clients: one that differs from the data, one that agrees, an old one."""

from __future__ import annotations

import datetime

from kam_core.book import dated
from kam_core.demo.key_words import WORDS
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.scope import OWNER, Scope

SAID: tuple[tuple[str, int, str, int, dict[str, str]], ...] = (
    ("red", 0, "amber", 12, {
        "ru": "Площадка стоит на ремонте до весны: закупки вернутся, о сроке оплаты договорились.",
        "en": "Their site is under repair until spring: purchases will come back, a date of payment is agreed."}),
    ("red", 1, "red", 20, {
        "ru": "Сменили начальника снабжения, новый ведёт переговоры с конкурентом.",
        "en": "They have a new head of purchasing, who talks to a competitor."}),
    ("green", 0, "red", 9, {
        "ru": "Предупредили: с нового года переходят на тендеры.", "en": "They have told us: tenders from the new year on."}),
    ("amber", 2, "green", 140, {
        "ru": "Отношения ровные, заказы по графику.", "en": "A steady relationship, orders as planned."}),
)
"""(band computed, which of its clients by size, band thought, days ago, why by language)"""


def seed(store: Store, language: str) -> None:
    """Put the opinions into the demo's book."""
    book, rows = store.book(), ask("health", store.open(), Scope(viewer=OWNER), store.settings).rows
    spoken = "ru" if language == "ru" else "en"
    now = datetime.datetime.now().astimezone()
    for band, place, thought, back, why in SAID:
        found = rows[rows["band"] == band]
        if len(found) <= place:
            continue
        client = found.iloc[place]
        who = client["manager"] if isinstance(client["manager"], str) else WORDS[spoken].director
        with dated(now - datetime.timedelta(days=back)):
            book.opinions.put(client["account_id"], thought, why=why[spoken], who=who)
