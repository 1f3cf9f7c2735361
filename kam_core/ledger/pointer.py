"""The pointer: one small file that says which versions of the ledger exist and which one is current.

Replacing it by an atomic rename is the only moment at which an import becomes true. A version file that the pointer
does not name is debris of an import that died, and is swept away by the next one.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from kam_core.errors import LedgerError
from kam_core.i18n import msg


@dataclass(frozen=True)
class VersionInfo:
    """A version of the ledger.

    version: its name; created: ISO time, UTC; bytes and sha256: of its file; parent: what was current when it was made
    action: import, rebuild, restore, demo; note: which files it brought
    """

    version: str
    created: str
    bytes: int
    sha256: str
    parent: str | None
    action: str
    note: str
    demo: bool = False

    @property
    def key(self) -> str:
        """Tells it from every other version, those of the same name in other data folders and backups included."""
        return f"{self.version}:{self.sha256[:12]}"


@dataclass(frozen=True)
class Pointer:
    """What CURRENT says: the current version (None: an empty ledger), all that are kept, and the next number."""

    current: str | None = None
    versions: tuple[VersionInfo, ...] = ()
    next: int = 1

    def info(self, version: str) -> VersionInfo:
        """The version of this name, or an error that lists them."""
        for known in self.versions:
            if known.version == version:
                return known
        raise LedgerError(
            msg("There is no version “{version}” of the ledger.", version=version),
            next=msg("Take one of: {allowed}.", allowed=", ".join(v.version for v in self.versions) or "—"),
        )


def read(folder: Path) -> Pointer:
    """The pointer of a ledger folder; an empty one where there is none yet."""
    path = folder / "CURRENT"
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Pointer()
    try:
        kept = json.loads(text)
        versions = tuple(VersionInfo(**version) for version in kept["versions"])
        return Pointer(kept["current"], versions, int(kept["next"]))
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(
            msg("The pointer file {path} cannot be read.", path=path),
            msg("The versions of the ledger are still in the same folder."),
            msg("Restore a backup."),
        ) from error


def write(folder: Path, pointer: Pointer) -> None:
    """Move the pointer, all or nothing, and make sure that it is on the disk."""
    draft = folder / "CURRENT.new"
    with draft.open("w", encoding="utf-8") as file:
        kept = {"current": pointer.current, "next": pointer.next, "versions": [asdict(v) for v in pointer.versions]}
        json.dump(kept, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / "CURRENT")
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Put renames in a folder on the disk; a no-op where folders cannot be opened (Windows)."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
