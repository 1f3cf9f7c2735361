"""Headers, tables and mappings: what a person would say of each of these exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from kam_core.ingest.dialect import detect_dialect, split
from kam_core.ingest.encoding import detect_encoding, head
from kam_core.ingest.headers import (
    HeaderGuess,
    find_header,
    guess_fields,
    guess_mapping,
    guess_table,
    header_names,
    normalise,
    propose_revenue,
)
from kam_core.ingest.synonyms import SYNONYMS

DATA = [["01.02.2024", "ООО А", "5,00"], ["02.02.2024", "ООО Б", "6,00"], ["03.02.2024", "ООО В", "7,00"]]
NAMES = ["Дата", "Контрагент", "Сумма"]


@pytest.mark.parametrize(("header", "expected"), [
    ("Сумма, руб.", "сумма"), ("Сумма с НДС, руб", "сумма с ндс"), ("Сумма (без НДС)", "сумма без ндс"),
    ("Кол-во (шт)", "кол во"),
    ("CustomerID", "customer id"), ("customerID", "customer id"), ("order_date", "order date"), ("Country_Region",
    "country region"),
    ("  Учётный  Период ", "учетный период"), ("№ заказа", "номер заказа"), ("Номенклатура.Артикул", "номенклатура артикул"),
    ("TotalProductCost", "total product cost"), ("Revenue ($)", "revenue"), ("SKU", "sku"), ("ИНН", "инн"),
])
def test_normalise(header: str, expected: str) -> None:
    assert normalise(header) == expected


def test_every_synonym_is_written_as_it_is_compared() -> None:
    for fields in SYNONYMS.values():
        for names in fields.values():
            assert [name for name in names if normalise(name) != name and name != "шт" and name != "units"] == []


@pytest.mark.parametrize(("above", "row"), [
    ([], 0), ([["Отчёт по продажам"], []], 2), ([["Валовая прибыль"], [], ["Период:", "01.01.2024 - 31.03.2024"], []], 4),
    ([["Продажи", "", ""], ["", "", ""]], 2),
])
def test_the_header_is_found_below_a_preamble(above: list[list[str]], row: int) -> None:
    assert find_header([*above, NAMES, *DATA]) == HeaderGuess(row, 1)


def test_unknown_words_above_figures_are_a_header() -> None:
    assert find_header([["Alpha", "Beta"], ["1", "2"], ["3", "4"]]) == HeaderGuess(0, 1)


def test_a_file_without_a_header_loses_no_row() -> None:
    guess = find_header(DATA)
    assert guess == HeaderGuess(0, 0)
    assert header_names(DATA, guess) == ["#1", "#2", "#3"]


def test_a_header_alone() -> None:
    assert find_header([NAMES]) == HeaderGuess(0, 1)


def test_a_header_of_two_rows() -> None:
    rows = [
        ["Продажи"], [],
        ["Клиент", "", "Январь 2026 г.", "", "Февраль 2026 г.", ""],
        ["Артикул", "Номенклатура", "Количество", "Выручка", "Количество", "Выручка"],
        ["30-1", "Кран", "5", "100", "6", "120"], ["30-2", "Муфта", "1", "10", "2", "20"],
    ]
    guess = find_header(rows)
    assert guess == HeaderGuess(2, 2)
    assert header_names(rows, guess) == [
        "Клиент / Артикул", "Клиент / Номенклатура", "Январь 2026 г. / Количество", "Январь 2026 г. / Выручка",
        "Февраль 2026 г. / Количество", "Февраль 2026 г. / Выручка",
    ]


def test_names_are_unique() -> None:
    rows = [["Сумма", "", "Сумма", " Сумма  итого", "Сумма (2)", ""]]
    names = header_names(rows, HeaderGuess(0, 1))
    assert names == ["Сумма", "#2", "Сумма (2)", "Сумма итого", "Сумма (2) (2)", "#6"]


EXPORTS = {
    "1C sales": (
        ["Период", "Регистратор", "Организация", "Подразделение", "Контрагент", "ИНН", "Номенклатура", "Номенклатура.Артикул",
         "Номенклатурная группа", "Количество", "Стоимость", "Себестоимость", "Ответственный", "Валюта"],
        "sales",
        {"date": "Период", "document": "Регистратор", "account": "Контрагент", "product": "Номенклатура",
         "product_id": "Номенклатура.Артикул", "category": "Номенклатурная группа", "quantity": "Количество",
         "revenue": "Стоимость", "cost": "Себестоимость", "manager": "Ответственный", "currency": "Валюта"},
    ),
    "sales with VAT": (
        ["Дата отгрузки", "Документ движения", "Покупатель", "Код контрагента", "Сумма с НДС, руб",
         "Сумма НДС, руб", "Кол-во"],
        "sales",
        {"date": "Дата отгрузки", "document": "Документ движения", "account": "Код контрагента",
         "revenue": "Сумма с НДС, руб",
         "quantity": "Кол-во"},
    ),
    "net beats gross": (
        ["Дата", "Клиент", "Сумма", "Выручка без НДС"], "sales",
        {"date": "Дата", "account": "Клиент", "revenue": "Выручка без НДС"},
    ),
    "thousands": (
        ["Месяц", "Контрагент", "Выручка, тыс. руб."], "sales",
        {"date": "Месяц", "account": "Контрагент", "revenue": '"Выручка, тыс. руб."*1000'},
    ),
    "accounts with a sum": (
        ["Customer ID", "Company Name", "Region", "Industry", "Revenue"], "accounts",
        {"account_id": "Customer ID", "name": "Company Name", "region": "Region", "industry": "Industry"},
    ),
    "lines whose date stands elsewhere": (
        ["order_id", "customer_id", "quantity", "unit_price"], "sales",
        {"document": "order_id", "account": "customer_id", "quantity": "quantity"},
    ),
    "CRM accounts": (
        ["Код", "Наименование", "ИНН", "Холдинг", "Регион", "Отрасль", "Сегмент", "Основной менеджер",
         "Дата заведения", "Статус"],
        "accounts",
        {"account_id": "Код", "name": "Наименование", "tax_id": "ИНН", "group_name": "Холдинг", "region": "Регион",
         "industry": "Отрасль", "segment": "Сегмент", "manager": "Основной менеджер", "since": "Дата заведения",
         "status": "Статус"},
    ),
    "accounts by tax number": (
        ["Контрагент", "ИНН", "Головной контрагент"], "accounts",
        {"account_id": "ИНН", "name": "Контрагент", "tax_id": "ИНН", "group_name": "Головной контрагент"},
    ),
    "invoices": (
        ["Номер счета", "Дата счета", "Контрагент", "Сумма", "Срок оплаты", "Оплачено", "Дата оплаты"], "invoices",
        {"invoice_id": "Номер счета", "issued": "Дата счета", "account": "Контрагент", "amount": "Сумма",
         "due": "Срок оплаты",
         "paid": "Оплачено", "paid_on": "Дата оплаты"},
    ),
    "invoices in English": (
        ["Invoice No", "Invoice Date", "Customer Name", "Amount", "Due Date", "Amount Paid", "Payment Date"], "invoices",
        {"invoice_id": "Invoice No", "issued": "Invoice Date", "account": "Customer Name", "amount": "Amount",
         "due": "Due Date",
         "paid": "Amount Paid", "paid_on": "Payment Date"},
    ),
    "nps": (
        ["Дата ответа", "Клиент", "ФИО", "Должность", "Опрос", "Оценка NPS", "Комментарий"], "nps",
        {"date": "Дата ответа", "account": "Клиент", "respondent": "ФИО", "role": "Должность", "survey": "Опрос",
         "score": "Оценка NPS", "comment": "Комментарий"},
    ),
    "invitations": (
        ["Дата приглашения", "Клиент", "Email", "Волна"], "invitations",
        {"date": "Дата приглашения", "account": "Клиент", "respondent": "Email", "survey": "Волна"},
    ),
    "tickets": (
        ["Номер обращения", "Дата создания", "Первый ответ", "Дата решения", "Дата закрытия", "Клиент", "Приоритет",
         "Категория",
         "Статус", "Переоткрыто"],
        "tickets",
        {"ticket_id": "Номер обращения", "opened_at": "Дата создания", "first_response_at": "Первый ответ",
         "resolved_at": "Дата решения", "closed_at": "Дата закрытия", "account": "Клиент", "priority": "Приоритет",
         "category": "Категория", "status": "Статус", "reopened": "Переоткрыто"},
    ),
    "incidents": (
        ["number", "incident_state", "active", "reopen_count", "opened_by", "opened_at", "category", "priority",
         "resolved_at",
         "closed_at"],
        "tickets",
        {"ticket_id": "number", "status": "incident_state", "reopened": "reopen_count", "opened_at": "opened_at",
         "category": "category", "priority": "priority", "resolved_at": "resolved_at", "closed_at": "closed_at"},
    ),
    "costs": (
        ["Контрагент", "Месяц", "Вид затрат", "Часы", "Сумма", "Подразделение"], "costs",
        {"account": "Контрагент", "date": "Месяц", "kind": "Вид затрат", "hours": "Часы", "amount": "Сумма",
         "department": "Подразделение"},
    ),
    "costs in English": (
        ["Customer", "Date", "Cost to serve", "Cost type"], "costs",
        {"account": "Customer", "date": "Date", "amount": "Cost to serve", "kind": "Cost type"},
    ),
    "targets": (
        ["Клиент", "Месяц", "План продаж", "План по марже"], "targets",
        {"account": "Клиент", "month": "Месяц", "revenue": "План продаж", "margin": "План по марже"},
    ),
    "targets in English": (
        ["Account ID", "Month", "Sales Target"], "targets",
        {"account": "Account ID", "month": "Month", "revenue": "Sales Target"},
    ),
}


@pytest.mark.parametrize("key", EXPORTS)
def test_exports(key: str) -> None:
    headers, table, mapping = EXPORTS[key]
    assert guess_table(headers, {}) == table
    found = guess_mapping(table, headers, {})
    assert {field: found.get(field) for field in mapping} == mapping


def test_a_text_is_never_money_nor_a_date() -> None:
    headers = ["Дата", "Контрагент", "Сумма", "Итого"]
    samples = {"Дата": ["сегодня", "вчера"], "Контрагент": ["А", "Б"], "Сумма": ["много", "мало"], "Итого": ["5", "6"]}
    assert guess_mapping("sales", headers, samples) == {"account": "Контрагент", "revenue": "Итого"}


def test_an_empty_column_keeps_its_name() -> None:
    assert guess_mapping("sales", ["Сумма"], {"Сумма": ["", "NULL"]}) == {"revenue": "Сумма"}


def test_a_second_candidate_for_money_is_a_doubt() -> None:
    certain = guess_fields("sales", ["Дата", "Клиент", "Сумма"], {})
    assert certain["revenue"].certain
    doubt = guess_fields("sales", ["Дата", "Клиент", "Сумма", "Сумма с НДС"], {})
    assert doubt["date"].certain
    assert not doubt["revenue"].certain


@pytest.mark.parametrize("headers", [
    ["Продукт", "Цвет"], ["a", "b"], [], ["Категория", "Название", "Описание"], ["ID", "Name", "Img"],
])
def test_what_is_no_table(headers: list[str]) -> None:
    assert guess_table(headers, {}) is None


@pytest.mark.parametrize(("headers", "expected"), [
    (["Quantity", "UnitPrice"], "Quantity*UnitPrice"),
    (["unitPrice", "quantity",
    "discount"], "quantity*unitPrice*(1-discount)"),
    (["Кол-во", "Цена, руб."], '"Кол-во"*"Цена, руб."'), (["Количество", "Сумма"], None), (["UnitPrice"], None),
])
def test_propose_revenue(headers: list[str], expected: str | None) -> None:
    assert propose_revenue(headers) == expected


def test_a_discount_in_whole_per_cent() -> None:
    headers = ["Quantity", "Price", "Discount"]
    assert propose_revenue(headers, {"Discount": ["0", "5", "10"]}) == "Quantity*Price*(1-Discount/100)"
    assert propose_revenue(headers, {"Discount": ["0", "0.05"]}) == "Quantity*Price*(1-Discount)"
    assert propose_revenue(headers, {"Discount": ["0%", "5%"]}) == "Quantity*Price*(1-Discount)"


REAL = {
    "reference/northwind_order_lines.csv": ("sales", {"account": "customer_id", "date": "order_date", "revenue": "revenue"}),
    "reference/rfm_data_orders.csv": ("sales", {"account": "customer_id", "date": "order_date", "revenue": "revenue"}),
    "reference/nps_r_testdata.csv": ("nps", {"date": "date", "score": "REC", "account": "Account"}),
    "real/northwind/customers.csv": ("accounts", {"account_id": "customerID", "name": "companyName", "region": "region"}),
    "real/northwind/orders.csv": (None, {}),
    "real/northwind/order-details.csv": (None, {}),
    "real/northwind/products.csv": (None, {}),
    "real/northwind/employees.csv": (None, {}),
    "real/adventureworks/FactResellerSales.csv": (
        "sales", {"account": "ResellerKey", "date": "OrderDate", "revenue": "SalesAmount", "cost": "TotalProductCost",
                  "quantity": "OrderQuantity", "product_id": "ProductKey", "document": "SalesOrderNumber"}),
    "real/adventureworks/Resellers.csv": ("accounts", {"account_id": "ResellerKey", "name": "ResellerName"}),
    "real/adventureworks/Product.csv": (None, {}),
    "real/obvience/customer_profitability/Fact.csv": (
        "sales", {"account": "Customer Key", "date": "YearPeriod", "revenue": "Revenue", "product_id": "Product Key"}),
    "real/obvience/customer_profitability/Customer.csv": ("accounts", {"account_id": "Customer", "name": "Name"}),
    "real/obvience/customer_profitability/Industry.csv": (None, {}),
    "real/obvience/customer_profitability/Executive.csv": (None, {}),
    "real/online_retail/by-day/2011-11-01.csv": (
        "sales", {"account": "CustomerID", "date": "InvoiceDate", "document": "InvoiceNo", "product_id": "StockCode",
                  "product": "Description", "quantity": "Quantity"}),
    # its satisfaction has ten points, csat five
    "real/nps_retailer/nps_redacted.csv": ("nps", {"score": "nps", "comment": "explication"}),
    "layouts/register_cp1251.csv": (
        "sales", {"account": "Контрагент", "date": "Дата", "revenue": "Сумма", "cost": "Себестоимость",
        "quantity": "Количество",
                  "document": "Документ", "product_id": "Артикул", "product": "Номенклатура", "manager": "Менеджер"}),
}


@pytest.mark.parametrize("name", REAL)
def test_real_exports(shared: Path, name: str) -> None:
    table, mapping = REAL[name]
    encoding = detect_encoding(shared / name)
    text = head(shared / name, encoding)
    rows = split(text, detect_dialect(text), 200)
    guess = find_header(rows)
    headers = header_names(rows, guess)
    body = [row for row in rows[guess.row + guess.rows_spanned :] if len(row) == len(headers)]
    samples = {header: [row[place] for row in body] for place, header in enumerate(headers)}
    assert guess_table(headers, samples) == table
    if table:
        found = guess_mapping(table, headers, samples)
        assert {field: found.get(field) for field in mapping} == mapping
