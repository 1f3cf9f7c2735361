"""Time to resolution in a browser: the sentence, the other picture, another part, a name that is markup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import HOSTILE, insert
from metrics.desk import request
from playwright.sync_api import Page, expect
from server import Server, settle, visit

from kam_core.ledger import Store

Reader = Callable[..., Page]
SAID = {
    "en": {"thesis": "Half of the requests are resolved in 20 hours; 1 request is still open past its limit.",
           "other": "How many took how long", "curve": "The share of requests not resolved yet",
           "bars": "How long requests took",
           "by": "By client", "table": "Open now, the slowest first"},
    "ru": {"thesis": "Половину обращений решают за 20 часов; 1 обращение открыто дольше срока.",
           "other": "Сколько времени заняли", "curve": "Доля ещё не решённых обращений",
           "bars": "Сколько времени заняли обращения",
           "by": "По клиенту", "table": "Открыто сейчас, сначала самые долгие"},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("requests")
    with Store(folder).draft("test", fresh=True) as building:
        insert(building.draft, "accounts", [{"account_id": "A", "name": HOSTILE}])
        insert(building.draft, "sales", ({"account": "A", "date": f"2025-{day}", "revenue": 100} for day in ("01-01", "12-31")))
        insert(building.draft, "tickets", [
            {"ticket_id": f"T{number}", **row} for number, row in enumerate([
                *(request("2025-06-02 09:00", hours, account="A", priority="High") for hours in range(1, 40)),
                request("2025-06-02 09:00", account="A", priority=HOSTILE, category=HOSTILE, status="New"),
                request("2025-06-30 09:00", 1, account="A", priority="Low"),
            ])])
        building.publish("test")
    return folder


@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.slow)])
def test_how_long_requests_take(data: Path, serve: Callable[[Path], Server], reader: Reader, language: str) -> None:
    words = SAID[language]
    page = reader(language)
    visit(page, f"{serve(data).url}/resolution?period=2025")
    assert page.locator("h1").first.inner_text().replace("\u00a0", " ") == words["thesis"]
    expect(page.get_by_label(words["curve"]).first).to_be_visible()
    page.get_by_text(words["other"], exact=True).click()
    settle(page)
    expect(page.get_by_label(words["bars"]).first).to_be_visible()
    page.get_by_text(words["by"], exact=True).first.click()
    settle(page)
    expect(page.get_by_role("heading", name=words["by"])).to_be_visible()
    expect(page.get_by_role("heading", name=words["table"])).to_be_visible()
    assert page.locator("main b, [data-testid=stMain] a[href='http://b']").count() == 0
