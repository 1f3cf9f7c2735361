"""A plan in a real browser, in both languages: written, submitted, returned, mended, approved; what changed is read."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import build
from playwright.sync_api import Page, expect
from pptx import Presentation
from server import Server, settle, visit

from kam_core.book import open_book

WORDS = {
    "en": {"write": "Write the plan", "aim": "Our aim", "save": "Save", "goal": "Add a goal", "text": re.compile("^Goal"),
           "target": "Target", "submit": "Submit for approval", "return": "Return with remarks", "remarks": "Remarks",
           "returned": "has returned the plan", "approve": "Approve", "approved": "The plan is approved",
           "from": "What changed from", "versions": "Show 4 versions", "new": "Goal “More lines”: new",
           "make": "Make the deck"},
    "ru": {"write": "Написать план", "aim": "Наша цель", "save": "Сохранить", "goal": "Добавить цель",
           "text": re.compile("^Цель"), "target": "Цель (значение)", "submit": "Подать на утверждение",
           "return": "Вернуть с замечаниями", "remarks": "Замечания", "returned": "План вернул(а)", "approve": "Утвердить",
           "approved": "План утверждён",
           "from": "Что изменилось: от", "versions": "Показать 4 версии", "new": "Цель «More lines»: добавлено",
           "make": "Сделать презентацию"},
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_plan_is_written_submitted_returned_mended_and_approved(
    serve: Callable[[Path], Server], reader: Callable[..., Page], tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    server = serve(build(tmp_path / "data", "whole"))
    page = reader(language)
    visit(page, f"{server.url}/dossier?client=G02&part=plan")

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).first.click()
        settle(page)

    def fill(label: object, text: str) -> None:
        box = page.get_by_test_id("stMain").get_by_role("textbox", name=label).first  # type: ignore[arg-type]
        box.fill(text)
        box.press("Tab")
        settle(page)

    press(str(words["write"]))
    fill(words["aim"], "Two lines more")
    press(str(words["save"]))
    expect(page.get_by_text("Two lines more").first).to_be_visible()
    press(str(words["submit"]))
    fill(words["remarks"], "Name a goal")
    press(str(words["return"]))
    expect(page.get_by_text(re.compile(re.escape(str(words["returned"])))).first).to_be_visible()
    expect(page.get_by_text("Name a goal").first).to_be_visible()
    press(str(words["goal"]))
    fill(words["text"], "More lines")
    press(str(words["save"]))
    press(str(words["submit"]))
    press(str(words["approve"]))
    expect(page.get_by_text(re.compile(re.escape(str(words["approved"])))).first).to_be_visible()
    page.get_by_text(str(words["versions"])).click()
    settle(page)
    # from the first version to what is written now
    page.get_by_test_id("stSelectbox").filter(has_text=str(words["from"])).first.click()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").first.click()
    settle(page)
    expect(page.get_by_text(str(words["new"])).first).to_be_visible()
    versions = open_book(server.data).plans.versions("G02")
    assert [each.state for each in versions] == ["submitted", "returned", "submitted", "approved"]
    assert versions[0].content["goal"] == {}
    assert [each["text"] for each in versions[3].content["goal"].values()] == ["More lines"]

    # what was approved stands in the deck, with the figures of the screen
    visit(page, f"{server.url}/dossier?client=G02&part=story")
    revenue = page.get_by_test_id("stMetricValue").first.inner_text().strip()
    visit(page, f"{server.url}/decks?about=G02")
    press(str(words["make"]))
    with page.expect_download() as taken:
        page.get_by_role("button", name="PowerPoint").click()
    slides = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
              for slide in Presentation(io.BytesIO(taken.value.path().read_bytes())).slides]
    assert "Two lines more" in [texts[0] for texts in slides]
    assert revenue in "\n".join(slides[0])
    areas = [change.area for change in open_book(server.data).changes()]
    assert areas[-2:] == ["deck", "export"]
