"""Migrations make what the models say; a book of another time or kind is refused or brought up. On both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kam_core.book import open_book, schema
from kam_core.book.database import Database
from kam_core.book.models import METADATA, VERSION_TABLE
from kam_core.book.place import place as address
from kam_core.errors import BookError

ROOT = Path(__file__).resolve().parents[2]


def test_the_migrations_make_what_the_models_say(book):
    with book.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, METADATA) == []
        inspector = sa.inspect(connection)
        for table in METADATA.tables.values():
            written = {each["name"] for each in inspector.get_check_constraints(table.name)}
            meant = {str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)}
            assert meant == written


def test_the_newest_migration_is_the_one_that_is_meant():
    assert schema.revisions()[-1] == schema.HEAD


def stand_at(book, revision: str) -> None:
    with book.database.engine.begin() as connection:
        connection.execute(sa.text(f"update {VERSION_TABLE} set version_num = :revision"), {"revision": revision})


def test_a_later_book_is_refused_and_left_alone(place, book):
    book.keys.enter("G1", "Oak", why="large", who="ann", cap=5)
    stand_at(book, "9999")
    database = Database(address(place))
    with pytest.raises(BookError, match=r"later Kamerton \(its format is 9999\)") as refused:
        schema.bring_up(database)
    assert "restore a backup" in str(refused.value.next)
    database.close()
    stand_at(book, schema.HEAD)
    assert book.keys.current().ids == ("G1",)


def test_the_database_of_something_else_is_refused(place):
    database = Database(address(place))
    if database.sqlite:
        (place / "book").mkdir(parents=True)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("create table changes (song text)")
        connection.exec_driver_sql("insert into changes values ('Ashes to Ashes')")
    with pytest.raises(BookError, match="tables of something else: changes"):
        open_book(place)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("select song from changes").scalar() == "Ashes to Ashes"
        assert sa.inspect(connection).get_table_names() == ["changes"]
    database.close()


def test_a_migration_that_fails_leaves_the_book_as_it_was(place, monkeypatch):
    database = Database(address(place))

    def broken(connection):
        connection.exec_driver_sql("create table changes (song text)")
        raise sa.exc.OperationalError("create", {}, Exception("the machine stops here"))

    monkeypatch.setattr(schema, "_migrate", broken)
    with pytest.raises(BookError, match="the machine stops here"):
        schema.bring_up(database)
    with database.engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    monkeypatch.undo()
    schema.bring_up(database)
    with database.engine.connect() as connection:
        assert schema.revision(connection) == schema.HEAD
    database.close()


def test_many_processes_make_one_book(place):
    code = "import sys; from kam_core.book import open_book; print(open_book(sys.argv[1]).keys.version())"
    processes = [subprocess.Popen([sys.executable, "-c", code, str(place)], cwd=ROOT, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate(timeout=60) for process in processes] == [("0\n", "")] * 4


def test_a_database_that_cannot_keep_all_alphabets_is_refused(postgres, tmp_path, monkeypatch):
    postgres.run("create database latin template template0 encoding 'LATIN1' locale 'C'")
    monkeypatch.setenv("KAM_BOOK", postgres.url("latin"))
    with pytest.raises(BookError, match="keeps its texts in LATIN1"):
        open_book(tmp_path)


def test_a_user_who_may_make_no_tables_is_told(postgres, tmp_path, monkeypatch):
    url = postgres.fresh()
    postgres.run("create user guest")
    monkeypatch.setenv("KAM_BOOK", url.replace("kam@", "guest@"))
    with pytest.raises(BookError, match="cannot be written: permission denied"):
        open_book(tmp_path)
