"""Lines and the files that complete them: what ties them, what may not, and rows that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kam_core.i18n import use_language
from kam_core.ingest import Batch, bring
from kam_core.ingest.reasons import explain
from kam_core.ingest.rebuild import rebuild
from kam_core.ingest.results import Result
from kam_core.ledger import Store

LINES = "OrderID;Product;Quantity;UnitPrice\n"
ORDERS = "OrderID;OrderDate;Customer;Region\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def imported(store: Store, *paths: Path) -> Result:
    with Batch(store) as batch:
        for path in paths:
            batch.add(path)
        return bring(batch)


def sales(store: Store, columns: str = "account, revenue") -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect(str(store.path(store.current() or "")), read_only=True) as ledger:
        return ledger.execute(f"select {columns} from sales order by all").fetchall()


def aside(store: Store) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect(str(store.path(store.current() or "")), read_only=True) as ledger:
        return ledger.execute("select line, reason from quarantine order by line").fetchall()


def numbered(first: int, last: int) -> Sequence[int]:
    return range(last, first - 1, -1)  # from the last one down, so that the numbers are no count of the rows


def test_a_key_with_two_different_rows_beyond_the_sample_gives_no_client(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    lines = write(tmp_path / "lines.csv", LINES + "".join(f"{i};Soap;1;10\n" for i in numbered(1000, 21000)))
    orders = write(
        tmp_path / "orders.csv",
        ORDERS + "".join(f"{i};2024-01-05;C{i % 7};North\n" for i in numbered(1000, 21000))
        + "15000;2024-01-05;Other;\n" + "16000;2024-01-05;C5;North\n",  # another row, and 16000 % 7 == 5: the same again
    )
    result = imported(store, lines, orders)
    assert [column for (column,) in sales(store, "distinct account")] == [f"C{i}" for i in range(7)]
    assert aside(store) == [(21000 - 15000 + 2, "ambiguous:orders.csv")]
    table = next(each for each in result.files if each.understood.role == "table")
    assert (table.outcome.read, table.outcome.loaded, table.outcome.quarantined) == (20001, 20000, 1)
    with use_language("en"):
        assert str(explain("ambiguous:orders.csv")) == "“orders.csv” has several different rows for it."


@pytest.mark.parametrize("number", ["№", "№ п/п", "#", "n", "Line"])
def test_a_number_of_the_row_ties_nothing(tmp_path: Path, number: str) -> None:
    lines = write(tmp_path / "lines.csv", f"{number};Дата;Товар;Сумма\n" + "".join(
        f"{i};0{i}.01.2024;Мыло;{i}0\n" for i in range(1, 7)))
    clients = write(tmp_path / "clients.csv", f"{number};Клиент;Регион\n" + "".join(
        f"{i};ООО {i};Юг\n" for i in range(1, 7)))
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(lines)
        batch.add(clients)
        assert [each.plan.joins for each in batch.files] == [(), ()]
        assert batch.files[0].plan.mapping.get("account") is None


def test_two_sheets_of_one_workbook_complete_each_other(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Строки"
    second = book.create_sheet("Заказы")
    for row in [["OrderID", "Product", "Quantity", "UnitPrice"], ["K7", "Soap", 1, 10], ["K9", "Soap", 1, 5],
                ["K8", "Soap", 1, 1]]:
        first.append(row)
    for row in [["OrderID", "OrderDate", "Customer"], ["K7", "2024-01-05", "Lily"], ["K9", "2024-01-06", "Rose"]]:
        second.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    store = Store(tmp_path / "data")
    imported(store, path)
    expected = [("Lily", Decimal(10)), ("Rose", Decimal(5))]
    assert sales(store) == expected
    assert aside(store) == [(4, "unmatched:book.xlsx / Заказы")]
    rebuild(store)
    assert sales(store) == expected


def test_files_of_one_name_complete_each_other(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    lines = write(tmp_path / "lines" / "export.csv", LINES + "K7;Soap;1;10\nK9;Soap;1;5\n")
    orders = write(tmp_path / "orders" / "export.csv", ORDERS + "K9;2024-01-05;Rose;N\nK7;2024-01-05;Lily;N\n")
    imported(store, lines, orders)
    expected = [("Lily", Decimal(10)), ("Rose", Decimal(5))]
    assert sales(store) == expected
    rebuild(store)
    assert sales(store) == expected


def test_a_list_that_the_ledger_holds_completes_new_lines(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    orders = write(tmp_path / "orders.csv", ORDERS + "K9;2024-01-05;Rose;N\nK7;2024-01-05;Lily;N\n")
    imported(store, write(tmp_path / "first.csv", LINES + "K7;Soap;1;10\n"), orders)
    imported(store, write(tmp_path / "second.csv", LINES + "K9;Soap;1;5\n"), orders)
    assert ("Rose", Decimal(5)) in sales(store)


WHOLE = "Date;Customer;Amount;ProductKey\n2026-01-05;A;100;p1\n2026-01-06;B;50;p2\n2026-01-07;A;7;p9\n"
GOODS = "ProductKey;Product;Colour;Category\n" + "".join(f"p{n};Soap {n};red;Care {n % 2}\n" for n in range(1, 6))


def test_a_list_of_products_gives_whole_lines_their_categories(tmp_path: Path) -> None:
    """p9 is not in the list: its line stays, without a category."""
    store = Store(tmp_path / "data")
    result = imported(store, write(tmp_path / "sales.csv", WHOLE), write(tmp_path / "goods.csv", GOODS))
    assert [file.understood.role for file in result.files] == ["table", "part"]
    columns = "account, revenue, product_id, product, category"
    assert set(sales(store, columns)) == {
        ("A", Decimal(7), "p9", None, None), ("A", Decimal(100), "p1", "Soap 1", "Care 1"),
        ("B", Decimal(50), "p2", "Soap 2", "Care 0")}
    assert aside(store) == []
    rebuild(store)
    assert ("A", Decimal(100), "p1", "Soap 1", "Care 1") in sales(store, columns)


def test_lines_with_categories_of_their_own_take_none_from_elsewhere(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    own = WHOLE.replace("ProductKey\n", "ProductKey;Category\n").replace(";p1\n", ";p1;Mine\n").replace(
        ";p2\n", ";p2;Mine\n").replace(";p9\n", ";p9;Mine\n")
    with Batch(store) as batch:
        for path in (write(tmp_path / "sales.csv", own), write(tmp_path / "goods.csv", GOODS)):
            batch.add(path)
        assert not batch.files[0].plan.joins
        assert batch.files[1].problem is not None
