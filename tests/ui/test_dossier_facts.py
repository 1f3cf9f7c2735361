"""What a dossier tells of the ledger: its story, the facts beside its sections, its lines, two clients, the brief."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from ledgers import HOSTILE, SHAPES, Folders, build
from streamlit.testing.v1 import AppTest

from kam_core.book import Book
from kam_core.i18n import use_language
from kam_core.ledger import Store
from kam_core.metrics import client_lines
from kam_core.metrics.client_lines import Wanted
from kam_core.metrics.dossier import client
from kam_core.scope import OWNER, Scope
from kam_core.ui.dossier_brief import _made
from kam_core.ui.dossier_orders import _csv, _xlsx
from kam_core.ui.dossier_story import facts
from kam_core.ui.dossier_view import DossierView
from kam_core.ui.registry import page
from kam_core.ui.view import View

DAY = datetime.date(2025, 5, 20)
PARTS = ("story", "client", "orders", "compare")


def opened(data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    """The page of a dossier, as somebody opens it."""
    monkeypatch.setenv("KAM_DATA", str(data))
    test = AppTest.from_file(str(page("dossier").file), default_timeout=60)
    test.query_params.update({"lang": "en", **address})
    test.run()
    assert not test.exception, [each.message for each in test.exception]
    return test


def words(test: AppTest) -> str:
    """Everything that is written, without the marks that make it plain text."""
    parts = [each.value for each in (*test.markdown, *test.caption, *test.subheader)] + [each.value for each in test.metric]
    return " ".join(parts).replace("\\", "").translate({0xA0: " ", 0x202F: " "})


@pytest.mark.parametrize("shape", [name for name in SHAPES if name not in ("none", "empty")])
def test_no_part_breaks(shape: str, folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    groups = SHAPES[shape].groups
    for part in PARTS:
        test = opened(folders[shape], monkeypatch, client="G01" if groups else "C01", part=part,
                      **({"with": "G02" if groups else "C02"} if part == "compare" else {}))
        assert not test.error, (part, [each.value for each in test.error])
        assert len(test.main) > 5


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A company of one's own. G01 is called by what is markup in every language there is."""
    return Store(build(tmp_path, "whole"))


@pytest.fixture
def book(store: Store) -> Book:
    return store.book()


def seen(store: Store, monkeypatch: pytest.MonkeyPatch, who: str = "Ann") -> DossierView:
    """The dossier of G01 as its parts are handed it."""
    monkeypatch.setenv("KAM_DATA", str(store.data))
    ledger = store.open()
    scope = Scope(datetime.date(2024, 7, 1), datetime.date(2025, 7, 1), viewer=OWNER)
    known = client(ledger, scope, "G01")
    assert known is not None
    view = View.__new__(View)
    for name, value in {"page": page("dossier"), "viewer": OWNER, "store": store, "settings": store.settings, "ledger": ledger,
                        "scope": scope}.items():
        object.__setattr__(view, name, value)
    return DossierView(view, store.book(), known, who)


def test_the_story_says_what_is_overdue_and_what_was_written(store: Store, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.records.add("promise", "G01", {"type": "claim", "text": "[x](http://y) :red[late]", "due": DAY}, "Ann")
    book.records.add("visit", "G01", {"date": DAY, "type": "call", "state": "done", "purpose": "Prices"}, "Ann")
    book.records.add("promise", "G02", {"type": "promise", "text": "Somebody else's", "due": DAY}, "Bob")
    test = opened(store.data, monkeypatch, client="G01", part="story")
    told = words(test)
    assert "[x](http://y) :red[late] :gray[(claim)]" in told
    assert "was due on 20 May 2025" in told
    assert "call: Prices" in told or "Visit or call: Prices :gray[written: Ann" in told
    assert "Somebody else" not in told
    # the last twelve months of 30: twelve times 1.2 × 100,000 and half of that, from July to December 1.1
    year = sum(Decimal("1.1") if month < 24 else Decimal("1.2") for month in range(18, 30)) * 150_000
    assert f"brought {year / 1_000_000:.2f} m ₽" in told
    assert HOSTILE.split()[0] in told.replace("\\", "")


def test_the_lines_are_those_that_the_table_and_the_files_hold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = seen(store, monkeypatch)
    ledger, wanted = store.open(), Wanted(since=datetime.date(2024, 7, 1), until=datetime.date(2025, 6, 30))
    sums = client_lines.totals(ledger, found.scope, wanted)
    assert (sums.lines, sums.documents) == (24, 24)
    test = opened(store.data, monkeypatch, client="G01", part="orders")
    assert f"24 lines · 24 documents · revenue {sums.revenue:,.2f} ₽" in words(test)
    assert len(test.dataframe[0].value) == 24
    with use_language("en"):
        text = _csv(client_lines.every(ledger, found.scope, wanted, 1000)).decode("utf-8-sig")
        sheet = openpyxl.load_workbook(io.BytesIO(_xlsx(found, client_lines.every(ledger, found.scope, wanted, 1000), sums)))
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert sum(Decimal(row["Revenue"]) for row in rows) == sums.revenue
    assert {row["Legal entity"] for row in rows} == {"Client 01", HOSTILE}
    cells = list(sheet.worksheets[0].iter_rows(values_only=True))
    assert len(cells) == 25
    assert sum(Decimal(str(row[5])) for row in cells[1:]) == sums.revenue
    assert all(cell.data_type != "f" for row in sheet.worksheets[0].iter_rows() for cell in row)


def test_a_formula_in_the_data_is_no_formula_in_the_file() -> None:
    row = dict.fromkeys(client_lines.LINES) | {"date": pd.Timestamp("2025-01-31"), "product": "=1+1", "document": "-7",
                                               "category": "@x", "revenue": -5.5, "quantity": 2.0}
    with use_language("en"):
        text = _csv(iter([pd.DataFrame([row])])).decode("utf-8-sig")
    found = next(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert (found["Product"], found["Document"], found["Category"]) == ("'=1+1", "'-7", "'@x")
    assert (found["Revenue"], found["Quantity"], found["Cost"], found["Date"]) == ("-5.5", "2", "", "2025-01-31")


def test_two_clients_stand_side_by_side(store: Store, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    person = book.records.add("person", None, {"name": "Secret Name"}, "Ann")
    book.records.add("position", "G02", {"role": "decides"}, "Ann", parent=person.id)
    test = opened(store.data, monkeypatch, client="G01", part="compare", **{"with": "G02"})
    tables = [each.value for each in test.dataframe]
    figures = tables[0].set_index("what")
    revenue = next(name for name in figures.index if name.startswith("Revenue, "))
    one, other = (Decimal(str(figures.loc[revenue, side]).replace(",", "")) for side in ("one", "other"))
    # G01 is C01 and C02: 1 + 1/2; G02 is C03 and C04: 1/3 + 1/4
    assert one / other == pytest.approx(Decimal(18) / Decimal(7), rel=Decimal("0.0001"))
    assert set(tables[1]["who"].astype(str)) == {"both"}
    written = tables[2].set_index("what")
    assert (written.loc["People known", "one"], written.loc["People known", "other"]) == (0, 1)
    assert "Secret Name" not in words(test) + "".join(table.to_string() for table in tables)
    alone = opened(store.data, monkeypatch, client="G01", part="compare", **{"with": "nobody"})
    assert "Choose a client to compare with" in words(alone)


def test_a_brief_that_is_made_is_in_the_log(store: Store, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    found = seen(store, monkeypatch)
    made = _made(found, facts(found), False, "ru")
    assert made.startswith(b"%PDF-")
    last = book.changes("export", "G01")[-1]
    assert (last.who, last.action) == ("Ann", "pdf")
    assert last.after == {"kind": "brief", "internal": False, "version": store.current()}
