"""The page Profit says what a company that is added up by hand leaves, who loses money and why, and what is missing."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from apps import figures, opened, plain, said, unbroken
from ledgers import lines, made
from streamlit.testing.v1 import AppTest

SALES = (("Best", "2025-02-10", 1000, 550), ("Thin", "2025-03-10", 1000, 950), ("Below", "2025-04-10", 300, 330),
         ("Best", "2025-12-31", 100, 50))
COSTS = (("Best", "2025-02-01", 50), ("Thin", "2025-02-01", 80))
INVOICES = (("Thin", "2025-09-01", "2025-10-01", 400, 100, "2025-09-11"), ("Best", "2025-12-31", "2026-01-31", 60, 0, None))


def build(folder: Path, sales: tuple = SALES, costs: tuple = COSTS, invoices: tuple = INVOICES) -> Path:
    return made(folder, sales=lines("account date revenue cost", *sales), costs=lines("account date amount", *costs),
                invoices=lines("account issued due amount paid paid_on", *invoices))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("profit"))


def page(data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    return unbroken(opened("profit", data, monkeypatch, **{"period": "2025", **address}))


def test_the_page_says_the_sums(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Best leaves 450, Below takes 30, Thin 30: 390 of 2,400 of revenue."""
    app = page(data, monkeypatch)
    found = figures(app)
    assert found["Contribution"][0] == "390"
    assert found["Margin, 21.7 % of revenue"][0] == "520"
    assert found["Cost to serve, 5.4 %"][0] == "130"
    assert found["Clients that lose money"] == ("2 of 3", "they lose 60")
    assert plain(app.title[0].value) == "One client earns 115.4 % of the profit, 2 clients lose 15.4 % of it."


def test_clients_that_lose_money_come_with_why(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch)
    losing = next(frame.value for frame in app.dataframe if "reason" in frame.value)
    assert losing["name"].tolist() == ["Thin", "Below"]
    assert losing["reason"].tolist() == ["low_margin", "below_cost"]
    assert "margin is 21.7 % of revenue, its cost to serve 5.4 %" in said(app)


def test_debts_are_those_of_the_last_day(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch)
    found = figures(app)
    assert found["Owed"] == ("360", "2 clients owe")
    assert found["Overdue, 83.3 %"] == ("300", "1 client is overdue")
    assert found["Days to pay"][0] == "10"
    debtors = next(frame.value for frame in app.dataframe if "oldest" in frame.value)
    # due on 1 October 2025, the last day is 31 December
    assert debtors.set_index("name")["oldest"].dropna().to_dict() == {"Thin": (datetime.date(2025, 12, 31)
                                                                               - datetime.date(2025, 10, 1)).days}


def test_without_cost_the_page_says_so_and_leads_to_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(build(tmp_path, sales=(("a", "2025-02-01", 10, None), ("a", "2025-12-31", 10, None)), costs=(), invoices=()),
               monkeypatch)
    assert "have no cost, so profit by client is not known" in said(app)
    assert "No invoices were brought in" in said(app)
    assert not {"Contribution", "Margin", "Cost to serve", "Clients that lose money"} & set(figures(app)), "boxes of nothing"


def test_without_costs_to_serve_or_payments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(build(tmp_path, costs=(), invoices=(("Best", "2025-12-01", None, 5, None, None),)), monkeypatch)
    assert "No costs to serve were brought in: contribution is margin." in said(app)
    assert "do not say what was paid" in said(app)
    assert figures(app)["Contribution"][0] == "520"

