"""The log holds every change, and nobody can change or remove what it holds. On both databases."""

from __future__ import annotations

import datetime

import pytest
import sqlalchemy as sa


def test_every_change_has_before_and_after(book):
    book.keys.enter("G1", "Oak", why="large", who="ann", cap=5)
    book.keys.edit("G1", consent=True, why="asked", who="bob")
    book.scores.put("G1", "fit", 7, who="ann", why="same trade")
    book.keys.leave("G1", why="sold", who="bob")
    book.keys.undo("cid", why="was not sold")
    log = book.changes()
    assert [(each.id, each.area, each.subject, each.item, each.action, each.who, each.why) for each in log] == [
        (1, "keys", "G1", "", "enter", "ann", "large"), (2, "keys", "G1", "", "edit", "bob", "asked"),
        (3, "scores", "G1", "fit", "score", "ann", "same trade"), (4, "keys", "G1", "", "leave", "bob", "sold"),
        (5, "keys", "G1", "", "undo", "cid", "was not sold")]
    assert log[0].before is None
    assert log[1].before == log[0].after
    assert {**log[0].after, "consent": True} == log[1].after == log[3].before == log[4].after
    assert log[3].after is None
    assert log[0].after["since"] == log[0].at.isoformat()
    assert [each.at.utcoffset() for each in log] == [datetime.timedelta(0)] * 5
    assert [each.at for each in log] == sorted(each.at for each in log)
    assert [each.id for each in book.changes("keys")] == [1, 2, 4, 5]


@pytest.mark.parametrize("table", ["changes", "key_decisions"])
@pytest.mark.parametrize("statement", ["update {} set who = 'eve'", "delete from {}"])
def test_the_log_is_only_added_to(book, table, statement):
    book.keys.enter("G1", "Oak", why="large", who="ann", cap=5)
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), book.database.engine.begin() as connection:
        connection.exec_driver_sql(statement.format(table))
    assert [(each.who, each.action) for each in book.changes()] == [("ann", "enter")]


def test_what_fails_midway_leaves_nothing(book, monkeypatch):
    """The change is written before the decision: where the second fails, the first goes, too."""
    from kam_core.book import keys

    def broken(*_):
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(keys, "insert", broken)
    with pytest.raises(RuntimeError):
        book.keys.enter("G1", "Oak", why="large", who="ann", cap=5)
    monkeypatch.undo()
    assert (book.changes(), book.keys.current().version) == ([], 0)
    assert book.keys.enter("G1", "Oak", why="large", who="ann", cap=5).version == 1
    assert [each.id for each in book.changes()] == [1]
