"""Text from data is shown as it is written: the Markdown that is handed over reads back as the same text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from kam_core.ui.text import escape

MARKDOWN = MarkdownIt("gfm-like", {"linkify": False}).enable(["strikethrough", "table"])


def rendered(markdown: str) -> str:
    """The text of one paragraph as a CommonMark renderer shows it; fails where there is anything but text."""
    tokens = MARKDOWN.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}, [child.type for child in children]
    return "".join(child.content for child in children)


@pytest.mark.parametrize("text", [
    "<b>bold</b>", "**bold**", "_x_", "[a](http://b.example)", "![a](http://b.example/x.png)", "`code`", "# head",
    "1. one", "- item", "> quote", "a | b", "~~x~~", "&lt;&amp;", "A\\B", "=1+1", "C&A", "5 * 3 * 2", "http://a.example",
    "~~~", "***", "---", "+ plus", "1) one", "<script>alert(1)</script>", "a@b.example", "ООО «Рога & Копыта»",
])
def test_markup_is_text(text: str) -> None:
    assert rendered(escape(text)) == text


@pytest.mark.parametrize("text", [":red[x]", ":material/home:", ":smile:", "$x^2$", ":blue-badge[x]", ":small[x]"])
def test_directives_of_streamlit_are_broken(text: str) -> None:
    assert not re.search(r"(?<!\\)[:$\[]", escape(text))


@given(some.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool))
def test_any_text_reads_back(text: str) -> None:
    assert rendered(escape(text)) == text.replace("\x00", "\ufffd")


def test_lines_become_one() -> None:
    assert rendered(escape("a\n\n# b\r\n\tc")) == "a # b c"
