"""Contacts, deals and contracts on pages: what would change, whose word counts, written as one, taken back; and who may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ingest.book_files import ACCOUNTS, CONTACTS_TEXT, DEALS_TEXT
from lookers import looks, member
from streamlit.testing.v1 import AppTest

from kam_core.ingest import Batch, bring
from kam_core.ledger import Store
from kam_core.ui.data_said import uid_of
from kam_core.ui.registry import page


class Shown:
    """A page over a data folder that holds four legal entities."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.app = AppTest.from_file(str(page(key).file), default_timeout=60)
        self.app.query_params["lang"] = "en"
        self.app.run()

    def drop(self, name: str, text: str) -> Shown:
        self.app.file_uploader[0].set_value((name, text.encode(), "text/csv")).run()
        return self.rest()

    def press(self, key: str) -> Shown:
        next(button for button in self.app.button if button.key == key).click().run()
        return self.rest()

    def rest(self) -> Shown:
        desk = self.app.session_state["lists_desk" if self.key == "lists" else "data_desk"]
        for _ in range(10):
            for work in (desk.work, desk.preview):
                assert work is None or work.wait(60)
            self.app.run()
            assert not self.app.exception
            if desk.work is None and (desk.preview is None or not desk.preview.running):
                return self
        raise TimeoutError

    @property
    def keys(self) -> list[str]:
        return [str(button.key) for button in self.app.button]

    def figures(self) -> dict[str, str]:
        return {metric.label: metric.value for metric in self.app.metric}

    def text(self) -> str:
        found = [element.value for kind in ("title", "subheader", "markdown", "caption", "info", "warning", "error")
                 for element in self.app.get(kind)]
        return "\n".join(str(value) for value in found).replace("\\", "")

    def titles(self) -> list[str]:
        return [each.proto.title.replace("\\", "") for kind in ("warning", "error", "info") for each in self.app.get(kind)]


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("KAM_DATA", str(folder))
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    with Batch(Store(folder)) as batch:
        batch.add(tmp_path / "accounts.csv")
        bring(batch)
    return folder


def deals(data: Path) -> list[tuple[object, float]]:
    return [(each.get("name"), float(each.get("amount"))) for each in Store(data).book().records.of("opportunity")]


def test_contacts_are_shown_written_and_taken_back(data):
    shown = Shown("lists").drop("contacts.csv", CONTACTS_TEXT)
    assert {key: shown.figures()[key] for key in ("Rows read", "Would be added", "Would be changed", "Set aside")} == {
        "Rows read": "7", "Would be added": "3", "Would be changed": "0", "Set aside": "3"}
    assert "These files are not kept: they hold data of people." in shown.text()
    assert "What do these words mean?" in shown.text()
    assert Store(data).book().records.of("person") == []
    shown.press("lists_write")
    assert "Written into the dossiers: 3 added, 0 changed; 3 set aside." in shown.text()
    assert {each.get("name") for each in Store(data).book().records.of("person")} == {"Иванов Иван", "Петров"}
    assert "lists_write" not in shown.keys
    shown.app.session_state["lists_tabs"] = "Imports"
    shown.app.run()
    (undo,) = (key for key in shown.keys if key.startswith("lists_undo_"))
    shown.press(undo)
    assert "5 records were taken back." in shown.text()
    assert Store(data).book().records.of("person") == []


def test_a_word_is_given_its_meaning(data):
    shown = Shown("lists").drop("contacts.csv", CONTACTS_TEXT)
    next(box for box in shown.app.selectbox if str(box.key).startswith("lists_word_")).set_value("keeps the gate").run()
    shown.rest()
    assert shown.figures()["Would be added"] == "4"
    assert "What do these words mean?" not in shown.text()


def test_both_versions_are_shown_where_both_have_changed(data):
    Shown("lists").drop("deals.csv", DEALS_TEXT).press("lists_write")
    records = Store(data).book().records
    records.edit(records.of("opportunity", "G3")[0].id, {"amount": "7"}, "Ann")
    shown = Shown("lists").drop("deals.csv", DEALS_TEXT.replace("500000", "600000"))
    assert "Changed here since: whose word counts?" in shown.text()
    assert "lists_write" in shown.keys
    assert next(button for button in shown.app.button if button.key == "lists_write").disabled
    uid = uid_of(shown.app.session_state["lists_desk"].files[0])
    (clash,) = shown.app.session_state[f"lists_kept_{uid}"][1].clashes
    shown.app.session_state[f"lists_chosen_{uid}"] = frozenset({clash.key})
    shown.app.run()
    shown.press("lists_write")
    assert deals(data) == [("Насосы", 1200000.5), ("Кабель", 600000.0)]


def test_figures_do_not_come_in_here(data):
    shown = Shown("lists").drop("sales.csv", "Date;Customer;Revenue\n2026-01-02;C1;100\n2026-01-03;C3;200\n")
    assert any("sales.csv holds Sales." in title for title in shown.titles())
    assert not shown.app.session_state["lists_desk"].files
    assert Store(data).open().info.rows["sales"] == 0


def test_on_the_page_data_figures_come_first_and_lists_stay_for_their_own_button(data):
    shown = Shown("data").drop("deals.csv", DEALS_TEXT)
    shown.drop("new.csv", "Customer ID;Name;Region\nC9;Ninth;North\n")
    assert {"lists_write", "data_import"} <= set(shown.keys)
    shown.press("data_import")
    assert Store(data).open().info.rows["accounts"] == 5
    assert deals(data) == []
    shown.press("lists_write")
    assert deals(data) == [("Насосы", 1200000.5), ("Кабель", 500000.0)]


def test_an_export_is_there_for_every_kind(data):
    shown = Shown("lists")
    box = next(box for box in shown.app.selectbox if box.key == "lists_export")
    for what in box.options:
        box.set_value(what)
    assert {"Contacts", "Opportunities", "Contracts", "Visits and calls", "Competitors"} <= set(box.options)


class TestWho:
    @pytest.fixture
    def sign_in(self, data: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        def become(*roles: str, managers: tuple[str, ...] = ()) -> None:
            member(data, "kam@example.com", roles, managers)
            looks(monkeypatch, "kam@example.com")

        return become

    def test_a_manager_brings_in_their_own(self, data, sign_in):
        sign_in("manager", managers=("Ann",))
        shown = Shown("lists").drop("deals.csv", DEALS_TEXT)
        assert (shown.figures()["Would be added"], shown.figures()["Set aside"]) == ("1", "2")
        assert "There is no client “АО Пион”, or it is not yours to see." in shown.text()
        shown.press("lists_write")
        assert deals(data) == [("Насосы", 1200000.5)]
        (made,) = Store(data).book().records.of("opportunity")
        assert made.created_by == "kam@example.com"

    def test_an_analyst_opens_no_dossier_and_so_no_lists(self, data, sign_in):
        sign_in("analyst")
        assert "Your roles do not open this page." in Shown("lists").titles()
        shown = Shown("data").drop("deals.csv", DEALS_TEXT)
        assert any("your role does not write in dossiers" in title for title in shown.titles())
        assert "lists_write" not in shown.keys

    def test_a_right_that_was_lost_stops_the_next_click(self, data, sign_in):
        sign_in("manager", managers=("Ann",))
        shown = Shown("lists").drop("deals.csv", DEALS_TEXT)
        members = Store(data).book().members
        members.edit(members.list()[0].id, who="root", managers=())
        shown.press("lists_write")
        assert deals(data) == []
