"""One writer at a time, whatever process it is in; whoever comes second waits or is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledgers import build

from kam_core.errors import BusyError
from kam_core.i18n import use_language
from kam_core.ledger import Store
from kam_core.ledger.lock import writing
from ledger.conftest import add, total

ROOT = Path(__file__).resolve().parents[2]


def importer(store: Store, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "kam_core", "import", *map(str, arguments), "--data", str(store.data)], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "KAM_LANGUAGE": "en"})


@pytest.fixture
def holder(store):
    """A process that holds the lock."""
    code = ("import sys, time, pathlib; from kam_core.ledger.lock import writing\n"
            "with writing(pathlib.Path(sys.argv[1]), 'import'):\n    print('held', flush=True); time.sleep(60)")
    process = subprocess.Popen([sys.executable, "-c", code, str(store.folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_busy_ledger_names_who_holds_it(store, holder):
    with use_language("en"), pytest.raises(BusyError) as busy, writing(store.folder, "import", 0):
        pass
    with use_language("en"):
        assert f"import, pid {holder.pid}, 20" in str(busy.value.what)
        assert "Wait" in str(busy.value.next)
    process = importer(store, ROOT / "README.md", "--wait", 0)
    process.communicate()
    assert process.returncode == 1


def test_threads_of_one_process_wait_for_each_other_too(store):
    with writing(store.folder, "import"), pytest.raises(BusyError), writing(store.folder, "import", 0.2):
        pass


def test_a_killed_holder_holds_nothing(store, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert add(store, 3) == "000001"
    assert not (store.folder / "LOCK.holder").exists()


def test_a_waiting_import_goes_on_when_the_lock_is_free(store, holder, tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("client,date,amount\nA,2024-01-01,3\n")
    process = importer(store, path, "--wait", 60)
    time.sleep(1.5)
    assert process.poll() is None
    os.kill(holder.pid, signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert total(store.open()) == 3


def test_two_imports_at_once_both_come_in(store, tmp_path):
    add(store, 1)
    paths = []
    for place, name in enumerate(("shop", "web")):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text("client,date,amount\n" + "".join(f"{name},2024-01-01,{place + 2}\n" for _ in range(1000)))
    processes = [importer(store, path, "--source", path.stem) for path in paths]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in processes] == [("", 0), ("", 0)]
    assert total(store.open()) == 1 + 2000 + 3000
    assert [each.version for each in store.versions()] == ["000001", "000002", "000003"]


def test_the_same_file_twice_at_once_comes_in_once(store, tmp_path):
    """The second finds only after its wait that the first has brought the same content."""
    path = tmp_path / "sales.csv"
    path.write_text("client,date,amount\n" + "A,2024-01-01,3\n" * 1000)
    processes = [importer(store, path, "--mode", "add") for _ in range(2)]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in processes] == [("", 0), ("", 0)]
    assert total(store.open()) == 3000
    assert store.current() == "000001"


def test_two_first_imports_over_the_demo_both_come_in(tmp_path):
    """Both leave the demo behind: the second must not leave the first behind, too."""
    store = Store(build(tmp_path / "data", "made-up"))
    paths = []
    for name in ("shop", "web"):
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text("client,date,amount\n" + f"{name},2024-01-01,5\n" * 1000)
    processes = [importer(store, path, "--source", path.stem) for path in paths]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in processes] == [("", 0), ("", 0)]
    assert total(store.open()) == 10_000
