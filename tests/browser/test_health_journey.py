"""Health in a real browser: from the map to a client, the manager's opinion, and the page loaded again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from server import Server, settle, visit

from kam_core.book import open_book

Reader = Callable[..., Page]
WORDS = {
    "en": {"map": "Health against revenue", "who": "Who says so", "why": "Why", "green": "green", "save": "Save the opinion",
           "saved": re.compile(r"Saved, \d\d:\d\d"), "differs": "The manager says green, the data say red",
           "proof": "Had the lost been red before?"},
    "ru": {"map": "Здоровье и выручка", "who": "Кто так считает", "why": "Почему", "green": "зелёный",
           "save": "Сохранить мнение", "saved": re.compile(r"Сохранено, \d\d:\d\d"),
           "differs": "Менеджер говорит «зелёный», данные — «красный»",
           "proof": "Были ли ушедшие красными?"},
}
TYPED = "They pay in March, <b>as agreed</b>"


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.slow)])
def test_an_opinion_beside_the_score(
    serve: Callable[[Path], Server], reader: Reader, demo_copy: Path, language: str
) -> None:
    words = WORDS[language]
    server = serve(demo_copy)
    page = reader(language)
    visit(page, f"{server.url}/health")
    expect(page.get_by_role("heading", name=str(words["map"]))).to_be_visible()
    expect(page.locator(".js-plotly-plot .scatterlayer .point").first).to_be_visible()
    expect(page.get_by_role("heading", name=str(words["proof"]))).to_be_visible()

    form = page.get_by_test_id("stForm")
    form.get_by_text(str(words["green"]), exact=True).click()
    form.get_by_label(str(words["why"]), exact=True).fill(TYPED)
    form.get_by_label(str(words["who"]), exact=True).fill("Anna")
    form.get_by_role("button", name=str(words["save"])).click()
    expect(page.get_by_text(words["saved"])).to_be_visible()
    settle(page)
    expect(page.get_by_text(str(words["differs"]))).to_be_visible()
    assert "client=" in page.url
    kept = [each for each in open_book(server.data, demo=True).opinions.of().values() if each.who == "Anna"]
    assert [(each.band, each.why) for each in kept] == [("green", TYPED)]

    page.reload()
    settle(page)
    expect(page.get_by_text(TYPED).first).to_be_visible()
    expect(page.get_by_text(str(words["differs"]))).to_be_visible()
