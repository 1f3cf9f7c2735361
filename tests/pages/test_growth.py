"""The page Growth: what it says of whole data, of data without categories, and what its controls change."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from apps import opened, unbroken
from ledgers import FIRST, MONTHS, Folders, insert
from streamlit.testing.v1 import AppTest

from kam_core.ledger import Store
from kam_core.scope import add_months

DAY = datetime.timedelta(days=1)


def run(data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    return unbroken(opened("growth", data, monkeypatch, **address))


def words(app: AppTest) -> str:
    texts = (str(element.value) for kind in (app.title, app.markdown, app.caption, app.subheader) for element in kind)
    return "\n".join(texts).replace("\u00a0", " ")


def shop(data: Path, categories: bool) -> Path:
    """Fifteen clients over thirty months: every third has never bought wire; prices rise by a tenth a year."""
    with Store(data).draft("test", fresh=True) as building:
        lines = []
        for place in range(MONTHS):
            month = add_months(FIRST, place)
            for number in range(15):
                for category, price in (("bolts", 10), ("wire", 7)):
                    if category == "wire" and number % 3 == 0:
                        continue
                    lines.append({
                        "account": f"Client {number:02d}", "date": add_months(month, 1) - DAY, "quantity": 100 + number,
                        "revenue": round((100 + number) * price * 1.1 ** (place // 12), 2), "product": f"the {category}",
                        "category": category if categories else None, "currency": "RUB",
                    })
        insert(building.draft, "sales", lines)
        building.publish("test")
    return data


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shop(tmp_path_factory.mktemp("whole"), True)


def test_the_page_says_who_could_buy_what(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(whole, monkeypatch, period="2024-01..2024-12")
    assert app.title[0].value == r"Of 5 clients that could add a category, 0 did\."
    values = [metric.value.replace("\u00a0", " ") for metric in app.metric]
    # revenue of everybody grew by a tenth, and no more
    assert values[:4] == ["0 of 5", r"0\.0 \%", r"1\.7", r"83\.3 \%"]
    found = words(app)
    assert r"16\.7 \% of the cells are white" in found
    assert "Revenue grew by" in found
    assert "most of all by prices" in found


def test_volume_and_mix_can_be_taken_within_categories(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(whole, monkeypatch, period="2024-01..2024-12")
    assert "Volume and mix are taken within each category" not in words(app)
    app.button_group(key="mix_within").set_value("category").run()
    assert not app.exception
    assert "Volume and mix are taken within each category and added up" in words(app)
    app.button_group(key="mix_table").set_value("categories").run()
    assert any(element.value == "Within categories" for element in app.subheader)


def test_white_cells_can_be_chosen(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(whole, monkeypatch, period="2024-01..2024-12")
    app.button_group(key="white_which").set_value("lapsed").run()
    assert not app.exception
    assert any(element.value == "The best white cells" for element in app.subheader)


def test_without_categories_the_page_is_of_price_and_volume(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(shop(tmp_path, False), monkeypatch, period="2024-01..2024-12")
    assert app.title[0].value.startswith("Revenue grew by")
    found = words(app)
    assert r"The sales name no categories\." in found
    assert "Categories that go together" not in found


def test_another_base_is_said_to_change_nothing(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    app = run(folders["whole"], monkeypatch, base="margin")
    assert r"This page is of revenue, whatever the base\." in words(app)
