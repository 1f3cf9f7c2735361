"""Sources are kept one a name, and a broken one stops nothing; fingerprints belong to the file that was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kam_core.ingest import Batch, Corrections, bring
from kam_core.ingest.originals import Fingerprints
from kam_core.ingest.plan import Plan
from kam_core.ingest.sources import Source, Sources
from kam_core.ledger import Store

LONG = "Выгрузка продаж по всем филиалам, складам и подразделениям компании за каждый месяц года, "


def source(name: str, table: str = "sales") -> Source:
    return Source(name, f"register|{name}", Plan(table=table))


@pytest.mark.parametrize("names", [
    ("Moscow sales", "Moscow_sales", "Moscow/sales"), (LONG + "Север", LONG + "Юг"), ("..", ".", ""), ("a", "A"),
])
def test_names_that_look_alike_are_kept_apart(tmp_path, names):
    sources = Sources(tmp_path)
    for name in names:
        sources.keep(source(name))
    assert {each.name for each in Sources(tmp_path).all()} == set(names)
    assert {each.name for each in sources.all()} == set(names)
    files = [path.name.lower() for path in (tmp_path / "sources").iterdir()]
    assert len(set(files)) == len(names)
    assert max(len(name.encode()) for name in files) < 200
    for name in names:
        assert sources.named(name) == source(name)


def test_a_source_of_an_older_file_name_is_read_and_replaced(tmp_path):
    (tmp_path / "sources").mkdir()
    old = tmp_path / "sources" / "shop.json"
    old.write_text(json.dumps({"name": "shop", "shape": "register|a", "plan": {"table": "sales"}}))
    sources = Sources(tmp_path)
    assert sources.named("shop") == Source("shop", "register|a", Plan(table="sales"))
    sources.keep(source("shop", "accounts"))
    assert not old.exists()
    assert [each.plan.table for each in sources.all()] == ["accounts"]


def test_what_another_process_keeps_is_seen(tmp_path):
    sources = Sources(tmp_path)
    assert sources.all() == []
    Sources(tmp_path).keep(source("shop"))
    assert [each.name for each in sources.all()] == ["shop"]


def test_a_broken_source_stops_nothing(tmp_path):
    store = Store(tmp_path / "data")
    sources = Sources(store.data)
    sources.keep(source("whole"))
    for place, text in enumerate((b"{", b"[]", b"\xff", b'{"name": "x"}', b'{"name":"x","shape":"","plan":{"nonsense":1}}')):
        (store.data / "sources" / f"broken{place}.json").write_bytes(text)
    (store.data / "sources" / "folder.json").mkdir()
    path = tmp_path / "sales.csv"
    path.write_text("client,date,amount\nA,2024-01-01,1\n")
    with Batch(store) as batch:
        batch.add(path, Corrections(table="sales"))
        result = bring(batch)
    assert result.changed
    said = [str(each) for each in result.warnings]
    assert [name for name in said if "cannot be read" in name] == [
        *(f"The kept source broken{place}.json cannot be read; it is not used." for place in range(5)),
        "The kept source folder.json cannot be read; it is not used."]
    assert {each.name for each in Sources(store.data).all()} == {"whole", "sales"}


def test_files_of_one_name_keep_their_own_fingerprints(tmp_path):
    store = Store(tmp_path / "data")
    paths = [tmp_path / folder / "sales.csv" for folder in ("north", "south")]
    for place, path in enumerate(paths):
        path.parent.mkdir()
        path.write_text(f"client,date,amount\nA,2024-0{place + 1}-01,1\n")
    with Batch(store) as batch:
        for path in paths:
            batch.add(path, Corrections(table="sales", mode="add"))
        bring(batch)
    seen = Fingerprints(store.originals)
    known = [seen.known(path) for path in paths]
    assert None not in known
    assert known[0] != known[1]
    assert known == [Fingerprints(tmp_path / "none").of(path) for path in paths]


def test_fingerprints_are_written_at_once(tmp_path):
    path = tmp_path / "file"
    path.write_text("x")
    seen = Fingerprints(tmp_path / "imports")
    seen.of(path)
    assert not (tmp_path / "imports").exists()
    seen.flush()
    assert Fingerprints(tmp_path / "imports").known(path) == seen.of(path)
    (tmp_path / "imports" / "seen.json").write_text("[1]")
    assert Fingerprints(tmp_path / "imports").known(path) is None


def test_many_small_files_come_in_with_few_writes(tmp_path, monkeypatch):
    store = Store(tmp_path / "data")
    for place in range(12):
        (tmp_path / f"sales {place}.csv").write_text(f"client,date,amount\nA,2024-01-{place + 1:02d},1\n")
    written: list[str] = []
    write = Path.write_text

    def count(self, *arguments, **options):
        written.append(self.name)
        return write(self, *arguments, **options)

    monkeypatch.setattr(Path, "write_text", count)
    with Batch(store) as batch:
        for place in range(12):
            batch.add(tmp_path / f"sales {place}.csv", Corrections(table="sales"))
        bring(batch)
    assert store.open().info.rows["sales"] == 12
    assert written.count("seen.new") <= 2
    assert len([name for name in written if name.startswith("sales") and name.endswith(".new")]) == 1
