"""The folder of ledger versions: open one, build the next, move the pointer back, sweep what died.

data/ledger/CURRENT            the pointer (kam_core.ledger.pointer)
data/ledger/000012.duckdb      a version, never changed once it is named by the pointer
data/ledger/000012.json        how it was made: the imports, in order, with their plans
data/ledger/draft-*.duckdb     an import at work
"""

from __future__ import annotations

import contextlib
import datetime
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kam_core.errors import LedgerError, UsageError
from kam_core.i18n import msg
from kam_core.ledger import pointer
from kam_core.ledger.disk import room
from kam_core.ledger.door import Ledger, open_ledger
from kam_core.ledger.draft import Draft, fingerprint, settle, sweep
from kam_core.ledger.lock import writing
from kam_core.ledger.pointer import Pointer, VersionInfo
from kam_core.ledger.tables import OldSumsError
from kam_core.ledger.work import sweep_work
from kam_core.settings import Settings, load

if TYPE_CHECKING:
    from kam_core.book import Book


class Store:
    """A data folder and the ledger in it."""

    def __init__(self, data: Path | str, settings: Settings | None = None) -> None:
        self.data = Path(data).resolve()
        self._settings = settings
        self.folder = self.data / "ledger"
        self.originals = self.data / "imports"

    @property
    def settings(self) -> Settings:
        """The settings in force: those given, else those kept in this data folder."""
        return self._settings or load(self.data)

    def pointer(self) -> Pointer:
        """What CURRENT says now."""
        return pointer.read(self.folder)

    def current(self) -> str | None:
        """Name of the current version; None when nothing was brought in yet."""
        return self.pointer().current

    @property
    def demo(self) -> bool:
        """Whether the current version is the made-up company."""
        known = self.pointer()
        return known.current is not None and known.info(known.current).demo

    def book(self) -> Book:
        """What people wrote beside this ledger: the made-up company has a book of its own."""
        from kam_core.book import open_book  # not above: an import of files has no use for it, and would wait for it

        return open_book(self.data, self.demo)

    def versions(self) -> list[VersionInfo]:
        """All versions that are kept, oldest first."""
        return list(self.pointer().versions)

    def path(self, version: str) -> Path:
        """The file of a version."""
        return self.folder / f"{version}.duckdb"

    def open(self, version: str | None = None) -> Ledger:
        """A version to ask questions of; the current one by default.

        Where the current one was summed by another edition of Kamerton it is summed anew first, as a version of its own.
        """
        known = self.pointer()
        version = version or known.current
        if version is None:
            raise LedgerError(
                msg("There is no ledger in {folder} yet.", folder=self.data),
                msg("Nothing can be shown before something was brought in."),
                msg("Bring files on the page “Data”, or build the demo company."),
            )
        try:
            return open_ledger(self.path(version), known.info(version), self.settings)
        except OldSumsError:
            if version != known.current:
                raise
        return self._sum_anew(known.info(version))

    def _sum_anew(self, old: VersionInfo) -> Ledger:
        with self.draft(old.action, demo=old.demo, wait=600) as building:
            if self.current() == old.version:  # another process may have been first
                building.parent = old.parent  # undo goes back to what was before it, not to the same facts
                building.publish(old.note)
        return self.open()

    def manifest(self, version: str) -> list[dict[str, Any]]:
        """How a version was made: its imports in order, each with its files and plans."""
        path = self.folder / f"{version}.json"
        return list(json.loads(path.read_text("utf-8"))) if path.exists() else []

    @contextlib.contextmanager
    def draft(
        self,
        action: str,
        *,
        fresh: bool = False,
        leave_demo: bool = False,
        demo: bool = False,
        wait: float = 60,
        stop: threading.Event | None = None,
    ) -> Iterator[Building]:
        """Build the next version inside the block; it becomes current only when ``publish`` is called.

        fresh: begin with an empty ledger instead of the current version; leave_demo: do so where that is the demo
        """
        with writing(self.folder, action, wait):
            self.sweep()
            known = self.pointer()
            fresh = fresh or (leave_demo and known.current is not None and known.info(known.current).demo)
            parent = None if fresh else known.current
            path = self.folder / f"draft-{known.next:06d}.duckdb"
            origin = (self.path(parent), known.info(parent).sha256) if parent else None
            draft = Draft(path, origin, self.settings, stop)
            manifest = self.manifest(parent) if parent else []
            building = Building(self, draft, known.current, manifest, action, demo, fresh)
            try:
                yield building
            finally:
                if not building.published:
                    draft.discard()
                    self.sweep()

    def sweep(self) -> None:
        """Remove what imports that died have left. Only for who holds the lock."""
        kept = {v.version for v in self.pointer().versions}
        for path in self.folder.iterdir():
            stem = path.name.split(".")[0]
            if path.name.startswith("draft-") or (stem.isdigit() and stem not in kept):
                sweep(path if path.suffix == ".duckdb" else path.with_suffix(".duckdb"))
        (self.folder / "CURRENT.new").unlink(missing_ok=True)
        sweep_work(self.data)
        if self.originals.exists():
            for path in self.originals.glob("*.new"):
                path.unlink(missing_ok=True)

    def rollback(self, version: str, wait: float = 60) -> VersionInfo:
        """Make an earlier (or later) version the current one again. The others are kept."""
        with writing(self.folder, "rollback", wait):
            known = self.pointer()
            info = known.info(version)
            if not self.path(version).exists():
                raise LedgerError(
                    msg("The file of version “{version}” is gone.", version=version),
                    next=msg("Take another version, or run “rebuild”."),
                )
            pointer.write(self.folder, Pointer(version, known.versions, known.next))
            return info

    def begin_empty(self, wait: float = 60) -> VersionInfo:
        """Begin again: a new version that holds nothing. The earlier ones can be gone back to."""
        with self.draft("empty", fresh=True, wait=wait) as building:
            return building.publish("")

    def undo(self, wait: float = 60) -> VersionInfo:
        """Go back to the version that was current before the current one was made."""
        known = self.pointer()
        parent = known.info(known.current).parent if known.current else None
        if parent is None:
            raise UsageError(msg("There is nothing to undo."), next=msg("Bring files first."))
        return self.rollback(parent, wait)


class Building:
    """The next version while it is being built: its draft, what it comes from, its manifest so far."""

    def __init__(
        self,
        store: Store,
        draft: Draft,
        parent: str | None,
        manifest: list[dict[str, Any]],
        action: str,
        demo: bool,
        fresh: bool,
    ) -> None:
        self.store, self.draft, self.parent, self.manifest = store, draft, parent, manifest
        self.action, self.demo, self.fresh, self.published = action, demo, fresh, False
        self._summed = False

    def build_marts(self) -> None:
        """Sum the facts for the pages; nothing may be added to them afterwards."""
        self.draft.build_marts()
        self._summed = True

    def publish(self, note: str) -> VersionInfo:
        """Sum the marts if need be, close the file, and move the pointer to it."""
        if not self._summed:
            self.build_marts()
        with room(self.store.folder):
            return self._publish(note)

    def _publish(self, note: str) -> VersionInfo:
        self.draft.close()
        store, known = self.store, self.store.pointer()
        version = f"{known.next:06d}"
        settle(self.draft.path)
        info = VersionInfo(
            version,
            datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            self.draft.path.stat().st_size,
            fingerprint(self.draft.path),
            self.parent,
            self.action,
            note,
            self.demo,
        )
        made = store.folder / f"{version}.json"
        made.write_text(json.dumps(self.manifest, ensure_ascii=False), "utf-8")
        settle(made)
        self.draft.path.replace(store.path(version))
        versions = (*_kept(known, self.parent, int(store.settings.number("keep_versions"))), info)
        pointer.write(store.folder, Pointer(version, versions, known.next + 1))
        self.published = True
        for old in known.versions:
            if old not in versions:
                sweep(store.path(old.version))
        return info


def _kept(known: Pointer, parent: str | None, keep: int) -> list[VersionInfo]:
    """The versions that stay beside a new one: the latest, and always its parent, so that it can be undone."""
    if keep < 2:
        return []
    others = [version for version in known.versions if version.version != parent]
    room = keep - 1 - (len(others) < len(known.versions))
    latest = others[-room:] if room else []
    return [version for version in known.versions if version in latest or version.version == parent]
