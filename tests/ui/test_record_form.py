"""The forms of records on a real page: saved, kept as drafts, both sides of a conflict, undone."""

from __future__ import annotations

import datetime

import pytest
from ledgers import build
from streamlit.testing.v1 import AppTest

from kam_core.book import Book, dated
from kam_core.ledger import Store
from kam_core.ui.registry import page


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """A small company of one's own."""
    monkeypatch.setenv("KAM_DATA", str(build(tmp_path, "whole")))
    return Store(tmp_path)


@pytest.fixture
def book(store) -> Book:
    """What is written there."""
    return store.book()


@pytest.fixture
def client() -> str:
    """A client of it."""
    return "G02"


def opened(client: str, part: str = "client") -> AppTest:
    """The page of a dossier, as somebody opens it."""
    test = AppTest.from_file(str(page("dossier").file), default_timeout=60)
    test.query_params.update({"client": client, "part": part, "lang": "en"})
    test.run()
    assert not test.exception
    return test


def write(test: AppTest) -> AppTest:
    """Open the form of the first section."""
    return test.button(key="write_general").click().run()


def area(test: AppTest, label: str):
    """The field of this name."""
    return next(each for each in test.text_area if each.label == label)


def save(test: AppTest) -> AppTest:
    """Press Save."""
    return next(each for each in test.button if each.label == "Save").click().run()


def test_what_is_written_is_saved_and_said(book, client):
    test = write(opened(client))
    area(test, "Description").set_value("Mills and bakeries").run()
    save(test)
    assert book.records.single("dossier", client).values == {"description": "Mills and bakeries"}
    assert any(each.value.startswith("Saved, ") for each in test.success)
    assert any("Mills and bakeries" in each.value for each in test.markdown)
    test.button(key="record_undo").click().run()
    assert book.records.single("dossier", client).values == {}


def test_what_was_typed_and_not_saved_is_there_in_another_session(book, client):
    area(write(opened(client)), "Mission").set_value("Bread for all").run()
    assert book.records.single("dossier", client) is None
    later = write(opened(client))
    assert area(later, "Mission").value == "Bread for all"
    assert any("not saved yet" in each.value for each in later.caption)
    next(each for each in later.button if each.label == "Cancel").click().run()
    assert area(write(opened(client)), "Mission").value == ""


def test_the_second_of_two_sees_both_versions_and_chooses(book, client):
    book.records.put("dossier", client, {"description": "Mills"}, "ann")
    test = write(opened(client))
    book.records.put("dossier", client, {"description": "Mills, sold in May", "headcount": "40"}, "bob")
    area(test, "Description").set_value("Mills and bakeries").run()
    save(test)
    assert book.records.single("dossier", client).get("description") == "Mills, sold in May"
    shown = " ".join(each.value for each in test.markdown)
    assert "Mills, sold in May" in shown
    assert "Mills and bakeries" in shown
    choice = next(each for each in test.segmented_control if each.label == "What shall stand")
    assert choice.value == "theirs"
    choice.set_value("yours").run()
    save(test)
    kept = book.records.single("dossier", client)
    assert kept.values == {"description": "Mills and bakeries", "headcount": "40"}


def test_a_section_that_still_holds_is_confirmed_with_one_click(book, client):
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=200)
    with dated(long_ago):
        book.records.put("dossier", client, dict.fromkeys(("description", "story", "process", "scene"), "x"), "ann")
    test = opened(client)
    assert any("was to be revised by" in each.value for each in test.markdown)
    test.button(key="confirm_general").click().run()
    assert book.records.single("dossier", client).get("confirmed_general") == datetime.date.today()


def test_nobody_elses_client_is_found_by_its_link(store):
    test = AppTest.from_file(str(page("dossier").file), default_timeout=60)
    test.query_params.update({"client": "no-such-client", "lang": "en"})
    test.run()
    assert "There is no such client, or it is not yours to see." in [each.value for each in test.warning]
