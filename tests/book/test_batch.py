"""Many writes as one: kept together or not at all, and one that is refused takes only itself back."""

from __future__ import annotations

import threading

import pytest

from kam_core.book.verify import verify
from kam_core.errors import UsageError


def names(book):
    return [each.get("name") for each in book.records.of("tender", "G1")]


def test_all_is_kept_at_the_end(place, book):
    with book.database.together():
        first = book.records.add("tender", "G1", {"name": "a"}, "ann")
        book.records.edit(first.id, {"name": "b"}, "ann")
        book.records.add("tender", "G1", {"name": "c"}, "ann")
        assert names(book) == ["b", "c"]
    assert names(book) == ["b", "c"]
    assert [each.id for each in book.changes()] == [1, 2, 3]
    assert all(each.ok for each in verify(place))


def fails_after_one(book):
    with book.database.together():
        book.records.add("tender", "G1", {"name": "a"}, "ann")
        raise ZeroDivisionError


def fails_halfway(book):
    with book.database.writing() as connection:
        connection.exec_driver_sql("delete from records")
        raise ZeroDivisionError


def test_nothing_is_kept_where_the_block_fails(place, book):
    with pytest.raises(ZeroDivisionError):
        fails_after_one(book)
    assert names(book) == []
    assert book.changes() == []
    book.records.add("tender", "G1", {"name": "b"}, "ann")
    assert names(book) == ["b"]
    assert all(each.ok for each in verify(place))


def test_a_write_that_is_refused_takes_only_itself_back(place, book):
    with book.database.together():
        book.records.add("tender", "G1", {"name": "a"}, "ann")
        with pytest.raises(UsageError):
            book.records.add("tender", "G1", {"name": ""}, "ann")
        with pytest.raises(ZeroDivisionError):
            fails_halfway(book)
        book.records.add("tender", "G1", {"name": "b"}, "ann")
    assert names(book) == ["a", "b"]
    assert all(each.ok for each in verify(place))


def test_others_see_nothing_of_it_before_the_end(book):
    seen: list[list[str]] = []
    with book.database.together():
        book.records.add("tender", "G1", {"name": "a"}, "ann")
        other = threading.Thread(target=lambda: seen.append(names(book)))
        other.start()
        other.join()
    assert seen == [[]]
    assert names(book) == ["a"]
