"""Reports with months across and outlines become registers whose sums are the report's own."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.errors import FileError
from kam_core.i18n import use_language
from kam_core.ingest.layout_months import detect_months
from kam_core.ingest.layout_tree import Line, Look, find_tree
from kam_core.ingest.layout_words import document_day, is_total, parse_period
from kam_core.ingest.layouts import Layout, Register, detect_layout, read_looks, rewrite, to_register
from kam_core.ingest.workbook import read_workbook
from kam_core.settings import Settings

Rows = list[list[str | None]]


def grid(text: str, sep: str = "|") -> Rows:
    """Rows of a table drawn with bars; leading spaces of the first cell count, empty cells are None."""
    rows = [line.split(sep) for line in text.strip("\n").split("\n")]
    return [[(cell.rstrip() if i == 0 else cell.strip()) or None for i, cell in enumerate(row)] for row in rows]


def register(
    rows: Rows, tmp_path: Path, looks: dict[int, Look] | None = None
) -> tuple[Layout, Register, list[dict[str, str | None]]]:
    """The layout that is seen, the register, its rows by header."""
    layout = detect_layout(rows, styles_file(tmp_path, looks) if looks else None)
    assert layout is not None
    made = rewrite(rows, looks or {}, layout, tmp_path / "r.parquet")
    return layout, made, records(made)


def styles_file(tmp_path: Path, looks: dict[int, Look]) -> Path:
    lines = ["row\tcolumn\tindent\tbold\toutline"]
    lines += [f"{n}\t{k.column}\t{k.indent}\t{int(k.bold)}\t{k.outline}" for n, k in looks.items()]
    path = tmp_path / "styles.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert read_looks(path) == looks
    return path


def records(made: Register) -> list[dict[str, str | None]]:
    table = pq.read_table(made.parquet)
    assert table.num_rows == made.rows
    return [dict(zip([*made.headers, "row"], values.values(), strict=True)) for values in table.to_pylist()]


def total(rows: Sequence[dict[str, str | None]], header: str) -> Decimal:
    return sum((Decimal(row[header] or 0) for row in rows), Decimal(0))


def accounted(made: Register) -> int:
    return made.headings + made.subtotals + made.blanks + made.data_rows + made.empty_rows


# ---- the samples, with the totals that the data contract gives


def test_gross_profit_of_1c(shared: Path, tmp_path: Path) -> None:
    sheet, = read_workbook(shared / "layouts" / "1c_valovaya_pribyl_po_mesyacam.xlsx", tmp_path, Settings(), styles=True)
    columns = [column.to_pylist() for column in pq.read_table(sheet.parquet).columns]
    rows = list(zip(*columns, strict=True))
    layout = detect_layout(rows, sheet.styles)
    assert layout is not None
    assert layout.kind == "months"
    made = to_register(sheet, layout, tmp_path / "register.parquet")
    data = records(made)
    assert made.headers == ["Клиент", "Артикул", "Номенклатура", "Дата", "Количество", "Выручка", "Себестоимость"]
    assert made.rows == 203
    assert total(data, "Себестоимость") == Decimal("24149936.63")
    assert total(data, "Количество") == 4274
    assert total(data, "Выручка") == Decimal("32533773.85")
    assert {row["Дата"] for row in data} == {f"2026-0{month}-01" for month in range(1, 7)}
    assert all(control.ok for control in made.controls)
    assert made.warnings == []
    assert [c.expected["Себестоимость"] for c in made.controls if c.kind != "group"] == [Decimal("24149936.63")] * 2
    assert accounted(made) == sheet.rows == 92


def test_it_is_the_register_by_months(shared: Path, tmp_path: Path) -> None:
    """The same cells as in the register of the same company: client, article, month → quantity, revenue, cost."""
    import csv

    sheet, = read_workbook(shared / "layouts" / "1c_valovaya_pribyl_po_mesyacam.xlsx", tmp_path, Settings(), styles=True)
    rows = list(zip(*(c.to_pylist() for c in pq.read_table(sheet.parquet).columns), strict=True))
    layout = detect_layout(rows, sheet.styles)
    assert layout is not None
    data = records(to_register(sheet, layout, tmp_path / "register.parquet"))
    mine = sorted((r["Клиент"], r["Артикул"], (r["Дата"] or "")[:7], Decimal(r["Количество"] or 0),
                   Decimal(r["Выручка"] or 0), Decimal(r["Себестоимость"] or 0)) for r in data)

    def number(text: str) -> Decimal:
        return Decimal(text.replace("\xa0", "").replace(" ", "").replace(",", "."))

    with (shared / "layouts" / "register_cp1251.csv").open(encoding="cp1251", newline="") as file:
        theirs = sorted(
            (r["Контрагент"], r["Артикул"], f"{r['Дата'][6:]}-{r['Дата'][3:5]}", number(r["Количество"]), number(r["Сумма"]),
             number(r["Себестоимость"]))
            for r in csv.DictReader(file, delimiter=";") if r["Контрагент"]
        )
    assert mine == theirs


def test_outline_of_sectors_clients_documents(shared: Path, tmp_path: Path) -> None:
    sheet, = read_workbook(shared / "layouts" / "outline_sector_client_document.xlsx", tmp_path, Settings(), styles=True)
    rows = list(zip(*(c.to_pylist() for c in pq.read_table(sheet.parquet).columns), strict=True))
    layout = detect_layout(rows, sheet.styles)
    assert layout is not None
    assert layout.kind == "outline"
    made = to_register(sheet, layout, tmp_path / "register.parquet")
    data = records(made)
    assert made.headers == ["Сектор", "Клиент", "Документ", "Дата", "Кол-во", "Сумма с НДС, руб", "Сумма НДС, руб"]
    assert made.rows == 38
    assert total(data, "Сумма с НДС, руб") == Decimal("6160191.80")
    assert all((row["Дата"] or "").startswith("2026-06-") for row in data)
    assert {row["Сектор"] for row in data} == {"Сектор 1", "Сектор 2", "Сектор 3"}
    assert all(control.ok for control in made.controls)
    assert accounted(made) == sheet.rows == 57


def test_register_is_no_report(shared: Path) -> None:
    text = (shared / "layouts" / "register_cp1251.csv").read_text("cp1251")
    rows = [list(line.split(";")) for line in text.splitlines()]
    assert detect_layout(rows) is None


# ---- months across, in many dresses


FLAT = """
Клиент | Регион | Январь 2026 | Февраль 2026 | Март 2026 | Итого
Альфа  | Юг     | 10          | 20,5         |           | 30,5
Бета   | Север   | -5          | 0            | 7         | 2
Гамма  |        |             |              |           |
Итого  |        | 5           | 20,5         | 7         | 32,5
"""


def test_clients_by_months(tmp_path: Path) -> None:
    layout, made, data = register(grid(FLAT), tmp_path)
    assert (layout.kind, layout.header_row, layout.header_rows) == ("months", 0, 1)
    assert made.headers == ["Клиент", "Регион", "Дата", "Выручка"]
    assert [(r["Клиент"], r["Регион"], r["Дата"], r["Выручка"], r["row"]) for r in data] == [
        ("Альфа", "Юг", "2026-01-01", "10", 2), ("Альфа", "Юг", "2026-02-01", "20,5", 2),
        ("Бета", "Север", "2026-01-01", "-5", 3), ("Бета", "Север", "2026-03-01", "7", 3),
    ]
    assert made.warnings == []
    assert (made.headings, made.subtotals, made.data_rows, made.empty_rows) == (1, 1, 2, 1)
    assert [c.kind for c in made.controls] == ["total", "columns"]
    assert made.controls[0].expected == {"Выручка": Decimal("32.5")}


@pytest.mark.parametrize("heads", [
    ["Янв 26", "фев. 2026", "МАРТ 2026 г."], ["01.2026", "02.2026", "3.2026"], ["2026-01", "2026-02", "2026-03"],
    ["2026-01-01", "2026-02-01", "2026-03-01"], ["01.01.2026", "01.02.2026", "01.03.2026"],
    ["Jan-26", "Feb-26", "Mar-26"], ["January 2026", "February 2026", "March 2026"],
    ["01.01.2026 - 31.01.2026", "01.02.2026 - 28.02.2026", "01.03.2026 - 31.03.2026"], ["2026-01-01 00:00:00",
    "2026-02-01 00:00:00", "2026-03-01 00:00:00"], ["2026 январь", "2026 февраль", "2026 март"],
])
def test_months_however_written(heads: list[str], tmp_path: Path) -> None:
    _, _, data = register([["Client", *heads], ["A", "1", "2", "3"], ["B", "4", "5", "6"]], tmp_path)
    assert sorted({r[next(h for h in r if h in ("Дата", "Date"))] for r in data}) == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert len(data) == 6


def test_years_above_their_months(tmp_path: Path) -> None:
    rows = grid("""
Client | 2025 |     | 2026 |
       | Nov  | Dec | Jan  | Feb
A      | 1    | 2   | 3    | 4
B      | 5    | 6   | 7    | 8
""")
    _, made, data = register(rows, tmp_path)
    assert [r["Date"] for r in data][:4] == ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]
    assert made.headers == ["Client", "Date", "Revenue"]


def test_year_in_the_title_runs_on_over_new_year(tmp_path: Path) -> None:
    rows = grid("""
Продажи за период 01.11.2025 - 28.02.2026
Контрагент | Ноябрь | Декабрь | Январь | Февраль
А          | 1      | 2       | 3      | 4
Б          | 5      | 6       | 7      | 8
""")
    _, _, data = register(rows, tmp_path)
    assert [r["Дата"] for r in data][:4] == ["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]


def test_months_without_any_year_are_refused(tmp_path: Path) -> None:
    rows = grid("Клиент | Январь | Февраль | Март\nА | 1 | 2 | 3\nБ | 1 | 2 | 3")
    layout = detect_layout(rows)
    assert layout is not None
    assert layout.problem == "no_year"

    class Sheet:
        name, parquet, styles = "Лист1", tmp_path / "none.parquet", None

    for language in ("en", "ru"):
        with use_language(language), pytest.raises(FileError) as caught:
            to_register(Sheet(), layout, tmp_path / "r.parquet")
        assert "Лист1" in str(caught.value.what)


def test_per_cent_and_profit_are_left_out(tmp_path: Path) -> None:
    rows = grid("""
Клиент | Январь 2026 |               |         |              | Февраль 2026 |               |         |
       | Выручка     | Себестоимость | Прибыль | Рентабельность, % | Выручка | Себестоимость | Прибыль | Рентабельность, %
А      | 10          | 8             | 2       | 20           | 5            | 4             | 1       | 20
Б      | 20          | 10            | 10      | 50           |              |               |         |
""")
    layout, made, data = register(rows, tmp_path)
    assert made.headers == ["Клиент", "Дата", "Выручка", "Себестоимость"]
    assert layout.ignored == ("Прибыль", "Рентабельность, %")
    assert len(data) == 3
    assert (total(data, "Выручка"), total(data, "Себестоимость")) == (35, 22)


def test_profit_stays_where_cost_is_not_told(tmp_path: Path) -> None:
    rows = grid("""
Клиент | Январь 2026 |         | Февраль 2026 |
       | Выручка     | Прибыль | Выручка      | Прибыль
А      | 10          | 2       | 5            | 1
Б      | 20          | 10      | 3            | 1
""")
    assert register(rows, tmp_path)[1].headers == ["Клиент", "Дата", "Выручка", "Прибыль"]


def test_measures_above_their_months(tmp_path: Path) -> None:
    rows = grid("""
Customer | Revenue |          | Cost     |
         | Jan 2026 | Feb 2026 | Jan 2026 | Feb 2026
A        | 10       | 20       | 5        | 6
B        | 1        | 2        | 0.5      | 1
""")
    _, made, data = register(rows, tmp_path)
    assert made.headers == ["Customer", "Date", "Revenue", "Cost"]
    assert [(r["Customer"], r["Date"], r["Revenue"], r["Cost"]) for r in data] == [
        ("A", "2026-01-01", "10", "5"), ("A", "2026-02-01", "20", "6"), ("B", "2026-01-01", "1", "0.5"),
        ("B", "2026-02-01", "2", "1"),
    ]
    assert (total(data, "Revenue"), total(data, "Cost")) == (33, Decimal("12.5"))


GROUPS = """
Контрагент   | Январь 2026 | Февраль 2026
Номенклатура |             |
ООО Альфа    | 30          | 5
Труба        | 10          | 5
Кран         | 20          |
ИП Бета      | 7           | 3
Труба        | 7           | 3
Итого        | 37          | 8
"""


@pytest.mark.parametrize("sign", ["bold", "indent", "outline", "spaces", "sums"])
def test_groups_by_every_sign(sign: str, tmp_path: Path) -> None:
    """The same report, its levels shown in five ways: the last, a CSV, shows them by its sums alone."""
    rows = grid(GROUPS)
    items = (4, 5, 7)
    looks: dict[int, Look] = {}
    if sign == "spaces":
        rows = [[f"    {row[0]}", *row[1:]] if n in items else row for n, row in enumerate(rows, 1)]
    elif sign != "sums":
        for number in range(3, 9):
            item = number in items
            looks[number] = Look(
                0, 2 * (sign == "indent" and item), sign == "bold" and not item, int(sign == "outline" and item)
            )
    # a header of two rows: the group's name above the item's, as 1C writes it
    rows = [["Контрагент", "Январь 2026", "Февраль 2026"], ["Номенклатура", "Сумма", "Сумма"], *rows[2:]]
    _, made, data = register(rows, tmp_path, looks)
    assert made.headers == ["Контрагент", "Номенклатура", "Дата", "Сумма"]
    assert [(r["Контрагент"], r["Номенклатура"], r["Дата"], r["Сумма"]) for r in data] == [
        ("ООО Альфа", "Труба", "2026-01-01", "10"), ("ООО Альфа", "Труба", "2026-02-01", "5"),
        ("ООО Альфа", "Кран", "2026-01-01", "20"), ("ИП Бета", "Труба", "2026-01-01", "7"),
        ("ИП Бета", "Труба", "2026-02-01", "3"),
    ]
    assert (made.subtotals, made.data_rows, made.headings) == (3, 3, 2)
    assert made.warnings == []


def test_headings_without_sums(tmp_path: Path) -> None:
    rows = grid("""
Customer   | Item   | Jan 2026 | Feb 2026
Acme Ltd   |        |          |
           | Pipe   | 1        | 2
           | Valve  | 3        |
Bolt Inc   |        |          |
           | Pipe   | 4        | 5
""")
    _, made, data = register(rows, tmp_path)
    assert [(r["Customer"], r["Item"]) for r in data] == [
        ("Acme Ltd", "Pipe"), ("Acme Ltd", "Pipe"), ("Acme Ltd", "Valve"), ("Bolt Inc", "Pipe"), ("Bolt Inc", "Pipe")]
    assert total(data, "Revenue") == 15
    assert (made.headings, made.subtotals) == (3, 0)


def test_merged_label_is_filled_down(tmp_path: Path) -> None:
    rows = grid("""
Customer | Item  | Jan 2026 | Feb 2026
Acme     | Pipe  | 1        | 2
         | Valve | 3        | 4
Bolt     | Pipe  | 5        | 6
         | Valve | 7        | 9
""")
    _, made, data = register(rows, tmp_path)
    assert [r["Customer"] for r in data] == ["Acme"] * 4 + ["Bolt"] * 4
    assert made.rows == 8


def test_group_without_items_keeps_its_money(tmp_path: Path) -> None:
    rows = grid("""
Клиент       | Январь 2026 | Февраль 2026
ООО Альфа    | 30          | 5
    Труба    | 10          | 5
    Кран     | 20          |
ООО Пусто    | 4           | 1
ИП Бета      | 7           | 3
    Труба    | 7           | 3
Итого        | 41          | 9
""")
    _, made, data = register(rows, tmp_path)
    assert total(data, "Выручка") == 50
    alone, = [r for r in data if r["Клиент"] == "ООО Пусто" and r["Дата"] == "2026-01-01"]
    assert alone["Номенклатура"] is None
    assert made.warnings == []


def test_subtotals_below_their_items(tmp_path: Path) -> None:
    rows = grid("""
Клиент        | Товар | Январь 2026 | Февраль 2026
Альфа         | Труба | 10          | 5
Альфа         | Кран  | 20          |
Итого Альфа   |       | 30          | 5
Бета          | Труба | 7           | 3
Итого Бета    |       | 7           | 3
Общий итог    |       | 37          | 8
""")
    _, made, data = register(rows, tmp_path)
    assert total(data, "Выручка") == 45
    assert made.subtotals == 3
    assert made.warnings == []


def test_total_without_a_word(tmp_path: Path) -> None:
    rows = grid("""
Client | Jan 2026 | Feb 2026
A      | 10       | 5
B      | 20       | 6
C      | 1        | 7
       | 31       | 18
""")
    _, made, data = register(rows, tmp_path)
    assert total(data, "Revenue") == 49
    assert made.subtotals == 1


def test_last_line_without_a_client_is_data_where_it_is_no_sum(tmp_path: Path) -> None:
    rows = grid("""
Client | Jan 2026 | Feb 2026
A      | 10       | 5
B      | 20       | 6
C      | 1        | 7
       | 2        | 3
""")
    _, made, data = register(rows, tmp_path)
    assert total(data, "Revenue") == 54
    assert data[-1]["Client"] is None
    assert made.subtotals == 0


def test_sums_that_are_wrong_are_told_with_both_numbers(tmp_path: Path) -> None:
    rows = grid(FLAT)
    rows[4][2] = "6"
    rows[1][5] = "31"
    _, made, data = register(rows, tmp_path)
    assert len(data) == 4
    assert len(made.warnings) == 2
    first, second = (str(warning) for warning in made.warnings)
    assert "Row 5" in first
    assert "6" in first
    assert "5" in first
    assert "Альфа" in second
    with use_language("ru"):
        assert "Строка 5" in str(made.warnings[0])


def test_wrong_group_is_still_a_group(tmp_path: Path) -> None:
    text = GROUPS.replace("ООО Альфа    | 30 ", "ООО Альфа    | 31 ")
    rows = grid(text)
    looks = {n: Look(0, 2 * (n in (4, 5, 7))) for n in range(3, 9)}
    _, made, data = register([["Контрагент", "Январь 2026", "Февраль 2026"], ["Номенклатура", "Сумма", "Сумма"], *rows[2:]],
                             tmp_path, looks)
    assert total(data, "Сумма") == 45
    assert len(made.warnings) == 1


def test_footers_are_no_data(tmp_path: Path) -> None:
    rows = [*grid(FLAT), [None], ["Ответственный: Иванова"], ["Сформировано 01.04.2026"]]
    _, made, data = register(rows, tmp_path)
    assert len(data) == 4
    assert made.headings == 3
    assert accounted(made) == len(rows)


def test_numbers_that_are_none_are_kept_for_the_quarantine(tmp_path: Path) -> None:
    rows = grid(FLAT)
    rows[2][2] = "пять"
    _, _, data = register(rows, tmp_path)
    assert "пять" in [r["Выручка"] for r in data]


@pytest.mark.parametrize("rows", [
    [["id", "opened", "answered", "resolved"], ["1", "2026-01-05", "2026-01-06", "2026-01-09"],
     ["2", "2026-01-07", "2026-01-08", "2026-01-19"]],
    [["Дата", "Клиент", "Сумма"], ["01.01.2026", "А", "5"], ["01.02.2026", "Б", "6"]],
    [["Клиент", "Сумма", "Себестоимость"], ["А", "5", "3"], ["Б", "8", "6"], ["В", "13", "9"]],
    [["Channel", "Region", "Fresh", "Milk"], ["2", "3", "12669", "9656"], ["2", "3", "7057", "9810"]],
    [["Клиент", "Янв", "Сумма"], ["А", "5", "3"]], [], [[]], [[None, None]],
])
def test_what_is_no_report(rows: Rows) -> None:
    assert detect_layout(rows) is None


# ---- outlines


@pytest.mark.parametrize("sign", ["spaces", "indent", "outline", "column"])
def test_outline_by_every_sign(sign: str, tmp_path: Path) -> None:
    deep = [0, 1, 2, 2, 1, 2, 0, 1, 2]
    names = ["Sector 1", "Acme Ltd", "Invoice 1 of 05.06.2026", "Invoice 2 of 06.06.2026", "Bolt Inc",
             "Invoice 3 of 07.06.2026", "Sector 2", "Core LLC", "Invoice 4 of 08.06.2026"]
    sums = ["60", "50", "20", "30", "10", "10", "5", "5", "5"]
    head: list[str | None] = ["Sector / Customer / Document", "Amount"]
    looks: dict[int, Look] = {}
    if sign == "column":
        head = ["Sector", "Customer", "Document", "Amount"]
        rows: Rows = [head, *([*[None] * d, n, *[None] * (2 - d), s] for d, n, s in zip(deep, names, sums, strict=True))]
    else:
        pad = "  " if sign == "spaces" else ""
        rows = [head, *([pad * d + n, s] for d, n, s in zip(deep, names, sums, strict=True))]
        if sign != "spaces":
            looks = {n: Look(0, d * (sign == "indent"), False, d * (sign == "outline")) for n, d in enumerate(deep, 2)}
    layout, made, data = register(rows, tmp_path, looks)
    assert layout.kind == "outline"
    assert made.headers == ["Sector", "Customer", "Document", "Date", "Amount"]
    assert [(r["Sector"], r["Customer"], r["Date"], r["Amount"]) for r in data] == [
        ("Sector 1", "Acme Ltd", "2026-06-05", "20"), ("Sector 1", "Acme Ltd", "2026-06-06", "30"),
        ("Sector 1", "Bolt Inc", "2026-06-07", "10"), ("Sector 2", "Core LLC", "2026-06-08", "5")]
    assert made.warnings == []
    assert (made.subtotals, made.headings, made.data_rows) == (5, 1, 4)


def test_outline_with_prices_and_shares(tmp_path: Path) -> None:
    """A price of a client is no sum of prices: it neither disproves the levels nor warns."""
    rows = grid("""
Клиент / Документ | Количество | Цена | Сумма | Доля, %
ООО Альфа         | 3          | 10   | 30    | 75
  Накладная 1 от 05.06.2026 | 1 | 12 | 12 | 30
  Накладная 2 от 06.06.2026 | 2 | 9  | 18 | 45
ООО Бета          | 1          | 10   | 10    | 25
  Накладная 3 от 07.06.2026 | 1 | 10 | 10 | 25
""")
    _, made, data = register(rows, tmp_path)
    assert made.headers == ["Клиент", "Документ", "Дата", "Количество", "Цена", "Сумма"]
    assert total(data, "Сумма") == 40
    assert made.warnings == []


# ---- words


@pytest.mark.parametrize(("text", "period"), [
    ("Январь 2026 г.", (2026, 1, 1)), ("май", (None, 5, 1)), ("Мая 2026", (2026, 5, 1)), ("сент. 25", (2025, 9, 1)),
    ("Dec'24", (2024, 12, 1)), ("12/2024", (2024, 12, 1)), ("2024-12-05", (2024, 12, 5)), ("31.12.2024", (2024, 12, 31)),
    ("Марта", (None, 3, 1)), ("Март план", None), ("Маркетинг", None), ("2026", None), ("1.5", None), ("13.2026", None),
    ("32.01.2026", None), ("Итого", None), ("", None), (None, None), ("May Ltd", None), ("мартини", None),
])
def test_parse_period(text: str | None, period: tuple[int | None, int, int] | None) -> None:
    assert parse_period(text) == period


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)))
def test_days_of_documents(day: datetime.date) -> None:
    assert document_day(f"Реализация товаров 00001 от {day:%d.%m.%Y} 12:00:00") == day.isoformat()
    assert parse_period(day.isoformat()) == (day.year, day.month, day.day)


@pytest.mark.parametrize(("text", "is_it"), [
    ("Итого", True), ("ИТОГО:", True), ("Итого по клиенту А", True), ("Всего", True), ("Grand Total", True), ("Total", True),
    ("Subtotal", True), ("Общий итог", True), ("Альфа Итог", True), ("Acme Total", True), ("Total for Acme", True),
    ("Тотальная распродажа", False), ("ООО Итогстрой", False), ("Total Energies", False),
])
def test_words_for_totals(text: str, is_it: bool) -> None:
    assert is_total(text) is is_it


# ---- laws


tables = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.integers(1, 10**7), min_size=8, max_size=8)), min_size=2, max_size=6
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_sums_of_groups_are_found_by_arithmetic_alone(groups: list[tuple[int, list[int]]]) -> None:
    """However many groups of however many items: no cent is counted twice."""
    lines: list[Line] = []
    leaves = Decimal(0)
    for size, amounts in groups:
        items = [[Decimal(amounts[2 * i]) / 100, Decimal(amounts[2 * i + 1]) / 100] for i in range(size)]
        lines.append(Line(len(lines) + 1, ["G"], [sum(c, Decimal(0)) for c in zip(*items, strict=True)], Look(bold=True)))
        for item in items:
            lines.append(Line(len(lines) + 1, ["i"], list(item)))
            leaves += sum(item)
    tree = find_tree(lines)
    kept = [line for i, line in enumerate(lines) if not tree.is_parent(i)]
    assert sum((value for line in kept for value in line.values if value is not None), Decimal(0)) == leaves


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-1000, 10**6), min_size=3, max_size=3), min_size=2, max_size=12))
def test_flat_tables_stay_flat_or_whole(values: list[list[int]]) -> None:
    """A table without levels loses nothing, unless one row happens to be the exact sum of others."""
    lines = [Line(n, [f"Client {n}"], [Decimal(v) for v in row]) for n, row in enumerate(values, 1)]
    tree = find_tree(lines)
    parents = [i for i in range(len(lines)) if tree.is_parent(i)]
    for parent in parents:
        below = [lines[i] for i in tree.below(parent)]
        for c in range(3):
            assert abs(sum(line.values[c] or 0 for line in below) - (lines[parent].values[c] or 0)) <= 1


def test_months_are_seen_below_a_long_preamble() -> None:
    rows: Rows = [[f"Строка {i}"] for i in range(20)] + grid(FLAT)
    layout = detect_months(rows)
    assert layout is not None
    assert layout.header_row == 20
