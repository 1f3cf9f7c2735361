"""What is made once a run, whoever of pytest-xdist's workers asks first: ledgers that many tests read and none changes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of the run, filled by ``make`` when it is first asked for. Read it only: others do, at the same time.

    name: of the folder, the same for all who mean the same. What fails half way is made anew by whoever asks next.
    """
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    folder, ready = base / name, base / f"{name}.ready"
    with FileLock(str(base / f"{name}.lock")):
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            ready.touch()
    return folder
