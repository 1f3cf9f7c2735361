"""The page NPS says what a company that is counted by hand was told, who is silent, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from apps import figures, opened, plain, said, unbroken
from ledgers import HOSTILE, lines, made
from streamlit.testing.v1 import AppTest

from kam_core.ledger import Store

ACCOUNTS = [{"account_id": "b", "name": "Big", "segment": "Large", "manager": "Ann"},
            {"account_id": "m", "name": HOSTILE, "segment": "Small", "manager": "Bob"},
            {"account_id": "q", "name": "Quiet", "segment": "Large", "manager": "Bob"}]
SALES = [("b", "2025-02-10", 600), ("m", "2025-02-10", 150), ("q", "2025-02-10", 250), ("b", "2025-12-31", 0)]
ANSWERS = [
    *[("b", "2025-03-01", 10, None)] * 18, *[("m", "2025-03-01", 9, "Fine = good")] * 6, *[("b", "2025-03-01", 8, None)] * 10,
    *[("b", "2025-06-01", 2, "Late <b>again</b> :red[x]")] * 4, *[("m", "2025-06-02", 6, None)] * 2,
]
"""Of 40 answers 24 are of promoters, 10 of passives, 6 of detractors: +45."""


def build(folder: Path, answers: Iterable[tuple] = ANSWERS, asked: int = 50, sales: Iterable[tuple] = SALES,
          accounts: Iterable[dict] = ACCOUNTS) -> Path:
    return made(folder, accounts=accounts, sales=lines("account date revenue", *sales),
                nps=lines("account date score comment", *answers), invitations=[{"date": "2025-02-20"}] * asked)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("nps"))


def page(data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    return unbroken(opened("nps", data, monkeypatch, **{"period": "2025", **address}))


def table(app: AppTest, column: str):
    return next(frame.value for frame in app.dataframe if column in frame.value)


def test_the_page_says_the_score_and_who_was_heard(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three answers added: 18/43, plus and minus 1.96 times the root of (31.5/43 − 0.1752)/43, is 0.196 and 0.641."""
    app = page(data, monkeypatch)
    assert plain(app.title[0].value) == "Clients recommend us: NPS +45 (from +20 to +64, 40 answers)."
    found = figures(app)
    assert found["NPS"] == ("+45", "+20 … +64, 40 answers")
    # Big: 18 of 32 less 4 of 32; the hostile one: 6 of 8 less 2 of 8; weighed by 600 and 150
    assert found["Weighed by revenue"][0] == f"+{100 * (600 * 14 / 32 + 150 * 4 / 8) / 750:.0f}"
    assert found["Response rate"] == ("80.0 %", "40 of 50")
    assert found["Revenue heard"] == ("75.0 %", "1 large client is silent")
    assert "Each client alike: NPS +47, of 2 clients." in said(app)


def test_who_is_silent_and_what_detractors_say(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch)
    silent = next(frame.value for frame in app.dataframe if "invited" in frame.value and "n" not in frame.value)
    assert silent["name"].tolist() == ["Quiet"]
    detractors = table(app, "comment")
    assert detractors["score"].tolist() == [6, 6, 2, 2, 2, 2]
    assert detractors["comment"].iloc[2] == "Late <b>again</b> :red[x]"
    assert "<b>" not in "\n".join(str(element.value) for element in [*app.markdown, *app.caption, *app.title])


def test_what_was_done_stands_beside_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = build(tmp_path)
    assert "done" not in table(page(folder, monkeypatch), "comment")
    marks = Store(folder).book().marks
    marks.put("detractor|b|2025-06-01|", "b", "detractor", "not_relevant", who="Ann", why="A slip of the hand")
    done = table(page(folder, monkeypatch), "comment")
    assert done["done"].notna().tolist() == [False, False, True, True, True, True]
    assert done["done"].iloc[2].startswith("not relevant, Ann, ")
    assert done["done"].iloc[2].endswith(": A slip of the hand")


def test_words_are_found(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch)
    assert "10 comments" in said(app)
    app.text_input(key="nps_words").set_value("GOOD fine").run()
    assert "6 comments" in said(unbroken(app))
    app.text_input(key="nps_words").set_value("unheard of").run()
    assert "No comment was found." in said(unbroken(app))


@pytest.mark.parametrize(("answers", "title", "label", "value"), [
    (ANSWERS[:3], "3 answers: promoters 3, passives 0, detractors 0.", "Answers", "3"),
    (ANSWERS[:12], "NPS lies between +54 and +100: 12 answers give +100.", "NPS lies between", "+54 and +100"),
])
def test_few_answers(
    answers: list, title: str, label: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve promoters: 12/15 less 1.96 times the root of (13.5/15 − 0.64)/15, which is 0.258."""
    app = page(build(tmp_path, answers), monkeypatch)
    assert plain(app.title[0].value) == title
    assert figures(app)[label][0] == value
    assert "NPS" not in figures(app)


def test_without_surveys_the_page_leads_to_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(build(tmp_path, ()), monkeypatch)
    assert "No answers of surveys were brought in" in said(app)
    assert "Here would stand NPS" in said(app)
    assert not app.metric


def test_a_period_without_answers(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch, period="2025-10..2025-12")
    assert "There are no answers in this period." in plain(app.title[0].value)
    assert "Nobody answered in this period" in said(app)


def test_without_invitations_and_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(build(tmp_path, asked=0, accounts=()), monkeypatch)
    assert figures(app)["Response rate"] == ("—", "no invitations were brought in")
    assert figures(app)["NPS"][0] == "+45"


def test_answers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No sales, no accounts: what clients say is known all the same."""
    app = page(build(tmp_path, [(None, *answer[1:]) for answer in ANSWERS], 0, (), ()), monkeypatch, period="all")
    found = figures(app)
    assert (found["NPS"][0], found["Revenue heard"][0], found["Weighed by revenue"][0]) == ("+45", "—", "—")
    assert "40 answers name no client" in said(app)


def test_in_russian(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch, lang="ru")
    assert plain(app.title[0].value) == "Клиенты нас рекомендуют: NPS +45 (от +20 до +64, 40 ответов)."
    assert "Крупные клиенты, которые молчат" in said(app)
