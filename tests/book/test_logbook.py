"""The log as the administrator reads it: in pages, by who, what, client and day; and for nobody else."""

from __future__ import annotations

import datetime

import pytest

from kam_core.access import Reach
from kam_core.book import Asked, dated
from kam_core.errors import AccessError

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def full(book):
    """A change a day: ten scores by ann of G0 … G4 in turn, then a mark by bob."""
    for day in range(10):
        with dated(NOON + datetime.timedelta(days=day)):
            book.scores.put(f"G{day % 5}", "fit", 1 + day, who="ann")
    with dated(NOON + datetime.timedelta(days=10)):
        book.marks.put("late|G1", "G1", "late", "done", who="bob")
    return book


def numbers(book, first=0, most=100, **asked):
    return [each.id for each in book.log.page(Asked(**asked), first, most)]


def test_the_log_is_read_in_pages_newest_first(full):
    assert numbers(full, 0, 4) == [11, 10, 9, 8]
    assert numbers(full, 8, 4) == [3, 2, 1]
    assert full.log.count(Asked()) == 11
    assert [each.id for each in full.log.all(Asked())] == list(range(1, 12))


def test_the_log_is_searched(full):
    assert numbers(full, who=("bob",)) == [11]
    assert numbers(full, areas=("scores",), clients=("G1", "G9")) == [7, 2]
    assert numbers(full, clients=()) == []
    days = {"since": datetime.date(2026, 3, 4), "until": datetime.date(2026, 3, 5)}
    assert numbers(full, **days) == [5, 4]
    assert full.log.count(Asked(**days)) == 2
    assert (full.log.people(), full.log.areas()) == (["ann", "bob"], ["marks", "scores"])


def test_others_do_not_read_it(full):
    for reach in (Reach(), Reach("eve", None, None, True, True)):
        log = full.seen_by(reach).log
        for ask in (lambda log=log: log.page(Asked(), 0, 9), lambda log=log: log.count(Asked()), log.people, log.areas,
                    log.broken, lambda log=log: list(log.all(Asked()))):
            with pytest.raises(AccessError):
                ask()
    assert full.seen_by(Reach("root", log=True)).log.count(Asked()) == 11
    assert full.log.broken() is None
