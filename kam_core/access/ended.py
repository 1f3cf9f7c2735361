"""Sign-ins that have ended before their time: a cookie that was copied before its owner signed out opens nothing."""

from __future__ import annotations

import contextlib
import datetime
import os
import threading
from pathlib import Path

from filelock import FileLock

LONGEST = datetime.timedelta(hours=720)
"""No sign-in holds for longer than this (the upper bound of the setting session_hours), so older lines are dropped."""


class Ended:
    """The list of a data folder, shared by all processes that serve it: one line for each sign-in, ``time key``."""

    def __init__(self, data: Path) -> None:
        self._path = data / "signed-out.txt"
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._keys: frozenset[str] = frozenset()

    def add(self, key: str, now: datetime.datetime) -> None:
        """Note that a sign-in has ended; it is on the disk when this returns."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_suffix(".lock"), timeout=30):
            oldest = (now - LONGEST).timestamp()
            kept = [line for line in self._lines() if float(line.split()[0]) >= oldest]
            draft = self._path.with_suffix(".new")
            with draft.open("w", encoding="ascii") as file:
                file.writelines(f"{line}\n" for line in [*kept, f"{now.timestamp():.0f} {key}"])
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)

    def __contains__(self, key: str) -> bool:
        """Whether this sign-in has ended. The file is read again when it has changed."""
        stamp = None
        with contextlib.suppress(FileNotFoundError):
            stat = self._path.stat()
            stamp = (stat.st_mtime_ns, stat.st_ino)
        with self._lock:
            if stamp != self._stamp:
                self._keys = frozenset(line.split()[1] for line in self._lines())
                self._stamp = stamp
            return key in self._keys

    def _lines(self) -> list[str]:
        try:
            return [line for line in self._path.read_text("ascii").splitlines() if len(line.split()) == 2]
        except FileNotFoundError:
            return []
