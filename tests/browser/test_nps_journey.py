"""The journey of who listens: read the score with its interval, see who is silent, look for a word in what was said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import insert
from playwright.sync_api import Page, expect
from server import Server, settle, visit

from kam_core.ledger import Store

WORDS = {
    "en": ("Clients recommend us: NPS +45 (from +20 to +64, 40 answers).", "10 comments", "Find by words", "4 comments",
           "No comment was found."),
    "ru": ("Клиенты нас рекомендуют: NPS +45 (от +20 до +64, 40 ответов).", "10 комментариев", "Найти по словам",
           "4 комментария", "Ни одного комментария не нашлось."),
}
EVIL = '<img src=x onerror="document.title=1"> :red[late] **late**'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """24 promoters, 10 passives, 6 detractors; ten comments, four of them hostile."""
    scores = [10] * 24 + [8] * 10 + [3] * 6
    with Store(tmp_path / "data").draft("test", fresh=True) as building:
        insert(building.draft, "sales", [{"account": "a", "date": "2025-12-31", "revenue": 10},
                                         {"account": "silent", "date": "2025-02-01", "revenue": 8}])
        insert(building.draft, "nps", (
            {"account": "a", "date": "2025-05-05", "score": score, "comment": EVIL if at < 4 else "Fine" if at < 10 else None}
            for at, score in enumerate(reversed(scores))
        ))
        building.publish("test")
    return tmp_path / "data"


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.slow)])
def test_listening(data: Path, serve: Callable[[Path], Server], reader: Callable[..., Page], language: str) -> None:
    title, all_of_them, find, some, none = WORDS[language]
    page = reader(language)
    visit(page, f"{serve(data).url}/nps?period=2025")
    assert " ".join(page.locator("h1").first.inner_text().split()) == title
    expect(page.get_by_role("heading", name=all_of_them)).to_be_visible()
    box = page.get_by_placeholder(find)
    box.fill("LATE")
    box.press("Enter")
    settle(page)
    expect(page.get_by_role("heading", name=some)).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "1"
    box.fill("unheard of")
    box.press("Enter")
    settle(page)
    expect(page.get_by_text(none)).to_be_visible()
