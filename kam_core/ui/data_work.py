"""Work in the background of a session: a thread that can be watched and stopped while the page stays alive."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from kam_core.errors import KamError
from kam_core.i18n import msg
from kam_core.ingest import Progress
from kam_core.ui.errors import log

T = TypeVar("T")


class Work(Generic[T]):
    """Something that runs in a thread of its own.

    kind: what it is, a key of data_words.WORKS; run: called with this work, gives the result
    at: how far an import is; file, done, of: how far the look at a file is, in bytes; result or error: once it is done
    """

    def __init__(self, kind: str, data: Path, run: Callable[[Work[T]], T]) -> None:
        self.kind = kind
        self.stop = threading.Event()
        self.at: Progress | None = None
        self.file, self.done, self.of = "", 0, 0
        self.result: T | None = None
        self.error: KamError | None = None
        self._data = data
        self._thread = threading.Thread(target=self._work, args=(run,), name=f"kamerton-{kind}", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is still under way."""
        return self._thread.is_alive()

    def progress(self, at: Progress) -> None:
        """Take a report of an import. A file is read in several goes; what was said of it is never taken back."""
        last = self.at
        if last is None or (last.place, last.step) != (at.place, at.step) or at.rows >= last.rows:
            self.at = at

    def reading(self, file: str, done: int, of: int) -> None:
        """Take a report of the look at a file."""
        self.file, self.done, self.of = file, done, of

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        self._thread.join(seconds)
        return not self.running

    def end(self) -> None:
        """Stop it, and wait until it has stopped."""
        self.stop.set()
        self._thread.join()

    def _work(self, run: Callable[[Work[T]], T]) -> None:
        try:
            self.result = run(self)
        except KamError as error:
            self.error = error
        except Exception:  # noqa: BLE001  nobody stands above a thread: whatever it is, it is logged and said calmly
            number = secrets.token_hex(4)
            log(self._data).exception("error %s", number)
            self.error = KamError(
                msg("Something went wrong that the program did not foresee."),
                msg("Nothing was changed."),
                msg("Try again; if it happens again, give the administrator the number {number}: it stands in the log.",
                    number=number),
            )
