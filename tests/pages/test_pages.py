"""Every page of the registry, over every shape of ledger, in both languages: it says what it can and never breaks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from ledgers import HOSTILE, SHAPES, Folders
from signing import claims, set_up
from streamlit.testing.v1 import AppTest

from kam_core.ui.registry import PAGES, ROOT, SECTIONS, Page

PAGE_IDS = [page.key for page in PAGES]


def run(
    page: Page, data: Path, monkeypatch: pytest.MonkeyPatch, user: dict[str, object] | None = None, /,
    **address: str | list[str],
) -> AppTest:
    """The page alone, as a deep link runs it. user: what is known of whoever has signed in"""
    monkeypatch.setenv("KAM_DATA", str(data))
    app = AppTest.from_file(str(page.file), default_timeout=60)
    app.user = dict(user or {})
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def texts(app: AppTest) -> list[str]:
    """Every text on the page, as it is handed to Streamlit."""
    found: list[str] = []
    for element in [*app.main, *app.sidebar]:
        found += [str(getattr(element, name)) for name in ("value", "label", "body", "delta") if hasattr(element, name)]
    return found


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_no_page_breaks(
    page: Page, shape: str, language: str, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run(page, folders[shape], monkeypatch, lang=language)
    assert not app.exception, [error.message for error in app.exception]
    assert not app.error, [error.value for error in app.error]
    assert len(app.main) > 0
    if page.scoped and shape in ("none", "empty"):
        assert not app.metric
        sketch = "Здесь" if language == "ru" else "Here"
        assert any(sketch in element.value for element in app.markdown)


@pytest.mark.parametrize("where", [
    {"period": "2024", "base": "contribution", "level": "account", "unit": ["Steel", "Parts"]},
    {"period": "2023-q1", "manager": "Petrov"},
    {"period": "2023-02..2023-02", "base": "margin", "level": "account"},
    {"base": "contribution", "region": "NA"},
    {"region": "North", "segment": "Small", "base": "margin", "level": "account", "period": "all"},
], ids=str)
@pytest.mark.parametrize("page", [page for page in PAGES if page.scoped], ids=lambda page: page.key)
def test_every_scope_can_be_shown(
    page: Page, where: dict[str, str | list[str]], folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run(page, folders["whole"], monkeypatch, lang="en", **where)
    assert not app.exception
    assert not app.error
    assert app.title


@pytest.mark.parametrize("where", [
    {"period": "yesterday"}, {"period": "1999"}, {"period": "2024-13..2025-01"}, {"base": "profit"},
    {"level": "planet"},
    {"region": "<script>"}, {"lang": "xx"}, {"region": ["North", "Atlantis"]}, {"period": "9999-12..9999-12"},
    {"unit": "'; drop table sales; --"}, {"period": "0000-00..0000-00"},
], ids=str)
def test_an_address_that_makes_no_sense_is_answered_calmly(
    where: dict[str, str], folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run(PAGES[0], folders["whole"], monkeypatch, **{"lang": "en", **where})
    assert not app.exception
    assert not app.error
    assert app.title
    if "lang" not in where and "level" not in where:
        notes = [caption.value for caption in app.caption if caption.value.startswith(":material/info:")]
        assert notes


@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_text_from_data_is_shown_as_it_stands(
    page: Page, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run(page, folders["whole"], monkeypatch, lang="en")
    shown = "\n".join(text for text in texts(app) if not text.startswith("   "))
    for mark in ("<b>", ":red[", "](http"):
        assert mark not in shown.replace(HOSTILE, "")


@pytest.mark.parametrize("who", ["nobody", "a stranger"])
@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_whoever_is_not_known_sees_nothing(
    page: Page, who: str, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch)
    app = run(page, folders["whole"], monkeypatch, claims() if who == "a stranger" else {}, lang="en")
    assert app.title[0].value == "Sign in to Kamerton"
    assert [button.label for button in app.button] == ["Sign out" if who == "a stranger" else "Sign in"]
    assert len(texts(app)) < 10


# Registry and files

def test_no_page_lies_directly_in_pages() -> None:
    assert list((ROOT / "pages").glob("*.py")) == []


def test_every_file_is_in_the_registry_once() -> None:
    files = sorted((ROOT / "pages").rglob("*.py"))
    assert files == sorted(page.file for page in PAGES)
    assert len({page.key for page in PAGES}) == len({page.url_path for page in PAGES}) == len(PAGES)
    assert {page.section for page in PAGES} <= set(SECTIONS)
    assert all(page.path.startswith(f"{page.section}/") for page in PAGES)
    assert all(page.sketch is not None for page in PAGES if page.scoped)


@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_the_guard_is_called_first(page: Page) -> None:
    statements = ast.parse(page.file.read_text("utf-8")).body
    code = [node for node in statements if not isinstance(node, ast.Import | ast.ImportFrom)
            and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    assert ast.unparse(code[0]) in (f"view = ui.guard('{page.key}')", f"ui.guard('{page.key}')")


@pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)
def test_a_page_holds_no_query_and_no_markup(page: Page) -> None:
    code = page.file.read_text("utf-8")
    for word in ("unsafe_allow_html", "st.html", ".query(", "import duckdb", "import pandas", "select "):
        assert word not in code
    assert len(code.splitlines()) <= 200
