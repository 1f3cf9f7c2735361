"""The page "Data" in process: what it says, to whom, and what its controls do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from ledgers import HOSTILE, Folders
from lookers import signed_in
from streamlit.testing.v1 import AppTest

from kam_core.i18n import LANGUAGES, use_language
from kam_core.ingest import Batch
from kam_core.ledger import Store
from kam_core.ledger.contract import TABLES
from kam_core.ui.data_templates import template
from kam_core.ui.data_words import date_format
from kam_core.ui.registry import page
from kam_core.ui.text import escape

HEADER = "Дата;Контрагент;Сумма"
LINES = "".join(f"{day:02d}.03.2026;Клиент {day % 3};{day * 1000},50\r\n" for day in range(1, 29))


class Shown:
    """The page over a data folder, with what a test asks of it."""

    def __init__(self, data: Path, language: str = "en") -> None:
        self.app = AppTest.from_file(str(page("data").file), default_timeout=60)
        self.app.query_params["lang"] = language
        self.app.run()

    def button(self, key: str) -> object:
        return next(button for button in self.app.button if button.key == key)

    def has(self, key: str) -> bool:
        return any(button.key == key for button in self.app.button)

    def press(self, key: str) -> Shown:
        self.button(key).click().run()  # type: ignore[attr-defined]
        return self.rest()

    def drop(self, name: str, text: str) -> Shown:
        self.app.file_uploader[0].set_value((name, text.encode("cp1251"), "text/csv")).run()
        return self.rest()

    def rest(self) -> Shown:
        """Run again until nothing is under way, as the page does by itself."""
        desk = self.app.session_state["data_desk"]
        for _ in range(10):
            for work in (desk.work, desk.preview):
                assert work is None or work.wait(60)
            self.app.run()
            assert not self.app.exception
            if desk.work is None and (desk.preview is None or not desk.preview.running):
                return self
        raise TimeoutError

    def text(self) -> str:
        found = [element.value for kind in ("title", "subheader", "markdown", "caption", "info", "warning")
                 for element in self.app.get(kind)]
        return "\n".join(str(value) for value in found).replace("\\", "")

    def choose(self, start: str, value: object) -> Shown:
        next(box for box in self.app.selectbox if str(box.key).startswith(start)).set_value(value).run()
        return self.rest()


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Shown]:
    data = tmp_path / "data"
    monkeypatch.setenv("KAM_DATA", str(data))
    return lambda language="en": Shown(data, language)


def metrics(shown: Shown) -> dict[str, str]:
    return {metric.label: metric.value for metric in shown.app.metric}


def test_an_empty_page_says_what_can_be_brought(show: Callable[..., Shown]) -> None:
    text = show().text()
    assert "Bring an export of sales to begin with." in text
    for table in TABLES.values():
        assert f"**{table.label}**" in text
        for column in table.columns:
            assert str(column.label) in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", TABLES)
def test_a_template_is_recognised_when_it_comes_back(key: str, language: str, tmp_path: Path) -> None:
    values = {"text": "x", "id": "A1", "date": "2026-03-13", "month": "2026-03-01", "time": "2026-03-13 10:00",
              "money": "5.5", "number": "2", "score": "3", "whole": "1", "flag": "yes"}
    table, path = TABLES[key], tmp_path / "filled.xlsx"
    with use_language(language):
        path.write_bytes(template(table))
    book = openpyxl.load_workbook(path)
    for row in (2, 3):
        for place, column in enumerate(table.columns, 1):
            book.worksheets[0].cell(row, place).value = values[column.kind]
    book.save(path)
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(path)
        [each] = batch.files
        assert (each.problem, each.plan.table) == (None, key)
        assert set(each.plan.mapping) == {column.name for column in table.columns}


def test_a_file_is_shown_tried_out_imported_and_undone(show: Callable[..., Shown], tmp_path: Path) -> None:
    shown = show().drop("Продажи.csv", f"{HEADER}\r\n{LINES}30.02.2026;Клиент 1;5,00\r\n")
    assert "dates dd.mm.yyyy" in shown.text()
    assert "Windows-1251" in shown.text()
    assert metrics(shown) == {"Rows read": "29", "Would be loaded": "28", "Would be replaced": "0", "Set aside": "1"}
    assert not shown.app.file_uploader[0].value
    shown.press("data_import")
    assert metrics(shown) == {"Rows read": "29", "Loaded": "28", "Replaced": "0", "Set aside": "1"}
    assert "28 rows were brought in" in shown.text()
    assert "1 row of Продажи.csv was set aside" in shown.text()
    assert Store(tmp_path / "data").current() == "000001"
    shown.press("data_undo_now")
    assert "The ledger is empty now." in shown.text()
    assert not shown.has("data_undo_now")


def test_a_mapping_is_corrected_on_the_page(show: Callable[..., Shown]) -> None:
    shown = show().drop("a.csv", HEADER.replace("Сумма", "Итог по строке").replace("Контрагент", "Кому") + "\r\n" + LINES)
    shown.choose("data_table_", "sales")
    assert shown.button("data_import").disabled  # type: ignore[attr-defined]
    shown = shown.choose("data_map_", "Кому")
    boxes = {str(box.key).rsplit("_", 2)[-2]: box for box in shown.app.selectbox if str(box.key).startswith("data_map_")}
    boxes["date"].set_value("Дата").run()
    shown.rest()
    boxes = {str(box.key).rsplit("_", 2)[-2]: box for box in shown.app.selectbox if str(box.key).startswith("data_map_")}
    assert boxes["account"].value == "Кому"
    boxes["revenue"].set_value("Итог по строке").run()
    shown.rest()
    assert not shown.button("data_import").disabled  # type: ignore[attr-defined]
    assert metrics(shown)["Would be loaded"] == "28"


def test_the_question_of_dates_is_asked_and_answered(show: Callable[..., Shown]) -> None:
    lines = "".join(f"0{month}/0{7 - month}/2026;A;5\n" for month in range(1, 7))
    shown = show().drop("a.csv", "Date;Customer;Amount\n" + lines)
    [question] = [radio for radio in shown.app.radio if str(radio.key).startswith("data_question_")]
    assert [label.replace("\\", "") for label in question.options] == [
        "1 Jun 2026, the day comes first", "6 Jan 2026, the month comes first"
    ]
    question.set_value("mdy").run()
    shown.rest()
    assert metrics(shown)["Would be loaded"] == "6"
    assert "From 6 Jan 2026 to 1 Jun 2026." in shown.text()


def test_text_from_a_file_is_text(show: Callable[..., Shown]) -> None:
    shown = show().drop(f"{HOSTILE}.csv", f"Дата;{HOSTILE};Сумма\r\n" + LINES.replace("Клиент 1", HOSTILE))
    drawn = [element.value for kind in ("markdown", "caption", "warning", "info") for element in shown.app.get(kind)]
    for mark in ("<b>", ":red[x]", "](http"):
        assert all(mark not in str(value) for value in drawn)
    assert any(escape('<b>Рога & "Копыта"</b>') in str(value) for value in drawn)


def test_the_demo_gives_way_with_one_click(folders: Folders, show: Callable[..., Shown], tmp_path: Path) -> None:
    import shutil

    shutil.copytree(folders["made-up"], tmp_path / "data")
    shown = show()
    assert "All figures are of a made-up company." in shown.text()
    shown.press("data_begin")
    assert "The ledger is empty now." in shown.text()
    assert "All figures are of a made-up company." not in shown.text()


def test_an_import_elsewhere_is_seen_in_the_versions(show: Callable[..., Shown], tmp_path: Path) -> None:
    shown = show()
    Store(tmp_path / "data").begin_empty()
    shown.app.run()
    assert "version 000001" in shown.text()


# Who may

def test_whoever_does_not_bring_data_in_is_told_who_does(
    show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signed_in(monkeypatch, tmp_path / "data", "manager", "executive")
    shown = show()
    assert not shown.app.file_uploader
    assert not shown.app.button
    assert [warning.proto.title for warning in shown.app.warning] == ["Your roles do not open this page."]


def test_a_right_that_was_lost_stops_the_next_click(
    show: Callable[..., Shown], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = show().drop("a.csv", f"{HEADER}\r\n{LINES}")
    signed_in(monkeypatch, tmp_path / "data", "manager")
    shown.button("data_import").click().run()  # type: ignore[attr-defined]
    assert Store(tmp_path / "data").current() is None


@pytest.mark.parametrize(
    ("pattern", "english", "russian"),
    [("%d.%m.%Y", "dd.mm.yyyy", "дд.мм.гггг"), ("%Y-%m-%d %H:%M", "yyyy-mm-dd h:m", "гггг-мм-дд ч:м"),
     ("serial", "day numbers of Excel", "числа Excel"), ("%d %B %Y", "dd month in words yyyy", "дд месяц словом гггг")],
)
def test_formats_of_dates_are_written_as_people_write_them(pattern: str, english: str, russian: str) -> None:
    for language, said in (("en", english), ("ru", russian)):
        with use_language(language):
            assert date_format(pattern) == said


LOG = ("Обращение;Клиент;Дата события;Статус\r\n1;Клиент 1;01.02.2026 10:00;Новое\r\n1;Клиент 1;02.02.2026 10:00;Решено\r\n"
       "1;Клиент 1;03.02.2026 10:00;Закрыто\r\n2;Клиент 2;02.02.2026 10:00;Новое\r\n2;Клиент 2;02.02.2026 11:00;В работе\r\n")


@pytest.mark.parametrize(("language", "folded"), [
    ("en", "3 rows were folded into other rows of the same requests."),
    ("ru", "3 строки сведены с другими строками тех же обращений."),
])
def test_a_log_of_requests_is_folded_and_may_be_left_as_it_is(show: Callable[..., Shown], language: str, folded: str) -> None:
    with use_language(language):  # AppTest names the options itself
        shown = show(language).drop("Журнал.csv", LOG)
        assert list(metrics(shown).values()) == ["5", "2", "0", "0"]
        assert folded in shown.text()
        shown.choose("data_events_", False)
        assert list(metrics(shown).values()) == ["5", "5", "0", "0"]
        assert folded not in shown.text()
        shown.choose("data_events_", True).press("data_import")
        assert list(metrics(shown).values()) == ["5", "2", "0", "0"]
        assert folded in shown.text()
