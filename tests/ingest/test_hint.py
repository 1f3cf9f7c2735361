"""A column that could be read in two ways is read as the other columns of its file are written."""

from decimal import Decimal
from pathlib import Path

from kam_core.ingest import Batch, bring
from kam_core.ledger import Store


def test_three_decimals_of_1c_are_decimals(tmp_path: Path) -> None:
    file = tmp_path / "реестр.csv"
    lines = ["Дата;Контрагент;Количество;Сумма", "05.01.2026;ООО А;30,000;1200,50", "06.01.2026;ООО Б;15,000;99,90"]
    file.write_text("\n".join(lines), "utf-8")
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(file)
        loaded = bring(batch).files[0].outcome.totals["loaded"]
    assert loaded["quantity"] == Decimal("45.0000")
    assert loaded["revenue"] == Decimal("1300.4000")
