"""Downloads hold what is shown: numbers as numbers, text as text and never a formula or a link."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from kam_core.i18n import msg, use_language
from kam_core.ui.columns import Column
from kam_core.ui.downloads import file_name, workbook

FRAME = pd.DataFrame({
    "name": ["=HYPERLINK(\"http://a.example\")", "http://b.example", "+1", "007", None],
    "value": [1234.5678, -2.5, 0.0, None, 1e9],
    "share": [0.5, 0.0004, None, -0.1, 1.0],
    "month": [datetime.date(2026, 1, 1)] * 5,
    "step": ["key", "none", None, "key", "key"],
})
COLUMNS = [
    Column("name", msg("Name")), Column("value", msg("Revenue"), "money"), Column("share", msg("Margin"), "share"),
    Column("month", msg("Period"), "month"), Column("step", msg("Level"), "mark", marks=(("key", msg("Groups")),)),
    Column("absent", msg("Region")),
]


def book(language: str) -> tuple[bytes, openpyxl.Workbook]:
    with use_language(language):
        content = workbook(FRAME, COLUMNS, ["Title", "=1+1"], "RUB")
    return content, openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    ("language", "header", "mark"),
    [("ru", ["Имя", "Выручка, ₽", "Маржа", "Период", "Уровень"], "Группы"),
     ("en", ["Name", "Revenue, ₽", "Margin", "Period", "Level"], "Groups")],
)
def test_headers_and_marks_speak_the_language(language: str, header: list[str], mark: str) -> None:
    sheet = book(language)[1].worksheets[0]
    assert [cell.value for cell in sheet[1]] == header
    assert [sheet.cell(row, 5).value for row in range(2, 7)] == [mark, "none", None, mark, mark]


def test_values_keep_their_types() -> None:
    sheet = book("en")[1].worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(2, 7)] == [*FRAME["name"].tolist()[:4], None]
    assert [sheet.cell(row, 2).value for row in range(2, 7)] == [1234.5678, -2.5, 0, None, 1e9]
    assert [sheet.cell(row, 3).value for row in range(2, 7)] == [0.5, 0.0004, None, -0.1, 1]
    assert sheet.cell(2, 4).value.date() == datetime.date(2026, 1, 1)
    assert sheet.cell(2, 2).number_format == "#,##0.00"
    assert sheet.cell(2, 3).number_format == "0.0%"


def test_nothing_is_a_formula_or_a_link() -> None:
    content, read = book("en")
    for sheet in read.worksheets:
        assert all(cell.data_type != "f" and cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8", "replace")
            assert "<f>" not in text
            assert "<hyperlink " not in text.lower()


def test_the_second_sheet_says_what_it_is() -> None:
    assert [row[0].value for row in book("ru")[1].worksheets[1].iter_rows()] == ["Title", "=1+1"]


@pytest.mark.parametrize(("title", "name"), [
    ("Clients by share", "Clients by share"), ("a/b\\c:d*?\"<>|", "a b c d"), ("..", "kamerton"), ("x" * 200, "x" * 80),
])
def test_a_title_makes_a_file_name(title: str, name: str) -> None:
    assert file_name(title) == name
