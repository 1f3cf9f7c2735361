"""Scores from 1 to 10, and the log of what became of them. On both databases."""

from __future__ import annotations

import pytest

from kam_core.errors import ChangedError, UsageError


def test_a_score_is_kept_changed_and_taken_back(book):
    score = book.scores.put("G1", "fit", 7, who="ann", why="same industry")
    assert (score.value, score.who, score.version, score.why) == (7, "ann", 1, "same industry")
    assert book.scores.put("G1", "fit", 10, who="bob", expected=1).version == 2
    book.scores.put("G2", "appeal", 1, who="bob", expected=0)
    assert {client: {factor: score.value for factor, score in found.items()} for client, found in book.scores.of().items()} == {
        "G1": {"fit": 10}, "G2": {"appeal": 1}}
    assert book.scores.put("G1", "fit", None, who="bob", expected=2) is None
    assert list(book.scores.of()) == ["G2"]
    # What was taken back is as good as never scored.
    assert book.scores.put("G1", "fit", 3, who="cid", expected=0).value == 3
    assert [(each.action, each.who, each.before and each.before["value"], each.after and each.after["value"])
            for each in book.changes("scores", "G1")] == [
        ("score", "ann", None, 7), ("score", "bob", 7, 10), ("clear", "bob", 10, None), ("score", "cid", None, 3)]


def test_scores_of_some_clients(book):
    for number in range(3):
        book.scores.put(f"G{number}", "fit", number + 1, who="ann")
    assert list(book.scores.of(["G1", "G7"])) == ["G1"]
    assert book.scores.of([]) == {}
    assert list(book.scores.of(f"G{number}" for number in range(1, 5000))) == ["G1", "G2"]


def test_the_same_score_again_is_no_change(book):
    book.scores.put("G1", "fit", 7, who="ann")
    assert book.scores.put("G1", "fit", 7, who="bob").who == "ann"
    assert book.scores.put("G1", "none", None, who="bob") is None
    assert len(book.changes()) == 1


@pytest.mark.parametrize(("factor", "value", "who"), [
    ("fit", 0, "ann"), ("fit", 11, "ann"), ("fit", 7.5, "ann"), ("fit", True, "ann"), ("fit", 7, " "), ("Fit!", 7, "ann"),
    ("", 7, "ann"), ("fit", float("nan"), "ann"), ("fit", float("inf"), "ann"), ("fit", "seven", "ann"),
])
def test_what_is_no_score_is_refused(book, factor, value, who):
    with pytest.raises(UsageError):
        book.scores.put("G1", factor, value, who=who)
    assert book.scores.of() == {}
    assert book.changes() == []


def test_a_score_changed_meanwhile_says_by_whom(book):
    book.scores.put("G1", "fit", 7, who="ann", expected=0)
    book.scores.put("G1", "fit", 9, who="bob", expected=1)
    for seen in (0, 1):
        with pytest.raises(ChangedError, match=r"bob has changed this score meanwhile, on 20.*: 9"):
            book.scores.put("G1", "fit", 8, who="ann", expected=seen)
    book.scores.put("G1", "fit", None, who="cid")
    with pytest.raises(ChangedError, match="cid has changed"):
        book.scores.put("G1", "fit", 8, who="ann", expected=2)
    assert book.scores.put("G1", "fit", 8, who="ann").value == 8
