"""What became of the made-up company's attention list: some of it done, put off, not relevant, and its stories still there."""

from __future__ import annotations

import datetime

import pytest
from demo.conftest import SmallDemo

from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.metrics.attention_desk import desk
from kam_core.scope import OWNER, Scope


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_handful_is_marked_and_the_stories_are_told(small_demo: SmallDemo, language: str) -> None:
    store = Store(small_demo(language))
    answer = ask("attention", store.open(), Scope(viewer=OWNER), store.settings)
    today = datetime.datetime.now().astimezone().date()
    marks = store.book().marks.of()
    shown = desk(answer, marks, today, "RUB")
    assert 4 <= len(marks) <= 6
    assert set(marks) == set(shown.hidden["key"])
    assert {"done", "later", "not_relevant"} == {mark.state for mark in marks.values()}
    assert all(mark.who and mark.why and mark.at.astimezone().date() <= today for mark in marks.values())
    assert any("а" <= letter <= "я" for mark in marks.values() for letter in mark.why) == (language == "ru")
    # the one that grew past a fifth of the revenue, those that left, debts, requests, detractors
    assert {"ladder", "lost", "debt", "request", "detractor", "class"} <= set(shown.rows["kind"])
    assert (shown.rows.loc[shown.rows["kind"] == "ladder", "stake"] > 0).all()
    assert shown.summary["clients"] > 20
