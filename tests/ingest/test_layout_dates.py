"""A register with several dates a row is no report with months across."""

from kam_core.ingest.layouts import detect_layout


def test_rows_with_several_dates_are_no_months_across() -> None:
    rows = [["Номер", "Клиент", "Дата счёта", "Срок оплаты", "Сумма"]]
    rows += [[f"СЧ-{n}", f"К{n}", f"{n:02d}.11.2023", f"{n + 2:02d}.12.2023", "10"] for n in range(2, 20)]
    rows.insert(7, ["СЧ-1", "К1", "01.11.2023", "01.12.2023", "10"])
    assert detect_layout(rows) is None
