"""Versions and the pointer: published whole or not at all, kept, gone back to, swept."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kam_core.errors import LedgerError, StoppedError, UsageError
from kam_core.ledger import Store, tables
from kam_core.ledger.check import check
from kam_core.ledger.work import Workplace
from kam_core.settings import Settings
from ledger.conftest import add, total

ROOT = Path(__file__).resolve().parents[2]


def names(store: Store) -> list[str]:
    return [each.version for each in store.versions()]


def files(store: Store) -> set[str]:
    return {path.name for path in store.folder.iterdir() if not path.name.startswith("LOCK")}


def test_publishing_moves_the_pointer(store):
    assert (store.current(), store.versions()) == (None, [])
    assert add(store, 5) == "000001"
    assert add(store, 7) == "000002"
    assert store.current() == "000002"
    assert total(store.open()) == 12
    assert total(store.open("000001")) == 5
    second = store.pointer().info("000002")
    assert (second.parent, second.action, second.note) == ("000001", "import", "line of 7")
    kept = store.path("000002").read_bytes()
    assert (second.bytes, second.sha256) == (len(kept), hashlib.sha256(kept).hexdigest())
    assert files(store) == {"CURRENT", "000001.duckdb", "000001.json", "000002.duckdb", "000002.json"}


def fail(store: Store) -> None:
    with store.draft("import") as building:
        building.draft.run("insert into sales (revenue) values (1)")
        raise ZeroDivisionError


def stop_at_once(store: Store) -> None:
    stop = threading.Event()
    with store.draft("import", stop=stop) as building:
        stop.set()
        building.draft.run("select 1")


def test_what_is_not_published_never_was(store):
    add(store, 5)
    before = files(store)
    with store.draft("import"):
        pass
    with pytest.raises(ZeroDivisionError):
        fail(store)
    with pytest.raises(StoppedError):
        stop_at_once(store)
    assert files(store) == before
    assert (store.current(), total(store.open())) == ("000001", 5)


def test_a_fresh_version_begins_empty_and_can_be_undone(store):
    add(store, 5)
    with store.draft("import", fresh=True) as building:
        assert building.draft.rows("sales") == 0
        assert building.manifest == []
        building.publish("")
    assert total(store.open()) == 0
    assert store.undo().version == "000001"
    assert total(store.open()) == 5


def test_rollback_and_undo(store):
    for revenue in (1, 2, 4):
        add(store, revenue)
    store.rollback("000001")
    assert (store.current(), total(store.open()), names(store)) == ("000001", 1, ["000001", "000002", "000003"])
    assert add(store, 8) == "000004"
    assert total(store.open()) == 9
    assert store.undo().version == "000001"
    store.rollback("000003")
    assert total(store.open()) == 7
    with pytest.raises(LedgerError, match="000001, 000002"):
        store.rollback("000009")
    store.path("000002").unlink()
    with pytest.raises(LedgerError, match="is gone"):
        store.rollback("000002")
    assert store.current() == "000003"


def test_the_first_version_has_nothing_before_it(store):
    with pytest.raises(UsageError, match="nothing to undo"):
        store.undo()
    add(store)
    with pytest.raises(UsageError, match="nothing to undo"):
        store.undo()


@pytest.mark.parametrize(("keep", "first"), [(1, 5), (2, 4), (4, 2)])
def test_only_the_last_versions_are_kept(tmp_path, keep, first):
    kept = [f"00000{number}" for number in range(first, 6)]
    store = Store(tmp_path / "data", Settings().with_(keep_versions=keep))
    for revenue in range(1, 6):
        add(store, revenue)
    assert names(store) == kept
    assert files(store) == {"CURRENT", *(f"{name}.{kind}" for name in kept for kind in ("duckdb", "json"))}
    assert total(store.open()) == 15


def test_the_version_that_an_import_goes_on_from_is_kept(tmp_path):
    store = Store(tmp_path / "data", Settings().with_(keep_versions=3))
    for revenue in (1, 2, 4):
        add(store, revenue)
    store.rollback("000001")
    add(store, 8)
    assert names(store) == ["000001", "000003", "000004"]
    assert store.undo().version == "000001"


def test_a_reader_keeps_its_version_while_another_is_published(store):
    add(store, 5)
    old = store.open()
    add(store, 7)
    new = store.open()
    assert (old.version, total(old)) == ("000001", 5)
    assert (new.version, total(new)) == ("000002", 12)
    assert store.open() is new


def test_a_reader_keeps_answering_when_its_file_is_pruned(tmp_path):
    store = Store(tmp_path / "data", Settings().with_(keep_versions=1))
    add(store, 5)
    old = store.open()
    add(store, 7)
    assert not store.path("000001").exists()
    assert total(old) == 5


def test_another_process_reads_while_this_one_does(store):
    add(store, 5)
    ledger = store.open()
    code = ("import sys; from kam_core.ledger import Store; from kam_core.scope import OWNER, Scope; "
            "ledger = Store(sys.argv[1]).open(); "
            "print(ledger._run('select sum(revenue) as s from scoped_months()', Scope(viewer=OWNER), {})['s'][0])")
    done = subprocess.run([sys.executable, "-c", code, str(store.data)], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.returncode) == ("5.0", 0), done.stderr
    assert "Traceback" not in done.stderr  # a process that leaves a connection to its end may be told so by the binding
    assert total(ledger) == 5


def test_readers_of_one_version_may_have_other_settings(store):
    """DuckDB refuses a second connection that is configured otherwise: the pages must not meet that."""
    add(store, 5)
    held = store.open()
    other = Store(store.data, Settings().with_(query_memory_gb=0.5, query_seconds=5)).open()
    assert total(held) == total(other) == 5


def test_debris_of_the_dead_is_swept_by_the_next_import(store):
    add(store, 5)
    for name in ("draft-000002.duckdb", "draft-000002.duckdb.wal", "000077.duckdb", "000077.json", "CURRENT.new", "notes.txt"):
        (store.folder / name).write_text("debris")
    (store.folder / "draft-000002.spill").mkdir()
    (store.folder / "draft-000002.spill" / "x").write_text("debris")
    store.originals.mkdir()
    (store.originals / "123-456.new").write_text("debris")
    (store.data / "work" / "batch-dead").mkdir(parents=True)
    alive = Workplace(store.data, "batch")
    add(store, 7)
    assert files(store) == {"CURRENT", "000001.duckdb", "000001.json", "000002.duckdb", "000002.json", "notes.txt"}
    assert list(store.originals.iterdir()) == []
    assert list((store.data / "work").iterdir()) == [alive.folder]
    alive.close()
    assert list((store.data / "work").iterdir()) == []


@pytest.mark.parametrize("content", [
    "", "{", "[]", '{"current": "000001"}', '{"current": 1, "versions": [{"x": 1}], "next": 2}'])
def test_a_damaged_pointer_is_said(store, content):
    add(store)
    (store.folder / "CURRENT").write_text(content)
    with pytest.raises(LedgerError, match="pointer file"):
        store.open()


def test_an_import_never_goes_on_from_a_damaged_version(store):
    """DuckDB notices one flipped bit in five at best: the fingerprint notices all."""
    add(store, 5)
    path = store.path("000001")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    before = files(store)
    with pytest.raises(LedgerError, match="damaged"):
        add(store, 7)
    assert files(store) == before
    path.unlink()
    with pytest.raises(LedgerError, match="damaged"):
        add(store, 7)
    assert store.current() == "000001"


def test_the_manifest_says_how_a_version_was_made(store, tmp_path):
    from kam_core.ingest import Batch, bring

    path = tmp_path / "sales.csv"
    path.write_text("client,date,amount\nA,2024-01-01,1\n")
    with Batch(store) as batch:
        batch.add(path)
        bring(batch, who="ann")
    (entry,) = json.loads((store.folder / "000001.json").read_text("utf-8"))
    (made,) = entry["files"]
    assert (entry["who"], made["name"], made["read"], made["loaded"]) == ("ann", "sales.csv", 1, 1)
    assert made["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert made["plan"]["mapping"] == {"account": "client", "date": "date", "revenue": "amount"}
    assert store.manifest("000001") == [entry]
    assert (store.originals / f"{made['sha256']}.zst").exists()


def test_a_ledger_summed_by_another_edition_is_summed_anew(store, monkeypatch):
    add(store, 5)
    with monkeypatch.context() as edition:
        edition.setattr(tables, "sums", lambda: "another edition")
        add(store, 7)
    assert store.current() == "000002"
    ledger = store.open()
    assert (ledger.version, total(ledger)) == ("000003", 12)
    assert [version.version for version in store.versions()] == ["000001", "000002", "000003"]
    assert store.undo().version == "000001"
    assert total(store.open()) == 5


def test_an_older_version_summed_by_another_edition_says_what_to_do(store, monkeypatch):
    with monkeypatch.context() as edition:
        edition.setattr(tables, "sums", lambda: "another edition")
        add(store, 5)
        add(store, 7)
    store.open()
    with pytest.raises(LedgerError, match="000001") as caught:
        store.open("000001")
    assert "Make it the current version" in str(caught.value.next)
    store.rollback("000001")
    assert total(store.open()) == 5


def test_a_ledger_made_before_a_column_came_gets_it(store, monkeypatch):
    """An earlier edition knew nothing of folded rows and of limits: its versions check whole, open, and go on."""
    with monkeypatch.context() as edition:
        edition.setattr(tables, "sums", lambda: "another edition")
        with store.draft("import", fresh=True) as building:
            building.draft.run("insert into tickets (ticket_id, opened_at) values ('1', timestamp '2024-01-01 10:00')")
            building.draft.run(
                'insert into files (file_id, "table", read, loaded, repeated, quarantined, skipped, replaced) '
                "values (1, 'tickets', 1, 1, 0, 0, 0, 0)")
            building.build_marts()
            building.draft.script([
                "alter table tickets drop column within_limit", "alter table tickets drop column changed_at",
                "alter table files drop column folded"])
            building.publish("earlier")
    assert [each for each in check(store, "000001") if not each.ok] == []
    held = store.open()._admin("select count(*) as n, count(within_limit) as limits, count(changed_at) as changes from tickets")
    assert held.iloc[0].to_dict() == {"n": 1, "limits": 0, "changes": 0}
    assert [each for each in check(store) if not each.ok] == []


def test_a_column_that_is_lost_in_this_edition_is_found(store):
    with store.draft("import", fresh=True) as building:
        building.build_marts()
        building.draft.run("alter table tickets drop column within_limit")
        building.publish("damaged")
    assert [each.check for each in check(store) if not each.ok] == ["contract tickets"]
