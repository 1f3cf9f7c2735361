"""What was brought in can be rebuilt, whatever the settings have become since."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl

from kam_core.ingest import Batch, bring
from kam_core.ingest.rebuild import rebuild
from kam_core.ledger import Store
from kam_core.settings import Settings, save


def test_stricter_settings_do_not_stop_a_rebuild(tmp_path: Path) -> None:
    data = tmp_path / "data"
    register = tmp_path / "register.csv"
    register.write_text("Date;Customer;Revenue\n2024-01-05;Lily;10\n2024-01-06;Rose;much\n2024-01-07;Rose;3\n")
    book = openpyxl.Workbook()
    for row in [["Code", "Customer", "Region"], *([f"C{i}", f"Client {i}", "North"] for i in range(600))]:
        book.active.append(row)
    book.save(tmp_path / "clients.xlsx")
    with Batch(Store(data)) as batch:
        batch.add(register)
        batch.add(tmp_path / "clients.xlsx")
        bring(batch)
    save(data, Settings().with_(quarantine_stop=0, max_sheet_cells=1000, max_file_mb=1, max_unpacked_mb=1), "test")
    strict = Store(data)
    assert store_rows(Store(data)) == (2, 600)
    assert strict.settings.number("quarantine_stop") == 0
    rebuild(strict)
    assert store_rows(strict) == (2, 600)


def store_rows(store: Store) -> tuple[int, int]:
    with duckdb.connect(str(store.path(store.current() or "")), read_only=True) as ledger:
        return ledger.execute("select (select count(*) from sales), (select count(*) from accounts)").fetchall()[0]
