"""Text from data is shown as it is written: never as Markdown, HTML, an icon, or a formula."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&\"'=^/@%])")
_LINES = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
"""Runs of spaces and line breaks; no-break spaces stay, they hold numbers together."""


def escape(text: object) -> str:
    """A text made safe for everything that Streamlit renders as Markdown (markdown, labels, captions, alerts).

    Every mark that could begin Markdown, HTML, an entity, a directive (:red[…]), an icon, a formula ($…$) or a link is
    preceded by a backslash; line breaks become spaces. The reader sees the text as it stands in the data.
    """
    return _escaped(str(text))


@lru_cache(maxsize=5_000)
def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", _LINES.sub(" ", text).strip())
