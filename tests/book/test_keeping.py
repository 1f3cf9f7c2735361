"""Backup, restore and check of the book: whole while people write, put back under a running app, damage found."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger.conftest import add, total

from kam_core.book import open_book
from kam_core.book.keeping import NAMES, elsewhere
from kam_core.book.verify import verify
from kam_core.errors import LedgerError
from kam_core.ledger import Store
from kam_core.ledger.backup import backup, restore
from kam_core.ledger.check import check

ROOT = Path(__file__).resolve().parents[2]
OWN, DEMO = NAMES


@pytest.fixture
def store(tmp_path) -> Store:
    """A ledger of 5 and a list of one."""
    store = Store(tmp_path / "data")
    add(store, 5)
    enter(store, "a")
    return store


def enter(store: Store, name: str, demo: bool = False) -> None:
    open_book(store.data, demo).keys.enter(name, name, why="x", who="ann", cap=100)


def ids(store: Store, demo: bool = False) -> tuple[str, ...]:
    return open_book(store.data, demo).keys.current().ids


def bad(data: Path) -> list[tuple[str, str]]:
    return [(each.book, each.check) for each in verify(data) if not each.ok]


def test_a_restore_is_seen_by_who_has_the_book_open(store, tmp_path):
    enter(store, "made-up", demo=True)
    book = open_book(store.data)
    book.scores.put("a", "fit", 7, who="ann")
    backup(store, tmp_path / "all.zip")
    enter(store, "b")
    enter(store, "more", demo=True)
    book.scores.put("a", "fit", 9, who="bob")
    restore(store, tmp_path / "all.zip")
    assert (book.keys.current().ids, book.scores.of()["a"]["fit"].value, ids(store, True)) == (("a",), 7, ("made-up",))
    assert open_book(store.data) is book
    enter(store, "c")
    assert (book.keys.current().ids, book.keys.version()) == (("a", "c"), 2)
    assert bad(store.data) == []
    (before,) = store.data.glob("before-restore-*")
    assert (ids(Store(before)), ids(Store(before), True)) == (("a", "b"), ("made-up", "more"))


def test_a_restore_elsewhere_brings_the_book_along(store, tmp_path):
    backup(store, tmp_path / "all.zip")
    other = Store(tmp_path / "elsewhere")
    restore(other, tmp_path / "all.zip")
    assert (total(other.open()), ids(other)) == (5, ("a",))
    assert open_book(other.data).changes() == open_book(store.data).changes()


def test_a_backup_leaves_nothing_behind_and_holds_no_debris(store, tmp_path):
    files = {path.name for path in (store.data / "book").iterdir()}
    backup(store, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert [name for name in archive.namelist() if name.startswith("book")] == [OWN]
    assert list((store.data / "work").iterdir()) == []
    assert {path.name for path in (store.data / "book").iterdir()} == files


def test_a_backup_without_a_book_leaves_the_book_alone(store, tmp_path):
    bare = Store(tmp_path / "bare")
    add(bare, 7)
    backup(bare, tmp_path / "all.zip")
    assert not (bare.data / "book").exists()
    restore(store, tmp_path / "all.zip")
    assert (total(store.open()), ids(store)) == (7, ("a",))


def test_a_backup_is_whole_while_somebody_writes(store, tmp_path):
    code = """import sys; from kam_core.book import open_book; book = open_book(sys.argv[1])
while True:
    for n in range(50):
        book.keys.enter(f"w{n}", "N", why="x" * 500, who="bob", cap=1000)
        print(n, flush=True)
    for n in range(50):
        book.keys.leave(f"w{n}", why="x", who="bob")
"""
    writer = subprocess.Popen([sys.executable, "-c", code, str(store.data)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        writer.stdout.readline()
        for place in range(4):
            backup(store, tmp_path / f"{place}.zip")
            other = Store(tmp_path / f"other{place}")
            restore(other, tmp_path / f"{place}.zip")
            assert bad(other.data) == []
            book = open_book(other.data)
            assert len(book.keys.log()) == len(book.changes()) == book.keys.version() > place
        assert writer.poll() is None
        # and put back under the writer, which goes on from there or is told that the list is another
        restore(store, tmp_path / "0.zip")
    finally:
        writer.kill()
        writer.communicate()
    assert bad(store.data) == []


def archive_with(store: Store, path: Path, content: bytes) -> Path:
    """A backup whose book is replaced by other bytes, its fingerprint in order."""
    import hashlib
    import json

    backup(store, path.with_name("whole.zip"))
    with zipfile.ZipFile(path.with_name("whole.zip")) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == OWN:
                data = content
            elif name == "kamerton.json":
                index = json.loads(data)
                index["files"][OWN] = hashlib.sha256(content).hexdigest()
                data = json.dumps(index).encode()
            new.writestr(name, data)
    return path


def later(path: Path) -> bytes:
    """A book of a later Kamerton."""
    open_book(path).database.close()
    file = path / "book" / "book.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("update book_version set version_num = '9999'")
    connection.execute("pragma journal_mode = delete")
    connection.close()
    return file.read_bytes()


@pytest.mark.parametrize("content", ["later", b"rubbish" * 1000])
def test_a_book_that_cannot_be_worked_with_is_not_restored(store, tmp_path, content):
    archive = archive_with(store, tmp_path / "evil.zip", later(tmp_path / "later") if content == "later" else content)
    add(store, 1)
    enter(store, "b")
    with pytest.raises(LedgerError, match="not a whole backup"):
        restore(store, archive)
    assert (total(store.open()), ids(store)) == (6, ("a", "b"))
    assert list(store.data.glob("before-restore-*")) == []


def test_a_book_in_postgres_is_said_to_be_elsewhere(store, tmp_path, postgres, monkeypatch):
    own = ids(store)
    monkeypatch.setenv("KAM_BOOK", postgres.fresh().replace("kam@", "kam:secret@"))
    enter(store, "p")
    assert "secret" not in elsewhere(store.data)
    assert elsewhere(store.data).startswith("postgresql+psycopg://kam:***@/book")
    backup(store, tmp_path / "all.zip")
    enter(store, "q")
    restore(store, tmp_path / "all.zip")
    assert ids(store) == ("p", "q")
    assert bad(store.data) == []
    monkeypatch.delenv("KAM_BOOK")
    assert (ids(store), elsewhere(store.data)) == (own, None)


# The check. On both databases


def test_a_whole_book_passes(place, book):
    book.keys.enter("a", "A", why="x", who="ann", cap=5)
    book.scores.put("a", "fit", 7, who="ann")
    book.keys.undo("ann")
    assert [(each.book, each.check, each.ok) for each in verify(place)] == [
        ("own", "file", True), ("own", "format", True), ("own", "log", True), ("own", "agreement", True),
        ("own", "chain", True)]


def test_the_check_of_a_ledger_checks_the_book(store):
    assert ("book own", "agreement", True) in [(each.version, each.check, each.ok) for each in check(store)]
    assert not [each for each in check(store, "000001") if each.version.startswith("book")]


@pytest.mark.parametrize(("statements", "found"), [
    (["update scores set value = 10"], "agreement"),
    (["delete from scores"], "agreement"),
    (["insert into scores select 'b', factor, value, why, who, at, version from scores"], "agreement"),
    (["unguard key_decisions", "update key_decisions set reason = 'he is my brother' where version = 1"], "agreement"),
    (["unguard key_decisions", "unguard changes", "delete from key_decisions where version = 1",
      "delete from changes where id = 1"], "log"),
    (["update book_version set version_num = '9999'"], "format"),
])
def test_what_was_changed_behind_the_books_back_is_found(place, book, statements, found):
    book.keys.enter("a", "A", why="x", who="ann", cap=5)
    book.scores.put("a", "fit", 7, who="ann")
    book.keys.enter("b", "B", why="x", who="ann", cap=5)
    with book.database.engine.begin() as connection:
        for statement in statements:
            if statement.startswith("unguard"):
                _unguard(connection, statement.split()[1], book.database.sqlite)
            else:
                connection.execute(sa.text(statement))
    assert found in [each.check for each in verify(place) if not each.ok]


def _unguard(connection: sa.Connection, table: str, sqlite: bool) -> None:
    if sqlite:
        for what in ("update", "delete"):
            connection.exec_driver_sql(f"drop trigger {table}_no_{what}")
    else:
        for what in ("update", "removal"):
            connection.exec_driver_sql(f"drop trigger {table}_no_{what} on {table}")


def test_a_damaged_file_is_found(store):
    book = open_book(store.data)
    for n in range(50):
        book.scores.put(f"client{n}", "fit", 7, who="ann", why="x" * 300)
    path = store.data / "book" / "book.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    assert bad(store.data) == []
    whole = path.read_bytes()
    for damage in (whole[: len(whole) // 2], whole[:4096] + b"\xff" * 8192 + whole[12288:], b"rubbish" * 999):
        path.write_bytes(damage)
        assert [each for each in bad(store.data) if each[0] == "own"] != []
    path.write_bytes(whole)
    assert bad(store.data) == []
