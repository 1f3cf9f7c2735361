"""The journey of a decision in a real browser: by keyboard, seen on Overview, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import build
from playwright.sync_api import Page, expect
from server import Server, settle, visit

from kam_core.book import open_book

Reader = Callable[..., Page]
WORDS = {
    "en": {"who": "Who decides", "why": "Why", "enter": "Put on the list", "one": "One client is on the list",
           "saved": re.compile(r"Saved, \d\d:\d\d"), "filters": "Filters", "only": "Key clients only", "overview": "Overview",
           "clear": "Clear filters", "undo": "Undo the last decision", "nobody": "Nobody is on the list yet",
           "keys": "Key clients", "earlier": "Earlier versions of the list"},
    "ru": {"who": "Кто решает", "why": "Почему", "enter": "Внести в список", "one": "Один клиент в списке",
           "saved": re.compile(r"Сохранено, \d\d:\d\d"), "filters": "Фильтры", "only": "Только ключевые клиенты",
           "overview": "Обзор", "clear": "Сбросить фильтры", "undo": "Отменить последнее решение",
           "nobody": "В списке пока никого", "keys": "Ключевые клиенты", "earlier": "Прежние версии списка"},
}


@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.slow)])
def test_a_decision_and_what_it_does_to_other_pages(
    serve: Callable[[Path], Server], reader: Reader, tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    server = serve(build(tmp_path / "data", "whole"))
    page = reader(language)
    visit(page, f"{server.url}/key-clients")
    title = page.locator("h1").first
    expect(title).to_contain_text(str(words["nobody"]))

    # a name, a tab to the reason, and the button, without a mouse
    page.get_by_label(str(words["who"]), exact=True).focus()
    page.keyboard.type("Anna")
    page.keyboard.press("Tab")
    page.get_by_label(str(words["why"]), exact=True).focus()
    page.keyboard.type("The largest, <b>48 %</b>")
    page.get_by_role("button", name=str(words["enter"])).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(words["saved"])).to_be_visible()
    settle(page)
    expect(title).to_contain_text(str(words["one"]))
    expect(page.get_by_text("The largest, <b>48 %</b>").first).to_be_visible()
    assert [(each.who, each.why) for each in open_book(server.data).keys.log()] == [("Anna", "The largest, <b>48 %</b>")]

    # every page can be filtered by it, and the link says so
    page.get_by_test_id("stSidebar").get_by_role("link", name=str(words["overview"])).click()
    settle(page)
    before = page.get_by_test_id("stMetricValue").first.inner_text()
    page.get_by_role("button", name=str(words["filters"])).click()
    page.get_by_test_id("stPopoverBody").get_by_text(str(words["only"])).click()
    settle(page)
    page.keyboard.press("Escape")
    assert "list=key" in page.url
    assert page.get_by_test_id("stMetricValue").first.inner_text() != before
    page.get_by_role("button", name=str(words["clear"])).click()
    settle(page)
    assert "list=key" not in page.url
    assert page.get_by_test_id("stMetricValue").first.inner_text() == before

    page.get_by_test_id("stSidebar").get_by_role("link", name=str(words["keys"])).click()
    settle(page)
    page.get_by_role("button", name=str(words["undo"])).click()
    settle(page)
    expect(title).to_contain_text(str(words["nobody"]))
    page.get_by_text(str(words["earlier"])).click()
    settle(page)
    assert [each.undoes for each in open_book(server.data).keys.log()] == [None, 1]


def test_a_list_of_two_browsers_is_one(serve: Callable[[Path], Server], reader: Reader, tmp_path: Path) -> None:
    server = serve(build(tmp_path / "data", "whole"))
    one, other = reader("en"), reader("en")
    for page in (one, other):
        visit(page, f"{server.url}/key-clients")
        page.get_by_label("Who decides", exact=True).fill("One" if page is one else "Other")
        page.get_by_label("Why", exact=True).fill("Large")
    one.get_by_role("button", name="Put on the list").click()
    settle(one)
    other.get_by_role("button", name="Put on the list").click()
    settle(other)
    expect(other.get_by_text("has changed the list of key clients meanwhile")).to_be_visible()
    expect(other.get_by_label("Why", exact=True)).to_have_value("Large")
    assert len(open_book(server.data).keys.log()) == 1
