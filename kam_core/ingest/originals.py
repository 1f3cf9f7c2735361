"""Originals of imported files, kept compressed under their fingerprint, so that a ledger can be rebuilt from them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from pathlib import Path

import zstandard

from kam_core.errors import LedgerError
from kam_core.i18n import msg
from kam_core.ledger.disk import no_room

CHUNK = 1 << 22


def kept(folder: Path, sha256: str) -> Path:
    """Where the original with this fingerprint is kept."""
    return folder / f"{sha256}.zst"


class Keeper(threading.Thread):
    """Fingerprints and compresses one file in a thread of its own while the database reads it."""

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__(daemon=True)
        self.path, self.folder = path, folder
        self.sha256 = ""
        self.error: OSError | None = None
        self._give_up = threading.Event()
        folder.mkdir(parents=True, exist_ok=True)
        self.start()

    def run(self) -> None:
        """Read once: hash and compress."""
        draft = self.folder / f"{os.getpid()}-{id(self)}.new"
        try:
            digest = hashlib.sha256()
            compressor = zstandard.ZstdCompressor(level=1)
            with self.path.open("rb") as source, draft.open("wb") as target, compressor.stream_writer(target) as out:
                while (chunk := source.read(CHUNK)) and not self._give_up.is_set():
                    digest.update(chunk)
                    out.write(chunk)
            if self._give_up.is_set():
                draft.unlink(missing_ok=True)
                return
            self.sha256 = digest.hexdigest()
            draft.replace(kept(self.folder, self.sha256))
        except OSError as error:
            self.error = error
            draft.unlink(missing_ok=True)

    def finish(self) -> str:
        """Wait for the end; the fingerprint."""
        self.join()
        if self.error is not None:
            raise no_room(self.folder, self.error) or LedgerError(
                msg("The original of {file} cannot be kept: {error}.", file=self.path.name, error=str(self.error)),
                next=msg("Check the folder and its rights, then bring the file again."),
            ) from self.error
        return self.sha256

    def give_up(self) -> None:
        """Stop, keeping nothing."""
        self._give_up.set()
        self.join()


def bring_back(folder: Path, sha256: str, target: Path) -> None:
    """Unpack an original; its fingerprint is checked on the way."""
    source = kept(folder, sha256)
    if not source.exists():
        raise LedgerError(
            msg("The original {name} is not in {folder}.", name=sha256[:12], folder=folder),
            next=msg("Restore a backup, or bring the file again."),
        )
    digest = hashlib.sha256()
    with source.open("rb") as packed, target.open("wb") as out:
        for chunk in zstandard.ZstdDecompressor().read_to_iter(packed, read_size=CHUNK):
            digest.update(chunk)
            out.write(chunk)
    if digest.hexdigest() != sha256:
        raise LedgerError(
            msg("The original {name} is damaged.", name=sha256[:12]),
            next=msg("Restore a backup, or bring the file again."),
        )


class Fingerprints:
    """Fingerprints of files by place, size and time, so that a file seen before is not read again to know it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "seen.json"
        try:
            seen = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            seen = {}
        self._seen: dict[str, list[object]] = seen if isinstance(seen, dict) else {}
        self._new = False

    def known(self, path: Path) -> str | None:
        """The fingerprint of a file that has not changed since it was last seen."""
        mark = self._seen.get(str(path.resolve()))
        return str(mark[-1]) if mark and mark[:-1] == _mark(path) else None

    def remember(self, path: Path, sha256: str) -> None:
        """Take note of a file's fingerprint, to be kept by flush()."""
        self._seen.pop(str(path.resolve()), None)  # the last seen are the last to be forgotten
        self._seen[str(path.resolve())] = [*_mark(path), sha256]
        self._new = True

    def flush(self) -> None:
        """Keep the fingerprints taken note of."""
        if not self._new:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        with contextlib.suppress(OSError):  # what cannot be remembered is read again the next time
            draft.write_text(json.dumps(dict(list(self._seen.items())[-5000:])), "utf-8")
            draft.replace(self._path)
        self._new = False

    def of(self, path: Path) -> str:
        """The fingerprint of a file, read if it must be."""
        known = self.known(path)
        if known is None:
            with path.open("rb") as file:
                known = hashlib.file_digest(file, "sha256").hexdigest()
            self.remember(path, known)
        return known


def _mark(path: Path) -> list[object]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]
