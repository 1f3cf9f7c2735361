"""The brief for a meeting: always one page, texts as they are, and nothing that is ours in the one for the client."""

from __future__ import annotations

import datetime
import io
from functools import cache
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from metrics.company import answer, invoice, ledger, sale, scope

from kam_core.book import Record
from kam_core.i18n import use_language
from kam_core.ledger import Ledger
from kam_core.metrics import ask
from kam_core.metrics.dossier_questions import Question
from kam_core.metrics.people import Seat
from kam_core.reports.brief import Brief, pdf, told
from kam_core.settings import Settings

TODAY, DAY = datetime.date(2026, 1, 20), datetime.date(2025, 12, 1)
SIGNS = "#strong[x] $a^2$ *b* _c_ <b>d</b> @e \\ \"f\" // g /* h */ `i` [j] #{1+1} = k - l + m"
LONG = "Ы" * 400
SECRET = "Опасается сокращений"
GROUP = {"group_id": "G", "group_name": "Группа " * 30, "manager": "Анна", "region": "R" * 100, "industry": "I" * 100}


def record(kind: str, id: str, **values: object) -> Record:
    at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    return Record(id, kind, "G", None, None, values, {}, 1, at, "ann")


def seat(number: int, name: str, **more: object) -> Seat:
    known = {"position": "Директор", "role": "decides", "influence": "high", "attitude": "opponent", "held_by": "Анна"} | more
    return Seat(f"s{number}", f"p{number}", name, "G", None, since=None, left=None, touched=TODAY, **known)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    rows = [sale("A", f"{year}-{month:02d}", 100_000 + month, 60_000) for year in (2024, 2025) for month in range(1, 13)]
    return ledger(tmp_path_factory.mktemp("brief"), [*rows, sale("B", "2025-12-31", 5)],
                  [{"account_id": "A", "name": "ООО «" + "Длинное название " * 20 + "»", **GROUP, "segment": "S"},
                   *({"account_id": f"A{n}", "name": f"Entity {n}", **GROUP} for n in range(9)),
                   {"account_id": "C", "name": "Never bought"}],
                  invoices=[invoice("A", "2025-06-01", "2025-07-01", 6000, 1000)], nps=[answer("A", "2025-05-01", 3)],
                  tickets=[{"account": "A", "opened_at": datetime.datetime.fromisoformat(f"2025-12-{day:02d} 10:00"),
                            "ticket_id": f"T-{day}" * 9, "category": SIGNS, "priority": LONG} for day in range(1, 31)])


@cache
def known(company: Ledger, client: str) -> dict[str, object]:
    """What the ledger knows of a client."""
    return {"client": ask("client", company, scope("2025-01", "2026-01"), Settings(), client=client),
            "months": ask("client_months", company, scope(), Settings(), client=client).rows}


def brief(company: Ledger, internal: bool = True, many: int = 0, text: str = SIGNS, client: str = "G", **more: object) -> Brief:
    opened = pd.DataFrame({"ticket_id": ["T-1"], "category": [text], "priority": [None], "waited_days": [50.2], "late": [True]})
    given = {
        **known(company, client),
        "requests": pd.concat([opened] * many, ignore_index=True) if many else opened.head(0), "revised": None,
        "dossier": record("dossier", "d", description=f"{text} " * 30, aim=text, note=SECRET) if many else None,
        "seats": [seat(number, f"{text} {number}", position=text, held_by=text) for number in range(many)],
        "visits": [record("visit", f"v{n}", date=DAY, type="visit", state="done", purpose=text, result=text)
                   for n in range(many)],
        "promises": [record("promise", f"r{n}", type="claim", text=text, due=DAY) for n in range(many)],
        "asks": [Question(f"q{n}", "needs", text, True, False, None) for n in range(many)],
        "currency": "RUB", "made": TODAY, "today": TODAY, "internal": internal,
    }
    return Brief(**(given | more))


def read(made: bytes) -> tuple[int, str]:
    """(pages, words as they can be read, spaces as one)."""
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("internal", [True, False])
@pytest.mark.parametrize(("many", "text"), [(0, ""), (1, "x"), (4, SIGNS), (40, SIGNS), (40, LONG), (12, "слово " * 60),
                                            (3, "\u202e\x07\ufeff 漢字 😀")])
def test_it_is_one_page_whatever_there_is(company: Ledger, language: str, internal: bool, many: int, text: str) -> None:
    with use_language(language):
        pages, words = read(pdf(brief(company, internal, many, text)))
    assert pages == 1
    assert ("Внутренний" if language == "ru" else "Internal") in words if internal else True
    # the footer stands on the page, so nothing was pushed off it
    assert ("сделано" if language == "ru" else "made on") in words


def test_what_does_not_fit_is_counted(company: Ledger) -> None:
    with use_language("en"):
        _, few = read(pdf(brief(company, many=2, text="short")))
        _, many = read(pdf(brief(company, many=40, text="Some words of a usual length, as people write them " * 2)))
    assert "more" not in few.split("People to meet")[1]
    assert few.count("short") >= 2 * 5
    shown = many.count("was due on")
    assert 0 < shown < 40
    assert f"and {40 - shown} more" in many


def test_text_from_data_is_text(company: Ledger) -> None:
    with use_language("en"):
        _, words = read(pdf(brief(company, many=1)))
    # typographic spacing aside, every sign is there as it was written
    assert "".join(SIGNS.split()) in "".join(words.split())


def test_what_is_ours_is_not_in_the_one_for_the_client(company: Ledger) -> None:
    with use_language("ru"):
        ours, theirs = (brief(company, internal, 3, "Слова наши") for internal in (True, False))
        inside, outside = str(told(ours)), str(told(theirs))
        _, words = read(pdf(theirs))
    assert "против нас" in inside
    assert "контакт держит" in inside
    for private in ("против нас", "решает", "влияние", "Маржа", "маржа", "Наша цель", "О чём спросить", "Здоровье", "здоровье",
                    "класс", "выручки", "сверх срока", "дальше:", SECRET):
        assert private not in outside
        assert private not in words
    assert SECRET not in inside  # an internal note is for nobody's table
    assert "Слова наши 1" in outside  # the people themselves
    assert told(theirs)["chart"]["line"] == []


def test_the_figures_are_those_of_the_client(company: Ledger) -> None:
    with use_language("en"):
        figures = {each["label"]: each for each in told(brief(company, many=1))["figures"]}
    # 12 × 100,000 + 78 in both years; the margin 12 × 40,000 + 78
    assert figures["Revenue of the period"]["value"].replace("\xa0", " ") == "1.2 m ₽"
    assert figures["Revenue of the period"]["note"].replace("\xa0", " ") == "0.0 % to a year before"
    assert figures["Margin"]["value"].replace("\xa0", " ") == "480 k ₽"
    assert figures["Overdue"]["value"].replace("\xa0", " ") == "5 k ₽"
    assert figures["Overdue"]["note"] == "the oldest for 183 days"  # 1 July to 31 December
    assert figures["Open requests"]["value"] == "30"


def test_who_never_bought_has_a_page(company: Ledger) -> None:
    with use_language("en"):
        pages, words = read(pdf(brief(company, client="C")))
    assert pages == 1
    assert words.startswith("Never bought Internal")
    assert "There are no sales to this client." in words


def test_the_letters_are_inside(company: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    path.write_bytes(pdf(brief(company, many=1, text="Ёлка")))
    fonts = [font["/FontDescriptor"] if "/FontDescriptor" in font else font["/DescendantFonts"][0]["/FontDescriptor"]
             for font in (each.get_object() for each in pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"].values())]
    names = {str(font.get_object()["/FontName"]) for font in fonts}
    assert names
    assert all("SourceSansPro" in name for name in names)
    assert all(any(key in font.get_object() for key in ("/FontFile2", "/FontFile3")) for font in fonts)
