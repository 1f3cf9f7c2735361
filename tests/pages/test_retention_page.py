"""The page Retention over a company whose clients are counted by hand: figures, names behind the bars, controls."""

from __future__ import annotations

from pathlib import Path

import pytest
from metrics.company import ledger, open_months, sale
from streamlit.testing.v1 import AppTest

from kam_core.ui.registry import ROOT


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve clients of 100 in 2024: nine keep buying 110, one 40, two are lost; one more is new in 2025."""
    folder = tmp_path_factory.mktemp("retention")
    sales = [*open_months(2024, 2025), sale(None, "2025-12-31", 0)]
    accounts = [{"account_id": f"c{i:02d}", "name": f"Client {i:02d}", "segment": "Large" if i < 10 else "Small",
                 "manager": "Ivanova"} for i in range(13)]
    for i in range(12):
        sales += [sale(f"c{i:02d}", f"2024-{month:02d}", 25) for month in (1, 4, 7, 10)]
    sales += [sale(f"c{i:02d}", "2025-03", 110) for i in range(9)]
    sales += [sale("c09", "2025-03", 40), sale("c12", "2025-11", 70)]
    ledger(folder, sales, accounts)
    return folder


def show(data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("KAM_DATA", str(data))
    app = AppTest.from_file(str(ROOT / "pages" / "base" / "retention.py"), default_timeout=60)
    for key, value in {"lang": "en", **address}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def plain(text: object) -> str:
    return str(text).replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def test_the_thesis_and_the_figures(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 1,200: 9 × 100 + 40 = 940 stayed, the same clients bring 9 × 110 + 40 = 1,030."""
    app = show(data, monkeypatch)
    assert plain(app.title[0].value) == (
        "Of every 100 that clients brought before, 78 stayed; with what some buy more, the same clients bring 86.")
    assert plain(app.caption[0].value).startswith("12 clients that bought in Jan 24 – Dec 24")
    found = {plain(metric.label): (plain(metric.value), plain(metric.delta)) for metric in app.metric}
    assert found["Clients that stayed"] == ("83.3 %", "10 of 12 (55 % – 95 %)")
    assert found["Gone with lost clients"] == ("16.7 %", "2 clients lost")
    assert found["Gross retention"][0] == "78.3 %"
    assert found["Net retention"][0] == "85.8 %"


def test_the_names_behind_a_bar(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = show(data, monkeypatch)
    assert names(app) == ["Client 10", "Client 11"]
    app.button_group(key="moved_part").set_value("shrunk").run()
    assert not app.exception
    assert names(app) == ["Client 09"]
    app.button_group(key="moved_part").set_value("new").run()
    assert names(app) == ["Client 12"]


def names(app: AppTest) -> list[str]:
    return [str(name) for name in app.dataframe[0].value["name"]]


def test_small_parts_are_counted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = show(data, monkeypatch)
    parts = app.dataframe[1].value.set_index("part")
    assert parts.loc["Large", "logo_retention"] == 1
    assert parts["lost_accounts"].to_dict() == {"Large": 0, "Small": 2}
    assert parts["logo_retention"].isna().to_dict() == {"Large": False, "Small": True}
    assert any("has counts only" in caption.value for caption in app.caption)


def test_without_a_year_before_the_rest_is_shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = show(data, monkeypatch, period="2024")
    assert plain(app.title[0].value) == "There is no earlier period to follow clients from."
    assert any("The ledger begins in January 2024" in plain(each.value) for each in app.markdown)
    assert app.subheader[0].value.startswith("Who still buys")


def test_half_years_follow_the_setting(data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The second half of 2024 against the first: everybody brought 50, everybody brings 50."""
    import shutil

    from kam_core.settings import Settings, save

    copy = Path(shutil.copytree(data, tmp_path / "copy"))
    save(copy, Settings().with_(compare_with="previous"), "test")
    app = show(copy, monkeypatch, period="2024-07..2024-12")
    found = {plain(metric.label): plain(metric.value) for metric in app.metric}
    assert (found["Gross retention"], found["Net retention"]) == ("100.0 %", "100.0 %")
    assert plain(app.title[0].value).endswith("none of them brings more.")
