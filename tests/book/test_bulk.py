"""Many records as one import, on both databases: whole or not at all, one reason, taken back as a whole."""

from __future__ import annotations

import datetime

import pytest

from kam_core.access.reach import Reach
from kam_core.book import bulk
from kam_core.book.verify import verify
from kam_core.errors import AccessError, KamError, UsageError


def bring(book, adds=(), edits=(), batch="b1"):
    bulk.bring(book, adds, edits, who="crm", source="deals", batch=batch, what={"table": "opportunities", "added": len(adds)})


def deal(id, name, client="G1", **values):
    return bulk.Adding(id, "opportunity", client, {"name": name, **values})


def test_records_are_made_and_changed_with_their_log(place, book):
    bring(book, [deal("a", "Pumps", amount="10.50", expected="2026-03-04"), deal("b", "Cable")])
    bring(book, [deal("c", "Crane")],
          [bulk.Editing("a", {"amount": "11", "stage": "talks"}), bulk.Editing("b", {"stage": "won"})],
          batch="b2")
    assert [each.get("name") for each in book.records.of("opportunity")] == ["Pumps", "Cable", "Crane"]
    pumps = book.records.get("a")
    assert (pumps.version, str(pumps.get("amount")), pumps.get("expected")) == (2, "11.00", datetime.date(2026, 3, 4))
    assert [(each.action, each.why) for each in book.records.history("a")] == [("add", "deals #b1"), ("edit", "deals #b2")]
    assert [each.id for each in book.changes()] == list(range(1, 8))
    assert all(each.ok for each in verify(place))
    assert bulk.written(book, "deals")["a"] == {"name": "Pumps", "amount": "11.00", "expected": "2026-03-04", "stage": "talks"}
    assert bulk.written(book, "deal") == {}
    first, second = reversed(bulk.imports(book))
    assert (first.batch, first.what, first.records) == ("b1", {"table": "opportunities", "added": 2}, {"a": 1, "b": 1})
    assert second.records == {"c": 1, "a": 2, "b": 2}


@pytest.mark.parametrize(("adds", "edits", "error"), [
    ([deal("a", "Pumps"), deal("b", "")], [], UsageError),
    ([deal("a", "Pumps"), deal("b", "x", amount="much")], [], UsageError),
    ([deal("a", "Pumps")], [bulk.Editing("nobody", {"stage": "won"})], KamError),
    ([deal("a", "Pumps", y1_low="2", y1_base="1")], [], UsageError),
])
def test_one_that_does_not_fit_leaves_nothing(place, book, adds, edits, error):
    with pytest.raises(error):
        bring(book, adds, edits)
    assert book.records.of("opportunity") == []
    assert book.changes() == []
    assert all(each.ok for each in verify(place))


def test_what_is_out_of_reach_is_not_written(book):
    mine = book.seen_by(Reach("ann", frozenset({"G1"}), frozenset({"G1"}), dossiers=True))
    with pytest.raises(AccessError):
        bring(mine, [deal("a", "Pumps"), deal("b", "Cable", "G2")])
    assert book.records.of("opportunity") == []
    bring(mine, [deal("a", "Pumps")])
    assert book.changes("record")[0].who == "ann"


def test_an_import_is_taken_back_but_for_what_was_changed_since(place, book):
    bring(book, [deal("a", "Pumps", amount="1"), deal("b", "Cable", amount="1")])
    bring(book, [deal("c", "Crane")], [bulk.Editing("a", {"amount": "2"}), bulk.Editing("b", {"amount": "2"})], batch="b2")
    book.records.edit("b", {"amount": "3"}, "ann")
    assert bulk.undo(book, "b2", who="bob") == (2, 1)
    assert {each.id: str(each.get("amount")) for each in book.records.of("opportunity")} == {"a": "1.00", "b": "3.00"}
    assert [each.undone for each in bulk.imports(book)] == [True, False]
    assert bulk.written(book, "deals")["a"]["amount"] == "1.00"
    with pytest.raises(KamError):
        bulk.undo(book, "b2", who="bob")
    assert all(each.ok for each in verify(place))


def test_a_list_of_imports_is_ones_own(book):
    bring(book, [deal("a", "Pumps")])
    assert bulk.imports(book.seen_by(Reach("ann", None, None, dossiers=True))) == []
    assert len(bulk.imports(book.seen_by(Reach("crm", None, None, dossiers=True)))) == 1
    assert len(bulk.imports(book.seen_by(Reach("root", None, None, dossiers=True, log=True)))) == 1
