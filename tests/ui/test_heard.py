"""The Overview opens with what moved, and adds what the others say once they were asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from metrics.company import ledger, sale
from metrics.test_drop import shop_lines
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from kam_core import ui
    from kam_core.i18n import msg

    view = ui.guard("overview")
    overview, clients = ui.ask("overview", view), ui.ask("accounts", view)
    if st.button("ask", key="ask"):
        ui.ask("rhythm", view)
        ui.ask("drop", view)
    ui.changes_heard(view, overview, clients, msg("Nothing moved by enough to be told."))


def said(app: AppTest) -> list[str]:
    return [box.label for box in app.expander] + [text.value for text in app.markdown]


def run(data: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("KAM_DATA", str(data))
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params["lang"] = "en"
    return app.run()


def test_what_moved_first_and_the_others_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger(tmp_path, shop_lines())
    app = run(tmp_path, monkeypatch)
    assert not app.exception, [error.message for error in app.exception]
    assert [each.value for each in app.caption][-1] == "Late clients, falls, answers and requests are being looked at…"
    assert not any("than was to be expected" in line for line in said(app))
    app = app.button(key="ask").click().run()
    assert not app.exception
    assert any(line.replace("\xa0", " ").startswith("c3 brought ") and "than was to be expected" in line for line in said(app))
    assert not any("being looked at" in each.value for each in app.caption)


def test_with_no_facts_there_is_nothing_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger(tmp_path, [sale("a", "2025-01-31", 10)])
    app = run(tmp_path, monkeypatch).button(key="ask").click().run()
    assert not app.exception
    assert not any("being looked at" in each.value for each in app.caption)
