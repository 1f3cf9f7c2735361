"""One writer at a time. The lock goes with the process that holds it, so a dead import holds nothing."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from kam_core.errors import BusyError
from kam_core.i18n import msg
from kam_core.ledger.disk import room


@contextlib.contextmanager
def writing(folder: Path, what: str, wait: float = 60) -> Iterator[None]:
    """Hold the ledger for writing; wait up to ``wait`` seconds for another import, then say who holds it."""
    with room(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "LOCK", thread_local=False)
    holder = folder / "LOCK.holder"
    try:
        lock.acquire(timeout=wait, poll_interval=0.1)
    except Timeout as error:
        raise BusyError(
            msg("Another import is running: {holder}.", holder=_holder(holder)),
            next=msg("Wait until it has finished, or stop it; then try again."),
        ) from error
    try:
        with room(folder):
            now = datetime.datetime.now().isoformat(" ", "seconds")
            holder.write_text(json.dumps({"pid": os.getpid(), "since": now, "what": what}, ensure_ascii=False), "utf-8")
            yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> str:
    try:
        kept = json.loads(path.read_text("utf-8"))
        return f"{kept['what']}, pid {kept['pid']}, {kept['since']}"
    except (OSError, ValueError, KeyError):
        return "?"
