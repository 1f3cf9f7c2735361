"""The page Today: reasons by client and by what to do, marked, taken back, put off; by manager; nothing left."""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path

import pytest
from ledgers import HOSTILE, Folders
from streamlit.testing.v1 import AppTest

from kam_core.book import open_book
from kam_core.i18n import use_language
from kam_core.settings import load, save
from kam_core.ui.registry import PAGES, SECTIONS, page

DEBT = "debt|G01|2024-12-01|"
WORDS = {
    "en": {"one": "One client needs you today", "done": r"Saved, \d\d:\d\d · .*: done", "none": "Nothing more needs you today.",
           "looked": "Looked at: .*overdue debt", "back": "on the list again", "reason": "2.5 k ₽ overdue on 1 invoice",
           "out": "Show 1 reason that is out of sight"},
    "ru": {"one": "Сегодня вас ждёт один клиент", "done": r"Сохранено, \d\d:\d\d · .*: готово",
           "none": "На сегодня больше ничего не требуется.", "looked": "Проверено: .*просроченный долг",
           "back": "снова в списке", "reason": "Просрочено 2,5 тыс. ₽ по 1 счёту", "out": "Показать 1 скрытую причину"},
}


@pytest.fixture
def data(folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder to change, whose only debt counts however small it is beside the sales."""
    folder = tmp_path / "data"
    shutil.copytree(folders["whole"], folder)
    save(folder, load(folder).with_(attention_debt_share=0), "test")
    monkeypatch.setenv("KAM_DATA", str(folder))
    return folder


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(str(page("today").file), default_timeout=60)
    for name, value in {"lang": "en", **address}.items():
        app.query_params[name] = value
    return app.run()


def plain(text: str) -> str:
    return text.replace("\\", "").translate({0xA0: " ", 0x202F: " "})


def told(app: AppTest) -> str:
    return plain("\n".join(element.value for kind in (app.title, app.markdown, app.caption, app.success) for element in kind))


def debt(app: AppTest) -> str:
    """The key of the only debt that is overdue: of half a year ago, half paid."""
    (key,) = {str(button.key).removeprefix("today_done_") for button in app.button if "today_done_debt" in str(button.key)}
    return key


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_reason_is_done_and_taken_back(data: Path, language: str) -> None:
    words = WORDS[language]
    with use_language(language):
        app = opened(lang=language)
        assert plain(app.title[0].value).startswith(words["one"])
        assert words["reason"] in told(app)
        key = debt(app)
        app.text_input(key="today_who").set_value("Ann").run()
        app.button(key=f"today_done_{key}").click().run()
        assert not app.error
        assert re.search(words["done"], told(app))
        assert plain(app.title[0].value) == words["none"]
        assert re.search(words["looked"], told(app))
        (mark,) = open_book(data).marks.of().values()
        assert (mark.key, mark.state, mark.who, mark.client_id) == (key, "done", "Ann", "G01")
        # what is hidden is counted and can be looked at
        assert plain(app.metric[3].value) == "1"
        assert app.toggle(key="today_hidden").label == words["out"]
        app.toggle(key="today_hidden").set_value(True).run()
        assert "Ann" in told(app)
        app.button(key=f"today_back_{key}").click().run()
        assert words["back"] in told(app)
        assert plain(app.title[0].value).startswith(words["one"])
        assert open_book(data).marks.of() == {}


def test_the_last_mark_is_taken_back_beside_it(data: Path) -> None:
    app = opened()
    app.button(key=f"today_done_{debt(app)}").click().run()
    app.button(key="today_undo_last").click().run()
    assert "on the list again" in told(app)
    assert [each.action for each in open_book(data).changes("marks")] == ["done", "undo"]
    assert {each.who for each in open_book(data).changes("marks")} == {"owner"}


def test_later_hides_for_a_week_by_default(data: Path) -> None:
    app = opened()
    key = debt(app)
    app.button(key=f"today_later_{key}").click().run()
    week = datetime.datetime.now().astimezone().date() + datetime.timedelta(days=7)
    assert app.date_input(key="today_until").value == week
    app.button(key="today_save").click().run()
    assert not app.error
    mark = open_book(data).marks.of()[key]
    assert (mark.state, mark.until, mark.why) == ("later", week, "")
    assert plain(app.title[0].value) == "Nothing more needs you today."


def test_not_relevant_needs_a_reason(data: Path) -> None:
    app = opened()
    key = debt(app)
    app.button(key=f"today_not_{key}").click().run()
    app.button(key="today_save").click().run()
    assert "A decision needs a reason" in plain(app.error[0].value + str(app.error[0].proto))
    assert open_book(data).marks.of() == {}
    # the form is still open
    app.text_input(key="today_why").set_value("<b>Settled</b>")
    app.button(key="today_save").click().run()
    assert open_book(data).marks.of()[key].why == "<b>Settled</b>"
    app.toggle(key="today_hidden").set_value(True).run()
    assert "<b>Settled</b>" in told(app)
    assert all("<b>" not in text.replace("\\<b\\>", "") for text in (each.value for each in app.caption))


def test_who_marked_meanwhile_is_named(data: Path) -> None:
    app = opened()
    key = debt(app)
    open_book(data).marks.put(key, "G01", "debt", "not_relevant", who="Bob", why="settled")
    app.button(key=f"today_done_{key}").click().run()
    assert open_book(data).marks.of()[key].who == "Bob"


def test_a_demo_of_many_shows_some_and_more(demo_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_DATA", str(demo_ledger))
    with use_language("en"):
        app = opened()
        steps = [plain(head.value) for head in app.subheader]
        assert [step.split(":")[0] for step in steps][:4] == ["Solve", "Do as agreed", "Call", "Collect"]
        assert steps[-1] == "By manager"
        before = len([each for each in app.button if str(each.key).startswith("today_done_")])
        more = next(each for each in app.button if str(each.key).startswith("today_show_"))
        more.click().run()
        assert len([each for each in app.button if str(each.key).startswith("today_done_")]) > before
        manager = app.selectbox(key="today_manager").options[1].split(":")[0]
        alone = opened(manager=manager)
        assert int(plain(alone.metric[0].value)) < int(plain(app.metric[0].value))
        assert plain(alone.subheader[-1].value) != "By manager"


def test_the_cap_is_said(demo_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_DATA", str(demo_copy))
    save(demo_copy, load(demo_copy).with_(attention_shown=10), "test")
    with use_language("en"):
        app = opened()
    assert re.search(r"10 of \d+ clients are shown here; the file has them all", told(app))


def test_what_is_left_out_as_small_is_told_below(data: Path) -> None:
    save(data, load(data).with_(attention_debt_share=0.003), "test")
    app = opened()
    assert plain(app.title[0].value) == "Nothing needs you today."
    assert "1 more reason has too little at stake to be listed; how little is a setting." in told(app)


def test_names_from_data_are_shown_as_they_stand(data: Path) -> None:
    assert HOSTILE in told(opened())


def test_it_is_first_in_the_sidebar_and_overview_the_first_page() -> None:
    assert next(iter(SECTIONS)) == "today"
    assert page("today").section == "today"
    assert PAGES[0].key == "overview"
