"""The reader's journey: open, read the thesis, narrow the scope, switch the language, send the link."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable

import pytest
from ledgers import build, extend
from playwright.sync_api import Page, expect
from server import Server, settle, visit

from kam_core.ui.registry import PAGES

Reader = Callable[..., Page]


def thesis(page: Page) -> str:
    return page.locator("h1").first.inner_text()


@pytest.mark.parametrize(("language", "navigation"), [("ru", "Обзор"), ("en", "Overview")])
def test_the_language_follows_the_browser(server: Server, reader: Reader, language: str, navigation: str) -> None:
    page = reader(language)
    visit(page, server.url)
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name=navigation)).to_be_visible()
    assert "lang=" not in page.url


def test_a_scope_is_chosen_kept_between_pages_and_sent_as_a_link(server: Server, reader: Reader) -> None:
    page = reader("en")
    visit(page, server.url)
    page.get_by_role("button", name="Base: Revenue").click()
    page.get_by_test_id("stRadioOption").filter(has_text="Margin").click()
    settle(page)
    assert page.url.endswith("?base=margin")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Region").click()
    page.get_by_role("option", name="North").click()
    settle(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Region: North")).to_be_visible()
    assert "base=margin&region=North" in page.url

    page.get_by_test_id("stSidebar").get_by_role("link", name="Concentration").click()
    settle(page)
    assert re.search(r"/concentration\?base=margin&region=North$", page.url)
    expect(page.get_by_text("Region: North")).to_be_visible()
    expect(page.get_by_role("button", name="Base: Margin")).to_be_visible()
    said = thesis(page)

    page.get_by_test_id("stSidebar").get_by_text("Русский").click()
    settle(page)
    assert "lang=ru" in page.url
    assert re.search("[а-я]", thesis(page))

    other = reader("en")
    visit(other, page.url.replace("lang=ru", "lang=en"))
    assert thesis(other) == said
    expect(other.get_by_text("Region: North")).to_be_visible()

    page.go_back()
    settle(page)
    assert "lang=" not in page.url
    assert thesis(page) == said


def test_the_question_mark_of_a_figure_opens_its_card(server: Server, reader: Reader) -> None:
    page = reader("en")
    visit(page, f"{server.url}/overview?base=margin")
    page.get_by_test_id("stGrid").get_by_role("button", name="Largest share").click()
    card = page.get_by_test_id("stPopoverBody")
    expect(card.get_by_text("Formula.")).to_be_visible()
    expect(card.get_by_text("ASC 280").first).to_be_visible()
    card.get_by_role("link").click()
    settle(page)
    assert re.search(r"/definitions\?base=margin&find=concentration$", page.url)
    expect(page.get_by_role("heading", name="Concentration", exact=True)).to_be_visible()


def test_a_period_is_chosen_and_cleared(server: Server, reader: Reader) -> None:
    page = reader("en")
    visit(page, f"{server.url}/concentration")
    page.get_by_test_id("stSelectbox").first.click()
    page.get_by_role("option", name="2024", exact=True).click()
    settle(page)
    assert page.url.endswith("?period=2024")
    expect(page.get_by_text("period: Jan 24 – Dec 24")).to_be_visible()
    page.reload()
    settle(page)
    expect(page.get_by_text("period: Jan 24 – Dec 24")).to_be_visible()


@pytest.mark.parametrize("key", [page.key for page in PAGES])
def test_every_page_opens_by_its_address_on_a_phone_in_the_dark(server: Server, reader: Reader, key: str) -> None:
    page = reader("ru", dark=True, phone=True)
    target = next(known for known in PAGES if known.key == key)
    visit(page, f"{server.url}/{target.url_path}")
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_role("dialog").count() == 0
    assert page.get_by_test_id("stAlertContentError").count() == 0
    expect(page.locator("h1").first).to_be_visible()
    width = page.evaluate("document.querySelector('[data-testid=\"stMainBlockContainer\"]').scrollWidth")
    assert width <= 390
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor")
    assert background == "rgb(18, 24, 31)"


def test_pages_that_are_open_show_a_new_version_when_they_are_used(
    reader: Reader, serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = build(tmp_path_factory.mktemp("own") / "data", "whole")
    running = serve(data)
    page = reader("en")
    visit(page, f"{running.url}/overview")
    assert page.get_by_role("dialog").count() == 0, "a link that is the first to be opened after a start is found"
    expect(page.get_by_text("version 000001")).to_be_visible()
    extend(data, clients=3)
    page.get_by_text("Legal entities").click()
    settle(page)
    expect(page.get_by_text("version 000002")).to_be_visible()


def test_every_answer_forbids_what_is_not_ours(server: Server) -> None:
    for path in ("/", "/_stcore/health", "/concentration"):
        with urllib.request.urlopen(server.url + path) as answer:
            assert "script-src 'self'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"


def test_nothing_is_asked_of_other_machines(server: Server, reader: Reader) -> None:
    page = reader("en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, server.url)
    assert [url for url in asked if not url.startswith((server.url, "data:", "blob:"))] == []
