"""The register for the bench, read back with the csv module."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from kam_core.demo import register


def test_register_is_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "CHUNK", 7_000)
    path, again = tmp_path / "a.csv", tmp_path / "b.csv"
    register.write_register(path, 20_001, accounts=300, months=24, seed=5)
    register.write_register(again, 20_001, accounts=300, months=24, seed=5)
    assert path.read_bytes() == again.read_bytes()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 20_001
    assert tuple(rows[0]) == register.HEADERS
    days = [row["Дата"][6:] + row["Дата"][3:5] + row["Дата"][:2] for row in rows]
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("20241101", "20261031")
    managers: dict[str, set[str]] = {}
    documents: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row["Контрагент"]:
            managers.setdefault(row["Контрагент"], set()).add(row["Менеджер"])
        documents.setdefault(row["Документ"], set()).add((row["Дата"], row["Контрагент"]))
    assert {len(names) for names in managers.values()} == {1}
    assert {len(found) for found in documents.values()} == {1}
    assert 250 < len(managers) <= 300
    returns = sum(row["Сумма"].startswith("-") for row in rows)
    assert 0.01 < returns / len(rows) < 0.02
    bought: dict[str, Decimal] = {}
    for row in rows:
        bought[row["Контрагент"]] = bought.get(row["Контрагент"], Decimal(0)) + Decimal(row["Сумма"].replace(",", "."))
    assert min(bought.values()) > 0, "nobody is left with returns alone"
    assert all(row["Сумма"].count(",") == 1 and len(row["Сумма"].split(",")[1]) == 2 for row in rows)
    assert any('"' in row["Контрагент"] for row in rows)
    assert 0 < sum(not row["Себестоимость"] for row in rows) < 200
