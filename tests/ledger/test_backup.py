"""Everything in one archive and back; what is not a whole backup changes nothing."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pytest

from kam_core import settings as kept_settings
from kam_core.errors import LedgerError
from kam_core.ingest import Batch, Corrections, bring
from kam_core.ledger import Store
from kam_core.ledger.backup import INDEX, backup, restore
from kam_core.ledger.check import check
from kam_core.settings import Settings
from ledger.conftest import add, total


@pytest.fixture
def held(store, tmp_path) -> Store:
    """An import of 6, a line of 5 more, a source, a changed setting."""
    path = tmp_path / "sales.csv"
    path.write_text("client,date,amount\nA,2024-01-01,1\nB,2024-01-02,2\nC,2024-02-03,3\n")
    with Batch(store) as batch:
        batch.add(path, Corrections(source="shop"))
        bring(batch)
    add(store, 5)
    kept_settings.save(store.data, Settings().with_(key_share=0.2), "ann")
    return store


def content(store: Store) -> dict[str, bytes]:
    """Every file that matters."""
    return {path.relative_to(store.data).as_posix(): path.read_bytes() for path in store.data.rglob("*")
            if path.is_file() and not path.name.startswith(("LOCK", "settings.lock"))
            and path.parts[len(store.data.parts)] != "work"}


def test_round_trip(held, tmp_path):
    archive = tmp_path / "all.zip"
    before = content(held)
    assert backup(held, archive) == len(before)
    assert {"ledger/CURRENT", "settings.json", "settings.log"} <= set(before)
    assert [name.split("-")[0] for name in before if name.startswith("sources/")] == ["sources/shop"]
    other = Store(tmp_path / "elsewhere")
    assert restore(other, archive).version == "000002"
    assert content(other) == before
    assert total(other.open()) == 11
    assert all(each.ok for each in check(other, "000001"))
    assert other.settings.number("key_share") == 0.2
    assert add(other, 1) == "000003"


def test_what_was_there_before_is_kept_beside(held, tmp_path):
    archive = tmp_path / "all.zip"
    backup(held, archive)
    add(held, 100)
    restore(held, archive)
    assert (held.current(), total(held.open())) == ("000002", 11)
    (before,) = held.data.glob("before-restore-*")
    assert total(Store(before).open()) == 111
    assert list((held.data / "work").iterdir()) == []


def test_a_backup_takes_no_debris(held, tmp_path):
    (held.folder / "draft-000009.duckdb").write_text("debris")
    backup(held, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert not [name for name in archive.namelist() if "draft" in name or "LOCK" in name or "work" in name]
    assert list(tmp_path.glob("*.new")) == []


def hostile(path, entries: dict[str, bytes], index: object = None):
    """An archive with these entries, its index in order."""
    if index is None:
        index = {"format": 1, "files": {name: hashlib.sha256(data).hexdigest() for name, data in entries.items()}}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        if index != "none":
            archive.writestr(INDEX, index if isinstance(index, str) else json.dumps(index))
    return path


CURRENT = json.dumps({"current": None, "versions": [], "next": 1}).encode()
GONE = json.dumps({"current": "000001", "next": 2, "versions": [{
    "version": "000001", "created": "2024-01-01T00:00:00+00:00", "bytes": 1, "sha256": "x", "parent": None, "action": "import",
    "note": ""}]}).encode()


@pytest.mark.parametrize(("entries", "index"), [
    ({"../evil.txt": b"x"}, None),
    ({"ledger/../../evil.txt": b"x"}, None),
    ({"/tmp/evil.txt": b"x"}, None),
    ({"evil.txt": b"x"}, None),
    ({"app.py": b"x"}, None),
    ({".": b"x"}, None),
    ({"ledger": b"x"}, None),
    ({"settings.json/x": b"x"}, None),
    ({"ledger/LOCK": b"x", "ledger/CURRENT": CURRENT}, None),
    ({"ledger/CURRENT": CURRENT}, "none"),
    ({"ledger/CURRENT": CURRENT}, "not json"),
    ({"ledger/CURRENT": CURRENT}, []),
    ({"ledger/CURRENT": CURRENT}, {"files": ["ledger/CURRENT"]}),
    ({"ledger/CURRENT": CURRENT}, {"files": {"ledger/CURRENT": "0" * 64}}),
    ({}, {"files": {"ledger/CURRENT": "0" * 64}}),
    ({"ledger/CURRENT": b"rubbish"}, None),
    ({"ledger/CURRENT": GONE}, None),
    ({"ledger/CURRENT": GONE, "ledger/000001.duckdb": b"x"}, None),
    ({"settings.json": b"{"}, None),
    ({"settings.json": b'{"key_share": 7}'}, None),
])
def test_a_hostile_or_broken_archive_changes_nothing(held, tmp_path, entries, index):
    before = content(held)
    with pytest.raises(LedgerError, match="not a whole backup"):
        restore(held, hostile(tmp_path / "evil.zip", entries, index))
    assert content(held) == before
    assert not (tmp_path / "evil.txt").exists()
    assert [path.name for path in (held.data / "work").iterdir()] == []
    assert list(held.data.glob("before-restore-*")) == []


def test_a_damaged_archive_changes_nothing(held, tmp_path):
    archive = tmp_path / "all.zip"
    backup(held, archive)
    whole, before = archive.read_bytes(), content(held)
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for each in (whole[: len(whole) // 2], bytes(flipped), b"", b"PK\x03\x04"):
        archive.write_bytes(each)
        with pytest.raises(LedgerError, match="not a whole backup"):
            restore(held, archive)
        assert content(held) == before


def test_places_that_cannot_be_written_or_read_are_named(held, tmp_path):
    with pytest.raises(LedgerError, match="nowhere"):
        backup(held, tmp_path / "nowhere" / "all.zip")
    with pytest.raises(LedgerError, match=r"gone\.zip"):
        restore(held, tmp_path / "gone.zip")
    with pytest.raises(LedgerError):
        restore(held, tmp_path)
