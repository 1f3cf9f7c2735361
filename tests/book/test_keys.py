"""The list of key clients: what a decision does, what is refused, and the law of taking back. On both databases."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kam_core.book import KeyEntry, open_book
from kam_core.book.database import Database
from kam_core.book.keys import Keys
from kam_core.book.place import place
from kam_core.book.schema import bring_up
from kam_core.errors import ChangedError, KamError, UsageError


def put(book, *names: str, cap: int = 30) -> None:
    for name in names:
        book.keys.enter(name, name.title(), why=f"why {name}", who="ann@x.org", cap=cap)


def test_a_new_book_has_an_empty_list(book):
    assert (book.keys.current().version, book.keys.current().entries, book.keys.log()) == (0, (), [])
    assert book.keys.version() == 0


def test_a_decision_says_who_when_and_why(book):
    before = datetime.datetime.now(datetime.UTC)
    made = book.keys.enter("G1", "ООО «Ромашка» 🌼", why="  Brings 12 % of the margin ", who="ann@x.org", cap=5,
                           consent=True, kind="breadwinner")
    after = datetime.datetime.now(datetime.UTC)
    entry = made.entry("G1")
    assert before <= entry.since <= after
    why = "Brings 12 % of the margin"
    assert entry == KeyEntry("G1", "ООО «Ромашка» 🌼", entry.since, "ann@x.org", why, True, "breadwinner")
    assert made == book.keys.current()
    (decision,) = book.keys.log()
    assert (decision.version, decision.action, decision.who, decision.why, decision.at, decision.undoes) == (
        1, "enter", "ann@x.org", "Brings 12 % of the margin", entry.since, None)


def test_versions_keep_what_the_list_was(book):
    put(book, "a", "b")
    book.keys.leave("a", why="sold", who="bob")
    put(book, "c")
    assert [book.keys.at(version).ids for version in range(5)] == [(), ("a",), ("a", "b"), ("b",), ("b", "c")]
    assert book.keys.current() == book.keys.at(4)
    for version in (-1, 5):
        with pytest.raises(UsageError, match=f"no version {version}"):
            book.keys.at(version)


def test_who_comes_back_is_on_the_list_since_then(book):
    put(book, "a", "b")
    since = book.keys.current().entry("a").since
    book.keys.leave("a", why="sold", who="bob")
    book.keys.enter("a", "A again", why="bought back", who="bob", cap=5)
    entry = book.keys.current().entry("a")
    assert (entry.name, entry.who, entry.why) == ("A again", "bob", "bought back")
    assert entry.since > since
    assert book.keys.current().ids == ("b", "a")


def test_an_edit_changes_consent_and_kind_alone(book):
    put(book, "a")
    entry = book.keys.current().entry("a")
    book.keys.edit("a", consent=False, why="asked them", who="bob")
    book.keys.edit("a", kind="expert", why="they teach us", who="bob")
    now = book.keys.current().entry("a")
    assert (now.consent, now.kind) == (False, "expert")
    assert (now.since, now.who, now.why) == (entry.since, "ann@x.org", "why a")
    assert book.keys.edit("a", kind="expert", why="again", who="bob").version == 3
    book.keys.edit("a", consent=None, kind=None, why="not known", who="bob")
    assert book.keys.current().entry("a") == entry
    assert [each.action for each in book.keys.log()] == ["enter", "edit", "edit", "edit"]


@pytest.mark.parametrize("decide", [
    lambda keys: keys.enter("n", "N", why=" ", who="ann", cap=5),
    lambda keys: keys.enter("n", "N", why="x", who="", cap=5),
    lambda keys: keys.enter("", "N", why="x", who="ann", cap=5),
    lambda keys: keys.enter(" n", "N", why="x", who="ann", cap=5),
    lambda keys: keys.enter("n\x00", "N", why="x", who="ann", cap=5),
    lambda keys: keys.enter("n", "N", why="x\x00y", who="ann", cap=5),
    lambda keys: keys.enter("n", "N", why="\ud800", who="ann", cap=5),
    lambda keys: keys.enter("n", "N", why="x" * 4001, who="ann", cap=5),
    lambda keys: keys.enter("n", "N", why="x", who="ann", cap=5, kind="No Key!"),
    lambda keys: keys.enter("n", "N", why="x", who="ann", cap=1),
    lambda keys: keys.enter("a", "A", why="x", who="ann", cap=5),
    lambda keys: keys.leave("n", why="x", who="ann"),
    lambda keys: keys.leave("a", why="", who="ann"),
    lambda keys: keys.edit("n", consent=True, why="x", who="ann"),
    lambda keys: keys.edit("a", consent=True, why="", who="ann"),
    lambda keys: keys.undo(" "),
])
def test_what_is_refused_changes_nothing(book, decide):
    put(book, "a")
    known, log = book.keys.current(), book.changes()
    with pytest.raises(KamError) as refused:
        decide(book.keys)
    assert all(map(str, (refused.value.what, refused.value.means, refused.value.next)))
    assert (book.keys.current(), book.changes()) == (known, log)


def test_a_full_list_names_its_cap(book):
    put(book, "a", "b", cap=2)
    with pytest.raises(KamError, match="2 of 2"):
        put(book, "c", cap=2)
    book.keys.leave("a", why="sold", who="bob")
    put(book, "c", cap=2)
    assert book.keys.current().ids == ("b", "c")


def test_who_is_on_the_list_is_told_with_the_reason(book):
    put(book, "a")
    with pytest.raises(KamError, match=r"A is on the list already, since 20.*: why a"):
        put(book, "a")


def test_a_decision_on_an_old_list_says_who_changed_it(book):
    put(book, "a", "b")
    book.keys.edit("a", consent=True, why="asked", who="bob")
    with pytest.raises(ChangedError, match=r"bob has changed .* on 20\d\d-\d\d-\d\d \d\d:\d\d: A"):
        book.keys.leave("a", why="sold", who="ann", expected=2)
    # Somebody has decided, but on another client: nothing that was seen of this one has changed.
    assert book.keys.leave("b", why="sold", who="ann", expected=2).ids == ("a",)
    with pytest.raises(ChangedError):
        book.keys.undo("ann", expected=3)
    assert book.keys.undo("ann", expected=4).ids == ("a", "b")


def test_taking_back_goes_one_decision_further_each_time(book):
    put(book, "a", "b")
    book.keys.edit("a", consent=True, why="asked", who="bob")
    book.keys.leave("a", why="sold", who="bob")
    assert book.keys.undo("cid").entries == book.keys.at(3).entries
    assert book.keys.undo("cid").entries == book.keys.at(2).entries
    put(book, "c")
    assert book.keys.undo("cid").ids == ("a", "b")
    assert book.keys.undo("cid").ids == ("a",)
    assert book.keys.undo("cid").ids == ()
    with pytest.raises(KamError, match="no decision to take back"):
        book.keys.undo("cid")
    assert [(each.action, each.undoes) for each in book.keys.log()] == [
        ("enter", None), ("enter", None), ("edit", None), ("leave", None), ("enter", 4), ("edit", 3), ("enter", None),
        ("leave", 7), ("leave", 2), ("leave", 1)]


def test_a_client_that_comes_back_needs_room(book):
    put(book, "a", "b", cap=2)
    book.keys.leave("a", why="sold", who="bob")
    with pytest.raises(KamError, match="1 of 1"):
        book.keys.undo("bob", cap=1)
    assert book.keys.undo("bob", cap=2).ids == ("a", "b")


OPERATIONS = st.lists(st.tuples(st.sampled_from(("enter", "leave", "yes", "no", "undo")), st.sampled_from("abcd")), max_size=14)


@settings(max_examples=40, deadline=None)
@given(OPERATIONS)
def test_the_list_is_what_its_decisions_make_of_it(operations):
    """Against a plain model: a dictionary of consent by client, and a stack of what it was before each decision."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(place(Path(folder)))
        bring_up(database)
        keys, model, stack, count = Keys(database), {}, [], 0
        for what, client in operations:
            allowed = {"enter": client not in model and len(model) < 3, "undo": bool(stack)}.get(what, client in model)
            before = dict(model)
            try:
                if what == "enter":
                    keys.enter(client, client, why="x", who="ann", cap=3)
                    model[client] = None
                elif what == "leave":
                    keys.leave(client, why="x", who="ann")
                    del model[client]
                elif what == "undo":
                    keys.undo("ann")
                    model = stack.pop()
                else:
                    keys.edit(client, consent=what == "yes", why="x", who="ann")
                    model[client] = what == "yes"
            except KamError:
                assert not allowed
                continue
            assert allowed
            if what == "undo" or model != before:
                count += 1
            if what != "undo" and model != before:
                stack.append(before)
            known = keys.current()
            assert {entry.client_id: entry.consent for entry in known.entries} == model
            assert known.version == count
        log = keys.log()
        assert [each.version for each in log] == list(range(1, count + 1))
        taken = [each.undoes for each in log if each.undoes]
        assert len(taken) == len(set(taken))
        database.close()


def test_one_book_for_one_place(place, book):
    assert open_book(place) is book
    assert open_book(str(place)) is book
