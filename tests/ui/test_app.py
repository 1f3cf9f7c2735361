"""The app as a whole: pages, language, errors, new versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from addresses import asked
from ledgers import extend
from streamlit.testing.v1 import AppTest

from kam_core.errors import FileError
from kam_core.i18n import msg
from kam_core.ui.registry import PAGES, SECTIONS

Start = Callable[..., AppTest]


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def test_the_first_page_is_shown(app: Start) -> None:
    shown = app()
    assert not shown.exception
    assert len(shown.title) == 1
    assert len(shown.metric) >= 3


def test_the_sidebar_lists_every_page_of_the_registry(app: Start) -> None:
    links = [element.proto.label for element in app().sidebar.get("page_link")]
    assert links == [str(page.title) for section in SECTIONS for page in PAGES if page.section == section]


@pytest.mark.parametrize(("language", "word"), [("ru", "период"), ("en", "period")])
def test_the_language_stands_in_the_address(app: Start, language: str, word: str) -> None:
    assert word in captions(app(lang=language))


def test_the_language_follows_the_browser(app: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kam_core.ui.session.browser_language", lambda: "ru")
    assert "период" in captions(app(lang=""))


def test_the_language_can_be_switched(app: Start) -> None:
    shown = app()
    switch = next(control for control in shown.sidebar.segmented_control if control.key == "language")
    assert switch.options == ["Русский", "English"]
    switch.set_value("ru").run()
    assert asked(shown)["lang"] == ["ru"]
    assert "период" in captions(shown)


def test_a_demo_says_so(app: Start) -> None:
    assert "made-up company" in captions(app("made-up"))


def test_a_ledger_of_ones_own_does_not(app: Start) -> None:
    assert "made-up company" not in captions(app("whole"))


def test_an_import_by_another_process_is_seen_at_the_next_run(app: Start, tmp_path: Path) -> None:
    shown = app("whole")
    assert "version 000001" in captions(shown)
    before = [metric.value for metric in shown.metric]
    assert extend(tmp_path / "data", clients=3) == "000002"
    shown.run()
    assert not shown.exception
    assert "version 000002" in captions(shown)
    assert [metric.value for metric in shown.metric] != before


# Errors

def test_an_error_is_said_in_three_sentences(app: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise FileError(msg("The file <b>x</b> is empty."), msg("Nothing was read."), msg("Export it again."))

    monkeypatch.setattr("kam_core.ui.thesis", broken)
    shown = app()
    assert not shown.exception
    [error] = shown.error
    assert error.proto.title == r"The file \<b\>x\<\/b\> is empty\."
    assert error.value == r"Nothing was read\. Export it again\."


def test_any_other_error_is_logged_under_a_number_and_said_calmly(
    app: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("kam_core.ui.thesis", broken)
    shown = app()
    assert not shown.exception
    [error] = shown.error
    assert "secret" not in error.value
    number = re.search(r"number ([0-9a-f]{8})", error.value)
    assert number
    log = (tmp_path / "data" / "log" / "app.log").read_text("utf-8")
    assert number[1] in log
    assert "ZeroDivisionError: secret detail" in log
