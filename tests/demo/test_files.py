"""The made-up company's files, read back with the csv module."""

from __future__ import annotations

import csv
import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kam_core.demo import generate, write_files

TODAY = datetime.date(2026, 11, 21)


def read(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.mark.parametrize(("language", "delimiter", "decimal", "sales", "header"), [
    ("ru", ";", ",", "Реестр продаж.csv", "Сумма"), ("en", ",", ".", "Sales register.csv", "Revenue"),
])
def test_files_hold_what_was_made(
    tmp_path: Path, language: str, delimiter: str, decimal: str, sales: str, header: str
) -> None:
    made = generate(language, 5, 60, 6_000, 24, TODAY)
    paths = write_files(made, tmp_path, language)
    assert len({path.name for path in paths}) == 8
    for path, table in zip(paths, made.values(), strict=True):
        assert len(read(path, delimiter)) == table.num_rows
    rows = read(tmp_path / sales, delimiter)
    total = sum((Decimal(row[header].replace(decimal, ".")) for row in rows), Decimal(0))
    assert total == sum(made["sales"].column("revenue").to_pylist(), Decimal(0))
    assert (tmp_path / sales).read_bytes().startswith(b"\xef\xbb\xbf") == (language == "ru")


def test_quotes_and_dates(tmp_path: Path) -> None:
    made = generate("ru", 5, 60, 6_000, 24, TODAY)
    write_files(made, tmp_path, "ru")
    rows = read(tmp_path / "Реестр продаж.csv", ";")
    names = {row["Номенклатура"] for row in rows}
    assert 'Хомут стальной 2"' in names
    assert names == set(made["sales"].column("product").to_pylist())
    assert rows[0]["Дата"] == f"{made['sales'].column('date')[0].as_py():%d.%m.%Y}"
