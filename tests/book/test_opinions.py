"""What managers think of the health of clients, and the log of what became of it. On both databases."""

from __future__ import annotations

import datetime

import pytest

from kam_core.book import dated
from kam_core.book.verify import verify
from kam_core.errors import ChangedError, UsageError

MAY = datetime.datetime(2026, 5, 4, 9, 30, tzinfo=datetime.UTC)


def test_an_opinion_is_kept_changed_and_taken_back(book):
    opinion = book.opinions.put("G1", "red", why="the buyer has left", who="ann", expected=0)
    assert (opinion.band, opinion.why, opinion.who, opinion.version) == ("red", "the buyer has left", "ann", 1)
    assert book.opinions.put("G1", "amber", why="the new one answers", who="bob", expected=1).version == 2
    book.opinions.put("G2", "green", why="a new contract", who="bob", expected=0)
    assert {client: found.band for client, found in book.opinions.of().items()} == {"G1": "amber", "G2": "green"}
    assert book.opinions.put("G1", None, why="", who="cid", expected=2) is None
    assert list(book.opinions.of()) == ["G2"]
    assert book.opinions.put("G1", "green", why="all is well", who="cid", expected=0).version == 4
    assert [(each.action, each.who, each.before and each.before["band"], each.after and each.after["band"])
            for each in book.changes("opinions", "G1")] == [
        ("opinion", "ann", None, "red"), ("opinion", "bob", "red", "amber"), ("clear", "cid", "amber", None),
        ("opinion", "cid", None, "green")]


def test_the_same_opinion_is_said_anew(book):
    with dated(MAY):
        assert book.opinions.put("G1", "green", why="steady", who="ann").at == MAY
    later = MAY + datetime.timedelta(days=90)
    kept = book.opinions.of()["G1"]
    assert kept.at == MAY
    assert not kept.stale(90, later)
    assert kept.stale(90, later + datetime.timedelta(seconds=1))
    with dated(later):
        assert book.opinions.put("G1", "green", why="steady", who="ann", expected=1).version == 2
    assert book.opinions.of()["G1"].at == later
    assert len(book.changes("opinions")) == 2


def test_opinions_of_some_clients(book):
    for number in range(3):
        book.opinions.put(f"G{number}", "amber", why="so so", who="ann")
    assert list(book.opinions.of(["G1", "G7"])) == ["G1"]
    assert book.opinions.of([]) == {}
    assert list(book.opinions.of(f"G{number}" for number in range(1, 5000))) == ["G1", "G2"]


@pytest.mark.parametrize(("client", "band", "why", "who"), [
    ("G1", "blue", "x", "ann"), ("G1", "", "x", "ann"), ("G1", "red", " ", "ann"), ("G1", "red", "x", ""),
    ("", "red", "x", "ann"), ("G1", "red", "x" * 4001, "ann"), ("G1", "red", "a\x00b", "ann"),
])
def test_what_is_no_opinion_is_refused(book, client, band, why, who):
    with pytest.raises(UsageError):
        book.opinions.put(client, band, why=why, who=who)
    assert book.opinions.of() == {}
    assert book.changes() == []


def test_nothing_taken_back_is_no_change(book):
    assert book.opinions.put("G1", None, why="", who="ann") is None
    assert book.changes() == []


def test_an_opinion_changed_meanwhile_says_by_whom(book):
    book.opinions.put("G1", "red", why="late", who="ann", expected=0)
    book.opinions.put("G1", "green", why="paid", who="bob", expected=1)
    for seen in (0, 1):
        with pytest.raises(ChangedError, match=r"bob has changed this opinion meanwhile, on 20.*: green"):
            book.opinions.put("G1", "amber", why="?", who="ann", expected=seen)
    assert book.opinions.of()["G1"].why == "paid"


def test_the_log_agrees_with_what_stands(place, book):
    book.opinions.put("G1", "red", why="late", who="ann")
    assert all(each.ok for each in verify(place))
    with book.database.engine.begin() as connection:
        connection.exec_driver_sql("update opinions set band = 'green'")
    assert ("agreement", False) in [(each.check, each.ok) for each in verify(place)]
