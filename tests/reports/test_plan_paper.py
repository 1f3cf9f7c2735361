"""The plan on one page: what goes out and what never does, in both languages; the page read back."""

from __future__ import annotations

import datetime
import io

import pypdf
import pytest

from kam_core.book import Standing
from kam_core.book.record import Record
from kam_core.i18n import set_language
from kam_core.metrics.plan import Known, way
from kam_core.metrics.plan_stages import Plan
from kam_core.reports.plan import PlanPaper, goes_out, pdf

TODAY, END = datetime.date(2026, 7, 2), datetime.date(2026, 12, 31)
AT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
INSIDE = ("Our secret aim", "Secret risk", "Secret wish", "Secret budget", "Secret margin goal", "expand", "Hidden act")


def record(kind: str, id: str, **values: object) -> Record:
    return Record(id, kind, "G1", None, None, values, {}, 1, AT, "ann")


def paper(internal: bool, many: int = 1) -> PlanPaper:
    goals = [record("goal", f"g{n}", text=f"Secret margin goal {n}", measure="margin", start=100.0, target=200.0, due=END)
             for n in range(many)]
    plan = Plan(
        record("plan", "p", aim="Our secret aim", start=datetime.date(2026, 1, 1), end=END, risks="Secret risk",
               asks="Secret wish", resources="Secret budget", note="Never told"),
        [record("client_goal", "c", text="Their line", help="We train", state="running")], goals,
        [record("action", "a1", text="Train the shift", owner="Kim", due=TODAY, theme="expand", resources="Secret budget"),
         *(record("action", f"a{n}", text=f"Hidden act {n} " + "long " * 40, due=END) for n in range(2, 2 + many))],
        TODAY, ways=[way(each, {"margin": Known(160.0)}, TODAY, datetime.date(2026, 1, 1)) for each in goals],
    )
    return PlanPaper(plan, Standing(), "Alpha #let *x*", "Ivanova", "RUB", "000001", TODAY, internal, frozenset({"a1"}))


def read(body: bytes) -> tuple[str, int]:
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split()), len(pages)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_inside_page_tells_everything_but_the_note(language):
    set_language(language)
    text, pages = read(pdf(paper(True)))
    assert pages == 1
    assert "Never told" not in text
    for words in ("Alpha #let *x*", "Our secret aim", "Secret risk", "Secret wish", "Secret margin goal 0", "Their line",
                  "Train the shift", "000001"):
        assert words in text, words
    assert ("160 ₽" in text and "200 ₽" in text) if language == "ru" else ("₽160" in text or "160" in text)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_client_reads_what_was_chosen(language):
    set_language(language)
    given = paper(False)
    text, pages = read(pdf(given))
    assert pages == 1
    for words in (*INSIDE, "Never told", "160"):
        assert words not in text, words
    for words in ("Their line", "We train", "Train the shift", "Kim"):
        assert words in text, words
    out = goes_out(given)
    assert "Train the shift" in out
    assert not any(secret in each for each in out for secret in INSIDE)


def test_a_long_plan_stays_on_its_page():
    set_language("en")
    text, pages = read(pdf(paper(True, 30)))
    assert pages == 1
    assert "more" in text
    assert "Secret wish" in text
