"""The scope bar: what the address says is what is shown, and what is chosen goes to the address."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from addresses import asked
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from kam_core.book import open_book
from kam_core.i18n import use_language
from kam_core.scope import Scope
from kam_core.ui.period import Calendar, parse, range_key

Start = Callable[..., AppTest]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"{text}-01")


# Periods: 30 full months, January 2023 to June 2025

MONTHS = Calendar(day("2023-01"), day("2025-06"))


@pytest.mark.parametrize(
    ("key", "start", "end", "english", "russian"),
    [
        ("12m", "2024-07", "2025-07", "Last 12 months · Jul 24 – Jun 25", "Последние 12 мес. · июл 24 – июн 25"),
        ("2024", "2024-01", "2025-01", "2024", "2024"),
        ("2025", "2025-01", "2025-07", "2025 · Jan 25 – Jun 25", "2025 · янв 25 – июн 25"),
        ("2025-q2", "2025-04", "2025-07", "Q2 2025", "2 кв. 2025"),
        ("2023-02..2023-02", "2023-02", "2023-03", "Feb 23", "фев 23"),
        ("2023-11..2024-02", "2023-11", "2024-03", "Nov 23 – Feb 24", "ноя 23 – фев 24"),
        ("2025-05..2025-09", "2025-05", "2025-07", "May 25 – Jun 25", "май 25 – июн 25"),
    ],
)
def test_a_period_by_its_key(key: str, start: str, end: str, english: str, russian: str) -> None:
    assert MONTHS.span(key) == (day(start), day(end))
    with use_language("en"):
        assert str(MONTHS.label(key)) == english
    with use_language("ru"):
        assert str(MONTHS.label(key)) == russian


def test_all_time_has_no_ends() -> None:
    assert MONTHS.span("all") is None


@pytest.mark.parametrize(
    "key", ["", "soon", "2025-q5", "2025-7", "2024-13..2025-01", "2025-02..2025-01", "2025-08..2025-09", "2026",
            "0000", "9999-12..9999-12", "2025-q3"],
)
def test_a_period_that_is_none_or_not_covered(key: str) -> None:
    with pytest.raises(ValueError, match=key or None):
        MONTHS.span(key)


def test_the_usual_period_comes_first_and_every_offer_can_be_shown() -> None:
    keys = MONTHS.keys()
    assert keys[0] == "12m"
    assert {"2025", "2024", "2023", "2025-q2", "2023-q1", "all"} < set(keys)
    assert "2025-q3" not in keys
    for key in keys:
        span = MONTHS.span(key)
        assert span is None or Scope(*span).months


def test_a_ledger_without_a_full_month_offers_all_time() -> None:
    assert Calendar(None, None).keys() == ["all"]


@given(some.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)),
       some.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)))
def test_a_range_can_be_read_back(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one.replace(day=1), other.replace(day=1)))
    span = parse(range_key(one, other))
    assert span is not None
    assert span[0] == first
    assert (span[1] - datetime.timedelta(days=1)).replace(day=1) == last


# The bar

def control(app: AppTest, key: str) -> object:
    return app.main.get_by_key(key) if hasattr(app.main, "get_by_key") else next(
        element for kind in (app.selectbox, app.radio, app.multiselect, app.segmented_control)
        for element in kind if element.key == key
    )


def caption(app: AppTest) -> str:
    return " ".join(element.value for element in app.caption)


def test_it_begins_with_the_last_twelve_months_of_revenue(app: Start) -> None:
    shown = app()
    assert "period: Jul 24 – Jun 25 · base: revenue · level: Groups" in caption(shown).replace("\\", "")
    assert set(asked(shown)) == {"lang"}


@pytest.mark.parametrize(
    ("key", "value", "parameter", "written", "says"),
    [
        ("scope_period", "2024", "period", ["2024"], "period: Jan 24 – Dec 24"),
        ("scope_period", "all", "period", ["all"], "all time: 31 Jan 2023 – 30 Jun 2025"),
        ("scope_base", "margin", "base", ["margin"], "base: margin"),
        ("scope_level", "account", "level", ["account"], "level: Legal entities"),
        ("scope_region", ["North", "NA"], "region", ["North", "NA"], "Region: **NA and North**"),
    ],
)
def test_a_choice_goes_to_the_address_and_a_link_shows_the_same(
    app: Start, key: str, value: object, parameter: str, written: list[str], says: str
) -> None:
    shown = app()
    before = [metric.value for metric in shown.metric]
    control(shown, key).set_value(value).run()  # type: ignore[attr-defined]
    assert asked(shown)[parameter] == written
    assert says in caption(shown).replace("\\", "")
    if key != "scope_base":
        assert [metric.value for metric in shown.metric] != before
    link = {name: values for name, values in asked(shown).items() if name != "lang"}
    again = app(**link)
    assert caption(again) == caption(shown)
    assert [metric.value for metric in again.metric] == [metric.value for metric in shown.metric]


def test_the_usual_choice_leaves_the_address(app: Start) -> None:
    shown = app(base="margin", period="2024")
    control(shown, "scope_base").set_value("revenue").run()  # type: ignore[attr-defined]
    assert "base" not in asked(shown)
    control(shown, "scope_period").set_value("12m").run()  # type: ignore[attr-defined]
    assert "period" not in asked(shown)


def test_other_months_begin_with_those_that_are_shown(app: Start) -> None:
    shown = app()
    control(shown, "scope_period").set_value("range").run()  # type: ignore[attr-defined]
    assert asked(shown)["period"] == ["2024-07..2025-06"]
    control(shown, "scope_from").set_value(day("2025-02")).run()  # type: ignore[attr-defined]
    assert asked(shown)["period"] == ["2025-02..2025-06"]
    control(shown, "scope_to").set_value(day("2024-12")).run()  # type: ignore[attr-defined]
    assert asked(shown)["period"] == ["2024-12..2025-02"]


def test_filters_are_cleared_with_one_click(app: Start) -> None:
    shown = app(region=["North", "NA"], unit="Steel", base="margin")
    next(button for button in shown.button if button.key == "scope_clear").click().run()
    assert set(asked(shown)) == {"lang", "base"}


def test_a_base_without_data_is_closed_and_says_why(app: Start) -> None:
    shown = app("without cost")
    assert control(shown, "scope_base").options == ["Revenue"]  # type: ignore[attr-defined]
    closed = control(shown, "scope_base_closed")
    assert closed.disabled  # type: ignore[attr-defined]
    assert closed.options == ["Margin", "Contribution"]  # type: ignore[attr-defined]
    assert set(closed.proto.captions) == {"No sales with a cost were brought in."}  # type: ignore[attr-defined]


def test_a_link_to_a_base_without_data_shows_revenue_and_says_so(app: Start) -> None:
    shown = app("without cost", base="margin")
    assert "base: revenue" in caption(shown).replace("\\", "")
    assert "No sales with a cost were brought in. Revenue is shown." in caption(shown).replace("\\", "")


def test_a_link_to_a_level_that_is_none_shows_groups_and_says_so(app: Start) -> None:
    assert "There is no level “foo”: groups are shown." in caption(app(level="foo")).replace("\\", "")


@pytest.mark.parametrize(("shape", "there"), [("whole", True), ("without groups", False)])
def test_the_level_is_offered_where_there_are_groups(app: Start, shape: str, there: bool) -> None:
    shown = app(shape)
    assert any(element.key == "scope_level" for element in shown.main.segmented_control) is there


def test_a_filter_of_the_text_na_is_a_value_like_any_other(app: Start) -> None:
    shown = app(region="NA")
    assert "Region: **NA**" in caption(shown).replace("\\", "")


# The list of key clients

def listed(tmp_path: Path, *clients: str) -> None:
    """Put clients on the list of this data folder."""
    book = open_book(tmp_path / "data")
    for client in clients:
        book.keys.enter(client, client, why="Largest", who="Director", cap=10)


def test_while_nobody_is_on_the_list_nothing_is_offered(app: Start) -> None:
    shown = app()
    assert all(toggle.key != "scope_list" for toggle in shown.toggle)
    asked_for = app(list="key")
    assert "Nobody is on the list of key clients: all clients are shown." in caption(asked_for).replace("\\", "")
    assert [metric.value for metric in asked_for.metric] == [metric.value for metric in shown.metric]


@pytest.mark.parametrize(("language", "words"), [("en", "Key clients only"), ("ru", "Только ключевые клиенты")])
def test_every_page_can_show_key_clients_only(app: Start, tmp_path: Path, language: str, words: str) -> None:
    with use_language(language):  # what a control shows is looked up in the language of the reader
        shown = app(lang=language)
        listed(tmp_path, "G1")
        time.sleep(1)  # pages look into the book once a second for this
        shown.run()
        before = [metric.value for metric in shown.metric]
        shown.toggle(key="scope_list").set_value(True).run()
        assert asked(shown)["list"] == ["key"]
        assert f"**{words}**" in caption(shown)
        assert [metric.value for metric in shown.metric] != before
        again = app(lang=language, list="key")
        assert [metric.value for metric in again.metric] == [metric.value for metric in shown.metric]
        again.button(key="scope_clear").click().run()
        assert "list" not in asked(again)
        assert [metric.value for metric in again.metric] == before


def test_a_list_that_is_none_is_answered_calmly(app: Start, tmp_path: Path) -> None:
    app()
    listed(tmp_path, "G1")
    assert "There is no list “foo”: all clients are shown." in caption(app(list="foo")).replace("\\", "")


def test_a_book_that_cannot_be_read_hides_the_list_alone(app: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAM_BOOK", "postgresql://nobody@localhost:1/none")
    shown = app(list="key")
    assert not shown.exception
    assert not shown.error
    assert shown.metric
