"""What fields must say together, and the questions that come along."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.book import open_book
from kam_core.book.kinds import kind
from kam_core.book.kinds.questions import QUESTIONS
from kam_core.book.kinds.work import QUESTION_GROUPS
from kam_core.errors import UsageError
from kam_core.i18n import LANGUAGES, use_language

AMOUNTS = st.none() | st.integers(-10**6, 10**9).map(lambda cents: Decimal(cents) / 100)


@pytest.fixture
def book(tmp_path):
    """An empty book in a file."""
    return open_book(tmp_path)


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS), st.sampled_from([1, 3, 5]))
def test_a_range_goes_from_low_through_base_to_high(amounts, years):
    values = {f"y{years}_{case}": amount for case, amount in zip(("low", "base", "high"), amounts, strict=True)}
    known = [amount for amount in amounts if amount is not None]
    if known == sorted(known):
        kind("opportunity").checked({"name": "Line 2", **values}, whole=True)
    else:
        with pytest.raises(UsageError, match="A range goes from low through base to high"):
            kind("opportunity").checked({"name": "Line 2", **values}, whole=True)


def test_of_six_orders_of_three_amounts_one_is_taken(book):
    for low, base, high in permutations(["10", "20", "30"]):
        if (low, base, high) != ("10", "20", "30"):
            with pytest.raises(UsageError, match="Income in 3 years"):
                book.records.add("opportunity", "G1", {"name": "x", "y3_low": low, "y3_base": base, "y3_high": high}, "ann")
    book.records.add("opportunity", "G1", {"name": "x", "y3_low": "10", "y3_base": "20", "y3_high": "30"}, "ann")
    assert len(book.records.of("opportunity")) == 1


def test_an_edit_is_held_to_what_the_record_says_already(book):
    deal = book.records.add("opportunity", "G1", {"name": "x", "y1_low": 10, "y1_high": 20}, "ann")
    with pytest.raises(UsageError):
        book.records.edit(deal.id, {"y1_base": 25}, "ann")
    assert book.records.edit(deal.id, {"y1_base": 20}, "ann").get("y1_base") == Decimal(20)
    assert book.records.edit(deal.id, {"owner": "Bob"}, "ann").get("owner") == "Bob"


@pytest.mark.parametrize(("values", "said"), [
    ({"start": "2026-05-01", "end": "2026-04-30"}, "ends before it begins"),
    ({"start": "2026-05-01", "end": "2027-04-30", "notice_days": -1}, "from 0 to 3,650 days"),
])
def test_a_contract_that_cannot_be_is_refused(values, said):
    with pytest.raises(UsageError, match=said):
        kind("contract").checked(values, whole=True)


def test_what_lies_ahead_has_not_taken_place():
    ahead = datetime.date.today() + datetime.timedelta(days=3)
    visit = {"date": ahead, "type": "visit", "state": "planned"}
    assert kind("visit").checked(visit, whole=True)["date"] == ahead
    with pytest.raises(UsageError, match="lies ahead"):
        kind("visit").checked({**visit, "state": "done"}, whole=True)


def test_each_of_eight_groups_has_at_least_six_questions_and_no_two_are_alike():
    counted = Counter(group for group, _ in QUESTIONS.values())
    assert set(counted) == set(QUESTION_GROUPS)
    assert len(counted) == 8
    assert min(counted.values()) >= 6
    for language in LANGUAGES:
        with use_language(language):
            words = [str(text) for _, text in QUESTIONS.values()]
        assert len(set(words)) == len(QUESTIONS)
        assert all(text.endswith("?") for text in words)


def test_ids_of_questions_can_be_pointed_to_and_name_their_group():
    for id, (group, _) in QUESTIONS.items():
        assert id.startswith(f"q.{group}.")
        assert kind("answer").checked({"question": id}, whole=True)["question"] == id
