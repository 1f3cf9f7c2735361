"""Profit and debts of real files and of a file of invoices, through the command line, against a recount by csv and decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from real.conftest import column


def test_profit_of_adventureworks(bring, asked, shared):
    """Cost is missing in many lines: margin is taken over the lines that have it, and resellers without any are left out."""
    folder = shared / "real/adventureworks"
    fact = folder / "FactResellerSales.csv"
    bring(fact, folder / "Resellers.csv")
    sums: dict[str, Decimal] = {}
    every, costed = Decimal(0), Decimal(0)
    for client, sold, cost in zip(column(fact, "ResellerKey"), column(fact, "SalesAmount"), column(fact, "TotalProductCost"),
                                  strict=True):
        every += Decimal(sold)
        if cost != "NULL":
            costed += Decimal(sold)
            sums[client] = sums.get(client, Decimal(0)) + Decimal(sold) - Decimal(cost)
    found = asked("--all", measure="profit")
    rows = {row["account_id"]: row["contribution"] for row in found["rows"] if row["contribution"] is not None}
    assert {client: round(value, 4) for client, value in rows.items()} == {
        client: float(round(value, 4)) for client, value in sums.items()}
    figures = found["summary"]
    whole = sum(sums.values())
    earned = sum((value for value in sums.values() if value > 0), Decimal(0))
    assert figures["contribution"] == float(round(whole, 4))
    assert figures["earned"] == float(round(earned, 4))
    assert figures["clients_losing"] == sum(value < 0 for value in sums.values()) > 0
    assert figures["clients_unknown"] == len(set(column(fact, "ResellerKey")) - set(sums))
    if whole > 0:
        assert figures["peak"] == pytest.approx(float(earned / whole))
    assert figures["costed_share"] == pytest.approx(float(costed / every))
    assert figures["serve"] is None
    assert figures["receivables"] is None


def test_debts_of_a_brought_file(bring, asked, tmp_path):
    """Written as accounting writes it; counted by hand as of 31 March 2025, the last day of the sales."""
    sales, bills = tmp_path / "sales.csv", tmp_path / "invoices.csv"
    sales.write_text("Контрагент;Дата;Выручка\nАльфа;15.01.2025;1000,00\nАльфа;10.02.2025;900,00\nБета;31.03.2025;600,00\n"
                     "Альфа;05.03.2025;310,00\n", "utf-8")
    bills.write_text(
        "Контрагент;Номер счёта;Дата счёта;Срок оплаты;Сумма счёта;Оплачено;Дата оплаты\n"
        "Альфа;1;15.01.2025;14.02.2025;1000,00;400,00;20.02.2025\n"   # 600 owed, 45 days late
        "Альфа;2;10.02.2025;31.03.2025;900,00;900,00;31.03.2025\n"    # paid
        "Бета;3;31.03.2025;30.04.2025;600,00;0,00;\n"                  # 600 owed, not due
        "Бета;4;05.03.2025;20.03.2025;50,50;0,00;\n",                  # 50.50 owed, 11 days late
        "utf-8")
    bring(sales)
    got = bring(bills, "--table", "invoices")
    assert got["files"][0]["loaded"] == 4
    found = asked(measure="debts")
    figures = found["summary"]
    assert (figures["receivables"], figures["not_due"], figures["late_30"], figures["late_60"], figures["overdue"]) == (
        1250.5, 600, 50.5, 600, 650.5)
    # March makes 910, 340.50 of February's 900 are left; Альфа: March's 310 and 290 of February's 900
    assert figures["dso"] == pytest.approx(31 + 28 * 340.5 / 900)
    rows = {row["name"]: row for row in found["rows"]}
    assert rows["Альфа"]["dso"] == pytest.approx(31 + 28 * 290 / 900)
    assert rows["Альфа"]["days_to_pay"] == pytest.approx((400 * 36 + 900 * 49) / 1300)
    assert rows["Альфа"]["oldest"] == 45
