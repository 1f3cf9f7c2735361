"""Books of the tests: each on SQLite and on a real PostgreSQL, empty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Server, binaries

from kam_core.book import Book, open_book
from kam_core.i18n import set_language

BOTH = ["sqlite", "postgres"]


@pytest.fixture(autouse=True)
def english(monkeypatch) -> None:
    """English, and no book of whoever runs the tests."""
    monkeypatch.delenv("KAM_BOOK", raising=False)
    set_language("en")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL. Where CI is true, a missing one fails; elsewhere it skips."""
    programs = binaries()
    if programs is None:
        reason = "no PostgreSQL: tools/postgres.sh, or apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    server = Server(programs).create()
    yield server
    server.remove()


@pytest.fixture(params=BOTH)
def backend(request) -> str:
    """sqlite, then postgres."""
    return request.param


@pytest.fixture
def place(backend, tmp_path, monkeypatch, request) -> Path:
    """A data folder whose book is in the backend, not made yet; KAM_BOOK is set for child processes, too."""
    if backend == "postgres":
        monkeypatch.setenv("KAM_BOOK", request.getfixturevalue("postgres").fresh())
    return tmp_path / "data"


@pytest.fixture
def book(place) -> Iterator[Book]:
    """An empty book."""
    opened = open_book(place)
    yield opened
    opened.database.close()
