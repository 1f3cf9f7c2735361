"""Workbooks are read as text, exactly as their cells mean it."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from books import biff5, book, cell, ods, ods_cell, ole, pack, parts, row, sheet_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kam_core.i18n import use_language
from kam_core.ingest import workbook
from kam_core.ingest.layouts import read_looks
from kam_core.ingest.workbook import Sheet, WorkbookError, read_workbook
from kam_core.ingest.workbook_calamine import tidy
from kam_core.ingest.workbook_xls import number_text
from kam_core.settings import Settings


def read(path: Path, **options: object) -> list[Sheet]:
    into = path.parent / "out"
    into.mkdir(exist_ok=True)
    return read_workbook(path, into, Settings(), **options)  # type: ignore[arg-type]


def cells(sheet: Sheet) -> list[list[str | None]]:
    table = pq.read_table(sheet.parquet)
    assert table.column_names == [f"c{i}" for i in range(sheet.columns)]
    assert table.num_rows == sheet.rows
    return [list(r) for r in zip(*(c.to_pylist() for c in table.columns), strict=True)]


@pytest.fixture
def every_type(tmp_path: Path) -> Path:
    book_ = openpyxl.Workbook()
    sheet = book_.active
    assert sheet is not None
    sheet.title = "Лист1"
    for column, value in enumerate([
        "Альфа «Юг»", 7710000009, 4724.88, 32533773.85, 0.1, 1e-7, 1e20, 100000.0, True,
        datetime.date(2024, 1, 31), datetime.datetime.fromisoformat("2024-01-31 10:20:00"), datetime.time(10, 5),
        "007", -3, "a\nb",
    ], 1):
        sheet.cell(3, column, value)
    sheet.cell(5, 1, "end")
    path = tmp_path / "types.xlsx"
    book_.save(path)
    return path


def test_every_type_as_text(every_type: Path) -> None:
    sheet, = read(every_type)
    assert (sheet.name, sheet.rows, sheet.columns, sheet.note, sheet.hidden) == ("Лист1", 5, 15, None, False)
    got = cells(sheet)
    assert got[2] == [
        "Альфа «Юг»", "7710000009", "4724.88", "32533773.85", "0.1", "0.0000001", "100000000000000000000", "100000",
        "true", "2024-01-31", "2024-01-31 10:20:00", "10:05:00", "007", "-3", "a\nb",
    ]
    assert got[0] == got[1] == got[3] == [None] * 15, "blank rows are kept: row i is row i + 1 of the sheet"
    assert got[4][0] == "end"


def test_the_first_column_is_the_first_that_is_used(tmp_path: Path) -> None:
    sheet, = read(book(tmp_path / "x.xlsx", row(2, cell("C2", "x"), cell("D2", 5))), styles=True)
    assert cells(sheet) == [[None, None], ["x", "5"]]
    assert sheet.first_column == 2
    assert {number: look.column for number, look in read_looks(sheet.styles).items()} == {2: 0}


def test_days_of_1904(tmp_path: Path) -> None:
    content = parts(sheet_xml(row(1, '<c r="A1" s="1"><v>43862</v></c>')), more={"xl/styles.xml": (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )})
    content["xl/workbook.xml"] = str(content["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    sheet, = read(pack(tmp_path / "x.xlsx", content))
    # serial 45324 of the 1900 system is 2024-02-02; the 1904 system counts 1,462 days less
    assert cells(sheet) == [["2024-02-02"]]


def test_a_moment_is_rounded_to_the_second_and_keeps_its_column_alike(tmp_path: Path) -> None:
    book_ = openpyxl.Workbook()
    sheet = book_.active
    assert sheet is not None
    moments = [
        datetime.datetime.fromisoformat("2010-12-01 08:26:00"),
        datetime.datetime.fromisoformat("2010-12-02 00:00:00"), datetime.datetime.fromisoformat("2011-01-03 09:59:59"),
    ]
    for number, moment in enumerate(moments, 1):
        sheet.cell(number, 1, moment)
        sheet.cell(number, 2, moment.date())
    book_.save(tmp_path / "x.xlsx")
    got = cells(read(tmp_path / "x.xlsx")[0])
    assert [r[0] for r in got] == ["2010-12-01 08:26:00", "2010-12-02 00:00:00", "2011-01-03 09:59:59"]
    assert [r[1] for r in got] == ["2010-12-01", "2010-12-02", "2011-01-03"]


def test_sheets_hidden_ones_and_one_by_name(tmp_path: Path) -> None:
    book_ = openpyxl.Workbook()
    first = book_.active
    assert first is not None
    first.title = "Пустой"
    for name, state in (("Продажи", "visible"), ("Тайный", "hidden"), ("Very", "veryHidden")):
        sheet = book_.create_sheet(name)
        sheet["A1"], sheet["A2"] = "Клиент", name
        sheet.sheet_state = state
    path = tmp_path / "x.xlsx"
    book_.save(path)
    found = read(path)
    assert [(s.name, s.hidden) for s in found] == [("Продажи", False), ("Тайный", True), ("Very", True)]
    assert [cells(s)[1] for s in found] == [["Продажи"], ["Тайный"], ["Very"]]
    one, = read(path, sheet="Тайный")
    assert cells(one)[1] == ["Тайный"]
    with pytest.raises(WorkbookError) as caught:
        read(path, sheet="Нет такого")
    assert caught.value.code == "no_such_sheet"
    assert "Продажи" in str(caught.value.next)


def test_notes_of_formulas_and_errors(tmp_path: Path) -> None:
    never = read(book(tmp_path / "a.xlsx", row(1, cell("A1", "x"), '<c r="B1"><f>A1*2</f></c>', cell("C1", 5))))[0]
    assert never.note is not None
    assert str(never.note).startswith("1 formula was never calculated")
    with use_language("ru"):
        assert "1" in str(never.note)
    zeros = '<c r="B1"><f>C1*2</f><v>0</v></c><c r="D1"><f>C1*3</f><v>0</v></c>'
    assert str(read(book(tmp_path / "b.xlsx", row(1, cell("A1", "x"), zeros)))[0].note).startswith("All 2 formulas show 0")
    wrong = '<c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    sheet = read(book(tmp_path / "c.xlsx", row(1, cell("A1", "x"), wrong, '<c r="C1"><f>2+3</f><v>5</v></c>')))[0]
    assert str(sheet.note) == "1 cell shows an error such as #N/A and reads as empty."
    assert cells(sheet) == [["x", None, "5"]]
    text = '<c r="B1" t="str"><f>""</f><v></v></c>'
    assert read(book(tmp_path / "d.xlsx", row(1, cell("A1", "x"), text)))[0].note is None


def test_never_calculated_sheet_beside_a_good_one(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.xlsx", parts(sheet_xml(row(1, '<c r="A1"><f>1+1</f></c>')), sheet_xml(row(1, cell("A1", 5)))))
    assert [(s.name, cells(s)) for s in read(path)] == [("S2", [["5"]])]


def test_styles_say_how_rows_look(tmp_path: Path) -> None:
    book_ = openpyxl.Workbook()
    sheet = book_.active
    assert sheet is not None
    looks = [("Sector", 0, True, 0), ("Client", 1, True, 1), ("Item", 2, False, 2)]
    for number, (text, indent, bold, level) in enumerate(looks, 2):
        target = sheet.cell(number, 2, text)
        target.font = openpyxl.styles.Font(bold=bold)
        target.alignment = openpyxl.styles.Alignment(indent=indent)
        sheet.row_dimensions[number].outlineLevel = level
    book_.save(tmp_path / "x.xlsx")
    found, = read(tmp_path / "x.xlsx", styles=True)
    assert {n: (k.column, k.indent, k.bold, k.outline) for n, k in read_looks(found.styles).items()} == {
        2: (0, 0, True, 0), 3: (0, 1, True, 1), 4: (0, 2, False, 2),
    }


def old_book(path: Path) -> Path:
    book_ = xlwt.Workbook()
    sheet = book_.add_sheet("Лист")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    moment = xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM")
    values = ["Альфа", 7710000009, 4724.88, True, "007"]
    for column, value in enumerate(values, 1):
        sheet.write(1, column, value)
    sheet.write(1, 6, datetime.date(2024, 1, 31), day)
    sheet.write(1, 7, datetime.datetime.fromisoformat("2024-01-31 10:20:00"), moment)
    sheet.write(1, 8, 45322, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.write(3, 1, "Итого", xlwt.easyxf("font: bold on; align: indent 2"))
    sheet.row(3).level = 1
    book_.save(str(path))
    return path


def test_xls_of_excel_97(tmp_path: Path) -> None:
    sheet, = read(old_book(tmp_path / "x.xls"))
    assert cells(sheet) == [
        [None] * 8,
        ["Альфа", "7710000009", "4724.88", "true", "007", "2024-01-31", "2024-01-31 10:20:00", "45322"],
        [None] * 8, ["Итого", *[None] * 7],
    ]
    assert (sheet.name, sheet.first_column) == ("Лист", 1)
    styled, = read(tmp_path / "x.xls", styles=True)
    look = read_looks(styled.styles)[4]
    assert (look.column, look.indent, look.bold, look.outline) == (0, 2, True, 1)


@pytest.mark.parametrize("wrap", [lambda data: data, lambda data: ole({"Book": data})], ids=["bare", "in OLE"])
@pytest.mark.parametrize("codepage", [1251, None])
def test_xls_of_excel_5(tmp_path: Path, wrap: object, codepage: int | None) -> None:
    """Numbers stay numbers (calamine makes dates of them), days are days, Russian is Russian."""
    data = biff5([
        (0, 0, "Клиент", False), (0, 1, "Сумма", False), (0, 2, "Дата", False),
        (1, 0, "Ромашка", False), (1, 1, 45322, False), (1, 2, 45322, True),
        (3, 0, "Мир", False), (3, 1, 0.1, False), (3, 2, 45322.5, True),
    ], codepage)
    (tmp_path / "x.xls").write_bytes(wrap(data))  # type: ignore[operator]
    sheet, = read(tmp_path / "x.xls")
    assert cells(sheet) == [
        ["Клиент", "Сумма", "Дата"], ["Ромашка", "45322", "2024-01-31"], [None] * 3, ["Мир", "0.1", "2024-01-31 12:00:00"],
    ]


def test_ods(tmp_path: Path) -> None:
    day = ('<table:table-cell office:value-type="date" office:date-value="2024-01-31"><text:p>31.01.24</text:p>'
           "</table:table-cell>")
    line = f"<table:table-row>{ods_cell('Альфа')}{ods_cell(7710000009)}{ods_cell(4724.88)}{day}</table:table-row>"
    again = line.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="3">')
    sheet, = read(ods(tmp_path / "x.ods", again))
    assert cells(sheet) == [["Альфа", "7710000009", "4724.88", "2024-01-31"]] * 3


def test_progress_grows_to_one(every_type: Path) -> None:
    told: list[float] = []
    read(every_type, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_child_loads_little(every_type: Path) -> None:
    """What the child imports decides how fast it starts, and what a hostile file finds in it."""
    request = {"parent": 0}
    code = workbook.START.replace("child.run(", "print(sorted(sys.modules)); 0 and child.run(")
    from kam_core.ingest.workbook import PACKAGES

    for module in ("workbook_calamine", "workbook_xls", "workbook_scan", "workbook_ods"):
        out = subprocess.run(
            [sys.executable, "-P", "-c", code.replace("print(", f"import kam_core.ingest.{module}; print("), str(PACKAGES),
             str(PACKAGES / "ingest"), "read", json.dumps(request)], capture_output=True, text=True, check=True,
        ).stdout
        for heavy in ("pandas", "streamlit", "duckdb", "babel", "plotly", "kam_core.i18n"):
            assert f"'{heavy}'" not in out, f"{module} loads {heavy}"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1, max_size=20))
def test_numbers_of_xls_are_exact(values: list[float]) -> None:
    for value in values:
        text = number_text(value)
        assert float(text) == value
        assert "e" not in text.lower()
        assert not text.endswith(".0")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(-10**13, 10**13), min_size=1, max_size=20), st.integers(0, 4))
def test_noise_of_fastexcel_is_taken_off(cents: list[int], places: int) -> None:
    """fastexcel prints nine decimals of a double; an amount of money comes back as it was written."""
    amounts = [Decimal(value).scaleb(-places) for value in cents]
    printed = [f"{float(amount):.9f}".rstrip("0").rstrip(".") for amount in amounts]
    got = tidy(pa.array(printed, pa.string()))
    assert [Decimal(text) for text in got.to_pylist()] == [Decimal(repr(float(amount))) for amount in amounts]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.none() | st.text(min_size=1, max_size=40), min_size=1, max_size=20))
def test_text_stays_text(values: list[str | None]) -> None:
    """Nothing but moments and noisy numbers is touched."""
    odd = [v for v in values if v and (v[:1].isdigit() or v[:1] == "-")]
    if not odd:
        assert tidy(pa.array(values, pa.string())).to_pylist() == values


def test_real_workbook(shared: Path, tmp_path: Path) -> None:
    """The first rows of Online Retail: the same as the Parquet file of the whole, which another tool has written."""
    sheet, = read_workbook(shared / "real" / "online_retail" / "first_51000.xlsx", tmp_path, Settings())
    got = cells(sheet)
    header, rows = got[0], got[1:]
    whole = pq.read_table(shared / "real" / "online_retail" / "online_retail.parquet").slice(0, len(rows)).to_pylist()
    assert len(rows) == 50_999
    for mine, theirs in zip(rows, whole, strict=True):
        for name, text in zip(header, mine, strict=True):
            value = theirs[name or ""]
            if isinstance(value, float):
                assert text is not None
                assert float(text) == value
                assert not text.endswith(".0")
            elif value != "Unknown":  # what the maker of the Parquet file wrote for an empty description
                assert text == (None if value is None else str(value))
