"""A manager before a call and after it, in a real browser: from Today to the dossier; another finds nothing of it."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterator

import openpyxl
import providers
import pytest
from ledgers import build
from playwright.sync_api import Page, expect
from server import Server, free_port, serving, settle, visit

from kam_core.book import Book, dated, open_book

Reader = Callable[..., Page]
WORDS = {
    "en": {"in": "Sign in", "journal": "Journal", "people": "People", "client": "The client", "add": "Add a visit or call",
           "purpose": "Purpose", "save": "Save", "for": "for us", "confirm": "Nothing has changed",
           "gone": "There is no such client, or it is not yours to see.", "find": "Find any client", "saved": "Saved, ",
           "late": "was to be revised by"},
    "ru": {"in": "Войти", "journal": "Журнал", "people": "Люди", "client": "Клиент", "add": "Добавить визит или звонок",
           "purpose": "Цель", "save": "Сохранить", "for": "за нас", "confirm": "Ничего не изменилось",
           "gone": "Такого клиента нет, или он вам не виден.", "find": "Найти любого клиента", "saved": "Сохранено",
           "late": "надо было пересмотреть до"},
}
LONG_AGO = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=200)
FOREIGN = "Group 02"


@pytest.fixture(scope="module", params=["ru", "en"])
def site(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Server, Book]]:
    """The app with sign-in. G02 is ann's, G03 is bob's; G02 has a dossier that is due and a promise that is late."""
    providers.need()
    base = tmp_path_factory.mktemp("dossier-journey")
    port = free_port()
    home = f"http://localhost:{port}"
    data = build(base / "data", "whole")
    book = open_book(data)
    for name, client in (("ann", "G02"), ("bob", "G03")):
        entry = book.members.invite(f"{name}@example.com", ["manager"], who="test", name=name)
        book.owners.give(client, client, entry.id, who="test")
    with dated(LONG_AGO):
        for section in ("description", "story", "process", "scene"):
            book.records.put("dossier", "G02", {section: "written long ago"}, "test")
        person = book.records.add("person", None, {"name": "Ivan Decider"}, "test")
        book.records.add("position", "G02", {"role": "decides", "attitude": "opponent"}, "test", parent=person.id,
                         account_id="C03")
        book.records.add("promise", "G02", {"type": "promise", "text": "Send the drawings", "due": LONG_AGO.date()}, "test")
    with providers.running("certified.mjs", base / "provider.log", f"{home}/oauth2callback") as provider:
        secrets = providers.secrets(base / "secrets.toml", provider, home)
        with serving(data, base / "app.log", port=port, secrets=secrets) as app:
            yield request.param, app, book


def signed_in(site: tuple[str, Server, Book], reader: Reader, name: str, page_name: str) -> Page:
    """A browser in which somebody has signed in, on a page."""
    language, app, _ = site
    page = reader(language)
    page.goto(f"{app.url}/{page_name}")
    page.get_by_role("button", name=WORDS[language]["in"], exact=True).click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile(f"{app.url}/.*"))
    settle(page)
    return page


def part(page: Page, name: str) -> None:
    """Open a part of the dossier."""
    page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).or_(
        page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)).first.click()
    settle(page)


def test_before_the_call_and_after_it(site: tuple[str, Server, Book], reader: Reader) -> None:
    language, _, book = site
    words = WORDS[language]
    page = signed_in(site, reader, "ann", f"today?lang={language}")
    page.get_by_test_id("stMain").get_by_role("link", name=FOREIGN).first.click()
    page.get_by_role("heading", name=FOREIGN).wait_for()
    settle(page)
    page.get_by_text(words["late"]).wait_for()

    part(page, words["journal"])
    page.get_by_role("button", name=words["add"]).click()
    page.get_by_label(words["purpose"], exact=True).fill("Spring prices")
    page.get_by_label(words["purpose"], exact=True).press("Tab")
    settle(page)
    page.get_by_role("button", name=words["save"], exact=True).first.click()
    page.get_by_text(words["saved"]).first.wait_for()
    settle(page)
    assert [record.get("purpose") for record in book.records.of("visit", "G02")] == ["Spring prices"]

    part(page, words["people"])
    page.get_by_test_id("stMain").get_by_text(words["for"], exact=False).first.click()
    page.get_by_text(words["saved"]).first.wait_for()
    settle(page)
    seat = book.records.of("position", "G02")[0]
    assert seat.get("attitude") == "supporter"
    assert seat.stamps["attitude"].who == "ann@example.com"

    part(page, words["client"])
    page.get_by_role("button", name=words["confirm"]).first.click()
    page.get_by_text(words["saved"]).first.wait_for()
    settle(page)
    assert book.records.single("dossier", "G02").get("confirmed_general") == datetime.date.today()
    assert [change.who for change in book.changes("look")] == ["ann@example.com"]


def test_another_manager_finds_nothing_of_it(site: tuple[str, Server, Book], reader: Reader) -> None:
    language, app, book = site
    words = WORDS[language]
    page = signed_in(site, reader, "bob", f"dossier?client=G02&part=people&lang={language}")
    page.get_by_text(words["gone"]).wait_for()
    expect(page.get_by_role("heading", name=FOREIGN)).to_have_count(0)
    page.get_by_label(words["find"]).fill("Group")
    page.get_by_label(words["find"]).press("Enter")
    settle(page)
    assert FOREIGN not in page.content()
    assert "Group 03" in page.content()
    for name in ("today", "overview", "concentration", "dossier?client=G03&part=compare&with=G02", "decks?about=G02"):
        visit(page, f"{app.url}/{name}{'&' if '?' in name else '?'}lang={language}")
        shown = page.content()
        assert FOREIGN not in shown, name
        assert "Ivan Decider" not in shown, name
    visit(page, f"{app.url}/concentration?lang={language}")
    with page.expect_download() as taken:
        page.locator(".st-key-clients_xlsx button").click()
    book_of = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    cells = [str(cell.value) for sheet in book_of for row in sheet.iter_rows() for cell in row]
    assert any("Group 03" in cell for cell in cells)
    assert not any(FOREIGN in cell for cell in cells)
    assert [change.who for change in book.changes("export")] == ["bob@example.com"]
