"""Cohorts against sets of clients taken in plain Python, and what is not observed."""

from __future__ import annotations

from collections import defaultdict

import pytest

from kam_core.metrics import ask
from kam_core.settings import Settings
from metrics.company import ledger, said, sale, scope


def quarter(day):
    return day.year * 4 + (day.month - 1) // 3


def test_the_company_against_sets(company):
    store, sales, _ = company
    found = ask("cohorts", store, scope(level="account"), Settings())
    bought, sums = defaultdict(set), defaultdict(float)
    for line in sales:
        if line["account"] is not None:
            sums[line["account"], quarter(line["date"])] += float(line["revenue"])
            if float(line["revenue"]) > 0:
                bought[line["account"]].add(quarter(line["date"]))
    first = {client: min(when) for client, when in bought.items()}
    rows = found.rows
    assert len(rows) == sum(2025 * 4 + 4 - start for start in set(first.values()))
    for row in rows.itertuples():
        start = quarter(row.cohort)
        members = [client for client, when in first.items() if when == start]
        assert row.clients == len(members)
        assert row.active == sum(start + row.quarter in bought[client] for client in members)
        assert row.value == pytest.approx(sum(sums[client, start + row.quarter] for client in members))
        assert row.active_share == row.active / row.clients
        assert row.opening == (start == 2023 * 4)


def test_what_is_not_over_is_not_there_and_what_is_missing_is_blank(tmp_path):
    """Months from December 2023 to 10 November 2024, without May: the second quarter of 2024 is not known."""
    months = [f"2024-{month:02d}" for month in (1, 2, 3, 4, 6, 7, 8, 9, 10, 11)]
    store = ledger(tmp_path, [sale("old", "2023-12", 10), *(sale("old", month, 10) for month in months),
                              sale("new", "2024-02", 5), sale("new", "2024-09-30", 5)])
    found = ask("cohorts", store, scope(), Settings())
    rows = found.rows.set_index(["cohort", "quarter"])
    assert [(str(cohort), place) for cohort, place in rows.index] == [
        ("2023-10-01", 0), ("2023-10-01", 1), ("2023-10-01", 2), ("2023-10-01", 3),
        ("2024-01-01", 0), ("2024-01-01", 1), ("2024-01-01", 2)]
    assert rows["active"].astype(object).where(rows["active"].notna(), None).tolist() == [1, 1, None, 1, 1, None, 1]
    assert rows["opening"].tolist() == [True] * 4 + [False] * 3
    assert [said(note) for note in found.notes] == [
        "The first row is the first quarter of the ledger: 1 client in it, who may have bought long before.",
        "Quarters of which a month was not brought in are left blank."]


def test_returns_begin_no_cohort(tmp_path):
    store = ledger(tmp_path, [sale("a", "2024-01", -5), sale("a", "2024-05", 7), sale("b", "2024-06-30", -1),
                              sale(None, "2024-04", 0)])
    rows = ask("cohorts", store, scope(), Settings()).rows
    assert [(str(row.cohort), row.clients, row.value) for row in rows.itertuples()] == [("2024-04-01", 1, 7.0)]


def test_a_year_later(tmp_path):
    """Twelve clients come in the second quarter of 2023; nine of them buy in the second quarter of 2024."""
    lines = [sale("first", "2023-01", 1)]
    for month in range(2, 19):
        lines.append(sale("first", f"{2023 + (month - 1) // 12}-{(month - 1) % 12 + 1:02d}", 1))
    lines += [sale(f"c{i}", "2023-05", 1) for i in range(12)] + [sale(f"c{i}", "2024-06-30", 1) for i in range(9)]
    found = ask("cohorts", ledger(tmp_path, lines), scope(), Settings())
    assert found.summary["year_share"] == 0.75
    assert said(found.thesis) == "Of 12 new clients, 75.0 % bought again in the quarter one year later."
