"""Files that look like another table than they are, and columns whose names are plain but whose values fail."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kam_core.errors import MappingError
from kam_core.i18n import use_language
from kam_core.ingest import Batch, bring
from kam_core.ingest.headers import guess_mapping, guess_table
from kam_core.ledger import Store


@pytest.mark.parametrize(("headers", "table"), [
    ("Месяц;Клиент;Статья;Сумма", "costs"),
    ("Месяц;Клиент;Статья затрат;Сумма", "costs"),
    ("Month;Customer;Cost type;Amount", "costs"),
    ("Дата;Контрагент;Назначение платежа;Сумма", None),
    ("Дата;Номер;Контрагент;Вид операции;Сумма", None),
    ("Дата платежа;Контрагент;Статья ДДС;Назначение платежа;Сумма", None),
    ("Дата;Контрагент;Номенклатура;Количество;Вид операции;Сумма", "sales"),
    ("ID;Название сделки;Стадия;Компания;Ответственный", "opportunities"),
    ("Название сделки;Стадия;Клиент;Сумма;Дата создания;Ответственный", "opportunities"),
    ("Deal Name;Stage;Company;Amount;Close Date;Owner", "opportunities"),
    ("Deal Name;Pipeline;Created;Closed;Status;Company", None),
    ("Дата;Клиент;План;Выручка", "sales"),
    ("Клиент;Месяц;План", "targets"),
    ("Клиент;Месяц;План;Сумма", "targets"),
    ("Date;Document Number;Name;Item;Quantity;Amount (Net of Tax)", "sales"),
    ("Customer;Invoice Date;Due Date;Original Amount;Open Amount", "invoices"),
    ("Date;Customer;How likely are you to recommend us?", "nps"),
    ("Дата;Клиент;Насколько вероятно, что вы порекомендуете нас коллегам?", "nps"),
    ("Date;Name;SKU;Amount", "sales"),
    ("ID;Name", None),
    ("Компания;Контактное лицо;Должность;Телефон", "contacts"),
    ("Full name;Company;E-mail", "contacts"),
    ("Customer ID;Company name;Contact name;City;Region;Phone", "accounts"),
    ("Дата;Клиент;ФИО;Оценка", "nps"),
    ("Контрагент;Договор;Действует с;Действует до;Сумма договора", "contracts"),
    ("Sales stage;Probability;Sales stage ID", None),
])
def test_the_table(headers: str, table: str | None) -> None:
    assert guess_table(headers.split(";"), {}) == table


@pytest.mark.parametrize(("headers", "table", "mapping"), [
    ("Дата;Клиент;План;Выручка", "sales", {"account": "Клиент", "date": "Дата", "revenue": "Выручка"}),
    ("Date;Document Number;Name;Item;Quantity;Amount (Net of Tax)", "sales",
     {"account": "Name", "date": "Date", "revenue": "Amount (Net of Tax)", "quantity": "Quantity",
      "document": "Document Number", "product": "Item"}),
    ("Customer;Invoice Date;Due Date;Original Amount;Open Amount", "invoices",
     {"account": "Customer", "issued": "Invoice Date", "amount": "Original Amount", "due": "Due Date",
      "paid": '"Original Amount"-"Open Amount"'}),
    ("Date;Name;SKU;Amount", "sales", {"date": "Date", "revenue": "Amount", "product_id": "SKU"}),  # whose name?
])
def test_the_mapping(headers: str, table: str, mapping: dict[str, str]) -> None:
    assert guess_mapping(table, headers.split(";"), {}) == mapping


def test_what_is_open_of_an_invoice_tells_what_is_paid(tmp_path: Path) -> None:
    path = tmp_path / "ar.csv"
    path.write_text("Customer,Invoice Date,Due Date,Original Amount,Open Amount\nLily,2024-01-05,2024-02-05,100.00,25.00\n")
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(path)
        totals = bring(batch).files[0].outcome.totals["loaded"]
    assert (totals["amount"], totals["paid"]) == (Decimal(100), Decimal(75))


@pytest.mark.parametrize(("header", "line", "what"), [
    ("Дата;Контрагент;Выручка", "вчера;Альфа;10", "The column “Дата” does not hold dates: “вчера”."),
    ("Дата;Контрагент;Сумма", "вчера;Альфа;10", "The column “Дата” does not hold dates: “вчера”."),
    ("Дата;Контрагент;Выручка", "05.01.2024;Альфа;много", "The column “Выручка” does not hold numbers: “много”."),
])
def test_a_column_that_fails_is_named_with_its_values(tmp_path: Path, header: str, line: str, what: str) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"{header}\n{line}\n", "utf-8")
    with Batch(Store(tmp_path / "data")) as batch, use_language("en"):
        batch.add(path)
        with pytest.raises(MappingError) as refused:
            bring(batch)
        assert what in str(refused.value.what)
