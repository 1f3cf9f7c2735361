"""A disk that is full: said clearly, the last version answers, and the next import works once there is room."""

from __future__ import annotations

import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from faults.conftest import Scene, answer, debris, stands, start
from kam_core.errors import LedgerError
from kam_core.ledger import Store
from kam_core.ledger.backup import backup, restore


def refused(scene: Scene, data: Path, process: subprocess.Popen, words: str) -> None:
    """The importer has failed with three lines, and nothing has changed."""
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, "")
    assert len(err.splitlines()) == 3, err
    assert words in err.splitlines()[0].lower(), err
    assert "Traceback" not in err
    assert Store(data).current() == "000001"
    assert answer(Store(data)) == scene.before
    assert debris(data) == []


@pytest.mark.parametrize("kilobytes", [1, 300, 1200])
def test_files_that_may_not_grow(scene, fresh, tmp_path, kilobytes):
    """A limit on the size of a file, in different stages of the import."""
    data = fresh()
    limit = kilobytes * 1024

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    refused(scene, data, start(data, scene.register, preexec_fn=small_files), "grow so large")
    assert stands(scene, data, tmp_path) == "before"


@pytest.fixture
def disk(tmp_path):
    """Makes a disk of a size; skips where the system lets nobody mount one: the limits on files prove the same there."""
    mounted = []

    def make(kilobytes: int) -> Path:
        place = tmp_path / "disk"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        done = subprocess.run(mount, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        mounted.append(place)
        return place

    yield make
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def used(data: Path) -> int:
    """Kilobytes that a folder takes on a disk of pages."""
    return sum((path.stat().st_size // 4096 + 1) * 4 for path in data.rglob("*"))


@pytest.mark.parametrize("room", [8, 3000, 5500])
def test_a_full_disk(scene, disk, tmp_path, room):
    """room: kilobytes beside the standing ledger."""
    place = disk(used(scene.standing) + room)
    data = Path(shutil.copytree(scene.standing, place / "data"))
    refused(scene, data, start(data, scene.register), "disk is full")
    subprocess.run(["mount", "-o", "remount,size=100m", str(place)], check=True)
    assert stands(scene, data, tmp_path) == "before"


def test_a_backup_and_a_restore_on_a_full_disk(scene, disk, tmp_path, fresh):
    place = disk(1000)
    store = Store(fresh())
    with pytest.raises(LedgerError, match="full"):
        backup(store, place / "all.zip")
    assert list(place.iterdir()) == []
    archive = tmp_path / "all.zip"
    backup(store, archive)
    with pytest.raises(LedgerError, match="full"):
        restore(Store(place / "data"), archive)
    assert debris(place / "data") == []
    assert Store(place / "data").current() is None
