"""The list of clients and their states."""

from __future__ import annotations

import pytest

from kam_core.metrics import accounts, ask, to_json
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

DEFAULT = Settings()


@pytest.fixture
def book(tmp_path):
    listed = [{"account_id": "quiet", "name": "Quiet", "region": "N"},
              {"account_id": "old", "name": "Old", "region": "N", "manager": "Anna"}]
    sales = [
        sale("old", "2023-05", 100, 50), sale("old", "2024-05", 80, 40), sale("old", "2025-05", 100, 60),
        sale("old", "2025-05-11", 20, 10), sale("old", "2025-06", 4), sale("gone", "2024-06", 70), sale("ages", "2023-02", 5),
        sale("fresh", "2025-07", 60, 30), sale("back", "2024-07", 40), sale("back", "2025-07", -10),
        sale("old", "2025-12-31", "0.5", "0.5"), sale(None, "2025-03", 9),
        *open_months(2024),
    ]
    return ledger(tmp_path, sales, listed)


def test_rows_by_hand(book):
    found = ask("accounts", book, scope("2025-01", "2026-01"), DEFAULT)
    rows = {row["account_id"]: row for row in to_json(found)["rows"]}
    assert {key: row["state"] for key, row in rows.items()} == {
        "old": "active", "fresh": "new", "gone": "lost", "ages": "lost", "back": "returns", "quiet": "none"}
    old = rows["old"]
    assert (old["revenue"], old["revenue_before"], old["change"]) == (124.5, 80, 44.5)
    assert (old["margin"], old["margin_rate"]) == (50, pytest.approx(50 / 120.5))
    assert (old["first_purchase"], old["last_purchase"]) == ("2023-05-10", "2025-12-31")
    assert (old["purchase_days"], old["months_active"]) == (4, 3)
    assert (old["region"], old["manager"], old["listed"]) == ("N", "Anna", True)
    assert rows["gone"]["revenue"] == 0
    assert rows["gone"]["change"] == -70
    assert rows["back"]["share"] is None
    assert rows["old"]["share"] == pytest.approx(124.5 / 184.5)
    assert found.summary == {
        "clients": 6, "new": 1, "active": 1, "lost": 2, "returns": 1, "none": 1, "revenue": 174.5, "revenue_before": 190,
        "revenue_new": 60, "revenue_lost": 70}
    assert said(found.thesis, "ru") == "В периоде покупали 2 клиента; из них новых: 1, на 60."


def test_days_of_a_group_count_once(tmp_path):
    accounts = [{"account_id": name, "name": name, "group_id": "g", "group_name": "G"} for name in "xy"]
    sales = [sale("x", "2025-02", 1), sale("y", "2025-02", 1), sale("y", "2025-03-31", 1)]
    found = ask("accounts", ledger(tmp_path, sales, accounts), scope("2025-01", "2025-04"), DEFAULT)
    assert found.rows[["account_id", "purchase_days", "months_active", "accounts"]].to_numpy().tolist() == [["g", 2, 2, 2]]


def test_who_buys_later_is_not_there_yet(book):
    rows = ask("accounts", book, scope("2023-01", "2024-01"), DEFAULT).rows
    assert dict(zip(rows["account_id"], rows["state"], strict=True)) == {"old": "active", "ages": "active", "quiet": "none"}


def test_a_young_ledger_calls_nobody_new(tmp_path):
    found = ask("accounts", ledger(tmp_path, [sale("a", "2025-02", 1), sale("b", "2025-03-31", 1)]), scope(), DEFAULT)
    assert found.summary["new"] is None
    assert found.rows["state"].tolist() == ["active", "active"]
    assert "Too few sales are known before the period to tell which clients are new." in map(said, found.notes)


def test_revenue_of_groups_and_of_accounts_are_equal(company):
    groups, single = (ask("accounts", company[0], scope("2025-01", "2026-01", level=level), DEFAULT)
                      for level in ("group", "account"))
    assert groups.summary["revenue"] == single.summary["revenue"]
    assert len(groups.rows) < len(single.rows)


def test_a_very_long_account_list_is_counted_and_not_listed(book, monkeypatch):
    monkeypatch.setattr(accounts, "IDLE", 1)
    found = ask("accounts", book, scope("2025-01", "2026-01"), DEFAULT)
    whole = {"clients": 6, "new": 1, "active": 1, "lost": 2, "returns": 1, "none": 1}
    assert {key: found.summary[key] for key in whole} == whole
    assert "quiet" not in set(found.rows["account_id"])
    assert said(found.notes[-1]) == "1 client of the account list that never bought is counted and not listed."
