"""Several processes on one book: nothing is lost, nobody waits to read, and who dies leaves it whole. On both databases."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kam_core.book import open_book
from kam_core.book.database import Database
from kam_core.book.keys import Keys
from kam_core.book.place import place as address
from kam_core.book.verify import verify
from kam_core.errors import BookError

ROOT = Path(__file__).resolve().parents[2]
OPEN = "import sys; from kam_core.book import open_book; from kam_core.errors import KamError; book = open_book(sys.argv[1])\n"


def start(place: Path, code: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", OPEN + code, str(place), *map(str, arguments)], cwd=ROOT, text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def together(processes: list[subprocess.Popen]) -> list[str]:
    """Let processes that wait for a line go at once; gives what they print."""
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    found = [process.communicate(timeout=120) for process in processes]
    assert [err for _, err in found] == [""] * len(processes)
    return [out for out, _ in found]


READY = "print('ready', flush=True); sys.stdin.readline()\n"


def test_two_processes_write_one_list(place, book):
    code = READY + """
for n in range(30):
    book.keys.enter(f"{sys.argv[2]}{n}", "N", why="x", who=sys.argv[2], cap=1000)
    book.scores.put("same", "fit", n % 10 + 1, who=sys.argv[2])
"""
    together([start(place, code, name) for name in ("ann", "bob")])
    assert sorted(book.keys.current().ids) == sorted(f"{name}{n}" for name in ("ann", "bob") for n in range(30))
    log = book.keys.log()
    assert [each.version for each in log] == list(range(1, 61))
    for name in ("ann", "bob"):
        assert [each.client_id for each in log if each.who == name] == [f"{name}{n}" for n in range(30)]
    assert [each.at for each in log] == sorted(each.at for each in log)
    assert [each.id for each in book.changes()] == list(range(1, len(book.changes()) + 1))
    assert all(each.ok for each in verify(place))


def test_the_cap_holds_when_two_enter_at_once(place, book):
    code = READY + """
try:
    book.keys.enter(sys.argv[2], "N", why="x", who=sys.argv[2], cap=1)
    print("entered")
except KamError as error:
    print(error.what)
"""
    said = together([start(place, code, name) for name in ("ann", "bob", "cid")])
    assert sorted(each.strip() for each in said) == ["The list is full: 1 of 1 clients."] * 2 + ["entered"]
    assert len(book.keys.current().entries) == 1


def test_of_two_who_saw_the_same_one_decides(place, book):
    book.keys.enter("a", "A", why="x", who="cid", cap=5)
    code = READY + """
from kam_core.errors import ChangedError
try:
    book.keys.edit("a", consent=sys.argv[2] == "ann", why="asked", who=sys.argv[2], expected=1)
    print("edited")
except ChangedError as error:
    print(error.what)
"""
    said = sorted(each.strip() for each in together([start(place, code, name) for name in ("ann", "bob")]))
    winner = book.keys.log()[-1].who
    assert said[1] == "edited"
    assert said[0].startswith(f"{winner} has changed the list of key clients meanwhile")
    assert book.keys.version() == 2
    assert book.keys.current().entry("a").consent == (winner == "ann")


def test_threads_share_a_book(place, book):
    def enter(name: str) -> None:
        for n in range(10):
            open_book(place).keys.enter(f"{name}{n}", "N", why="x", who=name, cap=1000)

    threads = [threading.Thread(target=enter, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(book.keys.current().entries) == book.keys.version() == 40


def test_readers_do_not_wait_for_a_writer(place, book):
    book.keys.enter("a", "A", why="x", who="ann", cap=5)
    with book.database.writing() as connection:
        connection.exec_driver_sql("insert into scores values ('a', 'fit', 7, '', 'ann', '2026-01-01 00:00:00', 1)")
        began = time.monotonic()
        out, err = start(place, "print(book.keys.current().ids, book.scores.of())").communicate(timeout=60)
        assert (out, err) == ("('a',) {}\n", "")
        assert book.scores.of() == {}
        assert time.monotonic() - began < 9  # a writer would have waited ten seconds
    assert book.scores.of()["a"]["fit"].value == 7


def test_what_is_read_is_of_one_moment(book):
    with book.database.reading() as connection:
        from kam_core.book import keys, log

        assert log.read(connection) == []
        book.keys.enter("a", "A", why="x", who="ann", cap=5)
        assert (log.read(connection), keys.stands(connection).ids) == ([], ())
    assert len(book.changes()) == 1


def test_a_writer_waits_and_then_says_so(place, book):
    impatient = Database(address(place), wait=0.3)
    with book.database.writing():
        began = time.monotonic()
        with pytest.raises(BookError, match="for too long"):
            Keys(impatient).enter("a", "A", why="x", who="ann", cap=5)
        assert 0.2 < time.monotonic() - began < 5
    assert Keys(impatient).enter("a", "A", why="x", who="ann", cap=5).ids == ("a",)
    impatient.close()


def test_a_writer_that_waits_goes_on(place, book):
    with book.database.writing():
        process = start(place, READY + "book.keys.enter('a', 'A', why='x', who='ann', cap=5)")
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(1)
        assert process.poll() is None
    assert process.communicate(timeout=60)[1] == ""
    assert book.keys.current().ids == ("a",)


def test_who_is_killed_leaves_the_book_whole(place, book):
    """What was answered is kept; of what was not, all or nothing."""
    code = """
while True:
    entered = book.keys.current().entry("a")
    made = book.keys.leave("a", why="x", who="k") if entered else book.keys.enter("a", "A", why="x", who="k", cap=5)
    print(made.version, flush=True)
"""
    rng = random.Random(7)
    for _ in range(6):
        process = start(place, code)
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        answered = [int(line) for line in process.communicate()[0].split()]
        assert process.returncode == -signal.SIGKILL
        if answered:
            assert book.keys.version() - answered[-1] in (0, 1)
        assert all(each.ok for each in verify(place)), [str(each.detail) for each in verify(place)]
        version = book.keys.version()
        assert len(book.keys.log()) == len(book.changes()) == version
        assert len(book.keys.current().entries) == version % 2
    book.keys.enter("b", "B", why="x", who="ann", cap=5)


def test_who_is_killed_while_making_the_book_leaves_none_or_a_whole_one(place):
    rng = random.Random(7)
    for _ in range(3):
        process = start(place, "print('made', flush=True)")
        time.sleep(rng.uniform(0.2, 0.9))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert open_book(place).keys.version() == 0
    assert all(each.ok for each in verify(place))


def test_a_server_that_was_started_again_is_found_again(postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("KAM_BOOK", postgres.fresh())
    book = open_book(tmp_path)
    book.keys.enter("a", "A", why="x", who="ann", cap=5)
    postgres.stop()
    try:
        with pytest.raises(BookError, match="does not answer"):
            book.keys.current()
        assert [(each.check, each.ok) for each in verify(tmp_path)] == [("file", False)]
    finally:
        postgres.start()
    assert book.keys.current().ids == ("a",)
    assert book.keys.leave("a", why="x", who="ann").ids == ()
