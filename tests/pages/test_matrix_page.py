"""Portfolio matrix and scorecard as pages: a score is entered, kept with who, and moves its client; a manager sees one row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ledgers import Folders
from pages.test_pages import run

from kam_core.ledger import Store
from kam_core.ui.registry import page


def test_a_score_is_kept_with_who_gave_it(folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = Path(shutil.copytree(folders["whole"], tmp_path / "data"))
    app = run(page("matrix"), data, monkeypatch, lang="en")
    client = next(box for box in app.selectbox if box.key == "matrix_client").value
    app.text_input(key="matrix_who").set_value("Ann")
    app.selectbox(key=f"matrix_factor_relationship_{client}_0").set_value(7)
    next(button for button in app.button if button.label == "Save the scores").click().run()
    assert not app.exception
    kept = Store(data).book().scores.of([client])[client]["factor_relationship"]
    assert (kept.value, kept.who) == (7, "Ann")
    assert any("7 of 10 by Ann" in text.value.replace("\\", "") for text in app.markdown)
    assert any("→ 67" in text.value for text in app.markdown), "(7 − 1) ÷ 9"


def test_the_scorecard_stands_by_name_and_says_so(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(page("scorecard"), folders["whole"], monkeypatch, lang="en")
    assert not app.exception
    assert any("there is no rank and no total" in text.value for text in app.caption)
    assert "full load" in app.title[0].value or "limit" in app.title[0].value
