"""What became of the items of the attention list, and the log of it. On both databases."""

from __future__ import annotations

import datetime

import pytest

from kam_core.book import dated
from kam_core.book.verify import verify
from kam_core.errors import ChangedError, UsageError

DAY = datetime.date(2026, 11, 28)
WEEK = datetime.timedelta(days=7)


def test_a_mark_is_kept_changed_and_taken_back(book):
    made = book.marks.put("late|G1|2026-09-01|", "G1", "late", "done", who="ann", expected=0)
    assert (made.client_id, made.kind, made.state, made.who, made.version, made.until, made.why) == (
        "G1", "late", "done", "ann", 1, None, "")
    later = book.marks.put("late|G1|2026-09-01|", "G1", "late", "later", who="bob", until=DAY, why="in a trip", expected=1)
    assert (later.version, later.until) == (2, DAY)
    assert book.marks.of() == {"late|G1|2026-09-01|": later}
    book.marks.undo("late|G1|2026-09-01|", who="cid", expected=2)
    assert book.marks.of() == {}
    # what was taken back is as good as never marked
    assert book.marks.put("late|G1|2026-09-01|", "G1", "late", "not_relevant", who="ann", why="closed", expected=0).version == 4
    assert [(each.action, each.who, each.item, each.before and each.before["state"], each.after and each.after["state"])
            for each in book.changes("marks", "G1")] == [
        ("done", "ann", "late|G1|2026-09-01|", None, "done"), ("later", "bob", "late|G1|2026-09-01|", "done", "later"),
        ("undo", "cid", "late|G1|2026-09-01|", "later", None),
        ("not_relevant", "ann", "late|G1|2026-09-01|", None, "not_relevant")]


def test_later_is_seen_again_on_its_day(book):
    mark = book.marks.put("k", "G1", "late", "later", who="ann", until=DAY)
    assert mark.hides(DAY - datetime.timedelta(days=1))
    assert not mark.hides(DAY)
    assert not mark.hides(DAY + WEEK)
    for state, why in (("done", ""), ("not_relevant", "sold")):
        assert book.marks.put("k", "G1", "late", state, who="ann", why=why).hides(DAY + 500 * WEEK)


def test_marks_of_some_items(book):
    for number in range(3):
        book.marks.put(f"debt|G{number}", f"G{number}", "debt", "done", who="ann")
    assert list(book.marks.of(["debt|G1", "debt|G7"])) == ["debt|G1"]
    assert book.marks.of([]) == {}
    assert list(book.marks.of(f"debt|G{number}" for number in range(1, 5000))) == ["debt|G1", "debt|G2"]


def test_the_same_mark_again_is_no_change(book):
    book.marks.put("k", "G1", "late", "done", who="ann")
    assert book.marks.put("k", "G1", "late", "done", who="bob").who == "ann"
    book.marks.undo("other", who="bob")
    assert len(book.changes()) == 1


@pytest.mark.parametrize(("key", "client", "state", "who", "more"), [
    ("k", "G1", "forgotten", "ann", {}), ("k", "G1", "done", " ", {}), ("k", "", "done", "ann", {}),
    ("", "G1", "done", "ann", {}), ("k" * 601, "G1", "done", "ann", {}), ("k\x00", "G1", "done", "ann", {}),
    ("k", "G1", "not_relevant", "ann", {}), ("k", "G1", "not_relevant", "ann", {"why": "  "}),
    ("k", "G1", "later", "ann", {}), ("k", "G1", "done", "ann", {"until": DAY}),
    ("k", "G1", "done", "ann", {"why": "x" * 4001}),
])
def test_what_is_no_mark_is_refused(book, key, client, state, who, more):
    with pytest.raises(UsageError) as refused:
        book.marks.put(key, client, "late", state, who=who, **more)
    assert str(refused.value.next)
    assert book.marks.of() == {}
    assert book.changes() == []


def test_the_longest_keys_of_any_alphabet_are_kept(book):
    key = "𝒦" * 600
    assert book.marks.put(key, "G1", "late", "done", who="ann").key == key
    assert list(book.marks.of([key])) == [key]


def test_a_mark_changed_meanwhile_says_by_whom(book):
    book.marks.put("k", "G1", "late", "done", who="ann", expected=0)
    with pytest.raises(ChangedError, match=r"ann has marked this meanwhile, on 20.*: done"):
        book.marks.put("k", "G1", "late", "not_relevant", why="sold", who="bob", expected=0)
    with pytest.raises(ChangedError):
        book.marks.undo("k", who="bob", expected=7)
    assert book.marks.of()["k"].state == "done"


def test_the_moment_is_that_of_the_decision(book):
    at = datetime.datetime(2026, 5, 4, 9, 30, tzinfo=datetime.UTC)
    with dated(at):
        book.marks.put("k", "G1", "late", "done", who="ann")
    assert book.marks.of()["k"].at == at


def test_the_log_agrees_with_what_stands(place, book):
    book.marks.put("k", "G1", "late", "later", who="ann", until=DAY)
    book.marks.put("gone", "G2", "late", "done", who="ann")
    book.marks.undo("gone", who="ann")
    assert all(each.ok for each in verify(place))
    with book.database.engine.begin() as connection:
        connection.exec_driver_sql("update attention_marks set state = 'done', until = null where key = 'k'")
    assert ("agreement", False) in [(each.check, each.ok) for each in verify(place)]
