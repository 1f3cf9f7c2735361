"""A book of every released format is brought up with everything in it, and is then whole and guarded. On both databases."""

from __future__ import annotations

import datetime
import json

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kam_core.book import chain, open_book, schema
from kam_core.book.database import Database
from kam_core.book.models import METADATA, VERSION_TABLE
from kam_core.book.place import place as address
from kam_core.book.verify import verify

AT = datetime.datetime(2026, 5, 4, 9, 30, 0, 120_000, tzinfo=datetime.UTC)
WHO = {"who": "анна@example.org", "at": AT}
ENTRY = {"client_id": "G1", "name": "ООО «Дуб»", "since": AT.isoformat(), "who": WHO["who"], "why": "велик", "consent": True,
         "kind": None}
MARK = {"kind": "late", "state": "later", "until": "2026-06-01", "why": "в отпуске"}
SCORE, OPINION = {"value": 7, "why": "та же отрасль"}, {"band": "red", "why": "молчит"}
PERSON = {"kind": "person", "values": {"name": "Пётр Иванов"}}
MEMBER = {"email": "a@b.c", "name": "Анна", "roles": ["manager"], "managers": ["Анна А."], "active": True, "issuer": None,
          "subject": None, "sessions_from": None}
OWNED = {"member": 1, "name": "Дуб"}
PLANNED = {"state": "submitted", "why": "", "content": {"plan": {}, "goal": {"g1": {"text": "рост"}}}}

LOG: list[tuple[str, str, str, str, dict]] = [
    # table that a format has → area, subject, item, what the log says last
    ("key_decisions", "keys", "G1", "", ENTRY), ("scores", "scores", "G1", "fit", SCORE),
    ("opinions", "opinions", "G1", "", OPINION), ("attention_marks", "marks", "G1", "late|G1|", MARK),
    ("records", "record", "", "p1", PERSON), ("members", "members", "1", "", MEMBER),
    ("owners", "owners", "G1", "A1", OWNED), ("shares", "shares", "G1", "1", OWNED),
    ("plan_versions", "plans", "G1", "1", PLANNED),
]
ROWS: dict[str, dict] = {
    "key_decisions": {"version": 1, "change_id": 1, "client_id": "G1", "name": "ООО «Дуб»", "action": "enter", "why": "велик",
                      **WHO, "undoes": None, "since": AT, "entered_by": WHO["who"], "reason": "велик", "consent": True,
                      "kind": None},
    "scores": {"client_id": "G1", "factor": "fit", **SCORE, **WHO, "version": 1},
    "opinions": {"client_id": "G1", **OPINION, **WHO, "version": 1},
    "attention_marks": {"key": "late|G1|", "client_id": "G1", **MARK, "until": datetime.date(2026, 6, 1), **WHO, "version": 1},
    "records": {"id": "p1", "kind": "person", "client_id": None, "account_id": None, "parent": None,
                "data": json.dumps(PERSON["values"], ensure_ascii=False),
                "stamps": json.dumps({"name": [AT.isoformat(), "ann", 1]}), "version": 1, "created_at": AT, "created_by": "ann",
                "deleted_at": None, "deleted_by": None},
    "drafts": {"who": "ann", "place": "p1", "field": "note", "client_id": None, "value": '"люб"', "at": AT},
    "members": {**MEMBER, "id": 1, "roles": '["manager"]', "managers": '["Анна А."]', "since": AT, "version": 1},
    "owners": {"client_id": "G1", "account_id": "A1", "name": "Дуб", "member_id": 1, "version": 1},
    "shares": {"client_id": "G1", "member_id": 1, "name": "Дуб", "active": True, "version": 1},
    "decks": {"id": 1, "made": AT, "who": "ann", "client_id": "G1", "whole": False, "title": "Дуб", "scope": "[]",
              "ledger": "1:2", "language": "ru", "internal": True, "sha256": "00", "frozen": "{}"},
    "plan_versions": {**WHO, **PLANNED, "client_id": "G1", "number": 1, "content": json.dumps(PLANNED["content"])},
    "feeds": {"member_id": 0, "digest": "00", "language": "ru", "since": AT},
}
MOMENTS = ("at", "made", "since", "created_at", "deleted_at", "sessions_from")


def written(connection: sa.Connection, table: str, values: dict) -> None:
    """A row as an earlier Kamerton left it, by plain SQL."""
    columns = sa.inspect(connection).get_columns(table)
    assert set(values) == {column["name"] for column in columns}, table  # a later format: its rows are to be added to ROWS
    typed = sa.table(table, *(sa.column(name, sa.DateTime(timezone=True) if name in MOMENTS and value is not None else None)
                              for name, value in values.items()))
    connection.execute(sa.insert(typed).values(**values))


def log_row(connection: sa.Connection, number: int, area: str, subject: str, item: str, after: dict, previous: str) -> str:
    row = {"id": number, **WHO, "area": area, "subject": subject, "item": item, "action": "add", "why": "так",
           "before": None, "after": json.dumps(after, ensure_ascii=False, sort_keys=True)}
    if any(column["name"] == "hash" for column in sa.inspect(connection).get_columns("changes")):
        row |= {"salt": chain.salt(), "redacted_by": None}
        row["digest"] = chain.digest(row["salt"], item, row["why"], None, row["after"])
        previous = row["hash"] = chain.linked(previous, number, AT, WHO["who"], area, subject, "add", row["digest"])
    written(connection, "changes", row)
    return previous


def stands(connection: sa.Connection, tables: list[str]) -> dict[str, list[dict]]:
    """What the tables hold, in the columns that they had."""
    found = {}
    for table, columns in tables:
        rows = connection.exec_driver_sql(f"select {', '.join(columns)} from {table}").mappings()
        found[table] = sorted((dict(row) for row in rows), key=str)
    return found


@pytest.mark.parametrize("revision", schema.revisions())
def test_a_book_of_every_format_is_brought_up_with_all_that_it_holds(place, revision):
    database = Database(address(place))
    if database.sqlite:
        (place / "book").mkdir(parents=True)
    config = schema._config()
    with database.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        there = set(sa.inspect(connection).get_table_names()) - {VERSION_TABLE}
        previous, number = chain.NOTHING, 0
        for table, *said in LOG:
            if table in there:
                number += 1
                previous = log_row(connection, number, *said, previous)
        for table in there - {"changes"}:
            written(connection, table, ROWS[table])
        kept = [(table, [column["name"] for column in sa.inspect(connection).get_columns(table)]) for table in sorted(there)]
        before = stands(connection, kept)

    schema.bring_up(database)

    with database.connect() as connection:
        assert schema.revision(connection) == schema.HEAD
        assert stands(connection, kept) == before
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()
    assert [(each.check, each.ok) for each in verify(place)] == [
        (check, True) for check in ("file", "format", "log", "agreement", "chain")]
    book = open_book(place)
    assert [change.id for change in book.changes()] == list(range(1, number + 1))
    assert book.keys.current().entry("G1").why == "велик"
    assert book.scores.put("G1", "fit", 9, who="bob").version == 2     # and it goes on from there
    assert all(each.ok for each in verify(place))
    guarded(book)
    book.database.close()


def guarded(book) -> None:
    """The database refuses what would falsify the log, and allows the erasing of texts alone."""
    erased = "update changes set why = 'x', salt = null, redacted_by = 2"
    for refused in (
        "update changes set why = 'x'", "update changes set why = 'x', redacted_by = 2", f"{erased}, who = 'eve'",
        f"{erased}, digest = 'x'", f"{erased}, subject = 'G2'", "delete from changes", "delete from key_decisions",
        "update key_decisions set reason = 'x'", "update key_decisions set who = 'eve'",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), book.database.engine.begin() as connection:
            connection.exec_driver_sql(refused)
    with book.database.engine.connect() as connection, connection.begin() as undone:
        connection.exec_driver_sql(f"{erased} where id = 1")
        connection.exec_driver_sql("update key_decisions set reason = 'x' where change_id = 1")
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), connection.begin_nested():
            connection.exec_driver_sql("update key_decisions set consent = null where change_id = 1")
        undone.rollback()
