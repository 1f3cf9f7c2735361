"""The page ABC-XYZ says the figures of a ledger that is counted here by hand, and its controls change what is shown.

The ledger "without groups" of tests/ledgers.py: client n of twelve buys for 100,000 / n a month, a tenth of that more in
each later year. The last twelve months are July 2024 to June 2025; every client buys in all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ledgers import Folders
from metrics.company import ledger, open_months, sale, scope
from streamlit.testing.v1 import AppTest

from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.settings import Settings
from kam_core.ui.registry import ROOT


def page(data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("KAM_DATA", str(data))
    app = AppTest.from_file(str(ROOT / "pages" / "base" / "abc_xyz.py"), default_timeout=60)
    for key, value in {"lang": "en", **address}.items():
        app.query_params[key] = value
    return app.run()


def plain(text: object) -> str:
    return str(text).replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def figures(app: AppTest) -> dict[str, str]:
    return {plain(metric.label): plain(metric.value) for metric in app.metric}


def heads(app: AppTest) -> list[str]:
    return [plain(heading.value) for heading in app.subheader]


@pytest.fixture
def data(folders: Folders) -> Path:
    return folders["without groups"]


def test_the_figures_and_the_thesis(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch)
    # 1/1 … 1/6 make 2.45 of 3.1032 (78.9 %), so the seventh is the last of A; ten make 94.4 %, so the eleventh is of B
    assert figures(app) == {"Class A": "7 of 12", "Buy often (X)": "12", "Large and irregular (AZ)": "0",
                            "New · lost clients": "0 · 0"}
    assert [plain(title.value) for title in app.title] == [
        "Seven clients of class A bring 83.6 % of the revenue; none of them buys irregularly."]
    assert heads(app) == ["The nine cells", "Clients by class", "Two methods of XYZ", "Migration between two periods",
                          "From class to class", "Clients that moved, by money", "How lately, how often, for how much",
                          heads(app)[-1]]
    notes = " ".join(plain(caption.value) for caption in app.caption)
    # inclusive: 83.6 % with the seventh, 97.3 % with the eleventh: one client a limit
    assert "by the rule usual in Excel 2 clients would change class" in notes


def test_a_cell_opens_its_names_and_what_to_do(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch)
    app.pills(key="abc_xyz_cell").set_value("BX").run()
    assert not app.exception
    names = app.dataframe[0].value["name"].tolist()
    assert names == ["Client 08", "Client 09", "Client 10", "Client 11"]
    assert any("BX" in plain(text.value) and "first candidates to grow" in plain(text.value) for text in app.markdown)
    assert "Clients of BX" in heads(app)
    app.pills(key="abc_xyz_cell").set_value("CZ").run()
    assert any("No client is in this cell and state." in plain(caption.value) for caption in app.caption)


def test_migration_follows_its_controls(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch)
    assert any("Of 7 clients of class A 7 stayed in it (100.0 %); none was lost." in plain(text.value) for text in app.markdown)
    app.segmented_control(key="migration_kind").set_value("xyz").run()
    assert not app.exception
    half = page(data, monkeypatch, period="2025-q1")
    half.segmented_control(key="migration_against").set_value("previous").run()
    assert any("October 2024 – December 2024" in plain(caption.value) for caption in half.caption)


def test_a_quarter_has_no_xyz_and_says_so(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(data, monkeypatch, period="2025-q1")
    assert figures(app)["Buy often (X)"] == "—"
    assert "The three classes" in heads(app)
    assert "Two methods of XYZ" not in heads(app)
    assert any("XYZ needs 6 full months with data; the period has 3." in plain(caption.value) for caption in app.caption)


def test_one_client_and_only_returns(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(folders["one client"], monkeypatch)
    assert figures(app)["Class A"] == "1 of 1"
    app = page(folders["only returns"], monkeypatch)
    assert not app.exception
    assert plain(app.title[0].value) == "No client is above zero in this period, so there are no classes."
    assert figures(app)["Class A"] == "0 of 0"


def test_lost_are_those_of_retention_and_the_older_are_named_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One lost since the year before, two in 2022; the page Retention counts the one."""
    ledger(tmp_path, [*open_months(2022, 2023, 2024), sale(None, "2024-12-31", 0), sale("stays", "2023-05", 10),
                      sale("stays", "2024-05", 10), sale("lost", "2023-06", 7), sale("old", "2022-06", 7),
                      sale("older", "2022-02", 7)])
    app = page(tmp_path, monkeypatch)
    assert figures(app)["New · lost clients"] == "0 · 1"
    assert any("; 2 more bought last before both" in plain(caption.value) for caption in app.caption)
    lost = ask("retention", Store(tmp_path).open(), scope("2024-01", "2025-01"), Settings()).summary["clients_lost"]
    assert lost == 1


def test_without_an_earlier_period_there_is_nothing_to_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger(tmp_path, [sale("a", "2025-01-02", 10), sale("b", "2025-03-31", 20)])
    app = page(tmp_path, monkeypatch)
    assert not app.exception
    assert "Migration between two periods" in heads(app)
    assert not [each.key for each in app.segmented_control if str(each.key).startswith("migration")]
