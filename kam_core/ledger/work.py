"""Folders for work in progress, under data/work. They go when the work ends, or with the next work after a sudden death.

A lock says that whoever made a folder lives; it falls with its process, however that ends.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout

from kam_core.ledger.disk import room

BEING_MADE = ".new-"
KINDS = ("batch", "inbox", "rebuild", "demo", "backup", "restore", "erase")
OLD = 60
"""Seconds after which a folder that was being made has no maker any more."""


class Workplace:
    """A folder of its own for one piece of work; use it in a with-block, or close it."""

    def __init__(self, data: Path, kind: str) -> None:
        work = data / "work"
        with room(work):
            work.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(prefix=BEING_MADE, dir=work))
        self._lock = FileLock(made / "LOCK", thread_local=False)
        self._lock.acquire()
        # Under its own name only once it is locked: a folder that nobody holds is swept.
        self.folder = made.rename(work / f"{kind}-{made.name.removeprefix(BEING_MADE)}")

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.release(force=True)


def sweep_work(data: Path, kinds: tuple[str, ...] = KINDS) -> None:
    """Remove the folders whose makers have died."""
    for folder in (data / "work").glob("*-*"):
        if folder.name.startswith(BEING_MADE):
            gone = _age(folder) > OLD
        else:
            gone = folder.name.startswith(tuple(f"{kind}-" for kind in kinds)) and not _held(folder / "LOCK")
        if gone:
            shutil.rmtree(folder, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0


def _held(path: Path) -> bool:
    lock = FileLock(path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return True
    lock.release(force=True)
    return False
