"""Queries over all time are asked once for all periods, and never across viewers."""

from __future__ import annotations

import datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from kam_core.ledger import Ledger, Store
from kam_core.metrics import timeless
from kam_core.scope import NOBODY, OWNER, Scope, Viewer, add_months

DAYS = [add_months(datetime.date(2020, 1, 1), month) for month in range(timeless.MOST + 1)]


@pytest.fixture
def ledger(demo_ledger: Path) -> Ledger:
    return Store(demo_ledger).open()


def test_another_period_asks_nothing(ledger: Ledger) -> None:
    last = ledger.info.last_full_month
    assert last is not None
    year = Scope(last.replace(year=last.year - 1), last, viewer=OWNER)
    with patch.object(Ledger, "query", autospec=True, side_effect=Ledger.query) as asked:
        first = timeless.query(ledger, "concentration_trend", year)
        again = timeless.query(ledger, "concentration_trend", Scope(viewer=OWNER))
    assert asked.call_count == 1
    assert first.equals(again)
    assert first.equals(ledger.query("concentration_trend", year))


def test_what_is_given_may_be_changed(ledger: Ledger) -> None:
    first = timeless.query(ledger, "concentration_trend", Scope(viewer=OWNER))
    first["value"] = 0
    assert (timeless.query(ledger, "concentration_trend", Scope(viewer=OWNER))["value"] > 0).any()


def test_viewers_levels_and_filters_are_kept_apart(ledger: Ledger) -> None:
    whole = timeless.query(ledger, "concentration_trend", Scope(viewer=OWNER))
    assert timeless.query(ledger, "concentration_trend", Scope(viewer=NOBODY)).empty
    one = ledger.query("accounts", Scope(viewer=OWNER, level="account"), before_from=None, before_to=None, idle=True)
    some = Viewer("a@example.org", frozenset(one["client_id"].dropna().head(3)))
    assert timeless.query(ledger, "concentration_trend", Scope(viewer=some))["value"].max() < whole["value"].max()
    by_account = timeless.query(ledger, "concentration_trend", Scope(viewer=OWNER, level="account"))
    assert by_account["clients"].max() > whole["clients"].max()


def test_the_same_question_is_asked_once_and_the_oldest_is_forgotten(ledger: Ledger) -> None:
    with patch.object(Ledger, "query", autospec=True, side_effect=Ledger.query) as asked:
        for _ in range(2):
            timeless.again(ledger, "overview", Scope(viewer=OWNER), **{"from": DAYS[0], "to": DAYS[1]})
        assert asked.call_count == 1
        for day in DAYS[1 : timeless.MOST + 1]:
            timeless.again(ledger, "overview", Scope(viewer=OWNER), **{"from": DAYS[0], "to": add_months(day, 1)})
        timeless.again(ledger, "overview", Scope(viewer=OWNER), **{"from": DAYS[0], "to": DAYS[1]})
    assert asked.call_count == 2 + timeless.MOST
