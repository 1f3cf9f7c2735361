"""A ledger that stands, a register on its way in, and a real importer process that something happens to."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kam_core.ingest import Batch, Corrections, bring
from kam_core.ledger import Store
from kam_core.ledger.check import check
from kam_core.metrics import ask, to_json
from kam_core.scope import OWNER, Scope
from kam_core.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LINES = 40_000


@dataclass(frozen=True)
class Scene:
    """standing: a data folder with one version; register: the file on its way in; before, after: answers without and with it

    seconds: how long an undisturbed importer process takes
    """

    standing: Path
    register: Path
    before: dict
    after: dict
    seconds: float


def answer(store: Store) -> dict:
    """Concentration of all time: summary and rows."""
    return {key: value for key, value in to_json(ask("concentration", store.open(), Scope(viewer=OWNER), Settings())).items()
            if key in ("summary", "rows")}


def command(data: Path, register: Path) -> list[str]:
    return [sys.executable, "-m", "kam_core", "import", str(register), "--source", "register", "--data", str(data)]


def environment() -> dict[str, str]:
    return {**os.environ, "KAM_LANGUAGE": "en", "OMP_NUM_THREADS": "1"}


def start(data: Path, register: Path, **options: object) -> subprocess.Popen:
    """An importer process."""
    return subprocess.Popen(command(data, register), cwd=ROOT, env=environment(), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **options)


def bring_small(store: Store, folder: Path) -> float:
    """The next import, of a source of its own; gives its revenue."""
    path = folder / "small.csv"
    path.write_text("client,date,amount\nNewcomer,2024-06-01,7.25\n")
    with Batch(store) as batch:
        batch.add(path, Corrections(source="small"))
        bring(batch)
    return 7.25


def debris(data: Path) -> list[str]:
    """What an import should not have left behind."""
    left = [path for pattern in ("draft-*", "*.new", "*.wal", "*.spill", "spill") for path in data.rglob(pattern)]
    work = data / "work"
    return sorted(str(path.relative_to(data)) for path in (*left, *(work.iterdir() if work.exists() else ())))


def stands(scene: Scene, data: Path, folder: Path) -> str:
    """The ledger answers as before (or as after, when the import had become true), the next import works, nothing is left.

    Gives which of the two it was.
    """
    store = Store(data)
    state = {"000001": "before", "000002": "after"}[store.current()]
    assert answer(store) == (scene.before if state == "before" else scene.after)
    total = answer(store)["summary"]["revenue_total"]
    small = bring_small(store, folder)
    assert answer(store)["summary"]["revenue_total"] == pytest.approx(total + small, abs=0.001)
    assert debris(data) == []
    assert [each for each in check(store) if not each.ok] == []
    listed = {each.version for each in store.versions()}
    for kind in ("duckdb", "json"):
        assert {path.stem for path in store.folder.glob(f"*.{kind}")} == listed
    return state


@pytest.fixture(scope="session")
def scene(tmp_path_factory) -> Scene:
    """Built once."""
    folder = tmp_path_factory.mktemp("scene")
    dice = random.Random(5)
    standing, register = folder / "standing", folder / "register.csv"
    early = folder / "early.csv"
    early.write_text("client,date,amount\n" + "".join(
        f"Client {dice.randrange(40)},2023-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d},{dice.randrange(9999)}.25\n"
        for _ in range(2000)))
    with register.open("w", encoding="cp1251") as out:
        out.write("Клиент;Дата;Сумма;Себестоимость;Количество;Товар;Категория;Менеджер\n")
        for _ in range(LINES):
            out.write(f"Клиент {dice.randrange(400)};{dice.randrange(1, 29):02d}.{dice.randrange(1, 13):02d}.2024;"
                      f"{dice.randrange(10, 99999)},50;{dice.randrange(9999)},25;{dice.randrange(1, 50)};"
                      f"Товар {dice.randrange(500)};Группа {dice.randrange(9)};Иванов {dice.randrange(6)}\n")
    with Batch(Store(standing)) as batch:
        batch.add(early, Corrections(source="early"))
        bring(batch)
    before = answer(Store(standing))
    whole = shutil.copytree(standing, folder / "whole")
    begun = time.monotonic()
    done = subprocess.run([*command(whole, register), "--json"], cwd=ROOT, env=environment(), capture_output=True, text=True)
    seconds = time.monotonic() - begun
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["loaded"] == LINES
    return Scene(standing, register, before, answer(Store(whole)), seconds)


@pytest.fixture
def fresh(scene, tmp_path) -> Callable[[], Path]:
    """A copy of the standing data folder."""
    return lambda: Path(shutil.copytree(scene.standing, tmp_path / "data"))
