"""Real exports come in whole: counts and sums as published with them, or as Python's csv module counts them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kam_core.cli import main
from real.conftest import column, rows, total

RETAIL = "revenue=Quantity*UnitPrice"


def test_register_in_cp1251(bring, shared):
    """203 lines, revenue 32,533,773.85, cost 24,149,936.63, quantity 4,274, and a line of totals."""
    got = bring(shared / "layouts/register_cp1251.csv")
    (file,) = got["files"]
    assert (file["encoding"], file["delimiter"], file["table"], file["layout"]) == ("cp1251", ";", "sales", "register")
    assert (got["read"], got["loaded"], got["skipped"], got["quarantined"]) == (204, 203, 1, 0)
    assert got["totals"]["loaded"] == {"revenue": 32533773.85, "cost": 24149936.63, "quantity": 4274.0}
    assert file["warnings"] == []


def test_online_retail_whole(bring, asked, shared):
    """541,909 lines, net revenue 9,747,747.93, with a client named 8,300,065.81."""
    got = bring(shared / "real/online_retail/online_retail.parquet", "--map", RETAIL)
    assert (got["read"], got["loaded"], got["quarantined"], got["skipped"]) == (541909, 541909, 0, 0)
    assert got["totals"]["loaded"]["revenue"] == pytest.approx(9747747.93, abs=0.005)
    summary = asked("--all")["summary"]
    assert summary["revenue_total"] == pytest.approx(9747747.93, abs=0.005)
    assert summary["revenue_identified"] == pytest.approx(8300065.81, abs=0.005)
    assert summary["accounts_positive"] + summary["accounts_nonpositive"] == 4372


def test_online_retail_by_day_is_november_of_the_whole(bring, asked, shared, tmp_path):
    folder = shared / "real/online_retail"
    whole, days = tmp_path / "whole", tmp_path / "days"
    bring(folder / "online_retail.parquet", data=whole)
    got = bring(folder / "by-day", data=days)
    files = sorted((folder / "by-day").glob("*.csv"))
    assert len(got["files"]) == len(files) == 26
    assert got["read"] == got["loaded"] == sum(sum(1 for _ in rows(path)) - 1 for path in files)
    november = ("--from", "2011-11-01", "--to", "2011-12-01")
    one, other = asked(*november, data=whole), asked(*november, data=days)
    assert other["summary"] == pytest.approx(one["summary"])
    assert {row["account_id"]: row["value"] for row in other["rows"]} == pytest.approx(
        {row["account_id"]: row["value"] for row in one["rows"]})
    assert len(one["rows"]) == len(other["rows"]) > 1500


def test_a_workbook_of_51000_rows(bring, shared):
    """Mixed types, invoices that begin with C; clients are numbers, 18,402 lines without one."""
    got = bring(shared / "real/online_retail/first_51000.xlsx")
    assert got["read"] == got["loaded"] == 50999
    assert any("18,402 lines name no client" in each for each in got["files"][0]["warnings"])


def test_a_truncated_workbook_is_refused(shared, tmp_path, capsys):
    code = main(["import", str(shared / "real/online_retail/truncated.xlsx"), "--data", str(tmp_path / "data")])
    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert len(said.err.splitlines()) == 3
    assert "truncated.xlsx" in said.err
    assert not (tmp_path / "data/ledger/CURRENT").exists()


def test_adventureworks(bring, asked, shared):
    folder = shared / "real/adventureworks"
    got = bring(folder / "FactResellerSales.csv", folder / "Resellers.csv")
    sales, resellers = got["files"]
    fact = folder / "FactResellerSales.csv"
    assert sales["read"] == sales["loaded"] == 57851
    assert resellers["read"] == resellers["loaded"] == 701
    assert sales["totals"]["loaded"] == {
        "revenue": float(total(column(fact, "SalesAmount"))), "cost": float(total(column(fact, "TotalProductCost"))),
        "quantity": float(total(column(fact, "OrderQuantity")))}
    names = dict(zip(column(folder / "Resellers.csv", "ResellerKey"), column(folder / "Resellers.csv", "ResellerName"),
                     strict=True))
    found = asked("--all")["rows"]
    assert all(row["name"] == names[row["account_id"]] for row in found)
    assert len(found) == len(set(column(fact, "ResellerKey")))


def test_adventureworks_with_its_products(bring, asked, shared):
    """The list of products gives the lines their categories; nothing else changes."""
    folder = shared / "real/adventureworks"
    got = bring(folder / "FactResellerSales.csv", folder / "Product.csv", folder / "Resellers.csv")
    assert [(file["role"], file["read"], file["loaded"]) for file in got["files"]] == [
        ("table", 57851, 57851), ("part", 397, 397), ("table", 701, 701)]
    fact, product = folder / "FactResellerSales.csv", folder / "Product.csv"
    kinds = dict(zip(column(product, "ProductKey"), column(product, "EnglishProductCategoryName"), strict=True))
    expected: dict[str, Decimal] = {}
    for key, amount in zip(column(fact, "ProductKey"), column(fact, "SalesAmount"), strict=True):
        expected[kinds[key]] = expected.get(kinds[key], Decimal(0)) + total([amount])
    found = asked("--from", "2017-07-01", "--to", "2020-06-01", measure="cross_sell")["rows"]
    assert {row["category"]: row["revenue"] for row in found} == {kind: float(sum) for kind, sum in expected.items()}


@pytest.mark.parametrize("categories", [False, True])
def test_northwind_in_parts(bring, asked, shared, categories):
    """Lines without client or date take both from their orders; 176 orders are ragged, and their lines accounted for."""
    folder = shared / "real/northwind"
    header, *orders = rows(folder / "orders.csv")
    good = {row[0] for row in orders if len(row) == len(header)}
    lines = list(rows(folder / "order-details.csv"))[1:]
    joined = [row for row in lines if row[0] in good]

    def revenue(some: list[list[str]]) -> Decimal:
        return sum((Decimal(price) * Decimal(pieces) * (1 - Decimal(off)) for _, _, price, pieces, off in some), Decimal(0))

    names = ["order-details", "orders", "products", "customers", *(["categories"] if categories else [])]
    got = {file["path"].rsplit("/", 1)[-1]: file for file in bring(*(folder / f"{name}.csv" for name in names))["files"]}
    assert len(orders) - len(good) == 176 == got["orders.csv"]["quarantined"]
    assert (got["orders.csv"]["role"], got["orders.csv"]["loaded"]) == ("part", len(good))
    details = got["order-details.csv"]
    assert (details["read"], details["loaded"], details["quarantined"]) == (2155, len(joined), 2155 - len(joined))
    assert details["totals"]["loaded"]["revenue"] == float(revenue(joined)) == 1046245.1605
    assert details["totals"]["quarantined"]["revenue"] == float(revenue(lines) - revenue(joined)) == 219547.879
    assert details["totals"]["read"]["revenue"] == 1265793.0395
    head, *customers = rows(folder / "customers.csv")
    assert got["customers.csv"]["loaded"] == sum(len(row) == len(head) for row in customers) == 67
    client = {row[0]: row[1] for row in orders}
    quick = revenue([row for row in joined if client[row[0]] == "QUICK"])
    found = {row["account_id"]: row["value"] for row in asked("--all")["rows"]}
    assert found["QUICK"] == pytest.approx(float(quick), abs=0.0001)


def test_reasons_of_northwind_name_the_part(bring, shared, tmp_path):
    from kam_core.ledger import Store

    folder = shared / "real/northwind"
    bring(*(folder / f"{name}.csv" for name in ("order-details", "orders", "products")))
    aside = Store(tmp_path / "data").open().quarantine()
    by_reason = aside.groupby("reason").size().to_dict()
    assert by_reason == {"unmatched:orders.csv": 439, "width": 176}
    header, *orders = rows(folder / "orders.csv")
    ragged = {number for number, row in enumerate(orders, 2) if len(row) != len(header)}
    assert set(aside[aside["reason"] == "width"]["line"]) == ragged
    good = {row[0] for row in orders if len(row) == len(header)}
    lost = {number for number, row in enumerate(rows(folder / "order-details.csv"), 1) if number > 1 and row[0] not in good}
    assert set(aside[aside["reason"] == "unmatched:orders.csv"]["line"]) == lost


def test_northwind_order_lines(bring, asked, shared):
    got = bring(shared / "reference/northwind_order_lines.csv")
    assert got["loaded"] == 2155
    assert got["totals"]["loaded"]["revenue"] == 1265793.0395
    assert asked("--all")["summary"]["revenue_total"] == pytest.approx(1265793.0395, abs=0.0005)


def test_wholesale_customers(bring, asked, shared):
    """440 clients without a name, a date or one sum: each row is a client, six columns are its revenue."""
    got = bring(shared / "reference/wholesale_customers.csv", "--table", "sales", "--map", "account=@row", "--map",
                "revenue=Fresh+Milk+Grocery+Frozen+Detergents_Paper+Delicassen", "--map", "date==2011-12-31")
    assert (got["read"], got["loaded"]) == (440, 440)
    summary = asked("--all")["summary"]
    assert (summary["accounts_positive"], summary["revenue_total"]) == (440, 14619500)


def test_obvience_fact_as_sales(bring, shared):
    """Months as 201411, actual and budget together, 11,211 negative lines."""
    fact = shared / "real/obvience/customer_profitability/Fact.csv"
    got = bring(fact, "--table", "sales", "--map", "revenue=Revenue")
    assert got["read"] == got["loaded"] == 47646
    assert got["totals"]["loaded"]["revenue"] == float(total(column(fact, "Revenue")))
    (file,) = got["files"]
    months = column(fact, "YearPeriod")
    assert (file["first"], file["last"]) == tuple(f"{each[:4]}-{each[4:]}-01" for each in (min(months), max(months)))


@pytest.mark.parametrize(("name", "layout", "loaded", "totals"), [
    ("1c_valovaya_pribyl_po_mesyacam.xlsx", "months", 203,
     {"revenue": 32533773.85, "cost": 24149936.63, "quantity": 4274.0}),
    ("outline_sector_client_document.xlsx", "outline", 38, {"revenue": 6160191.8}),
])
def test_reports_become_registers(bring, shared, name, layout, loaded, totals):
    got = bring(shared / "layouts" / name)
    (file,) = got["files"]
    assert (file["layout"], got["loaded"], got["quarantined"]) == (layout, loaded, 0)
    assert got["read"] == got["loaded"] + got["skipped"]
    assert {key: got["totals"]["loaded"][key] for key in totals} == totals


def test_the_register_and_the_report_are_the_same_sales(bring, asked, shared, tmp_path):
    """The cp1251 register and the 1C report by months were made from the same lines."""
    one, other = tmp_path / "one", tmp_path / "other"
    bring(shared / "layouts/register_cp1251.csv", data=one)
    bring(shared / "layouts/1c_valovaya_pribyl_po_mesyacam.xlsx", data=other)
    base = ("--all", "--base", "margin")
    first, second = asked(*base, data=one), asked(*base, data=other)
    assert sorted(row["value"] for row in first["rows"]) == pytest.approx(sorted(row["value"] for row in second["rows"]))
