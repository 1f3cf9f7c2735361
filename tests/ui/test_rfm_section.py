"""The section RFM of a page: its sentence, its picture, the names behind a segment."""

from __future__ import annotations

from pathlib import Path

import pytest
from apps import opened, unbroken
from ledgers import SHAPES, Folders
from metrics.company import ledger, sale, scope

from kam_core.charts.rfm import segments_of
from kam_core.charts.template import LIGHT
from kam_core.i18n import use_language
from kam_core.metrics import Answer, ask
from kam_core.settings import Settings

SHOWN = [shape for shape in SHAPES if shape not in ("none", "empty")]


def page() -> None:
    from kam_core import ui
    from kam_core.ui.rfm_section import rfm_section

    rfm_section(ui.guard("concentration"))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("shape", SHOWN)
def test_the_section_bears_every_ledger(shape: str, language: str, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    app = unbroken(opened(page, folders[shape], monkeypatch, lang=language))
    assert app.subheader[0].value == (
        "Как давно, как часто, на сколько" if language == "ru" else "How lately, how often, for how much")
    assert any(box.key == "rfm_segment" for box in app.selectbox) == (shape != "only returns")


def test_names_follow_the_segment(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    # twelve clients buy on the last day of every month, so that all have R 5 and F 5; the nth brings 1/n of the first, or
    # 1/n of 3.1032 of all: from the seventh on that is below 5 %, and never below 2.5 %
    app = opened(page, folders["without groups"], monkeypatch)
    chosen = app.selectbox(key="rfm_segment")
    assert chosen.options == ["Champions · 6", "Loyal · 6", "All segments · 12"]
    assert chosen.value == "champions"
    assert len(app.dataframe[0].value) == 6
    assert app.dataframe[0].value["name"].iloc[0] == "Client 01"
    app = chosen.select("every").run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 12
    assert app.dataframe[0].value["segment"].tolist() == ["champions"] * 6 + ["loyal"] * 6


def asked(tmp_path: Path) -> Answer:
    sales = [sale("best", f"2025-{month:02d}", 100) for month in range(1, 13)]
    sales += [sale("gone", f"2025-{month:02d}-{day:02d}", 100) for month in (1, 2) for day in (3, 8, 13, 18, 23, 28)]
    return ask("rfm", ledger(tmp_path, [*sales, sale("best", "2025-12-31", 100)]), scope("2025-01", "2026-01"), Settings())


def test_the_picture_says_what_each_segment_brings(tmp_path: Path) -> None:
    answer = asked(tmp_path)
    with use_language("en"):
        figure, alt = segments_of(answer, "RUB", False)
        text = [note.text for note in figure.layout.annotations]
        assert str(alt) == ("RFM segments by share of revenue: Champions bring the most, 52.0\u00a0% with 1 of 2 clients.")
    assert list(figure.data[0].x) == [13 / 25, 12 / 25]
    assert list(figure.data[0].marker.color) == [LIGHT.ours, LIGHT.attention]
    assert {"Champions", "Cannot be lost", "1", "52.0\u00a0%", "48.0\u00a0%"} <= set(text)
    assert "1,300.00\u00a0₽" in figure.data[0].hovertext[0]
    with use_language("ru"):
        figure, alt = segments_of(answer, "RUB", True)
    assert "Нельзя потерять" in [note.text for note in figure.layout.annotations]


def test_the_picture_of_nobody(tmp_path: Path) -> None:
    answer = ask("rfm", ledger(tmp_path, [sale("a", "2025-05", -10)]), scope("2025-01", "2026-01"), Settings())
    figure, alt = segments_of(answer, "", False)
    assert str(alt) == "There are no segments to show."
    assert not figure.data[0].x
