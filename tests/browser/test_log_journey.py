"""A log of requests and the answers of a survey, brought in by hand: what was folded, what was set aside, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from server import Server, settle, visit
from test_data_journey import bring, drop, figures, file, served

from kam_core.ledger import Store

__all__ = ["served"]
LOG = "Обращение;Клиент;Дата события;Статус\r\n" + "".join(
    f"T-{number};Клиент {number % 3};{13 + step}.02.2026 {9 + number % 8:02d}:00;{state}\r\n"
    for number in range(1, 11) for step, state in enumerate(("Новое", "В работе", "Решено"))
)
ANSWERS = "Дата опроса;Клиент;Оценка\r\n" + "".join(
    f"13.02.2026;Клиент {score % 3};{score}\r\n" for score in range(12)) + "13.02.2026;;9\r\n13.02.2026;Клиент 1;\r\n"
FOLDED = {"ru": "20 строк сведены с другими строками тех же обращений.",
          "en": "20 rows were folded into other rows of the same requests."}
NOBODY = {"ru": "1 строка не называет клиента", "en": "1 row names no client"}
OFF = {"ru": "вне шкалы от 0 до 10", "en": "outside its scale, 0 to 10"}
FOLD = {"ru": "События журнала: свести в одну строку", "en": "Events of a log: make one row of them"}
LEAVE = {"ru": "Отдельные обращения: оставить как есть", "en": "Requests of their own: leave them as they are"}


@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.slow)])
def test_what_clients_say_and_ask(served: Server, reader: Callable[..., Page], tmp_path: Path, language: str) -> None:
    page = reader(language)
    visit(page, f"{served.url}/data")

    # Thirty events of ten requests: folded, or left as they are where that is said.
    drop(page, file(tmp_path, "Журнал.csv", LOG.encode("cp1251")))
    expect(page.get_by_text(FOLDED[language])).to_be_visible(timeout=30_000)
    assert list(figures(page, "[data-testid=stMain]").values())[:4] == ["30", "10", "0", "0"]
    page.locator("[class*='st-key-data_events_'] input").first.click()
    page.get_by_role("option", name=LEAVE[language]).click()
    settle(page)
    expect(page.get_by_text(FOLDED[language])).to_have_count(0, timeout=30_000)
    page.locator("[class*='st-key-data_events_'] input").first.click()
    page.get_by_role("option", name=FOLD[language]).click()
    settle(page)
    expect(page.get_by_text(FOLDED[language])).to_be_visible(timeout=30_000)
    bring(page)
    expect(page.locator(".st-key-data_result").get_by_text(FOLDED[language])).to_be_visible()

    # Fourteen answers: one of eleven points and one without a score stay outside, each with its reason.
    drop(page, file(tmp_path, "Опрос.csv", ANSWERS.encode("cp1251")))
    bring(page)
    result = page.locator(".st-key-data_result")
    assert list(figures(page, ".st-key-data_result").values())[:4] == ["14", "12", "0", "2"]
    expect(result.get_by_text(NOBODY[language]).first).to_be_visible()
    expect(result.get_by_text(OFF[language]).first).to_be_visible()
    counted = Store(served.data).open()._admin(
        "select (select count(*) from tickets) as tickets, (select count(resolved_at) from tickets) as resolved, "
        "(select count(*) from nps) as answers")
    assert counted.iloc[0].to_dict() == {"tickets": 10, "resolved": 10, "answers": 12}
