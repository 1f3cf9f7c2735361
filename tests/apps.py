"""Pages and sections in process: opened under an address, and what stands on them as a reader sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kam_core.ui.registry import page


def opened(
    what: str | Callable[[], None], data: Path, monkeypatch: pytest.MonkeyPatch, **address: str | list[str]
) -> AppTest:
    """A page by its key, or a function that draws a section, over a data folder; in English where the address says nothing."""
    monkeypatch.setenv("KAM_DATA", str(data))
    made = (AppTest.from_file(str(page(what).file), default_timeout=60) if isinstance(what, str)
            else AppTest.from_function(what, default_timeout=60))
    for name, value in {"lang": "en", **address}.items():
        made.query_params[name] = value
    return made.run()


def plain(text: object) -> str:
    """A text without the marks that keep Markdown off, with plain spaces."""
    return str(text).replace("\\", "").replace("\u00a0", " ").replace("\u202f", " ")


def figures(app: AppTest) -> dict[str, tuple[str, str]]:
    """(value, change) of every figure by its label."""
    return {plain(metric.label): (plain(metric.value), plain(metric.delta)) for metric in app.metric}


def said(app: AppTest) -> str:
    """Title, headings, text and captions, a line each."""
    return "\n".join(plain(element.value) for element in [*app.title, *app.subheader, *app.markdown, *app.caption])


def unbroken(app: AppTest) -> AppTest:
    """The same, once it is sure that nothing on it failed."""
    assert not app.exception, [error.message for error in app.exception]
    assert not app.error, [error.value for error in app.error]
    return app
