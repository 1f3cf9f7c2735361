"""Decks: what they say equals what is asked, in every form; nothing inside goes to the client; made again they are the same."""

from __future__ import annotations

import datetime
import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from ledgers import HOSTILE, build
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from kam_core.book import Book
from kam_core.i18n import set_language, use_language
from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.reports.making_of import FORMS, keep, kept, make, written
from kam_core.reports.pdf import pictures
from kam_core.reports.pptx import TemplateError, pptx
from kam_core.reports.slides import Deck, thaw
from kam_core.scope import OWNER, Scope, last_months

SECRET = "He drinks, and knows it"
DAY = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    """A small company with a dossier, a plan, an opportunity, a person. Look only."""
    set_language("en")
    store = Store(build(tmp_path_factory.mktemp("decks") / "data", "whole"))
    book = store.book()
    for client, name in (("G02", "Group 02"), ("G01", HOSTILE)):
        book.keys.enter(client, name, why="large", who="ann", cap=10)
    book.records.put("dossier", "G02", {"description": "mills", "note": SECRET, "aim": "Their first supplier"}, "ann")
    book.records.put("plan", "G02", {"asks": "Two weeks of an engineer\nA credit line", "note": SECRET}, "ann")
    book.records.add("action", "G02", {"text": "=HYPERLINK(1)", "owner": "Ann", "due": "2026-02-01", "theme": "expand"}, "ann")
    book.records.add("opportunity", "G02", {"name": "Line 2", "y1_low": 100, "y1_base": 200, "y1_high": 300}, "ann")
    person = book.records.add("person", None, {"name": "Ivan Petrov"}, "ann")
    book.records.add("position", "G02", {"attitude": "opponent", "role": "decides"}, "ann", parent=person.id)
    return store


@pytest.fixture
def scope(store) -> Scope:
    """The last twelve months."""
    return Scope(*last_months(store.open().info.last_full_month), viewer=OWNER)


def deck_of(store: Store, scope: Scope, book: Book | None = None, **options) -> Deck:
    """A deck in English."""
    with use_language(options.pop("language", "en")):
        return make(store.open(), scope, store.settings, book or store.book(), "ann", **options)


def texts(data: bytes) -> list[list[str]]:
    """Every text of a .pptx, slide by slide: shapes, tables, categories and names of charts."""
    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        said = []
        for shape in slide.shapes:
            if shape.has_text_frame:
                said += [paragraph.text for paragraph in shape.text_frame.paragraphs]
            if shape.has_table:
                said += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                said += [str(name) for name in shape.chart.plots[0].categories]
                said += [series.name for series in shape.chart.plots[0].series]
        found.append(said)
    return found


def charts(data: bytes) -> list[tuple[list[str], dict[str, tuple[float | None, ...]]]]:
    """The charts of a .pptx: categories, and values by series."""
    return [([str(name) for name in shape.chart.plots[0].categories],
             {series.name: tuple(series.values) for series in shape.chart.plots[0].series})
            for slide in Presentation(io.BytesIO(data)).slides for shape in slide.shapes if shape.has_chart]


def test_a_deck_is_short_and_each_slide_says_a_sentence(store, scope):
    deck = deck_of(store, scope)
    assert len(deck.slides) + 1 <= 10
    assert all(len(slide.title.split()) >= 3 for slide in deck.slides)
    assert deck.slides[0].key == "growth"
    assert deck.slides[-1].key == "asks"
    account = deck_of(store, scope, client="G02")
    assert len(account.slides) + 1 <= 6
    assert [slide.title for slide in account.slides if slide.key == "plan"] == ["Their first supplier"]


def test_the_figures_of_the_file_are_those_that_are_asked(store, scope):
    data = written(deck_of(store, scope), "pptx")
    asked = ask("concentration", store.open(), scope, store.settings)
    names, series = next(each for each in charts(data) if "Group 02" in each[0] and "Share" in each[1])
    for name, share in zip(names, series["Share"], strict=True):
        row = asked.rows[asked.rows["name"] == name].iloc[0]
        assert share == pytest.approx(row["share"], abs=1e-15)
    months = ask("overview", store.open(), scope, store.settings).rows
    found = next(each[1] for each in charts(data) if "This period" in each[1] and len(each[0]) == 12)
    assert found["This period"] == tuple(months["revenue"])
    assert found["A year before"] == tuple(months["revenue_before"])
    said = " ".join(text for slide in texts(data) for text in slide)
    revenue = ask("overview", store.open(), scope, store.settings).summary["revenue"]
    assert f"{revenue / 1e6:.2f}" in said


def test_the_workbook_holds_the_same_numbers_and_no_formula(store, scope):
    deck = deck_of(store, scope, client="G02")
    book = openpyxl.load_workbook(io.BytesIO(written(deck, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]
    months = ask("client_months", store.open(), scope, store.settings, client="G02", months=24).rows
    shown = [cell.value for cell in book.worksheets[0]["B"][1:]]
    assert shown == pytest.approx(months["revenue"].tail(24).tolist())
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets[:-1])


def test_nothing_that_is_inside_goes_to_the_client(store, scope):
    inside, outside = (deck_of(store, scope, client="G02", internal=internal) for internal in (True, False))
    assert "Line 2" in inside.frozen()
    for words in (SECRET, "Line 2", "credit line", "opponent", "Margin", "Health", "of the revenue", "dossier"):
        assert words.casefold() not in outside.frozen().casefold(), words
    for form in FORMS:
        assert SECRET.encode() not in written(outside, form)
    said = " ".join(text for slide in texts(written(outside, "pptx")) for text in slide)
    assert "internal" not in said
    assert "Their first supplier" in said


def test_text_from_data_is_text(store, scope):
    data = written(deck_of(store, scope), "pptx")
    assert HOSTILE in [text for slide in texts(data) for text in slide]
    assert len(pictures(deck_of(store, scope), 30)) == len(deck_of(store, scope).slides) + 1


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_file_keeps_to_the_rules_of_powerpoint(store, scope, tmp_path, language):
    for number, options in enumerate(({}, {"client": "G02"}, {"client": "G02", "internal": False})):
        path = tmp_path / f"{number}.pptx"
        path.write_bytes(written(deck_of(store, scope, language=language, **options), "pptx"))
        found = OpenXmlValidator(max_errors=20).validate(str(path))
        assert [str(error) for error in found.errors] == []


def test_a_kept_deck_is_made_again_to_the_letter(store, scope, tmp_path):
    shutil.copytree(store.data, tmp_path / "data")
    own = Store(tmp_path / "data")
    book = own.book()
    deck = deck_of(own, scope, book)
    number = keep(book, deck).id
    book.records.put("plan", "G02", {"asks": "Nothing"}, "bob")
    again = kept(book, number)
    assert again == deck
    assert thaw(deck.frozen()) == deck
    for form in FORMS:
        assert written(again, form) == written(deck, form)
    assert [change.area for change in book.changes()][-2] == "deck"


def test_the_companys_template_gives_its_master(store, scope):
    own = Presentation()
    own.slide_width, own.slide_height = 9_144_000, 6_858_000
    layout = own.slide_layouts[5]
    own.slides.add_slide(layout).shapes.title.text = "An old slide"
    held = io.BytesIO()
    own.save(held)
    data = pptx(deck_of(store, scope), held.getvalue())
    shown = Presentation(io.BytesIO(data))
    assert (shown.slide_width, shown.slide_height) == (9_144_000, 6_858_000)
    assert "An old slide" not in [text for slide in texts(data) for text in slide]
    for bad in (b"not a deck", Path(__file__).read_bytes()):
        with pytest.raises(TemplateError):
            pptx(deck_of(store, scope), bad)


def test_slides_lie_inside_and_do_not_cover_each_other(store, scope):
    """No shape leaves the slide; titles, figures, charts and tables do not lie on one another."""
    shown = Presentation(io.BytesIO(written(deck_of(store, scope), "pptx")))
    for slide in shown.slides:
        boxes = [(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height, shape.name)
                 for shape in slide.shapes if shape.width and shape.height]
        for left, top, right, bottom, name in boxes:
            assert left >= 0, name
            assert top >= 0, name
            assert right <= shown.slide_width + 1, name
            assert bottom <= shown.slide_height + 1, name
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart, (one[4], other[4])


def test_what_changed_between_two_decks(store, scope):
    from kam_core.reports.sameness import differences

    before = deck_of(store, Scope(scope.before().start, scope.before().end, viewer=OWNER))
    after = deck_of(store, scope)
    lines = differences(before, after, "en")
    assert any(line.startswith("Revenue: ") and "→" in line for line in lines)
    assert differences(after, after, "en") == []


@pytest.mark.parametrize("shape", ["without cost", "one client", "only returns", "without groups"])
def test_every_company_gets_a_deck(tmp_path, shape):
    store = Store(build(tmp_path / "data", shape))
    scope = Scope(*last_months(store.open().info.last_full_month), viewer=OWNER)
    deck = deck_of(store, scope)
    assert deck.slides[0].key == "growth"
    for slide in Presentation(io.BytesIO(written(deck, "pptx"))).slides:
        assert slide.shapes.title.text.strip()
    assert len(pictures(deck, 20)) == len(deck.slides) + 1
