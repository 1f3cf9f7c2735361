"""Where uploaded files wait on the disk between their upload and their import."""

from __future__ import annotations

import re
import shutil
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kam_core.ledger.work import Workplace, sweep_work

KIND = "inbox"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Received:
    """A file that was uploaded: where it lies, the name it had, its size in bytes."""

    path: Path
    name: str
    size: int


class Inbox:
    """A folder of one session under data/work. It goes with ``close``, with the session, or after a sudden death."""

    def __init__(self, data: Path) -> None:
        sweep_work(data)
        place = Workplace(data, KIND)
        self.folder = place.folder
        self._close = weakref.finalize(self, place.close)
        self._count = 0

    def take(self, name: str, content: BinaryIO) -> Received:
        """Copy an upload to the disk, piece by piece, into a folder of its own, under a name that no system refuses."""
        self._count += 1
        folder = self.folder / f"{self._count:04d}"
        folder.mkdir()
        path = folder / safe_name(name)
        with path.open("wb") as file:
            shutil.copyfileobj(content, file, CHUNK)
        return Received(path, plain_name(name), path.stat().st_size)

    def close(self) -> None:
        """Remove the folder."""
        self._close()


def plain_name(name: str) -> str:
    """The name of an upload as it is shown: without folders, control characters and excess."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", last).strip()[:200] or "file"


def safe_name(name: str) -> str:
    """A name for the disk: letters, digits and a few marks, not too long, its ending kept."""
    plain = re.sub(r"[^\w.() -]+", "_", plain_name(name)).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    if not stem:
        stem, dot, ending = plain, "", ""
    return stem.encode()[:120].decode("utf-8", "ignore") + dot + ending.encode()[:20].decode("utf-8", "ignore")
