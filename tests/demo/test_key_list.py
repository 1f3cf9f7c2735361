"""The made-up list of key clients: decisions over time with reasons, one who left, scores, and a book of its own."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
from demo.conftest import SmallDemo
from metrics.company import ledger, sale

from kam_core.book import dated, open_book
from kam_core.demo.build import build
from kam_core.demo.key_words import WORDS
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.metrics.key_list import standing
from kam_core.scope import OWNER, Scope, last_months


@pytest.fixture(params=["ru", "en"])
def demo(request: pytest.FixtureRequest, small_demo: SmallDemo) -> tuple[Store, str]:
    return Store(small_demo(request.param)), request.param


def test_the_list_is_believable(demo: tuple[Store, str]) -> None:
    store, language = demo
    book = store.book()
    listed, log = book.keys.current(), book.keys.log()
    assert 6 <= len(listed.entries) <= 8
    assert [each.action for each in log].count("leave") == 1
    assert [each.version for each in log] == list(range(1, len(log) + 1))
    assert all(each.why and each.who for each in log)
    # decisions of the last years, on working days and in working hours, each client's own
    times = [each.at.astimezone() for each in log]
    assert times == sorted(times)
    assert times[0] < times[-1] - datetime.timedelta(days=600)
    assert max(times).date() <= datetime.date(2026, 3, 1)
    assert all(at.weekday() < 5 and 9 <= at.hour < 18 for at in times)
    assert {entry.consent for entry in listed.entries} == {True, False, None}
    words = WORDS[language]
    assert {each.why for each in log} <= {*words.large, words.name, words.tried, words.left, words.agreed}


def test_size_nominates_most_of_it_and_some_await_a_decision(demo: tuple[Store, str]) -> None:
    store, _ = demo
    book, now = store.book(), store.open()
    scope = Scope(*last_months(now.info.last_full_month), viewer=OWNER)
    listed, log = book.keys.current(), book.keys.log()
    also = tuple({*listed.ids, *(each.client_id for each in log)})
    found = standing(ask("key_clients", now, scope, store.settings, also=also), listed, log, book.scores.of())
    assert found.summary["listed"] == len(listed.entries)
    assert 0.30 < found.summary["listed_share"] < 0.60
    assert found.summary["awaiting"] >= 1
    rows = found.rows.set_index("account_id")
    assert rows["standing"].value_counts()["left"] == 1
    types = rows.loc[list(listed.ids)]
    assert {"breadwinner", "image", "expert", "promising"} <= {
        name for name in ("breadwinner", "image", "expert", "promising") if (types[f"type_{name}"] == "yes").any()}
    assert types["known"].between(4, 8).all()


def test_data_of_ones_own_begin_with_an_empty_list(demo: tuple[Store, str], tmp_path: Path) -> None:
    store = Store(Path(shutil.copytree(demo[0].data, tmp_path / "data")))
    assert len(store.book().keys.log()) > 0
    ledger(store.data, [sale("a", "2025-02", 10)])
    assert not store.demo
    assert store.book().keys.current().entries == ()
    assert store.book().scores.of() == {}
    # going back to the demo finds its list again
    store.rollback(store.versions()[-2].version)
    assert len(store.book().keys.current().entries) > 0


def test_a_demo_that_is_built_again_begins_its_list_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    build(store, "en", accounts=40, lines=2_000, months=24, today=datetime.date(2026, 3, 15))
    first = store.book().keys.log()
    book = store.book()
    book.keys.leave(book.keys.current().ids[0], why="A try", who="Somebody")
    build(store, "en", accounts=40, lines=2_000, months=24, today=datetime.date(2026, 3, 15))
    assert [(each.client_id, each.action, each.at) for each in store.book().keys.log()] == [
        (each.client_id, each.action, each.at) for each in first]


def test_a_decision_can_be_dated(tmp_path: Path) -> None:
    book, long_ago = open_book(tmp_path), datetime.datetime(2020, 2, 3, 4, 5, tzinfo=datetime.UTC)
    with dated(long_ago):
        book.keys.enter("a", "A", why="Largest", who="Director", cap=5)
        book.scores.put("a", "factor_fit", 7, who="Director")
    book.keys.leave("a", why="Gone", who="Director")
    assert [each.at == long_ago for each in book.keys.log()] == [True, False]
    assert book.scores.of()["a"]["factor_fit"].at == long_ago
