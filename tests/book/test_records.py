"""Records: fields of one thing, versions of each, the bin, undo, and who reaches what."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from kam_core.access.reach import Reach
from kam_core.book import ConflictError, dated
from kam_core.book.verify import verify
from kam_core.errors import AccessError, KamError, UsageError

DAY = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)


def test_values_come_back_as_they_were_written(book):
    written = {"name": " Ivan  Petrov ", "email": "i@example.org", "phone": ""}
    person = book.records.add("person", None, written, "ann")
    assert book.records.get(person.id).values == {"name": "Ivan Petrov", "email": "i@example.org"}
    deal = book.records.add("opportunity", "G1", {
        "name": "Line 2", "amount": "1250000.50", "probability": 0.6, "expected": "2026-12-01", "without_tender": True}, "ann")
    assert book.records.of("opportunity", "G1")[0].values == {
        "name": "Line 2", "amount": Decimal("1250000.50"), "probability": 0.6, "expected": datetime.date(2026, 12, 1),
        "without_tender": True}
    assert book.records.of("opportunity", "G2") == []
    assert deal.stamps["amount"].who == "ann"


@pytest.mark.parametrize(("kind", "values"), [
    ("person", {"name": " "}),
    ("opportunity", {"name": "x", "kind": "stolen"}),
    ("opportunity", {"name": "x", "amount": "much"}),
    ("opportunity", {"name": "x", "probability": 1.2}),
    ("opportunity", {"name": "x", "expected": "31.12.2026"}),
    ("contract", {"start": "2026-01-01"}),
    ("tender", {"name": "x", "price": 1}),
    ("tender", {"name": "a\x00b"}),
    ("tender", {"name": "x" * 1001}),
])
def test_what_does_not_fit_is_refused_and_leaves_nothing(book, kind, values):
    with pytest.raises(UsageError):
        book.records.add(kind, None if kind == "person" else "G1", values, "ann")
    assert book.changes() == []


def test_two_who_write_different_fields_do_not_meet(book):
    seen = book.records.put("dossier", "G1", {"description": "mills", "mission": "bread"}, "ann").seen
    book.records.put("dossier", "G1", {"description": "mills and bakeries"}, "bob", seen)
    after = book.records.put("dossier", "G1", {"mission": "bread for all"}, "ann", seen)
    assert after.values == {"description": "mills and bakeries", "mission": "bread for all"}


def test_two_who_write_one_field_meet_and_both_versions_are_there(book):
    seen = book.records.put("dossier", "G1", {"description": "mills"}, "ann").seen
    book.records.put("dossier", "G1", {"description": "theirs"}, "bob", seen)
    with pytest.raises(ConflictError, match="bob has changed it meanwhile") as caught:
        book.records.put("dossier", "G1", {"description": "mine", "mission": "bread"}, "ann", seen)
    clash = caught.value.clashes["description"]
    assert (clash.theirs, clash.yours, clash.who) == ("theirs", "mine", "bob")
    assert book.records.single("dossier", "G1").values == {"description": "theirs"}
    book.records.put("dossier", "G1", {"description": "mine"}, "ann", caught.value.record.seen)
    assert book.records.single("dossier", "G1").get("description") == "mine"


def test_undo_goes_back_step_by_step(book):
    visit = book.records.add("visit", "G1", {"date": "2026-03-01", "type": "call", "state": "planned"}, "ann")
    book.records.edit(visit.id, {"result": "talked"}, "ann")
    book.records.edit(visit.id, {"result": "agreed", "state": "done"}, "bob")
    assert book.records.undo(visit.id, "ann").values["result"] == "talked"
    assert "result" not in book.records.undo(visit.id, "ann").values
    assert book.records.undo(visit.id, "ann").deleted_at is not None
    with pytest.raises(UsageError):
        book.records.undo(visit.id, "ann")
    assert [change.action for change in book.records.history(visit.id)] == ["add", "edit", "edit", "undo", "undo", "undo"]


def test_what_is_removed_can_be_brought_back_for_thirty_days(book):
    with dated(DAY):
        early = book.records.add("tender", "G1", {"name": "one"}, "ann")
        late = book.records.add("tender", "G1", {"name": "two"}, "ann")
        book.records.remove(early.id, "ann")
    with dated(DAY + datetime.timedelta(days=2)):
        book.records.remove(late.id, "ann")
    with dated(DAY + datetime.timedelta(days=31)):
        assert book.records.of("tender", "G1") == []
        assert [record.id for record in book.records.bin("G1")] == [late.id]
        assert book.records.restore(late.id, "bob").deleted_at is None
        with pytest.raises(UsageError, match="more than 30 days"):
            book.records.restore(early.id, "bob")


def test_what_is_removed_is_not_edited(book):
    tender = book.records.add("tender", "G1", {"name": "one"}, "ann")
    book.records.remove(tender.id, "bob")
    with pytest.raises(ConflictError, match="bob has removed it"):
        book.records.edit(tender.id, {"name": "two"}, "ann")


def test_nobody_reaches_what_is_not_theirs(book):
    person = book.records.add("person", None, {"name": "Ivan Petrov"}, "boss")
    ours = book.records.add("position", "G1", {"role": "decides"}, "boss", parent=person.id, account_id="A1")
    theirs = book.records.add("position", "G2", {"role": "buys"}, "boss", parent=person.id, account_id="A2")
    alone = book.records.add("person", None, {"name": "Olga Foreign"}, "boss")
    book.records.add("position", "G2", {"role": "expert"}, "boss", parent=alone.id)
    reach = Reach("ann", frozenset({"G1", "G3"}), frozenset({"G3"}), dossiers=True)
    seen = book.seen_by(reach).records
    assert [record.id for record in seen.of("position")] == [ours.id]
    assert [record.id for record in seen.of("person")] == [person.id]
    assert seen.get(theirs.id) is None
    assert seen.history(theirs.id) == []
    assert set(seen.many([person.id, alone.id, theirs.id])) == {person.id}
    for refused in (
        lambda: seen.edit(ours.id, {"role": "buys"}, "ann"),            # shared, to read
        lambda: seen.edit(theirs.id, {"role": "buys"}, "ann"),
        lambda: seen.add("tender", "G2", {"name": "x"}, "ann"),
        lambda: seen.remove(ours.id, "ann"),
        lambda: seen.undo(theirs.id, "ann"),
        lambda: seen.edit(person.id, {"phone": "1"}, "ann"),
        lambda: seen.add("question", None, {"group": "needs", "text": "?"}, "ann"),
    ):
        with pytest.raises(KamError):
            refused()
    assert [each.client_id for each in book.records.of("position")] == ["G1", "G2", "G2"]
    assert book.seen_by(Reach()).records.of("person") == []
    with pytest.raises(AccessError):
        book.seen_by(Reach("eve", None, None)).records.add("tender", "G1", {"name": "x"}, "eve")


def test_a_draft_outlives_its_page_until_it_is_saved(book):
    book.drafts.put("ann", "dossier:G1", "mission", "bread f", "G1")
    book.drafts.put("ann", "dossier:G1", "mission", "bread for all", "G1")
    assert {field: draft.value for field, draft in book.drafts.of("ann", "dossier:G1").items()} == {"mission": "bread for all"}
    assert book.drafts.of("bob", "dossier:G1") == {}
    book.drafts.clear("ann", "dossier:G1")
    assert book.drafts.of("ann", "dossier:G1") == {}
    assert book.changes() == []


def test_of_several_who_wrote_the_one_of_the_field_is_named(book):
    seen = book.records.put("dossier", "G1", {"description": "mills", "mission": "bread"}, "ann").seen
    book.records.put("dossier", "G1", {"description": "theirs"}, "bob", seen)
    book.records.put("dossier", "G1", {"mission": "cake"}, "cid", seen)
    with pytest.raises(ConflictError, match="bob has changed it meanwhile"):
        book.records.put("dossier", "G1", {"description": "mine"}, "ann", seen)


def test_undo_does_not_take_back_what_somebody_else_wrote_meanwhile(book):
    task = book.records.add("task", "G1", {"text": "call"}, "ann")
    mine = book.records.edit(task.id, {"note": "on Monday"}, "ann")
    book.records.edit(task.id, {"note": "on Friday"}, "bob")
    with pytest.raises(ConflictError, match="bob has changed it meanwhile"):
        book.records.undo(task.id, "ann", expected=mine.version)
    assert book.records.get(task.id).get("note") == "on Friday"


def test_undo_is_no_way_round_the_thirty_days(book):
    with dated(DAY):
        task = book.records.add("task", "G1", {"text": "call"}, "ann")
        book.records.remove(task.id, "ann")
    with dated(DAY + datetime.timedelta(days=31)), pytest.raises(UsageError, match="more than 30 days"):
        book.records.undo(task.id, "ann")


def test_the_one_dossier_of_a_client_is_not_removed(book):
    dossier = book.records.put("dossier", "G1", {"mission": "bread"}, "ann")
    with pytest.raises(UsageError, match="is not removed"):
        book.records.remove(dossier.id, "ann")
    book.records.undo(dossier.id, "ann")
    assert book.records.put("dossier", "G1", {"mission": "cake"}, "ann").values == {"mission": "cake"}


def test_nothing_is_hung_on_what_is_in_the_bin(book):
    person = book.records.add("person", None, {"name": "Ivan Petrov"}, "ann")
    book.records.remove(person.id, "ann")
    with pytest.raises(KamError):
        book.records.add("position", "G1", {"role": "buys"}, "ann", parent=person.id)


@pytest.mark.parametrize("amount", ["nan", "sNaN", "inf", "-Infinity", "1e15", "1e99"])
def test_an_amount_is_a_number_that_can_be_summed(book, amount):
    with pytest.raises(UsageError):
        book.records.add("tender", "G1", {"name": "x", "amount": amount}, "ann")


def test_who_has_signed_in_writes_under_their_own_name(book):
    mine = book.seen_by(Reach("ann", frozenset({"G1"}), frozenset({"G1"}), dossiers=True))
    task = mine.records.add("task", "G1", {"text": "call"}, "bob")
    assert mine.records.edit(task.id, {"note": "x"}, "bob").stamps["note"].who == "ann"
    mine.drafts.put("bob", "new:task:G1", "text", "typed")
    assert {change.who for change in book.changes()} == {"ann"}
    assert list(book.drafts.of("ann", "new:task:G1")) == ["text"]


def test_a_client_that_was_handed_over_takes_its_people_along(book):
    mine = book.seen_by(Reach("ann", frozenset({"G1"}), frozenset({"G1"}), dossiers=True)).records
    person = mine.add("person", None, {"name": "Ivan Petrov"}, "ann")
    assert mine.get(person.id) is not None           # hers, until they are somewhere
    mine.add("position", "G1", {"role": "buys"}, "ann", parent=person.id)
    assert mine.edit(person.id, {"phone": "1"}, "ann").get("phone") == "1"
    later = book.seen_by(Reach("ann", frozenset({"G2"}), frozenset({"G2"}), dossiers=True)).records
    assert later.get(person.id) is None
    assert later.of("person") == []


def test_a_draft_of_broken_characters_is_kept_as_far_as_it_can_be(book):
    book.drafts.put("ann", "p", "text", "a\ud800b\x00c")
    assert book.drafts.of("ann", "p")["text"].value == "a?b\x00c"


def test_the_moments_of_the_log_are_in_order(book):
    """A writer that waited is dated when its turn came."""
    import threading
    import time

    with book.database.writing():
        waiting = threading.Thread(target=lambda: book.records.add("task", "G1", {"text": "late"}, "ann"))
        waiting.start()
        time.sleep(0.3)
        freed = datetime.datetime.now(datetime.UTC)
    waiting.join()
    assert book.changes()[-1].at >= freed


@pytest.mark.parametrize("statement", [
    "update records set deleted_at = '2026-01-01 00:00:00'", "update records set parent = 'x'",
    "update records set version = 7", "update records set data = '{}'", "update records set account_id = 'A9'",
])
def test_a_record_changed_behind_the_books_back_is_found(place, book, statement):
    person = book.records.add("person", None, {"name": "Ivan Petrov"}, "ann")
    position = book.records.add("position", "G1", {"role": "buys"}, "ann", parent=person.id, account_id="A1")
    book.records.edit(position.id, {"role": "expert", "influence": "high"}, "ann")
    book.records.remove(person.id, "ann")
    book.records.undo(person.id, "ann")
    book.records.remove(book.records.add("task", "G1", {"text": "x"}, "ann").id, "ann")
    assert all(each.ok for each in verify(place))
    with book.database.engine.begin() as connection:
        connection.exec_driver_sql(f"{statement} where id = '{position.id}'")
    assert ("agreement", False) in [(each.check, each.ok) for each in verify(place)]
