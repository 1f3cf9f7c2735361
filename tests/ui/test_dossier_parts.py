"""The parts of a dossier on a real page: what is typed is in the book, one click marks a step, gaps become tasks."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from ledgers import build
from streamlit.testing.v1 import AppTest

from kam_core.access.reach import Reach
from kam_core.book import Book
from kam_core.ledger import Store
from kam_core.scope import OWNER, Scope
from kam_core.ui.registry import page
from kam_core.ui.today_due import due_items
from kam_core.ui.view import View

CLIENT = "G02"
SHELVES = (
    ("rivals", "competitors"), ("rivals", "tenders"), ("business", "opportunities"), ("business", "contracts"),
    ("journal", "visits"), ("journal", "promises"), ("journal", "tasks"), ("questions", "questions"), ("questions", "team"),
)
TODAY = datetime.date.today()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A small company, for tests that share it."""
    return build(tmp_path_factory.mktemp("parts"), "whole")


@pytest.fixture
def book(folder, monkeypatch) -> Book:
    """Its book, with nothing about the client."""
    monkeypatch.setenv("KAM_DATA", str(folder))
    opened = Store(folder).book()
    for kind in ("competitor", "tender", "opportunity", "contract", "visit", "promise", "event", "task", "answer", "question"):
        for record in opened.records.of(kind):
            opened.records.remove(record.id, "ann")
    return opened


def opened(part: str, show: str, lang: str = "en") -> AppTest:
    """A shelf of the client's dossier."""
    test = AppTest.from_file(str(page("dossier").file), default_timeout=60)
    test.query_params.update({"client": CLIENT, "part": part, "show": show, "lang": lang})
    test.run()
    assert not test.exception, [each.message for each in test.exception]
    assert not test.error, [each.value for each in test.error]
    return test


def named(elements, label: str):
    """The first of them with this label, whatever its unit."""
    return next(each for each in elements if each.label in (label, f"{label}, RUB"))


def press(test: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    done = named(test.button, label).click().run()
    assert not done.exception, [each.message for each in done.exception]
    return done


@pytest.mark.parametrize(("part", "show"), SHELVES)
def test_an_empty_shelf_says_what_belongs_there(book, part, show):
    test = opened(part, show, "ru")
    said = " ".join(each.value for each in [*test.caption, *test.markdown, *test.subheader])
    expected = {"questions": "Отвечено|Ответов", "team": "Ни одна роль"}.get(show, "Запишите|Изменение цены")
    assert any(word in said for word in expected.split("|"))


def test_a_visit_of_today_took_place_and_one_ahead_is_planned(book):
    test = press(opened("journal", "visits"), "Add a visit or call")
    named(test.text_area, "Result").set_value("They take the stock").run()
    press(test, "Save")
    (done,) = book.records.of("visit", CLIENT)
    assert (done.get("state"), done.get("date"), done.get("begun"), done.get("type")) == ("done", TODAY, "us", "visit")
    assert done.get("result") == "They take the stock"
    test = press(opened("journal", "visits"), "Plan a visit or call")
    press(test, "Save")
    planned = next(each for each in book.records.of("visit", CLIENT) if each.id != done.id)
    assert (planned.get("state"), planned.get("date")) == ("planned", TODAY + datetime.timedelta(days=7))
    press(test, "Undo")
    assert [each.id for each in book.records.of("visit", CLIENT)] == [done.id]


def test_one_click_marks_the_next_step_of_a_promise_and_can_be_taken_back(book):
    made = book.records.add("promise", CLIENT, {"type": "promise", "text": "Mondays", "agreed": TODAY}, "ann")
    test = opened("journal", "promises")
    test.button(key=f"step_{made.id}_asked").click().run()
    assert book.records.get(made.id).get("asked") == TODAY
    assert f"step_{made.id}_proposed" in [each.key for each in test.button]
    test.button(key="record_undo").click().run()
    assert book.records.get(made.id).get("asked") is None


def test_a_range_out_of_order_is_refused_and_stays_in_the_form(book):
    test = press(opened("business", "opportunities"), "Add an opportunity")
    next(each for each in test.text_input if "_name_" in each.key).set_value("Line 2").run()
    named(test.number_input, "Income in a year, low").set_value(30.0).run()
    named(test.number_input, "Income in a year, base").set_value(20.0).run()
    press(test, "Save")
    assert book.records.of("opportunity", CLIENT) == []
    assert any("A range goes from low through base to high" in each.value for each in test.error)
    assert named(test.number_input, "Income in a year, low").value == 30.0
    named(test.number_input, "Income in a year, low").set_value(0.0).run()
    press(test, "Save")
    (kept,) = book.records.of("opportunity", CLIENT)
    assert (kept.get("y1_low"), kept.get("y1_base"), kept.get("stage")) == (Decimal(0), Decimal(20), "idea")


def test_a_gap_becomes_a_task_that_names_its_question(book):
    test = opened("questions", "questions")
    test.button(key="gap_q.our_team.best").click().run()
    (task,) = book.records.of("task", CLIENT)
    assert task.get("source") == "question:q.our_team.best"
    assert "What do we do for this client better than for anybody else?" in task.get("text")
    assert "gap_q.our_team.best" not in [each.key for each in test.button]
    shown = opened("journal", "tasks")
    assert any("from the question" in each.value for each in shown.caption)


def test_own_words_replace_a_question_for_all_clients_and_an_answer_covers_it(book):
    test = opened("questions", "questions")
    test.button(key="reword_q.our_team.best").click().run()
    named(test.text_input, "Question \\*").set_value("What are we best at here?").run()
    press(test, "Save")
    assert book.records.get("q.our_team.best").get("text") == "What are we best at here?"
    assert book.records.get("q.our_team.best").client_id is None
    book.records.add("answer", CLIENT, {"question": "q.our_team.best", "text": "Stock nearby"}, "ann")
    shown = opened("questions", "questions")
    assert any("What are we best at here" in each.value for each in shown.markdown)
    assert any("1 of 52 questions" in each.value for each in shown.subheader)


def test_a_task_is_done_with_one_click_and_what_is_due_is_on_today(book):
    made = book.records.add("task", CLIENT, {"text": "Send the list", "due": TODAY - datetime.timedelta(days=2)}, "ann")
    today = AppTest.from_file(str(page("today").file), default_timeout=60)
    today.query_params["lang"] = "en"
    today.run()
    assert not today.exception
    for button in [each for each in today.button if str(each.key).startswith("today_all_")]:
        button.click().run()
    assert any("Task\\: Send the list" in each.value for each in today.markdown)
    test = opened("journal", "tasks")
    test.button(key=f"task_done_{made.id}").click().run()
    assert book.records.get(made.id).get("done") == TODAY


def test_what_is_due_at_a_client_that_is_not_ones_own_is_not_told(book, folder):
    for client in (CLIENT, "G03"):
        book.records.add("task", client, {"text": f"at {client}", "due": TODAY}, "ann")
    store = Store(folder)
    ledger = store.open()
    view = View(page("today"), None, OWNER, store, store.settings, ledger, Scope(viewer=OWNER))
    whole = due_items(view, book, TODAY)
    assert {row.account_id for row in whole.itertuples()} >= {CLIENT, "G03"}
    own = due_items(view, book.seen_by(Reach("bob", frozenset({CLIENT}), frozenset({CLIENT}), dossiers=True)), TODAY)
    assert set(own["account_id"]) == {CLIENT}
    assert due_items(view, book.seen_by(Reach("eve", None, None, dossiers=False)), TODAY).empty


def test_a_downloaded_list_is_in_the_log(book, monkeypatch):
    import streamlit as st

    book.records.add("tender", CLIENT, {"name": "=1+1", "result": "won", "amount": "10.50"}, "ann")
    made = {}
    monkeypatch.setattr(st, "download_button", lambda label, data, **more: made.update({more["key"]: data}))
    opened("rivals", "tenders")
    before = len(book.changes("export"))
    data = made[f"xlsx_tender_{CLIENT}"]()
    assert data.startswith(b"PK")
    after = book.changes("export")
    assert len(after) == before + 1
    assert (after[-1].subject, after[-1].action, after[-1].after) == (CLIENT, "xlsx", {"kind": "tender", "rows": 1})
