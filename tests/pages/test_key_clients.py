"""The page Key clients: a decision from the evidence to the log and back, in both languages, and every page filtered by it."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import pytest
from ledgers import Folders
from lookers import signed_in
from streamlit.testing.v1 import AppTest

from kam_core.book import open_book
from kam_core.i18n import use_language
from kam_core.settings import load, save
from kam_core.ui import key_evidence
from kam_core.ui.registry import page

WORDS = {
    "en": {
        "nobody": "Nobody is on the list yet; 4 clients pass a limit by size and await a decision",
        "one": "One client is on the list; 3 more pass a limit by size and await a decision",
        "saved": r"Saved, \d\d:\d\d · .*is on the list", "back": r"Saved, \d\d:\d\d · taken back: .*",
    },
    "ru": {
        "nobody": "В списке пока никого; 4 клиента проходят порог по размеру и ждут решения",
        "one": "Один клиент в списке; ещё 3 проходят порог по размеру и ждут решения",
        "saved": r"Сохранено, \d\d:\d\d · .*в списке", "back": r"Сохранено, \d\d:\d\d · отменено: .*",
    },
}


@pytest.fixture
def data(folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder to change."""
    folder = tmp_path / "data"
    shutil.copytree(folders["whole"], folder)
    monkeypatch.setenv("KAM_DATA", str(folder))
    return folder


def opened(key: str = "key_clients", **address: str) -> AppTest:
    app = AppTest.from_file(str(page(key).file), default_timeout=60)
    for name, value in {"lang": "en", **address}.items():
        app.query_params[name] = value
    return app.run()


def plain(text: str) -> str:
    return text.replace("\\", "").translate({0xA0: " ", 0x202F: " "})


def told(app: AppTest) -> str:
    """Everything that stands on the page as text."""
    return plain("\n".join(element.value for kind in (app.title, app.markdown, app.caption, app.success) for element in kind))


def figures(app: AppTest) -> list[str]:
    return [plain(metric.value) for metric in app.metric]


def field(app: AppTest, kind: str, key: str):
    """A control whose key begins so; it ends with the client and the version."""
    return next(element for element in getattr(app, kind) if str(element.key).startswith(key))


def decide(app: AppTest, button: str, why: str, who: str = "Ann") -> AppTest:
    """Type who and why, and press this button."""
    app.text_input(key="key_who_input").set_value(who)
    field(app, "text_area", "key_why").set_value(why)
    return app.button(key=button).click().run()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_decision_is_made_taken_back_and_stands_in_the_log(data: Path, language: str) -> None:
    words = WORDS[language]
    with use_language(language):
        app = opened(lang=language)
        assert plain(app.title[0].value).startswith(words["nobody"])
        assert figures(app) == ["0", "—", "4", "0"]
        app = decide(app, "key_enter", "Самый крупный: 48 %")
        assert not app.error
        assert plain(app.title[0].value).startswith(words["one"])
        assert figures(app) == ["1", "48.3 %" if language == "en" else "48,3 %", "3", "1"]
        assert re.search(words["saved"], told(app))
        log = open_book(data).keys.log()
        assert [(each.client_id, each.action, each.why, each.who) for each in log] == [
            ("G01", "enter", "Самый крупный: 48 %", "Ann")]
        # the name is typed once
        assert app.text_input(key="key_who_input").value == "Ann"
        app.button(key="key_undo").click().run()
        assert re.search(words["back"], told(app))
        assert plain(app.title[0].value).startswith(words["nobody"])
    assert open_book(data).keys.current().entries == ()
    assert [each.undoes for each in open_book(data).keys.log()] == [None, 1]


def test_a_decision_without_a_reason_or_a_name_is_refused_and_loses_nothing(data: Path) -> None:
    app = decide(opened(), "key_enter", "", "Ann")
    assert [plain(error.value) for error in app.error] == ["Nothing was changed. Write why in a sentence."]
    app = decide(app, "key_enter", "Large", " ")
    assert [plain(error.value) for error in app.error] == ["Nothing was changed. Give a name or an e-mail."]
    assert field(app, "text_area", "key_why").value == "Large"
    assert open_book(data).keys.log() == []


def test_a_name_that_is_not_known_is_asked_for_inside_each_form(data: Path) -> None:
    """So that leaving the field for the button draws nothing anew; once it is known, it stands above them all."""
    open_book(data).keys.enter("G02", "Group", why="Large", who="Bob", cap=9)
    app = opened(client="G01")

    def forms() -> dict[str, str]:
        return {str(each.key): each.proto.form_id for each in app.text_input if str(each.key).startswith("key_who")}

    assert forms() == {"key_who_input": "key_decision_G01", "key_who_scores": "key_scores_G01",
                       "key_who_undo": "key_undo_form"}
    app.text_input(key="key_who_undo").set_value("Ann")
    app.button(key="key_undo").click().run()
    assert not app.error
    assert [each.who for each in open_book(data).keys.log()] == ["Bob", "Ann"]
    assert forms() == {"key_who_input": ""}
    app.text_input(key="key_who_input").set_value("Eve").run()
    field(app, "selectbox", "score_factor_fit").set_value(3)
    app.button(key="key_scores").click().run()
    assert open_book(data).scores.of()["G02"]["factor_fit"].who == "Eve"


@pytest.mark.parametrize(("days", "ratio", "said"), [
    (0, 0.0, "data: bought on the last day of the data or of the period"),
    (1, 0.05, "data: 1 day since the last purchase, 0.05 of its usual interval"),
    (40, 1.6, "data: 40 days since the last purchase, 1.60 of its usual interval"),
])
def test_what_tells_of_renewal(days: int, ratio: float, said: str) -> None:
    factor = next(each for each in key_evidence.FACTORS if each.key == "factor_renewal")
    row = {"open_days": days, "lateness": ratio}
    with use_language("en"):
        assert plain(str(key_evidence._tells(factor, row, None))) == said


def test_an_entry_is_changed_and_taken_off(data: Path) -> None:
    open_book(data).keys.enter("G01", "Group", why="Large", who="Ann", cap=9)
    app = opened(client="G01")
    field(app, "selectbox", "key_consent").set_value("True")
    field(app, "selectbox", "key_kind").set_value("image")
    app = decide(app, "key_edit", "They signed")
    entry = open_book(data).keys.current().entries[0]
    assert (entry.consent, entry.kind) == (True, "image")
    assert figures(app)[3] == "0"
    app = decide(app, "key_leave", "They asked to")
    assert figures(app)[:2] == ["0", "—"]
    assert "taken off the list" in told(app)
    assert [each.action for each in open_book(data).keys.log()] == ["enter", "edit", "leave"]


def test_a_full_list_says_what_to_do(data: Path) -> None:
    save(data, load(data).with_(key_list_cap=1), "test")
    open_book(data).keys.enter("G02", "Group", why="Large", who="Ann", cap=1)
    app = decide(opened(client="G01"), "key_enter", "Larger")
    assert [plain(error.value) for error in app.error] == [
        "Nothing was changed: a list that everybody is on tells nobody where to begin. Take a client off the list first, or "
        "raise the limit “key_list_cap”."]


def test_what_somebody_else_decided_meanwhile_is_not_overwritten(data: Path) -> None:
    app = opened(client="G01")
    open_book(data).keys.enter("G01", "Group", why="Mine", who="Bob", cap=9)
    app = decide(app, "key_enter", "Mine, too")
    assert [plain(error.value) for error in app.error] == [
        "Nothing was changed. Look at the list as it is now, then decide again."]
    assert [each.who for each in open_book(data).keys.log()] == ["Bob"]
    # what was typed is still there, and can be said of the list as it is now
    assert field(app, "text_area", "key_why").value == "Mine, too"
    app.button(key="key_leave").click().run()
    assert [each.action for each in open_book(data).keys.log()] == ["enter", "leave"]


def test_what_came_of_undo_is_said_beside_its_button(data: Path) -> None:
    open_book(data).keys.enter("G01", "Group", why="Mine", who="Bob", cap=9)
    app = opened()
    app.button(key="key_undo").click().run()
    assert [plain(error.value) for error in app.error] == ["Nothing was changed. Give a name or an e-mail."]
    order = [str(element.key) if element.type == "button" else element.type for element in app.main]
    error, undo = order.index("error"), order.index("key_undo")
    assert order.index("key_scores") < error < undo
    assert open_book(data).keys.version() == 1


@pytest.mark.parametrize(("categories", "said"), [
    (3, "it buys what 12 similar clients buy"),
    (0, "it buys no less than the median of 12 similar clients; the sales name no categories"),
    (None, "it buys no less than the median of 12 similar clients; the sales name no categories"),
])
def test_potential_says_nothing_of_categories_that_are_not_known(categories: int | None, said: str) -> None:
    row = {"peers": 12, "missing_names": "", "peer_median": 5.0, "revenue": 9.0, "categories": categories}
    with use_language("en"):
        assert plain(str(key_evidence._potential(row))) == said


def test_scores_are_kept_with_who_and_count(data: Path) -> None:
    app = opened(client="G01")
    assert "4 of 8 factors known" in told(app)
    app.text_input(key="key_who_scores").set_value("Ann")
    field(app, "selectbox", "score_factor_fit").set_value(3)
    field(app, "selectbox", "score_def_name").set_value(10)
    field(app, "selectbox", "score_p_pay").set_value(1)
    app.button(key="key_scores").click().run()
    assert not app.error
    assert "5 of 8 factors known" in told(app)
    given = open_book(data).scores.of()["G01"]
    assert {key: (score.value, score.who) for key, score in given.items()} == {
        "factor_fit": (3, "Ann"), "def_name": (10, "Ann"), "p_pay": (1, "Ann")}
    assert "Known name — yes" in told(app).replace("**", "")
    assert field(app, "selectbox", "score_factor_fit").value == 3
    # taking a score back, and one that somebody else has changed meanwhile
    open_book(data).scores.put("G01", "factor_fit", 9, who="Bob")
    field(app, "selectbox", "score_factor_fit").set_value(0)
    field(app, "selectbox", "score_p_pay").set_value(10)
    app.button(key="key_scores").click().run()
    assert len(app.error) == 1
    assert {key: score.value for key, score in open_book(data).scores.of()["G01"].items()} == {
        "factor_fit": 9, "def_name": 10, "p_pay": 10}
    assert field(app, "selectbox", "score_factor_fit").value == 9
    field(app, "selectbox", "score_def_name").set_value(0)
    app.button(key="key_scores").click().run()
    assert "def_name" not in open_book(data).scores.of()["G01"]


def test_any_client_can_be_put_on_the_list(data: Path) -> None:
    app = opened()
    app.text_input(key="key_find").set_value("group 06").run()
    assert "Group 06" in [plain(name) for name in app.selectbox(key="key_client").options]
    app.selectbox(key="key_client").set_value("G06").run()
    assert app.query_params["client"] in ("G06", ["G06"])
    app = decide(app, "key_enter", "A known name")
    assert open_book(data).keys.current().ids == ("G06",)
    app.text_input(key="key_find").set_value("<nobody>").run()
    assert "No client is called “<nobody>”." in told(app)


def test_overview_shows_key_clients_only(data: Path) -> None:
    whole = figures(opened("overview"))
    open_book(data).keys.enter("G02", "Group", why="Large", who="Ann", cap=9)
    time.sleep(1.1)  # pages look into the book once a second for this
    app = opened("overview")
    assert figures(app) == whole
    app.toggle(key="scope_list").set_value(True).run()
    assert app.query_params["list"] in ("key", ["key"])
    assert figures(app) != whole
    assert "Key clients only" in told(app)
    # on its own page the list stands beside the others
    own = opened(list="key")
    assert figures(own)[2] == "3"
    assert "its filter does not act on this page" in told(own)


def test_a_link_to_an_unknown_client_and_to_legal_entities(data: Path) -> None:
    app = opened(client="<b>", level="account")
    assert not app.exception
    assert "The client “<b>” is not among those that can be seen here." in told(app)
    assert "The list names groups of companies" in told(app)


def test_whoever_sees_a_part_may_not_decide_nor_see_others(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = open_book(data)
    book.keys.enter("G01", "Secret group", why="Large", who="Ann", cap=9)
    book.keys.enter("G02", "Group 02", why="Large", who="Ann", cap=9)
    number = signed_in(monkeypatch, data, "manager")
    for account in ("C03", "C04", "C05"):
        book.owners.give(f"G{(int(account[1:]) + 1) // 2:02d}", account, number, who="test", account_id=account)
    app = opened(client="G01")
    assert not app.exception
    assert figures(app)[0] == "1"
    assert "Secret group" not in told(app) + str([list(frame.value.values.flatten()) for frame in app.dataframe])
    keys = [button.key for button in app.button]
    assert "key_enter" not in keys
    assert "key_leave" not in keys
    assert "key_undo" not in keys
    assert "one list for all" in told(app)


def test_a_book_that_cannot_be_read_is_said_and_breaks_nothing_else(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_BOOK", "nonsense")
    app = opened()
    assert not app.exception
    assert len(app.error) == 1
    assert not opened("overview").error

