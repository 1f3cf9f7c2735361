"""The section of falls: its sentence, its picture, the names behind it, on ledgers of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from apps import opened, unbroken
from ledgers import SHAPES, Folders
from metrics.company import ledger, scope
from metrics.test_drop import shop_lines

from kam_core.charts.drop import falls_of
from kam_core.charts.template import LIGHT
from kam_core.i18n import use_language
from kam_core.metrics import ask
from kam_core.settings import Settings

SHOWN = [shape for shape in SHAPES if shape not in ("none", "empty")]


def page() -> None:
    from kam_core import ui
    from kam_core.ui.drop_section import drop_section

    drop_section(ui.guard("retention"))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("shape", SHOWN)
def test_the_section_bears_every_ledger(shape: str, language: str, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    app = unbroken(opened(page, folders[shape], monkeypatch, lang=language))
    assert app.subheader[0].value == (
        "Меньше, чем следовало ожидать" if language == "ru" else "Less than was to be expected")


def test_names_of_those_that_fell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger(tmp_path, shop_lines())
    app = opened(page, tmp_path, monkeypatch)
    assert not app.exception
    assert app.dataframe[0].value["name"].tolist() == ["c3"]
    assert app.dataframe[0].value["gap"].iloc[0] < -150
    found = {metric.label: metric.value for metric in app.metric}
    assert found.get("Clients that fell", "1") == "1"
    every = app.segmented_control(key="drop_shown").set_value("every").run()
    assert not every.exception
    assert len(every.dataframe[0].value) == 12


def test_the_picture_states_what_the_table_says(tmp_path: Path) -> None:
    lines = [{**line, "account": "<b>c3</b>" if line["account"] == "c3" else line["account"]} for line in shop_lines()]
    answer = ask("drop", ledger(tmp_path, lines), scope("2025-01", "2026-01"), Settings())
    with use_language("en"):
        figure, alt = falls_of(answer, "EUR", False)
        assert str(alt).replace("\xa0", " ").startswith("<b>c3</b> brought 120 € in 3 months, where ")
    assert [list(trace.x) for trace in figure.data] == [[answer.rows.iloc[0]["expected"]], [120.0]]
    assert [trace.marker.color for trace in figure.data] == [LIGHT.rest, LIGHT.attention]
    texts = " ".join(note.text for note in figure.layout.annotations)
    assert "&lt;b&gt;c3" in texts
    assert "<b>" not in texts + figure.data[0].hovertext[0]
    nobody, alt = falls_of(ask("drop", ledger(tmp_path / "other", lines[:3]), scope(), Settings()), "EUR", True)
    assert not nobody.data
    with use_language("en"):
        assert str(alt) == "No client brings clearly less than was to be expected of it."
