"""After a restore nothing is taken for something else of the same name."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from kam_core.errors import LedgerError
from kam_core.ledger import Store
from kam_core.ledger.backup import backup, restore
from ledger.conftest import add, total


@pytest.fixture
def archive(store, tmp_path) -> Path:
    """A backup of one version that holds 5."""
    add(store, 5)
    backup(store, tmp_path / "all.zip")
    return tmp_path / "all.zip"


def test_numbers_of_versions_are_not_used_again(store, archive):
    add(store, 7)
    add(store, 9)
    restore(store, archive)
    assert store.current() == "000001"
    assert add(store, 11) == "000004"
    assert total(store.open()) == 16


def test_numbers_are_not_used_again_after_a_broken_pointer(store, archive):
    add(store, 7)
    (store.folder / "CURRENT").write_text("rubbish")
    restore(store, archive)
    assert add(store, 11) == "000003"


def test_a_backup_of_a_longer_history_goes_on_from_it(store, archive, tmp_path):
    for each in (1, 2, 3):
        add(store, each)
    backup(store, tmp_path / "longer.zip")
    other = Store(tmp_path / "other")
    add(other, 1)
    restore(other, tmp_path / "longer.zip")
    assert add(other, 1) == "000005"


def test_a_version_of_the_same_name_is_another_one(store, archive, tmp_path):
    other = Store(tmp_path / "other")
    add(other, 100)
    before = other.open()
    assert total(before) == 100
    restore(other, archive)
    after = other.open()
    assert total(after) == 5
    assert (before.version, after.version) == ("000001", "000001")
    assert before.key != after.key
    assert after.key == f"000001:{store.pointer().info('000001').sha256[:12]}" == store.open().key


def test_a_folder_is_no_archive(store, archive, tmp_path):
    for work in (backup, restore):
        with pytest.raises(LedgerError, match="is a folder"):
            work(store, tmp_path)
    assert not list(tmp_path.parent.glob("*.new"))


def test_a_backup_that_fails_at_its_end_leaves_nothing(store, archive, tmp_path, monkeypatch):
    def refuse(self, target):
        raise PermissionError(errno.EACCES, "Permission denied", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(LedgerError, match="Permission denied"):
        backup(store, tmp_path / "again.zip")
    assert [path.name for path in tmp_path.glob("*.zip*")] == ["all.zip"]


def test_a_source_that_cannot_be_read_does_not_spoil_a_backup(store, archive, tmp_path):
    (store.data / "sources").mkdir()
    (store.data / "sources" / "broken.json").write_text("{")
    backup(store, tmp_path / "again.zip")
    other = Store(tmp_path / "other")
    restore(other, tmp_path / "again.zip")
    assert total(other.open()) == 5
    assert (other.data / "sources" / "broken.json").read_text() == "{"
