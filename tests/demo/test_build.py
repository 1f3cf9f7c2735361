"""The made-up company comes in through the real import, whole."""

from __future__ import annotations

import csv
import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kam_core.demo import generate, write_files
from kam_core.demo.build import build
from kam_core.demo.words import words
from kam_core.ingest import Batch
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.scope import OWNER, Scope
from kam_core.settings import Settings

TODAY = datetime.date(2026, 11, 21)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_ledger_holds_what_was_made(tmp_path: Path, language: str) -> None:
    store = Store(tmp_path / "data")
    info = build(store, language, 5, 60, 6_000, 24, TODAY)
    made = generate(language, 5, 60, 6_000, 24, TODAY)
    assert info.demo
    assert store.current() == info.version
    ledger = store.open()
    assert ledger.info.demo
    assert ledger.info.last_full_month == datetime.date(2026, 10, 1)
    assert ledger.info.currency == {"ru": "RUB", "en": "GBP"}[language]
    assert ledger.info.has_cost
    assert ledger.info.has_groups
    assert ledger.info.has_serve
    for key, table in made.items():
        assert ledger.info.rows[key] == table.num_rows, key
    answer = ask("concentration", ledger, Scope(viewer=OWNER), Settings())
    revenue = sum(made["sales"].column("revenue").to_pylist(), Decimal(0))
    assert answer.summary["revenue_total"] == pytest.approx(float(revenue), abs=0.005)
    assert list((tmp_path / "data" / "work").iterdir()) == []


def test_building_again_keeps_the_version_before(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    first = build(store, "ru", 5, 60, 6_000, 24, TODAY)
    second = build(store, "ru", 6, 60, 6_000, 24, TODAY)
    assert [version.version for version in store.versions()] == [first.version, second.version]
    assert store.open().info.rows["sales"] == 6_000


@pytest.mark.parametrize("language", ["ru", "en"])
def test_its_files_are_understood_without_help(tmp_path: Path, language: str) -> None:
    """Table and mapping of every file are guessed from its headers and values alone."""
    made = generate(language, 5, 60, 6_000, 24, TODAY)
    with Batch(Store(tmp_path / "data")) as batch:
        for path in write_files(made, tmp_path / "files", language):
            batch.add(path)
        assert [(str(error), each.rows.name) for each, error in batch.problems] == []
        found = {each.plan.table: dict(each.plan.mapping) for each in batch.files}
    assert found == {key: dict(headers) for key, headers in words(language).headers.items()}


def test_sums_of_the_files_are_the_sums_of_the_ledger(tmp_path: Path) -> None:
    made = generate("ru", 5, 60, 6_000, 24, TODAY)
    folder = tmp_path / "files"
    write_files(made, folder, "ru")
    with (folder / "Счета и оплаты.csv").open(encoding="utf-8-sig", newline="") as file:
        paid = sum(Decimal(row["Оплачено"].replace(",", ".")) for row in csv.DictReader(file, delimiter=";"))
    assert paid == sum(made["invoices"].column("paid").to_pylist(), Decimal(0))
