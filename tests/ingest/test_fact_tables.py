"""Each table of facts from a small export: its columns found by their names, its values typed, its bad rows set aside."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from reading import balanced, read

from kam_core.ingest import Batch, bring
from kam_core.ledger import Store
from kam_core.ledger.contract import TABLES

D, T, M = datetime.date, datetime.datetime, Decimal

EXPORTS: dict[str, tuple[str, list[tuple], list[str]]] = {
    "accounts": (
        "Код клиента;Наименование;Группа компаний;ИНН;Отрасль;Регион;Сегмент;Менеджер;Клиент с;Статус\n"
        "001;ООО «Ромашка»;Цветы;7710000001;Торговля;NA;Крупный;Иванова;15.03.2019;активен\n"
        "002;Oak;;;;;;;;\n"
        ";Без кода;;;;;;;;\n",
        [("001", "ООО «Ромашка»", None, "Цветы", "7710000001", "Торговля", "NA", "Крупный", "Иванова", D(2019, 3, 15),
          "активен"), ("002", "Oak", *[None] * 9)],
        ["missing:account_id"]),
    "sales": (
        "Клиент;Дата;Выручка;Себестоимость;Количество;Документ;Артикул;Номенклатура;Категория;Подразделение;Менеджер;Валюта\n"
        "A;01.02.2024;10,50;7,25;2;Д-1;007;Гайка;Метизы;Север;Иванова;RUB\n"
        "A;02.02.2024;-1,00;-0,50;-1;;;;;;;\n"
        "A;03.02.2024;1,00;дорого;1;;;;;;;\n",
        [("A", D(2024, 2, 1), M("10.5"), M("7.25"), M(2), "Д-1", "007", "Гайка", "Метизы", "Север", "Иванова", "RUB"),
         ("A", D(2024, 2, 2), M(-1), M("-0.5"), M(-1), *[None] * 7)],
        ["unreadable:cost"]),
    "invoices": (
        "Клиент;Дата счёта;Сумма;Номер счёта;Срок оплаты;Оплачено;Дата оплаты\n"
        "A;01.02.2024;100,00;С-1;15.02.2024;40,00;10.02.2024\n"
        "A;05.02.2024;50,00;С-2;20.02.2024;;\n"
        ";05.02.2024;50,00;С-3;20.02.2024;;\n",
        [("A", D(2024, 2, 1), M(100), "С-1", D(2024, 2, 15), M(40), D(2024, 2, 10)),
         ("A", D(2024, 2, 5), M(50), "С-2", D(2024, 2, 20), None, None)],
        ["missing:account"]),
    "nps": (
        "Дата;Оценка NPS;Клиент;Респондент;Роль;Опрос;Комментарий\n"
        "01.02.2024;10;A;Пётр;закупки;весна;=хорошо\n"
        "02.02.2024;0;;;;;\n"
        "02.02.2024;11;;;;;\n"
        "03.02.2024;9,5;A;;;;\n"
        "04.02.2024;;A;;;;\n"
        "05.02.2024;7;;;;;\n",
        [(D(2024, 2, 1), 10, "A", "Пётр", "закупки", "весна", "=хорошо", None), (D(2024, 2, 2), 0, *[None] * 6),
         (D(2024, 2, 5), 7, *[None] * 6)],
        ["scale:score", "unreadable:score", "missing:score"]),
    "invitations": (
        "Дата приглашения;Клиент;Респондент;Опрос\n01.02.2024;A;Пётр;весна\n02.02.2024;;Анна;весна\n;A;Иван;весна\n",
        [(D(2024, 2, 1), "A", "Пётр", "весна"), (D(2024, 2, 2), None, "Анна", "весна")],
        ["missing:date"]),
    "tickets": (
        "Номер обращения;Клиент;Создано;Решено;Закрыто;Приоритет;Категория;Статус\n"
        "T-1;A;01.02.2024 10:00;01.02.2024 12:30;02.02.2024 09:00;высокий;доставка;закрыто\n"
        "T-2;A;03.02.2024 23:59:59;;;низкий;счёт;открыто\n"
        "T-3;A;вчера;;;низкий;счёт;открыто\n",
        [(T(2024, 2, 1, 10), "A", "T-1", T(2024, 2, 1, 12, 30), None, T(2024, 2, 2, 9), "высокий", "доставка", "закрыто",
          None, None, None),
         (T(2024, 2, 3, 23, 59, 59), "A", "T-2", None, None, None, "низкий", "счёт", "открыто",
          None, None, None)],
        ["unreadable:opened_at"]),
    "costs": (
        "Клиент;Дата;Сумма затрат;Часы;Отдел;Вид затрат\nA;01.02.2024;1 500,00;2,5;логистика;доставка\nA;02.02.2024;;1;;\n",
        [("A", D(2024, 2, 1), M(1500), M("2.5"), "логистика", "доставка")],
        ["missing:amount"]),
    "targets": (
        "Клиент;Месяц;План выручки;План маржи\nA;2024-02;1000;250\nA;2024-03;2000;\nA;;1;1\n",
        [("A", D(2024, 2, 1), M(1000), M(250)), ("A", D(2024, 3, 1), M(2000), None)],
        ["missing:month"]),
}


def test_every_table_of_the_contract_is_here():
    assert set(EXPORTS) == set(TABLES)


@pytest.mark.parametrize("key", EXPORTS)
def test_table(tmp_path: Path, key: str):
    text, rows, reasons = EXPORTS[key]
    path = tmp_path / "export.csv"
    path.write_text(text, "utf-8")
    columns = ", ".join(f'"{column.name}"' for column in TABLES[key].columns)
    got = read(Store(tmp_path / "data"), path, columns, key)
    assert got.result.understood.plan.table == key
    assert got.rows == rows
    assert [reason for _, reason, _ in got.aside] == reasons
    assert balanced(got.result)


@pytest.mark.parametrize("key", EXPORTS)
def test_a_table_that_is_named_needs_no_guess(tmp_path: Path, key: str):
    """The same export whose headers say nothing, its columns named one by one."""
    text, rows, _ = EXPORTS[key]
    header, *lines = text.splitlines()
    found = read_mapping(tmp_path, text, key)
    silent = {name: f"c{place}" for place, name in enumerate(header.split(";"))}
    path = tmp_path / "silent.csv"
    path.write_text("\n".join([";".join(silent.values()), *lines]) + "\n", "utf-8")
    columns = ", ".join(f'"{column.name}"' for column in TABLES[key].columns)
    got = read(Store(tmp_path / "other"), path, columns, key, table=key, header_row=0,
               mapping={field: silent[column] for field, column in found.items()})
    assert got.rows == rows


def read_mapping(tmp_path: Path, text: str, key: str) -> dict[str, str]:
    path = tmp_path / "export.csv"
    path.write_text(text, "utf-8")
    return dict(read(Store(tmp_path / "data"), path, "1", key).result.understood.plan.mapping)


def test_a_later_list_of_accounts_updates_by_the_code(tmp_path: Path):
    """Of two rows of one code the last counts; what a later list does not name stays."""
    store = Store(tmp_path / "data")
    lists = ("Код клиента;Наименование;Менеджер\n1;Rose;Ann\n2;Oak;Ann\n2;Oak tree;Bob\n",
             "Код клиента;Наименование;Менеджер\n1;Rose;Cid\n3;Elm;Cid\n")
    outcomes = []
    for place, text in enumerate(lists):
        path = tmp_path / f"list{place}.csv"
        path.write_text(text, "utf-8")
        with Batch(store) as batch:
            batch.add(path)
            (result,) = bring(batch).files
            outcomes.append(result.outcome)
    assert [(each.read, each.loaded, each.repeated, each.replaced) for each in outcomes] == [(3, 2, 1, 0), (2, 2, 0, 1)]
    found = store.open()._admin("select account_id, name, manager from accounts order by account_id").values.tolist()
    assert found == [["1", "Rose", "Cid"], ["2", "Oak tree", "Bob"], ["3", "Elm", "Cid"]]
