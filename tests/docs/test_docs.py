"""Nothing that a user can meet is without a word in docs/."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from kam_core.cli.arguments import parser
from kam_core.i18n import use_language
from kam_core.ledger.contract import TABLES
from kam_core.metrics import MEASURES
from kam_core.settings import CATALOGUE
from kam_core.ui.registry import PAGES, SECTIONS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def tool():
    spec = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["measures.md", "settings.md", "tables.md", "pages.md", "commands.md"])
def test_what_the_code_says_is_what_the_docs_say(name):
    with use_language("en"):
        expected = tool().FILES[name]()
    assert (DOCS / name).read_text("utf-8") == expected, "run make docs"


@pytest.mark.parametrize("key", list(MEASURES))
def test_every_measure_is_explained(key):
    assert f"`{key}`" in (DOCS / "methods.md").read_text("utf-8")
    found = (DOCS / "measures.md").read_text("utf-8")
    assert all(f"| `{name}` |" in found for name in (*MEASURES[key].columns, *MEASURES[key].summary))


def test_every_setting_table_page_and_command_has_its_line():
    read = {name: (DOCS / f"{name}.md").read_text("utf-8") for name in ("settings", "tables", "pages", "commands")}
    assert set(re.findall(r"^\| `(\w+)` \|", read["settings"], re.M)) == set(CATALOGUE)
    assert set(re.findall(r"^## .*: `(\w+)`$", read["tables"], re.M)) == set(TABLES)
    assert set(re.findall(r"\| `/([\w-]*)` \|", read["pages"])) == {page.url_path for page in PAGES}
    commands = parser()._subparsers._group_actions[0].choices
    assert set(re.findall(r"^## `([\w-]+)`$", read["commands"], re.M)) == set(commands)


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_links_inside_docs_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_checking_finds_a_stale_file(tmp_path, monkeypatch, capsys):
    module = tool()
    monkeypatch.setattr(module, "DOCS", tmp_path)
    assert module.main(["--check"]) == 1
    assert "settings.md" in capsys.readouterr().out
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0


@pytest.mark.parametrize(("language", "name"), [("en", "README.md"), ("ru", "README.ru.md")])
def test_every_page_of_the_sidebar_is_in_the_first_document_that_people_read(language, name):
    read = (ROOT / name).read_text("utf-8")
    with use_language(language):
        section, listed = "", []
        for first, title in re.findall(r"^\| (?:([^|]+) )?\| ([^|]+) \| [^|]+ \|$", read, re.M)[1:]:
            section = first or section
            listed.append((section, title))
        assert sorted(listed) == sorted((str(SECTIONS[page.section]), str(page.title)) for page in PAGES)
