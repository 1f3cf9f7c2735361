"""The page Health: figures, names, what makes up a score, and the manager's opinion that the book keeps."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from metrics.company import answer, ledger, sale
from streamlit.testing.v1 import AppTest

from kam_core.book import dated, open_book
from kam_core.settings import change
from kam_core.ui.registry import ROOT

MONTHS = [f"{year}-{number:02d}" for year in (2023, 2024, 2025) for number in range(1, 13)]
NAMES = {"up": "Upward", "flat": "Level *Ltd*", "down": "Downward", "fresh": "Fresh"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """up grows by a fifth in the last quarter and promotes (green), flat is level (amber), down halves (red), fresh is new.

    In 2025 they bring 2,520, 1,200, 525 and 10.
    """
    sales = [sale(None, "2025-12-31", 0)]
    for name, last in (("up", 240), ("flat", 100), ("down", 25)):
        for month in MONTHS:
            amount = last if month >= "2025-10" else {"up": 200, "flat": 100, "down": 50}[name]
            sales.append(sale(name, month, amount, amount * 0.6, category="A"))
    sales.append(sale("fresh", "2025-12", 10, 6, category="A"))
    folder = tmp_path / "data"
    ledger(folder, sales, [{"account_id": key, "name": name, "manager": "Ivanova"} for key, name in NAMES.items()],
           nps=[answer("up", "2025-09-01", 10)])
    monkeypatch.setenv("KAM_DATA", str(folder))
    return folder


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "voice" / "health.py"), default_timeout=60)
    for key, value in {"lang": "en", **address}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def plain(text: object) -> str:
    return str(text).replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def told(app: AppTest) -> str:
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.warning, app.success, app.error)
    return plain("\n".join(str(each.value) for kind in kinds for each in kind))


def test_the_thesis_the_figures_and_the_names(data: Path) -> None:
    app = opened()
    assert plain(app.title[0].value) == "1 client is red; it brought 525 in twelve months, 12.3 % of the revenue."
    found = {plain(metric.label): (plain(metric.value), plain(metric.delta)) for metric in app.metric}
    assert found["Red"] == ("1", "525, 12.3 % of revenue")
    assert (found["Amber"][0], found["Green"][0], found["Not enough data"][0]) == ("1", "1", "1")
    assert [str(name) for name in app.dataframe[0].value["name"]] == ["Downward"]
    app.button_group(key="health_band").set_value("green").run()
    assert [str(name) for name in app.dataframe[0].value["name"]] == ["Upward"]
    assert "Not known of any client, and so in no score: Service and Payment." in told(app)


def test_a_client_is_opened_by_its_address_and_by_choice(data: Path) -> None:
    app = opened(client="flat")
    assert "#### Level *Ltd*" in told(app)
    assert "score 72, amber" in told(app)
    app.selectbox(key="health_client").set_value("up").run()
    assert "#### Upward" in told(app)
    assert app.query_params["client"] in ("up", ["up"])
    app.text_input(key="health_find").set_value("downw").run()
    assert "Downward" in app.selectbox(key="health_client").options
    app.text_input(key="health_find").set_value("nobody at all").run()
    assert "is called “nobody at all”" in told(app)


def wrong(app: AppTest) -> list[str]:
    return [plain(each.value) for each in app.error]


def say(app: AppTest, band: str, why: str, who: str = "Ann") -> AppTest:
    app.button_group(key="health_band_flat").set_value(band)
    app.text_area(key="health_why_flat").set_value(why)
    app.text_input(key="health_who_input").set_value(who)
    app.button(key="health_save").click().run()
    assert not app.exception
    return app


def test_an_opinion_is_kept_shown_beside_the_score_and_taken_back(data: Path) -> None:
    app = say(opened(client="flat"), "red", "Their director has left.")
    assert "Saved, " in told(app)
    assert "red. Their director has left." in told(app)
    assert "The manager says red, the data say amber" in told(app)
    kept = open_book(data).opinions.of()["flat"]
    assert (kept.band, kept.why, kept.who) == ("red", "Their director has left.", "Ann")
    app = opened(client="flat")
    app.button_group(key="health_band").set_value("amber").run()
    table = app.dataframe[0].value.set_index("name")
    assert (table.loc["Level *Ltd*", "opinion"], table.loc["Level *Ltd*", "beside"]) == ("red", "differs")
    app = say(app, "amber", "The new one stays with us.")
    assert "The manager says" not in plain("\n".join(str(each.value) for each in app.warning))
    assert "Their director has left." in told(app)  # said before
    app.text_input(key="health_who_input").set_value("Ann")
    app.button(key="health_clear").click().run()
    assert "Nobody has said anything yet." in told(app)
    assert open_book(data).opinions.of() == {}


def test_an_opinion_without_a_reason_is_refused_and_loses_nothing(data: Path) -> None:
    app = say(opened(client="flat"), "green", " ")
    assert wrong(app) == ["Nothing was changed. Write why in a sentence."]
    app = say(app, "green", "A new contract.", who=" ")
    assert wrong(app) == ["Nothing was changed. Give a name or an e-mail."]
    assert app.text_area(key="health_why_flat").value == "A new contract."
    assert open_book(data).opinions.of() == {}


def test_what_somebody_else_said_meanwhile_is_not_overwritten(data: Path) -> None:
    app = opened(client="flat")
    open_book(data).opinions.put("flat", "red", why="They told me they leave.", who="Bob")
    app = say(app, "green", "All is well.")
    assert wrong(app) == ["Nothing was changed. Look at the opinion as it is now, then decide again."]
    # what was typed is still there, beside what Bob said
    assert app.text_area(key="health_why_flat").value == "All is well."
    assert "Bob, " in told(app)
    assert open_book(data).opinions.of()["flat"].band == "red"


def test_an_old_opinion_is_said_to_be_old(data: Path) -> None:
    with dated(datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=91)):
        open_book(data).opinions.put("flat", "red", why="Late with everything.", who="Bob")
    shown = told(opened(client="flat"))
    assert "This opinion is old" in shown
    assert "The manager says red" not in shown


def test_a_book_that_cannot_be_read_leaves_the_scores(data: Path) -> None:
    (data / "book").mkdir(parents=True, exist_ok=True)
    (data / "book" / "book.sqlite").write_text("this is no database, and long enough to be taken for a broken one" * 20)
    app = opened(client="flat")
    assert app.title[0].value.startswith("1 client is red")
    assert app.error


def test_russian(data: Path) -> None:
    app = opened(lang="ru", client="flat")
    assert plain(app.title[0].value) == "1 клиент — красный; за двенадцать месяцев он принёс 525, 12,3 % выручки."
    assert "Что думает менеджер" in told(app)


def test_a_year_before(data: Path) -> None:
    """In 2024 all were level: nobody is red, and payment is unknown then."""
    app = opened(period="2024")
    assert plain(app.title[0].value) == "No client is red; 3 are amber."
    assert "so payment is in no score" in told(app)


def test_where_too_little_is_known_the_page_says_what_would_add_to_it(data: Path) -> None:
    """Weights 25, 15, 10 and 10 of 100 are known of those without an answer: 60 %."""
    change(data, "ann", {"health_coverage": 0.9})
    app = opened()
    assert plain(app.title[0].value) == "Too little is known of 4 clients to say how healthy they are."
    shown = told(app)
    assert "parts with 90 % of the weight must be known, and at most 75 % are" in shown
    assert "can be given the weight 0" in shown
    assert "Of no client enough was known a year ago to give it a score." in shown
    assert "How health went" not in shown
