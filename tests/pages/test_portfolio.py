"""Overview and Concentration say the figures of a ledger that is counted here by hand, and their controls change them.

The ledger "without groups" of tests/ledgers.py: client n buys for 100,000 / n a month in 2023, a tenth of that more in
each later year, at a cost of 70 %; 500 a month name no client. The last twelve months are July 2024 to June 2025.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from ledgers import Folders
from streamlit.testing.v1 import AppTest

from kam_core.ui.registry import ROOT

FIRST_CLIENT = 100_000 * (6 * 1.1 + 6 * 1.2)
ALL_CLIENTS = FIRST_CLIENT * sum(1 / n for n in range(1, 13))
UNNAMED = 500 * 12


def page(name: str, data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("KAM_DATA", str(data))
    app = AppTest.from_file(str(ROOT / "pages" / "portfolio" / f"{name}.py"), default_timeout=60)
    for key, value in {"lang": "en", **address}.items():
        app.query_params[key] = value
    return app.run()


def figures(app: AppTest) -> dict[str, tuple[str, str]]:
    """(value, change) of every figure by its label, as the reader sees them."""
    return {
        plain(metric.label): (plain(str(metric.value)), plain(str(metric.delta))) for metric in app.metric
    }


def millions(amount: float) -> str:
    return f"{round(amount / 1e6, 2):g} m"


def plain(text: str) -> str:
    return text.replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ").replace(" ₽", "")


@pytest.fixture
def data(folders: Folders) -> Path:
    return folders["without groups"]


def test_overview_says_revenue_margin_clients_and_the_largest_share(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = figures(page("overview", data, monkeypatch))
    before = 100_000 * (6 * 1.0 + 6 * 1.1) * sum(1 / n for n in range(1, 13)) + UNNAMED
    change = (ALL_CLIENTS + UNNAMED) / before - 1
    assert found["Revenue"] == (millions(ALL_CLIENTS + UNNAMED), f"+{change:.1%}".replace("%", " %"))
    assert found["Margin, 30.0 % of revenue"][0] == millions(ALL_CLIENTS * 0.3)
    assert found["Active clients"] == ("12", "0.0 %")
    assert found["Largest share"] == (f"{FIRST_CLIENT / ALL_CLIENTS:.1%}".replace("%", " %"), "0.0 pp")


def test_concentration_says_the_largest_share_and_the_effective_number(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = figures(page("concentration", data, monkeypatch))
    harmonic = sum(1 / n for n in range(1, 13))
    effective = harmonic**2 / sum(1 / n**2 for n in range(1, 13))
    assert found["Largest share"][0] == f"{1 / harmonic:.1%}".replace("%", " %")
    assert found["Effective number"][0] == f"{effective:.1f}"
    # cumulative shares of 1/n by hand: 1 to 6 make 2.45 of 3.1032 (78.9 %), 1 to 7 make 2.5929 (83.6 %)
    assert found["Clients that make 80 %"][0] == "7 of 12"


def test_what_if_begins_with_the_largest_and_follows_the_choice(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page("concentration", data, monkeypatch)
    found = figures(app)
    assert found["Revenue then"][0] == millions(ALL_CLIENTS - FIRST_CLIENT + UNNAMED)
    assert found["Margin then"][0] == f"{(ALL_CLIENTS - FIRST_CLIENT) * 0.3 / 1e3:.0f} k"
    largest = 0.5 / (sum(1 / n for n in range(1, 13)) - 1)
    assert found["Largest share then"][0] == f"{largest:.1%}".replace("%", " %")

    app.slider(key="cut_group_C01").set_value(50).run()
    assert figures(app)["Revenue then"][0] == millions(ALL_CLIENTS - FIRST_CLIENT / 2 + UNNAMED)

    app.multiselect(key="what_if_group").set_value([]).run()
    assert figures(app)["Revenue then"] == (millions(ALL_CLIENTS + UNNAMED), "0.0 %")


def test_the_loss_of_a_year_follows_the_probability(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page("concentration", data, monkeypatch)
    squares = FIRST_CLIENT**2 * sum(1 / n**2 for n in range(1, 13))
    for percent in (10, 30):
        app.number_input(key="loss_probability").set_value(percent).run()
        found, chance = figures(app), percent / 100
        assert found["Mean loss"][0] in (f"{ALL_CLIENTS * chance / 1e3:.0f} k", millions(ALL_CLIENTS * chance))
        assert found["Standard deviation"][0] == f"{(squares * chance * (1 - chance)) ** 0.5 / 1e3:.0f} k"


@pytest.mark.parametrize(("whose", "thesis"), [("unit", "business unit"), ("manager", "manager")])
def test_the_ladder_is_shown_for_the_parts_of_the_company(
    whose: str, thesis: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page("concentration", data, monkeypatch)
    before = len(app.dataframe)
    app.segmented_control(key="whose_ladder").set_value(whose).run()
    assert not app.error
    assert len(app.dataframe) == before + 1
    assert any(thesis in text.value for text in app.markdown)


def test_only_returns_have_no_shares_and_are_listed_apart(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page("concentration", folders["only returns"], monkeypatch)
    assert not app.error
    assert figures(app)["Largest share"][0] == "—"
    assert [plain(heading.value) for heading in app.subheader] == ["Clients without a share", "No client named"]
    assert any("−6,000.00" in plain(text.value) for text in app.markdown)


def test_one_client_is_everything(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    found = figures(page("concentration", folders["one client"], monkeypatch))
    assert found["Largest share"][0] == "100.0 %"
    assert found["Effective number"][0] == "1.0"
    assert found["Clients that make 80 %"][0] == "1 of 1"


def test_without_cost_margin_is_absent_and_said(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    app = page("overview", folders["without cost"], monkeypatch)
    assert figures(app)["Margin"][0] == "—"
    assert any("margin is not known" in plain(caption.value) for caption in app.caption)
