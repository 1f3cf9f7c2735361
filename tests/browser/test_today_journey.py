"""A morning in a real browser: a reason is done, gone, taken back; a reload keeps what was said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import build
from playwright.sync_api import Page, expect
from server import Server, settle, visit

from kam_core.book import open_book
from kam_core.settings import load, save

Reader = Callable[..., Page]
WORDS = {
    "en": {"today": "Today", "name": "Your name", "done": "Done", "later": "Later", "save": "Save", "undo": "Undo",
           "saved": re.compile(r"Saved, \d\d:\d\d"), "one": "One client needs you today",
           "none": "Nothing more needs you today.",
           "reason": "overdue on 1 invoice", "hidden": "Show 1 reason that is out of sight", "back": "Show again",
           "page": "Profit", "overview": "Overview"},
    "ru": {"today": "Сегодня", "name": "Ваше имя", "done": "Готово", "later": "Позже", "save": "Сохранить", "undo": "Отменить",
           "saved": re.compile(r"Сохранено, \d\d:\d\d"), "one": "Сегодня вас ждёт один клиент",
           "none": "На сегодня больше ничего не требуется.", "reason": "по 1 счёту", "hidden": "Показать 1 скрытую причину",
           "back": "Вернуть в список", "page": "Прибыль", "overview": "Обзор"},
}


def owing(folder: Path) -> Path:
    """A data folder whose only debt counts however small it is beside the sales."""
    build(folder, "whole")
    save(folder, load(folder).with_(attention_debt_share=0), "test")
    return folder


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.slow)])
def test_a_reason_is_done_gone_taken_back_and_put_off(
    serve: Callable[[Path], Server], reader: Reader, tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    server = serve(owing(tmp_path / "data"))
    page = reader(language)
    visit(page, server.url)
    sidebar = page.get_by_test_id("stSidebar")
    # Today is the first in the list of pages, Overview the one that opens
    links = [text.strip() for text in sidebar.get_by_role("link").all_inner_texts()]
    assert links[0].endswith(str(words["today"]))
    expect(sidebar.get_by_role("link", name=str(words["overview"]))).to_be_visible()
    sidebar.get_by_role("link", name=str(words["today"])).click()
    settle(page)
    title = page.locator("h1").first
    expect(title).to_contain_text(str(words["one"]))
    expect(page.get_by_text(re.compile(str(words["reason"])))).to_be_visible()

    # by keyboard: the name, then the button
    page.get_by_label(str(words["name"]), exact=True).focus()
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    settle(page)
    page.get_by_role("button", name=str(words["done"]), exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["saved"])).to_be_visible()
    settle(page)
    expect(title).to_contain_text(str(words["none"]))
    expect(page.get_by_text(re.compile(str(words["reason"])))).to_have_count(0)
    assert [(mark.state, mark.who) for mark in open_book(server.data).marks.of().values()] == [("done", "Ann")]

    page.get_by_role("button", name=str(words["undo"]), exact=True).click()
    settle(page)
    expect(title).to_contain_text(str(words["one"]))
    expect(page.get_by_text(re.compile(str(words["reason"])))).to_be_visible()

    # put off for a week, and a reload keeps it
    page.get_by_role("button", name=str(words["later"]), exact=True).click()
    settle(page)
    page.get_by_role("button", name=str(words["save"]), exact=True).click()
    settle(page)
    expect(title).to_contain_text(str(words["none"]))
    page.reload()
    settle(page)
    expect(title).to_contain_text(str(words["none"]))
    page.get_by_text(str(words["hidden"])).click()
    settle(page)
    page.get_by_role("button", name=str(words["back"]), exact=True).click()
    settle(page)
    expect(title).to_contain_text(str(words["one"]))

    # the page that shows why
    page.get_by_test_id("stMain").get_by_role("link", name=str(words["page"])).click()
    settle(page)
    assert "/profit" in page.url
    assert [each.action for each in open_book(server.data).changes("marks")] == ["done", "undo", "later", "undo"]


def test_the_list_can_be_read_on_a_phone(serve: Callable[[Path], Server], reader: Reader, tmp_path: Path) -> None:
    server = serve(owing(tmp_path / "data"))
    page = reader("ru", phone=True)
    visit(page, f"{server.url}/today")
    button = page.get_by_role("button", name="Неважно", exact=True)
    expect(button).to_be_visible()
    box = button.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] >= 32
