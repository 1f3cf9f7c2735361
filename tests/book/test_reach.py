"""What the book gives and takes depends on who asks: the clients that are theirs, no others."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from kam_core.access import Reach
from kam_core.errors import AccessError

OWN = Reach("kim@firm", frozenset({"G1", "G2"}), frozenset({"G1"}), dossiers=True)
"""G1 is theirs, G2 is shared with them, G3 is somebody else's."""


@pytest.fixture
def full(book):
    """Everything there is about three clients, written by the owner."""
    for client in ("G1", "G2", "G3"):
        book.keys.enter(client, f"Name {client}", why="large", who="boss", cap=9)
        book.scores.put(client, "fit", 7, who="boss")
        book.opinions.put(client, "red", why="late", who="boss")
        book.marks.put(f"late|{client}", client, "late", "done", who="boss")
    book.keys.leave("G3", why="secret", who="boss")
    book.members.invite("kim@firm", ["manager"], who="boss")
    book.owners.give("G3", "Name G3", 1, who="boss")
    return book


def test_of_other_clients_nothing_is_read(full):
    seen = full.seen_by(OWN)
    assert seen.keys.current().ids == ("G1", "G2")
    assert seen.keys.at(3).ids == ("G1", "G2")
    assert {each.client_id for each in seen.keys.log()} == {"G1", "G2"}
    assert set(seen.scores.of()) == set(seen.scores.of(["G1", "G2", "G3"])) == {"G1", "G2"}
    assert set(seen.opinions.of()) == {"G1", "G2"}
    assert set(seen.opinions.of(["G3"])) == set()
    assert {each.client_id for each in seen.marks.of().values()} == {"G1", "G2"}
    assert seen.marks.of(["late|G3"]) == {}
    assert {each.subject for each in seen.changes()} == {"G1", "G2"}
    assert seen.changes(subject="G3") == seen.changes("owners") == seen.changes("members") == []


def test_nobody_reads_anything(full):
    seen = full.seen_by(Reach())
    assert seen.keys.current().ids == ()
    assert seen.keys.log() == seen.changes() == []
    assert seen.scores.of() == seen.opinions.of() == seen.marks.of() == {}


def writes(book, client):
    """Every way to write about a client."""
    later = datetime.date(2030, 1, 1)
    yield lambda: book.scores.put(client, "fit", 3, who="x")
    yield lambda: book.scores.put(client, "fit", None, who="x")
    yield lambda: book.opinions.put(client, "green", why="so", who="x")
    yield lambda: book.marks.put(f"late|{client}", client, "late", "later", until=later, who="x")
    yield lambda: book.marks.put(f"late|{client}", "G1", "late", "later", until=later, who="x")
    yield lambda: book.marks.undo(f"late|{client}", who="x")
    yield lambda: book.keys.leave(client, why="so", who="x")
    yield lambda: book.keys.edit(client, why="so", who="x", consent=True)


@pytest.mark.parametrize("client", ["G2", "G3", "G4"])
def test_of_what_is_shared_or_others_nothing_is_written(full, client):
    before = full.changes()
    calls = list(writes(full.seen_by(OWN), client))
    for call in calls[:4] if client == "G4" else calls:  # of G4 nothing was written, so the rest finds nothing to change
        with pytest.raises(AccessError) as refused:
            call()
        assert f"Name {client}" not in str(refused.value)
        assert "boss" not in str(refused.value)
    assert full.changes() == before


def test_one_answer_whether_there_is_such_a_client_or_not(full):
    said = set()
    for client in ("G3", "G4"):
        with pytest.raises(AccessError) as refused:
            full.seen_by(OWN).scores.put(client, "fit", 3, who="x")
        said.add(str(refused.value))
    assert len(said) == 1


def test_their_own_clients_are_written_about_under_their_own_name(full):
    seen = full.seen_by(OWN)
    seen.scores.put("G1", "fit", 3, who="somebody else")
    seen.opinions.put("G1", "green", why="so", who="somebody else")
    seen.marks.undo("late|G1", who="somebody else")
    seen.note("export", "G1", "download", "somebody else", {"rows": 3})
    assert [each.who for each in full.changes()[-4:]] == ["kim@firm"] * 4


def test_the_list_is_changed_by_who_decides_alone(full):
    for reach, may in ((OWN, False), (Reach("ann", None, None), False), (Reach("ann", None, None, decides=True), True)):
        keys = full.seen_by(reach).keys
        for call in (lambda keys=keys: keys.edit("G1", why="so", who="x", consent=True),
                     lambda keys=keys: keys.undo("x"),
                     lambda keys=keys: keys.enter("G9", "Nine", why="so", who="x", cap=9)):
            if may:
                call()
            else:
                with pytest.raises(AccessError, match="one list for all"):
                    call()


def test_whoever_sees_all_figures_by_one_role_reads_their_own_dossiers_by_another(full):
    reach = Reach("kim@firm", None, frozenset({"G1"}), dossiers=True, own=frozenset({"G1", "G2"}))
    for client in ("G1", "G2", "G3"):
        said = {"date": datetime.date(2026, 1, 5), "type": "call", "state": "done", "purpose": f"About {client}"}
        full.records.add("visit", client, said, "boss")
    seen = full.seen_by(reach)
    assert set(seen.scores.of()) == {"G1", "G2", "G3"}
    assert {each.client_id for each in seen.records.of("visit")} == {"G1", "G2"}
    assert {each.subject for each in seen.changes("record")} == {"G1", "G2"}


def test_rights_are_asked_again_before_anything_is_written(full):
    """A page was opened while G1 was theirs; it is given away; the page's button is pressed."""
    task = full.records.add("task", "G1", {"text": "call"}, "boss")
    now = [OWN]
    page = full.seen_by(replace(OWN, again=lambda: now[0]))
    page.scores.put("G1", "fit", 8, who="x")
    now[0] = replace(OWN, sees=frozenset({"G2"}), edits=frozenset())
    before = full.changes()
    for call in (*list(writes(page, "G1"))[:6], lambda: page.records.add("task", "G1", {"text": "write"}, "x"),
                 lambda: page.records.edit(task.id, {"text": "visit"}, "x"), lambda: page.records.remove(task.id, "x")):
        with pytest.raises(AccessError):
            call()
    now[0] = replace(OWN, dossiers=False)
    with pytest.raises(AccessError):
        page.records.edit(task.id, {"text": "visit"}, "x")
    assert full.changes() == before
    now[0] = OWN
    assert page.records.edit(task.id, {"text": "visit"}, "kim@firm").get("text") == "visit"
