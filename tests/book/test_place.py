"""Where a book is: a file of the data folder, or what KAM_BOOK names; and which errors say so."""

from __future__ import annotations

import shutil
import socket
import time

import pytest

from kam_core.book import open_book, renew_demo
from kam_core.book.place import place
from kam_core.book.refusals import refusal, shown
from kam_core.errors import BookError


def test_without_a_name_it_is_a_file_of_the_data_folder(tmp_path):
    assert place(tmp_path / "data").database == str(tmp_path / "data" / "book" / "book.sqlite")
    assert place(tmp_path / "data", demo=True).database == str(tmp_path / "data" / "book" / "demo.sqlite")


@pytest.mark.parametrize(("named", "meant"), [
    ("postgresql://ann:pw@host/book", "postgresql+psycopg://ann:***@host/book"),
    ("postgresql+psycopg://ann@host:5433/book?sslmode=require", "postgresql+psycopg://ann@host:5433/book?sslmode=require"),
    ("postgres://ann:pw@host/book", "postgresql+psycopg://ann:***@host/book"),
    ("postgresql+asyncpg://host/book", "postgresql+psycopg://host/book"),
    ("  sqlite:////srv/kam/book.sqlite ", "/srv/kam/book.sqlite"),
])
def test_addresses(tmp_path, monkeypatch, named, meant):
    monkeypatch.setenv("KAM_BOOK", named)
    assert shown(place(tmp_path)) == meant
    # What is made up never comes into the database of a company.
    assert place(tmp_path, demo=True).database == str(tmp_path / "book" / "demo.sqlite")


@pytest.mark.parametrize("named", [
    "oracle://ann:secret@host/book", "postgresql://ann:secret@host", "secret", "sqlite://", "sqlite:///:memory:",
    "postgresql://ann:secret@host:port/book",
])
def test_what_is_no_address_is_refused_without_its_password(tmp_path, monkeypatch, named):
    monkeypatch.setenv("KAM_BOOK", named)
    with pytest.raises(BookError, match="KAM_BOOK") as refused:
        open_book(tmp_path)
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_is_said_without_the_password(tmp_path, monkeypatch):
    monkeypatch.setenv("KAM_BOOK", "postgresql://ann:secret@127.0.0.1:1/book")
    with pytest.raises(BookError, match=r"ann:\*\*\*@127.0.0.1:1/book does not answer") as refused:
        open_book(tmp_path)
    assert "secret" not in str(refused.value)


def test_only_the_first_waits_for_a_server_that_is_silent(tmp_path, monkeypatch):
    """It takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("KAM_BOOK", f"postgresql://ann:secret@127.0.0.1:{silent.getsockname()[1]}/book?connect_timeout=2")
        took = []
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(BookError, match="does not answer"):
                open_book(tmp_path)
            took.append(time.monotonic() - began)
    assert took[0] > 1.5
    assert max(took[1:]) < 0.5


def test_a_file_that_is_no_book_is_said(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "book.sqlite").write_text("these are words, not a database\n" * 100)
    with pytest.raises(BookError, match=r"book\.sqlite is damaged"):
        open_book(tmp_path)


@pytest.mark.parametrize(("said", "part"), [
    ("database is locked", "for too long"), ("canceling statement due to lock timeout", "for too long"),
    ("file is not a database", "damaged"), ("database disk image is malformed", "damaged"),
    ("database or disk is full", "no room"), ("could not extend file: No space left on device", "no room"),
    ("attempt to write a readonly database", "cannot be written"), ("unable to open database file", "cannot be written"),
    ("permission denied for table changes", "cannot be written"), ("connection refused", "does not answer"), ("", "does not"),
])
def test_refusals_are_in_words(tmp_path, said, part):
    error = refusal(place(tmp_path), Exception(said))
    assert part in str(error.what)
    assert str(error.next)


def test_a_folder_that_was_put_in_the_place_of_another_is_seen(tmp_path):
    open_book(tmp_path / "data").keys.enter("a", "A", why="x", who="ann", cap=5)
    shutil.move(tmp_path / "data", tmp_path / "old")
    assert open_book(tmp_path / "data").keys.version() == 0
    shutil.rmtree(tmp_path / "data")
    shutil.copytree(tmp_path / "old", tmp_path / "data")
    assert open_book(tmp_path / "data").keys.current().ids == ("a",)


def test_the_demo_begins_again_under_whoever_has_it_open(tmp_path):
    own, demo = open_book(tmp_path), open_book(tmp_path, demo=True)
    own.keys.enter("own", "Own", why="x", who="ann", cap=5)
    demo.keys.enter("made-up", "Made up", why="x", who="ann", cap=5)
    assert renew_demo(tmp_path).keys.version() == 0
    assert (demo.keys.current().ids, demo.changes(), own.keys.current().ids) == ((), [], ("own",))
    demo.keys.enter("again", "Again", why="x", who="ann", cap=5)
    assert open_book(tmp_path, demo=True).keys.current().ids == ("again",)
    assert sorted(path.name for path in (tmp_path / "book").glob(".new*")) == []
