"""Competitors compared, the wallet, tenders: counted by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.dossier_rivals import aspects, compared, outcome, wallet
from metrics.records import record


def test_who_is_better_in_what():
    records = [record("competitor", name="North", price="better", quality="worse", service="worse"),
               record("competitor", name="South", price="equal", quality="worse", terms="better")]
    found = {each.key: each for each in aspects(records)}
    assert found["price"].better == ("North",)
    assert found["price"].equal == ("South",)
    assert found["quality"].worse == ("North", "South")
    assert found["service"].unknown == ("South",)
    assert str(compared(records)) == (
        "Somebody is better than we are in: price and terms. Nobody is, and somebody is worse, in: quality and service.")
    assert str(compared([record("competitor", name="North")])) == "1 competitor, not compared yet."
    assert str(compared([])) == "No competitor is written down."


def test_the_wallet_is_ours_theirs_and_what_nobody_is_written_down_for():
    rivals = [record("competitor", name="South", share=0.2), record("competitor", name="North", share=0.25),
              record("competitor", name="East")]
    found = wallet(Decimal("40000000"), Decimal("100000000"), rivals)
    assert (found.share, found.room) == (0.4, Decimal("60000000"))
    assert found.rivals == (("North", 0.25), ("South", 0.2))
    assert found.rest == pytest.approx(0.15)
    assert found.notes == ()


@pytest.mark.parametrize(("ours", "spend", "shares", "share", "said"), [
    (None, "100", [0.5], None, []),
    ("40", None, [0.5], None, []),
    ("40", "30", [], None, ["the figure entered is too low"]),
    ("40", "0", [], None, ["no wallet to have a share of"]),
    ("-5", "100", [], None, ["below zero"]),
    ("60", "100", [0.3, 0.3], 0.6, ["120.0"]),
    (None, None, [0.7, 0.6], None, ["130.0"]),
    ("50", "100", [0.25, 0.25], 0.5, []),
])
def test_a_wallet_that_cannot_be_is_said(ours, spend, shares, share, said):
    rivals = [record("competitor", name=str(place), share=each) for place, each in enumerate(shares)]
    found = wallet(None if ours is None else Decimal(ours), None if spend is None else Decimal(spend), rivals)
    assert found.share == share
    assert len(found.notes) == len(said)
    assert all(words in str(note) for words, note in zip(said, found.notes, strict=True))


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.lists(st.floats(0, 1), max_size=5))
def test_parts_of_a_wallet_are_never_more_than_the_whole(ours, spend, shares):
    rivals = [record("competitor", name=str(place), share=each) for place, each in enumerate(shares)]
    found = wallet(Decimal(ours), Decimal(spend), rivals)
    if found.rest is not None:
        assert found.share + sum(share for _, share in found.rivals) + found.rest <= 1.006
        assert found.room + Decimal(ours) == Decimal(spend)


def test_tenders_are_counted_with_their_money_and_reasons():
    records = [record("tender", name="A", result="won", amount="100.10", reason="price"),
               record("tender", name="B", result="won", reason="service"),
               record("tender", name="C", result="lost", amount="50"),
               record("tender", name="D", result="open", amount="70"), record("tender", name="E", result="cancelled"),
               record("tender", name="F", result="declined")]
    found = outcome(records)
    assert (found.count, found.won, found.lost, found.decided) == (6, 2, 1, 3)
    assert found.rate == pytest.approx(2 / 3)
    assert (found.won_amount, found.lost_amount) == (Decimal("100.10"), Decimal(50))
    assert (found.without_amount, found.without_reason) == (1, 1)
    # Wilson's interval of 2 of 3, as Brown, Cai and DasGupta (2001) write it
    assert found.interval == pytest.approx((0.2077, 0.9385), abs=1e-4)
    assert outcome([]).rate is None
