"""Lines of totals are never sales; sales are never taken for totals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from reading import balanced, read

from kam_core.i18n import use_language
from kam_core.ledger import Store

HEAD = "Дата;Контрагент;Сумма\n"
TWO = "01.01.2024;Альфа;100\n31.01.2024;Бета;200\n"


def of(tmp_path: Path, text: str, **said):
    path = tmp_path / "export.csv"
    path.write_text(text, "utf-8")
    got = read(Store(tmp_path / "data"), path, **said)
    assert balanced(got.result)
    with use_language("en"):
        remarks = [str(one) for one in (*got.result.understood.warnings, *got.result.outcome.warnings)]
    return [(account, revenue) for _, account, revenue in got.rows], got, remarks


@pytest.mark.parametrize("line", ["01.01.2024;Итого;300", "31.01.2024;ИТОГО: ;300", "31.01.2024;Grand Total;300"])
def test_a_client_called_total_is_a_total_even_with_a_date(tmp_path: Path, line: str) -> None:
    rows, got, remarks = of(tmp_path, HEAD + TWO + line + "\n")
    assert rows == [("Альфа", Decimal(100)), ("Бета", Decimal(200))]
    assert (got.result.outcome.skipped, got.result.outcome.quarantined) == (1, 0)
    assert remarks == []  # 300 = 100 + 200


@pytest.mark.parametrize("order", ["{d};{a};{s}", "{a};{d};{s}"])
def test_clients_that_look_like_subtotals_are_remarked(tmp_path: Path, order: str) -> None:
    lines = [("Дата", "Контрагент", "Сумма"), ("01.01.2024", "Альфа", "100"), ("31.01.2024", "Итого Альфа", "200"),
             ("31.01.2024", "Бета итого", "50.5"), ("31.01.2024", "Тотальный итогомер", "1")]
    text = "".join(order.format(d=day, a=account, s=amount) + "\n" for day, account, amount in lines)
    rows, got, remarks = of(tmp_path, text)
    assert len(rows) == 4
    assert got.result.outcome.skipped == 0
    (remark,) = remarks
    assert remark == ("2 lines name clients that look like subtotals: “Бета итого” and “Итого Альфа”, "
                      "250.50 together. Check them.")


def test_a_month_among_full_dates_is_no_sale(tmp_path: Path) -> None:
    head = "Дата;Контрагент;Сумма\n"
    days = "".join(f"{day} января 2024;Альфа;10\n" for day in range(1, 9))
    rows, got, _ = of(tmp_path, head + "Январь 2024;;80\n" + days + "Февраль 2024;Бета;7\n")
    assert rows == [("Альфа", Decimal(10))] * 8
    assert got.result.outcome.skipped == 1
    assert [(line, reason) for line, reason, _ in got.aside] == [(11, "unreadable:date")]


@pytest.mark.parametrize("month", ["Январь 2024", "01.2024", "2024-01", "янв. 24"])
def test_a_heading_of_a_month_is_skipped_among_dotted_dates(tmp_path: Path, month: str) -> None:
    rows, got, _ = of(tmp_path, HEAD + f"{month};;300\n" + TWO)
    assert rows == [("Альфа", Decimal(100)), ("Бета", Decimal(200))]
    assert (got.result.outcome.skipped, got.result.outcome.quarantined) == (1, 0)


def test_totals_that_were_read_twice_are_told_plainly(tmp_path: Path) -> None:
    text = HEAD + TWO + "31.01.2024;Все клиенты;300\nИтого;;300\n"
    _, _, remarks = of(tmp_path, text)
    assert remarks == ["The rows sum to 600.00, exactly twice the file's own total of 300.00: it seems to hold subtotals "
                       "that were read as rows. Look for them before you rely on it."]


@pytest.mark.parametrize("line", ["Total Energies SE;32.01.2024;100", "Всего хорошего, ООО;01.01.2024;сто"])
def test_a_client_whose_name_begins_like_a_total_is_set_aside(tmp_path: Path, line: str) -> None:
    rows, got, _ = of(tmp_path, f"Контрагент;Дата;Сумма\nАльфа;01.01.2024;100\nБета;02.01.2024;1\n{line}\n")
    assert len(rows) == 2
    assert (got.result.outcome.skipped, got.result.outcome.quarantined) == (0, 1)


def test_a_total_with_more_words_is_skipped_where_it_has_no_date(tmp_path: Path) -> None:
    rows, got, remarks = of(tmp_path, "Контрагент;Дата;Сумма\nАльфа;01.01.2024;100\nИтого за январь;;100\n")
    assert len(rows) == 1
    assert (got.result.outcome.skipped, got.result.outcome.quarantined) == (1, 0)
    assert remarks == []
