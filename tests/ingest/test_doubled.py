"""The same sales in two reports, why rows are set aside, and which table an amount beside a cost is."""

from pathlib import Path

from kam_core.i18n import use_language
from kam_core.ingest import Batch, Result, bring
from kam_core.ledger import Store

MONTHS = "Клиент;янв 2026;фев 2026;мар 2026\nООО «Альфа»;10;20;30\nООО Бета;1;2;3\nИтого;11;22;33\n"
REGISTER = "Дата;Контрагент;Сумма\n" + "".join(
    f"{day}.{month:02d}.2026;{client};{amount * month / 2}\n".replace(".0\n", "\n").replace(".5\n", ",5\n")
    for month in (1, 2, 3) for day in ("05", "15") for client, amount in (("ООО Альфа", 10), ("ООО Бета", 1))
)


def take(store: Store, path: Path, text: str, dry_run: bool = False) -> Result:
    path.write_text(text, "utf-8")
    with Batch(store) as batch:
        batch.add(path)
        return bring(batch, dry_run=dry_run)


def remarks(result: Result) -> str:
    with use_language("en"):
        return " ".join(str(each) for file in result.files for each in file.outcome.warnings)


def test_the_same_sums_from_another_report_are_remarked_before_they_come_in(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    take(store, tmp_path / "реестр.csv", REGISTER)
    said = remarks(take(store, tmp_path / "валовая прибыль.csv", MONTHS, dry_run=True))
    assert "6 sums of a client and a month are there already" in said
    assert "“реестр”" in said


def test_another_year_is_no_double(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    take(store, tmp_path / "реестр.csv", REGISTER)
    said = remarks(take(store, tmp_path / "валовая прибыль.csv", MONTHS.replace("2026", "2025"), dry_run=True))
    assert "already" not in said


def test_a_dry_run_says_why_rows_are_set_aside(tmp_path: Path) -> None:
    text = "Дата;Контрагент;Сумма\n05.01.2026;А;10\n32.01.2026;Б;30\n06.01.2026;В;60\n"
    said = remarks(take(Store(tmp_path / "data"), tmp_path / "a.csv", text, dry_run=True))
    assert "The value of “date” cannot be read. Rows: 1, the first is row 3" in said
    assert "30.0\N{NO-BREAK SPACE}% of the sum of “revenue”" in said


def test_an_amount_beside_a_cost_is_a_sale(tmp_path: Path) -> None:
    text = "Client,Date,Amount,Cost\nAcme,2026-01-05,100.50,60\nBeta,2026-01-15,200.25,150\n"
    plan = take(Store(tmp_path / "data"), tmp_path / "a.csv", text).files[0].understood.plan
    assert (plan.table, plan.mapping["revenue"], plan.mapping["cost"]) == ("sales", "Amount", "Cost")
