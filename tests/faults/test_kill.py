"""An importer process that is killed or stopped at any moment leaves the last version as it was, and no debris."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from faults.conftest import Scene, answer, debris, stands, start
from kam_core.ledger import Store

SHORT, LONG = 6, 30


def kill(scene: Scene, data, folder, moment: float) -> str:
    process = start(data, scene.register)
    time.sleep(moment)
    process.kill()
    out, _ = process.communicate(timeout=60)
    if process.returncode == 0:
        assert "000002" in out
    return stands(scene, data, folder)


def moments(scene: Scene, count: int) -> list[float]:
    """Random moments, one in each slice of the time that an import takes."""
    dice = random.SystemRandom()
    return [(place + dice.random()) / count * scene.seconds * 1.05 for place in range(count)]


@pytest.mark.parametrize("place", range(SHORT))
def test_killed_at_a_random_moment(scene, fresh, tmp_path, place):
    moment = moments(scene, SHORT)[place]
    kill(scene, fresh(), tmp_path, moment)


@pytest.mark.slow
@pytest.mark.parametrize("place", range(LONG))
def test_killed_at_thirty_random_moments(scene, fresh, tmp_path, place):
    moment = moments(scene, LONG)[place]
    kill(scene, fresh(), tmp_path, moment)


STAGES = ("work", "imports", "draft", "marts", "json", "pointer")


@pytest.mark.parametrize("stage", STAGES)
def test_killed_in_a_certain_stage(scene, fresh, tmp_path, stage):
    """Killed as soon as a sign of the stage is seen on the disk: each stage is hit, whatever the speed of the machine."""
    data = fresh()
    ledger = data / "ledger"
    originals = len(list((data / "imports").iterdir()))
    signs = {
        "work": lambda: any((data / "work").glob("batch-*/*.csv")),
        "imports": lambda: len(list((data / "imports").iterdir())) > originals,
        "draft": lambda: any(path.stat().st_size > 600_000 for path in ledger.glob("draft-*")),
        "marts": lambda: any((data / "imports").glob("*.zst")) and any(ledger.glob("draft-*.wal")),
        "json": lambda: (ledger / "000002.json").exists(),
        "pointer": lambda: (ledger / "000002.duckdb").exists(),
    }
    process = start(data, scene.register)
    while process.poll() is None:
        try:
            if signs[stage]():
                break
        except OSError:  # a file that is there in one moment and gone in the next
            continue
    process.kill()
    process.communicate()
    stands(scene, data, tmp_path)


@pytest.mark.parametrize("part", [0.3, 0.8])
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_stopped_by_a_signal(scene, fresh, tmp_path, part, sign):
    """Exit 1, what / means / next, nothing changed; or it was done before the signal came."""
    data = fresh()
    process = start(data, scene.register)
    while process.poll() is None and not any((data / "work").glob("batch-*")):
        time.sleep(0.005)
    time.sleep(part * scene.seconds / 3)
    os.kill(process.pid, sign)
    out, err = process.communicate(timeout=60)
    if process.returncode == 0:
        assert "000002" in out
    else:
        assert (process.returncode, out) == (1, "")
        assert err.splitlines() == ["Stopped.", "Nothing was changed.", "Start again whenever you like."]
        assert debris(data) == []
        assert Store(data).current() == "000001"
        assert answer(Store(data)) == scene.before
    stands(scene, data, tmp_path)
