"""What one session is bringing in: files received, what was understood of them, work under way, what came of it."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any, BinaryIO

from kam_core.access import Capability
from kam_core.book import brought, tell
from kam_core.demo.build import build
from kam_core.errors import FileError, KamError, StoppedError, UsageError
from kam_core.i18n import Count, msg
from kam_core.ingest import Batch, Corrections, Result, bring
from kam_core.ingest.book.files import of_book
from kam_core.ingest.plan import Understood
from kam_core.ledger import Store, VersionInfo
from kam_core.ledger.disk import room
from kam_core.ui.data_inbox import Inbox, plain_name
from kam_core.ui.data_said import Said, same_shape_key, uid_of
from kam_core.ui.data_work import Work

SMALL_FILES = 20 << 20
SMALL_LEDGER = 300 << 20
"""Up to this many bytes what would change is worked out without being asked for: a dry run copies the ledger."""
WAIT = 2.0
"""Seconds to wait for another import before saying who holds the ledger."""
MANY = 4
"""More files than this are shown as a list, one of them opened."""


class Desk:
    """The bringing in of one session. Nothing here draws; everything that takes time runs in the background.

    who: whoever has pressed the last button, for the log
    """

    right: Capability = "import"
    """What whoever uses it must be allowed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.round = 0
        self.said = Said()
        self.who = ""
        self.refused: list[KamError] = []
        self.work: Work[Any] | None = None
        self.preview: Work[Result] | None = None
        self.result: Result | None = None
        self.inbox: Inbox | None = None
        self.batch: Batch | None = None

    # Receiving and understanding

    def receive(self, uploads: Sequence[tuple[str, BinaryIO]]) -> None:
        """Take uploads to the disk and begin to look at them. The uploader is empty afterwards."""
        self.round += 1
        self.said, self.refused, self.result = Said(), [], None
        self._end_preview()
        if self.inbox is None:
            self.inbox = Inbox(self.store.data)
        received = []
        limit = int(self.store.settings.number("max_file_mb"))
        for name, content in uploads:
            size = content.seek(0, 2)
            content.seek(0)
            if size > limit << 20:
                self.refused.append(FileError(
                    msg("{file} has {size} MB; the limit is {limit} MB.", file=plain_name(name), size=Count(size >> 20),
                        limit=Count(limit)),
                    next=msg("Split the file, bring it by the command line, or raise the setting max_file_mb."),
                ))
                continue
            try:
                with room(self.inbox.folder):
                    received.append(self.inbox.take(name, content))
            except KamError as error:
                self.refused.append(error)
        if not received:
            return

        def look(work: Work[None]) -> None:
            if self.batch is None:
                self.batch = Batch(self.store)
                weakref.finalize(self, self.batch.close)  # a session may end with files still on its desk
            batch = self.batch
            batch.stage.progress, batch.stage.stop = work.reading, work.stop
            for each in received:
                if work.stop.is_set():
                    raise StoppedError
                work.reading(each.name, 0, each.size)
                batch.add(each.path, shown=each.name)
            batch.refresh()

        self.work = Work("look", self.store.data, look)

    def correct(self, uid: str, *, alike: bool = False, **changes: Any) -> None:
        """Say something about a file, or about all files of its shape; what follows is found out in the background."""
        if self.working:
            return
        batch = self._batch
        places = [self.place(uid)]
        if alike:
            places += [place for place in self.alike(uid) if place != places[0]]
        self._end_preview()
        self.said = Said()

        def change(work: Work[None]) -> None:
            batch.stage.progress, batch.stage.stop = work.reading, work.stop
            for place in places:
                batch.correct(place, **changes)

        self.work = Work("look", self.store.data, change)
        self.work.wait(1.0)
        self.settle()

    def drop(self, uid: str) -> None:
        """Leave a file out."""
        if self.working:
            return
        self._end_preview()
        self._batch.drop(self.place(uid))
        self.said = Said()
        if not self._batch.files:
            self.clear()
        else:
            self.offer_preview()

    def clear(self) -> None:
        """Let go of everything that was received."""
        self._end_preview()
        if self.work is not None and self.work.running:
            self.work.end()
        if self.batch is not None:
            self.batch.close()
        if self.inbox is not None:
            self.inbox.close()
        self.work = self.preview = self.batch = self.inbox = None
        self.refused, self.said = [], Said()
        self.round += 1

    # Bringing in

    @property
    def fresh(self) -> bool:
        """Whether files begin a ledger of their own: the made-up company gives way to them."""
        known = self.store.pointer()
        return known.current is not None and known.info(known.current).demo

    def offer_preview(self) -> None:
        """Work out what would change, where that is quick."""
        if self.ready and self._size() <= SMALL_FILES and self._ledger_size() <= SMALL_LEDGER:
            self.start_preview()

    def start_preview(self) -> None:
        """Work out what would change."""
        if self.working:
            return
        self._end_preview()
        batch = self._batch

        def try_out(work: Work[Result]) -> Result:
            batch.refresh()
            return bring(batch, progress=work.progress, stop=work.stop, dry_run=True, wait=WAIT)

        self.preview = Work("preview", self.store.data, try_out)

    def start_import(self, who: str) -> None:
        """Bring everything in."""
        if self.working:
            return
        self._end_preview()
        self.said, batch, by = Said(), self._batch, self.who

        def run(work: Work[Result]) -> Result:
            batch.refresh()
            result = bring(batch, who=who or None, progress=work.progress, stop=work.stop, wait=WAIT)
            tell(self.store.data, "import", "ledger", "import", by, brought(result.to_json()))
            return result

        self.work = Work("import", self.store.data, run)

    def start_demo(self, language: str) -> None:
        """Build the made-up company."""
        self.clear()
        self.result = None

        def run(work: Work[VersionInfo]) -> VersionInfo:
            return build(self.store, language, progress=work.progress, stop=work.stop)

        self.work = Work("demo", self.store.data, run)

    def begin_empty(self) -> None:
        """Begin with an empty ledger; what was there stays among the versions."""
        self.clear()
        self.result = None
        info = self.store.begin_empty(wait=WAIT)
        tell(self.store.data, "import", "ledger", "empty", self.who, {"version": info.version})
        self.said = Said(note=msg("The ledger is empty now. What was there stays among the versions."))

    def undo(self) -> None:
        """Go back to what was there before the current version was made; before the first one there was nothing."""
        known = self.store.pointer()
        if known.current is None:
            raise UsageError(msg("There is nothing to undo."), next=msg("Bring files first."))
        before = known.info(known.current).parent
        if before is None:
            self.begin_empty()
        else:
            self.go_back(before)

    def go_back(self, version: str) -> None:
        """Make another version current."""
        self.store.rollback(version, wait=WAIT)
        tell(self.store.data, "import", "ledger", "rollback", self.who, {"version": version})
        self.result = None
        self.said = Said(note=msg("Version {version} is current now.", version=version))
        if self.batch is not None and not self.working:
            self._end_preview()
            self.batch.refresh()
            self.offer_preview()

    def close_result(self) -> None:
        """Have done with the last import."""
        self.result, self.said = None, Said()

    def settle(self) -> None:
        """Take the result of work that has ended; called at the beginning of every run of the page."""
        work = self.work
        if work is None or work.running:
            return
        self.work = None
        if work.kind == "import" and work.error is None:
            self.result = work.result
            done, self.said = self.result, Said()
            self._let_go_of_facts()
            self.result = done
        elif work.kind == "demo" and work.error is None:
            self.said = Said(note=msg("The demo company is ready."))
        elif isinstance(work.error, StoppedError):
            self.said = Said(note=msg("Stopped. Nothing was changed."))
            self._forget_stopped()
        else:
            self.said = Said(error=work.error)
        if work.kind == "look" and self.batch is not None:
            self._forget_stopped()
            self.offer_preview()

    def _let_go_of_facts(self) -> None:
        """The facts are in the ledger now; what goes into the dossiers is still to be written, and may need them."""
        batch = self.batch
        told = [] if batch is None else of_book(batch)
        if batch is None or not told:
            self.clear()
            return
        parts = {join.key for each in told for join in each.plan.joins}
        gone = [uid_of(each) for each in batch.files if each.role != "book" and each.key not in parts]
        for uid in gone:
            batch.drop(self.place(uid))
        self.round += 1

    # What stands on the desk

    @property
    def files(self) -> list[Understood]:
        """What was understood, while nothing changes it."""
        return [] if self.batch is None or self.working else list(self.batch.files)

    @property
    def working(self) -> bool:
        """Whether something is under way that the page must wait for."""
        return self.work is not None and self.work.running

    @property
    def ready(self) -> bool:
        """Whether everything that was received can be brought in as it stands."""
        batch = self.batch
        return batch is not None and bool(batch.files) and not batch.problems

    def holds(self, each: Understood) -> bool:
        """Whether nothing of a file would be brought in, as it is there already or came twice."""
        return each.twin is not None or (each.repeated and not self.fresh)

    def alike(self, uid: str) -> list[int]:
        """Places of the files that have the shape of this one, itself included."""
        files = self._batch.files
        wanted = same_shape_key(files[self.place(uid)])
        return [place for place, each in enumerate(files) if each.columns and same_shape_key(each) == wanted]

    def place(self, uid: str) -> int:
        """Where a file stands in the batch; UsageError-like refusal where it is gone."""
        for place, each in enumerate(self._batch.files):
            if uid_of(each) == uid:
                return place
        raise KamError(msg("This file is no longer here."), next=msg("Bring it again."))

    def said_of(self, uid: str) -> Corrections:
        """What was said about a file so far."""
        return self._batch.corrections[self.place(uid)]

    @property
    def _batch(self) -> Batch:
        if self.batch is None:
            raise KamError(msg("There are no files here any more."), next=msg("Bring them again."))
        return self.batch

    def _forget_stopped(self) -> None:
        """Files whose look was stopped half-way are not files with a problem."""
        batch = self.batch
        if batch is None:
            return
        for place in reversed(range(len(batch.files))):
            if isinstance(batch.files[place].problem, StoppedError):
                batch.drop(place)
        if not batch.files:
            batch.close()
            self.batch = None

    def _end_preview(self) -> None:
        if self.preview is not None:
            self.preview.end()
            self.preview = None

    def _size(self) -> int:
        return sum({each.rows.path: each.rows.path.stat().st_size for each in self._batch.files}.values())

    def _ledger_size(self) -> int:
        current = self.store.current()
        path = self.store.path(current) if current and not self.fresh else None
        return path.stat().st_size if path is not None and path.exists() else 0
