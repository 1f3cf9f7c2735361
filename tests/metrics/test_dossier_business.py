"""Opportunities by horizon and the days of contracts, reckoned by hand."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics.dossier_business import chance, covered, deadline, horizons, prior, term, terms
from kam_core.settings import Settings
from metrics.records import record

TODAY = datetime.date(2026, 11, 22)
SIZED = {"y1_low": 10, "y1_base": 20, "y1_high": 40, "y3_low": 30, "y3_base": 70, "y3_high": 150}


def deal(**values):
    """An opportunity."""
    return record("opportunity", name="Line 2", **{"stage": "offer", **values})


def test_the_usual_chance_is_that_of_a_key_client_or_of_a_new_one():
    assert prior(True, False, Settings()) == (0.6, 0.7)
    assert prior(True, True, Settings()) == (0.6, 0.7)
    assert prior(False, True, Settings()) == (0.05, 0.2)
    assert prior(False, False, Settings()) is None
    assert chance(deal(probability=0.4), (0.6, 0.7)) == (0.4, 0.4)
    assert chance(deal(probability=0), (0.6, 0.7)) == (0, 0)
    assert chance(deal(), (0.6, 0.7)) == (0.6, 0.7)


def test_sums_hold_what_is_open_and_has_a_whole_range():
    records = [deal(**SIZED, probability=0.5), deal(y1_low=1, y1_base=2, y1_high=3), deal(y1_base=1000),
               deal(**SIZED, stage="won"), deal(**SIZED, stage="lost"), deal(**SIZED, stage="declined"), deal()]
    one, three, five = horizons(records, (0.6, 0.7))
    assert (one.low, one.base, one.high) == (Decimal(11), Decimal(22), Decimal(43))
    assert (one.counted, one.partial, one.weighed) == (2, 1, 2)
    assert one.expected == (Decimal("11.2"), Decimal("11.4"))  # 20 × 0.5 + 2 × 0.6, and + 2 × 0.7
    assert (three.low, three.base, three.high, three.counted) == (Decimal(30), Decimal(70), Decimal(150), 1)
    assert (five.low, five.base, five.high, five.counted, five.expected) == (None, None, None, 0, None)


def test_without_a_usual_chance_only_those_with_one_are_weighed():
    one = horizons([deal(**SIZED, probability=0.25), deal(**SIZED)], None)[0]
    assert (one.base, one.expected, one.weighed) == (Decimal(40), (Decimal(5), Decimal(5)), 1)


@given(st.lists(st.tuples(*[st.integers(0, 10**10)] * 3).map(sorted), max_size=6), st.floats(0, 1))
def test_sums_of_ranges_are_exact_and_in_order(amounts, odds):
    records = [deal(y1_low=Decimal(low) / 100, y1_base=Decimal(base) / 100, y1_high=Decimal(high) / 100, probability=odds)
               for low, base, high in amounts]
    one = horizons(records, None)[0]
    if amounts:
        assert one.low <= one.base <= one.high
        assert one.base == Decimal(sum(base for _, base, _ in amounts)) / 100
        assert 0 <= one.expected[0] == one.expected[1] <= one.base
    else:
        assert one.base is None


def test_a_category_is_covered_where_an_open_opportunity_names_it():
    records = [deal(product=" pipes "), deal(product="Valves", stage="lost")]
    assert covered(records, ["Pipes", "Valves", "Pumps"]) == {"Pipes"}


def contract(start, end, **more):
    """A contract."""
    return record("contract", start=start, end=end, **more)


@pytest.mark.parametrize(("values", "state", "notice", "said"), [
    ({"start": "2026-01-01", "end": "2027-12-31", "notice_days": 30}, "running", "2027-12-01",
     "notice must be given by 1 Dec 2027; ends on 31 Dec 2027"),
    ({"start": "2026-01-01", "end": "2026-12-31", "notice_days": 30, "auto_renewal": True}, "notice", "2026-12-01",
     "notice must be given by 1 Dec 2026, else it renews by itself on 31 Dec 2026"),
    ({"start": "2026-01-01", "end": "2026-12-01", "notice_days": 30, "auto_renewal": True}, "missed", "2026-11-01",
     "the day of notice, 1 Nov 2026, has passed; renews by itself on 1 Dec 2026"),
    ({"start": "2026-01-01", "end": "2026-12-01", "notice_days": 9}, "notice", "2026-11-22",
     "notice must be given by 22 Nov 2026; ends on 1 Dec 2026"),
    ({"start": "2026-01-01", "end": "2026-12-01"}, "notice", None, "ends on 1 Dec 2026; no notice is agreed"),
    ({"start": "2027-01-01", "end": "2027-12-01"}, "ahead", None, "ends on 1 Dec 2027; no notice is agreed"),
    ({"start": "2025-01-01", "end": "2026-11-21", "auto_renewal": True}, "renewed", None,
     "was to end on 21 Nov 2026 and renews by itself: the new end is not written down"),
    ({"start": "2025-01-01", "end": "2026-11-21", "notice_days": 30}, "ended", "2026-10-22", "ended on 21 Nov 2026"),
])
def test_where_a_contract_stands(values, state, notice, said):
    found = term(contract(**values), TODAY, 60)
    assert found.state == state
    assert found.notice_by == (None if notice is None else datetime.date.fromisoformat(notice))
    assert str(deadline(found)) == said


def test_what_expires_first_stands_first():
    records = [contract("2025-01-01", "2026-01-01", name="ended long ago"), contract("2026-01-01", "2028-01-01", name="long"),
               contract("2026-01-01", "2027-03-01", name="soon by notice", notice_days=90),
               contract("2026-01-01", "2027-01-15", name="soon"), contract("2025-01-01", "2026-06-01", name="ended"),
               contract("2025-01-01", "2026-06-01", name="renewed", auto_renewal=True)]
    found = [each.record.get("name") for each in terms(records, TODAY, 60)]
    assert found == ["renewed", "soon by notice", "soon", "long", "ended", "ended long ago"]
