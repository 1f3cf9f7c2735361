"""Workbooks: .xlsx, .xlsm, .xlsb, .ods and .xls become text columns in Parquet, read in child processes with limits.

The parent looks at the container's directory, starts two children (one reads, one looks through the raw parts for what
the reader would choke on), waits, and turns what they say into sheets or into an error. Nothing of a workbook is ever
parsed in the app's own process.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

import kam_core
from kam_core.errors import StoppedError
from kam_core.i18n import Message, nmsg
from kam_core.ingest.workbook_checks import check_workbook
from kam_core.ingest.workbook_kinds import Kind, sniff_kind
from kam_core.ingest.workbook_refusals import WorkbookError, refusal
from kam_core.settings import Settings

__all__ = ["WORKBOOKS", "Kind", "Sheet", "WorkbookError", "read_workbook", "sniff_kind"]

WORKBOOKS: frozenset[str] = frozenset({"xlsx", "xlsb", "ods", "xls"})
GIGABYTE = 1024**3
# A sheet wider than this is not a table of clients; every column costs time on the page that maps it.
MAX_COLUMNS = 2_000
PATIENCE = 0.02
# What the scanner refuses whatever the reader says; other doubts count only where the reader has failed, too.
DANGERS = frozenset({
    "declaration", "far_cell", "bad_reference", "too_wide", "too_many_cells", "text_count", "checksum", "missing_part",
})
PACKAGES = Path(kam_core.__file__).parent
# The child must not load what the package of its module loads for the app (a database, the catalogues): it starts in a
# tenth of a second, and a hostile file finds less to play with.
START = """
import sys, types
for name, path in (("kam_core", sys.argv[1]), ("kam_core.ingest", sys.argv[2])):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [path]
import kam_core.ingest.reader_child as child
child.run(sys.argv[3], sys.argv[4])
"""
# Signals of a child whose memory or time ran out: abort, kill, segmentation fault, CPU limit.
OUT_OF_MEMORY, OUT_OF_TIME = (-6, -9, -11), (-24,)

Progress = Callable[[float], None]


class Stop(Protocol):
    """A threading.Event, or anything like it."""

    def is_set(self) -> bool:
        """Whether the work should end."""


@dataclass(frozen=True)
class Sheet:
    """A sheet that is not empty.

    rows, columns: its size; row i of the Parquet file is row i + 1 of the sheet, blank rows are kept
    parquet: columns c0 … cN of text or null; c0 is column `first_column` of the sheet (0 is A)
    styles: where asked for and known, a .tsv of row (from 1), column (from 0, as in the Parquet file), indent, bold
    (0 or 1), outline (level) of the first filled cell of each row
    note: what the reader should be told, e.g. formulas that were never calculated
    """

    name: str
    rows: int
    columns: int
    parquet: Path
    styles: Path | None = None
    note: Message | None = None
    hidden: bool = False
    first_column: int = 0


def read_workbook(
    path: Path,
    into: Path,
    settings: Settings,
    sheet: str | None = None,
    styles: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Sheet]:
    """Every sheet that is not empty (or the named one), in the order of the workbook, hidden ones marked.

    into: an existing folder for the Parquet files. progress: called with the share done, 0 to 1. stop: looked at
    several times a second. Cells arrive as text: days as 2024-01-31, moments as 2024-01-31 10:20:00, numbers in full
    with a point, true and false; cells that show an error are null.
    Errors: WorkbookError (a FileError with a code), StoppedError.
    """
    try:
        kind = sniff_kind(path)
    except OSError as error:
        raise refusal("cannot_open", path.name) from error
    if kind == "empty":
        raise refusal("empty_file", path.name)
    if kind == "encrypted":
        raise refusal("password", path.name)
    if kind not in WORKBOOKS:
        raise refusal("not_workbook", path.name, {"kind": kind})
    if kind != "xls":
        check_workbook(path, kind, settings.number("max_unpacked_mb"))
    records = _Children(path, into, kind, sheet, styles, settings).run(progress or (lambda _: None), stop)
    return _sheets(path, into, records, kind)


class _Children:
    """The reader and the scanner of one workbook."""

    def __init__(
        self, path: Path, into: Path, kind: str, sheet: str | None, styles: bool, settings: Settings
    ) -> None:
        self.path = path
        self.seconds = settings.number("reader_seconds")
        self.memory = settings.number("reader_memory_gb")
        self.cells = settings.number("max_sheet_cells")
        self.unpacked = settings.number("max_unpacked_mb")
        self.request = {
            "path": str(path.resolve()), "into": str(into.resolve()), "kind": kind, "sheet": sheet, "styles": styles,
            "memory": int(self.memory * GIGABYTE), "seconds": math.ceil(self.seconds), "parent": os.getpid(),
            "disk": int(self.unpacked * (1 << 20)), "columns": MAX_COLUMNS, "cells": int(self.cells),
        }

    def start(self, verb: str, output: IO[bytes], errors: IO[bytes]) -> subprocess.Popen[bytes]:
        """One child, without the app's environment, able to import nothing but the libraries."""
        environment = {
            key: value for key, value in os.environ.items()
            if key in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH")
        }
        # Arrow's own allocator reserves address space by the gigabyte, which a memory limit takes for use
        environment |= {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "RUST_BACKTRACE": "0"}
        # and every thread takes its share of it, however many processors there are
        environment |= {"OMP_NUM_THREADS": "4", "RAYON_NUM_THREADS": "4"}
        return subprocess.Popen(
            [
                sys.executable, "-P", "-X", "utf8", "-c", START, str(PACKAGES), str(PACKAGES / "ingest"), verb,
                json.dumps(self.request),
            ],
            env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
        )

    def run(self, progress: Progress, stop: Stop | None) -> list[dict[str, Any]]:
        """Records of both children; raises what the scanner found, else what the reader died of."""
        with (
            tempfile.TemporaryFile() as read_out, tempfile.TemporaryFile() as read_err,
            tempfile.TemporaryFile() as scan_out, tempfile.TemporaryFile() as scan_err,
        ):
            reader = self.start("read", read_out, read_err)
            children = [reader]
            try:
                scanner = self.start("scan", scan_out, scan_err)
                children.append(scanner)
                self.wait(reader, scanner, read_out, scan_out, progress, stop)
                scanned, read = _records(scan_out), _records(read_out)
                done = any("done" in record for record in read)
                self.refuse(scanned, only=DANGERS if done else None)
                self.refuse(read)
                if not done:
                    raise self.death(reader.returncode, read_err)
                progress(1.0)
                return read + scanned
            finally:
                for child in children:
                    with contextlib.suppress(OSError):
                        child.kill()
                    child.wait()

    def wait(
        self, reader: subprocess.Popen[bytes], scanner: subprocess.Popen[bytes], read_out: IO[bytes],
        scan_out: IO[bytes], progress: Progress, stop: Stop | None,
    ) -> None:
        """Until both have ended, or the scanner refuses, or the time is over, or the user stops."""
        deadline = time.monotonic() + self.seconds
        told = 0.0
        while reader.poll() is None or scanner.poll() is None:
            if stop is not None and stop.is_set():
                raise StoppedError
            if time.monotonic() > deadline:
                raise refusal("time", self.path.name, {"limit": self.seconds})
            if scanner.poll() is not None and reader.poll() is None:
                self.refuse(_records(scan_out), only=DANGERS)
            share = max((float(r["progress"]) for r in _records(read_out) if "progress" in r), default=0.0)
            if share > told:
                told = share
                progress(share)
            with contextlib.suppress(subprocess.TimeoutExpired):
                (reader if reader.poll() is None else scanner).wait(PATIENCE)

    def refuse(self, records: list[dict[str, Any]], only: frozenset[str] | None = None) -> None:
        """Raise what a child refuses, or only what it refuses for some reasons."""
        for record in records:
            code = str(record.get("refuse", ""))
            if not code or (only is not None and code not in only):
                continue
            limits = {
                "memory": self.memory, "time": self.seconds, "too_wide": MAX_COLUMNS, "too_many_cells": self.cells,
            }
            raise refusal(code, self.path.name, {"limit": limits.get(code), **record})

    def death(self, status: int, errors: IO[bytes]) -> WorkbookError:
        """What a reader died of that could say nothing itself."""
        errors.seek(0)
        last = errors.read(20_000)
        if status in OUT_OF_TIME:
            return refusal("time", self.path.name, {"limit": self.seconds})
        if status in OUT_OF_MEMORY or b"memory" in last or b"alloc" in last:
            return refusal("memory", self.path.name, {"limit": self.memory})
        return refusal("damaged", self.path.name)


def _records(output: IO[bytes]) -> list[dict[str, Any]]:
    """The whole lines that a child has written so far."""
    text = os.pread(output.fileno(), 1 << 24, 0) if hasattr(os, "pread") else _read_all(output)
    records = []
    for line in text.splitlines():
        with contextlib.suppress(ValueError):
            records.append(json.loads(line))
    return [record for record in records if isinstance(record, dict)]


def _read_all(output: IO[bytes]) -> bytes:
    output.seek(0)
    return output.read()


def _sheets(path: Path, into: Path, records: list[dict[str, Any]], kind: str) -> list[Sheet]:
    """The sheets of the reader with what the scanner knows of them."""
    scans = {record["scanned"]: record for record in records if "scanned" in record}
    sheets = []
    for record in (record for record in records if "sheet" in record):
        scan = {**record, **scans.get(record["sheet"], {})}
        looks = scan.get("styles")
        sheets.append(Sheet(
            name=str(record["sheet"]), rows=int(record["rows"]), columns=int(record["columns"]),
            parquet=into / str(record["parquet"]), styles=into / str(looks) if looks else None, note=_note(scan),
            hidden=bool(record["hidden"]), first_column=int(scan.get("first_column") or 0),
        ))
    if sheets:
        return sheets
    # the reader lists sheets of charts as empty; the scanner knows which are worksheets
    empty = [record["empty"] for record in records if "empty" in record and (kind != "xlsx" or record["empty"] in scans)]
    never = [name for name, scan in scans.items() if scan["never"]]
    if never:
        raise refusal("never_calculated", path.name, {"sheet": never[0]})
    raise refusal("empty" if empty else "no_sheets", path.name)


def _note(scan: dict[str, Any]) -> Message | None:
    """What should be known about a sheet beside its cells."""
    never, zeros, formulas, errors = (int(scan.get(key) or 0) for key in ("never", "zeros", "formulas", "errors"))
    if never:
        return nmsg("{n} formula was never calculated and reads as empty: open the file in Excel, save it, and bring "
                    "it again.", "{n} formulas were never calculated and read as empty: open the file in Excel, save it, "
                    "and bring it again.", never)
    if formulas and zeros == formulas:
        return nmsg("The only formula shows 0: the program that made the file probably never calculated it. Open the "
                    "file in Excel, save it, and bring it again.", "All {n} formulas show 0: the program that made the "
                    "file probably never calculated them. Open the file in Excel, save it, and bring it again.",
                    formulas)
    if errors:
        return nmsg("{n} cell shows an error such as #N/A and reads as empty.",
                    "{n} cells show an error such as #N/A and read as empty.", errors)
    return None
