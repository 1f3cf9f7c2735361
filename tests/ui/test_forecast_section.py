"""The sections of the forecast and of lifetime: every ledger, both languages, and the table that is chosen."""

from __future__ import annotations

import pytest
from apps import opened, unbroken
from ledgers import SHAPES
from metrics.company import ledger, sale
from streamlit.testing.v1 import AppTest

SHOWN = [shape for shape in SHAPES if shape not in ("none", "empty")]


def page() -> None:
    from kam_core import ui

    view = ui.guard("concentration")
    ui.forecast_section(view)
    ui.lifetime_section(view)


def text(app: AppTest) -> str:
    return " ".join(each.value for kind in (app.markdown, app.caption, app.subheader) for each in kind)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("shape", SHOWN)
def test_the_sections_bear_every_ledger(shape, language, folders, monkeypatch):
    app = unbroken(opened(page, folders[shape], monkeypatch, lang=language))
    heads = [each.value for each in app.subheader]
    assert heads[0] == ("Прогноз и план" if language == "ru" else "Forecast against the plan")
    assert ("Клиенты за всё время" if language == "ru" else "Lifetime of clients") in heads


def test_tables_follow_the_choice(folders, monkeypatch):
    app = opened(page, folders["whole"], monkeypatch)
    months = app.dataframe[0].value
    assert list(months) == ["month", "forecast"], "30 months: no plan, and too few years for an interval"
    assert [f"{month:%Y-%m}" for month in months["month"]] == [*(f"2025-{month:02d}" for month in range(7, 13)),
                                                               *(f"2026-{month:02d}" for month in range(1, 7))]
    assert app.dataframe[1].value["name"].iloc[0].startswith("<b>"), "the largest group, its name as it is"
    chosen = next(each for each in app.segmented_control if each.key == "forecast_by")
    app = chosen.set_value("managers").run()
    assert not app.exception
    assert app.dataframe[0].value["part"].tolist() == ["Petrov", "Ivanova", "not named"]
    app = next(each for each in app.segmented_control if each.key == "forecast_by").set_value("past").run()
    past = app.dataframe[0].value
    assert list(past) == ["month", "actual"]
    assert (f"{past['month'].iloc[0]:%Y-%m}", len(past)) == ("2025-06", 24)


def test_what_is_missing_is_said(tmp_path, monkeypatch):
    ledger(tmp_path, [sale("a", "2025-01", 5), sale("a", "2025-12-31", 5)])
    app = opened(page, tmp_path, monkeypatch)
    assert not app.exception
    assert "Nothing is forecast" in text(app) or "nothing is forecast" in text(app)
    assert len(app.dataframe) == 1, "clients to date alone"


def test_the_model_of_the_long_tail_is_asked_when_it_is_opened(folders, monkeypatch):
    app = opened(page, folders["whole"], monkeypatch)
    assert "model of the long tail needs" not in text(app)
    app.session_state["long_tail"] = True
    app = app.run()
    assert not app.exception
    assert "A model of the long tail needs" in text(app)
