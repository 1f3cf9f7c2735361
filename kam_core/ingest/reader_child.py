"""The child process that reads workbooks: whatever a hostile file does to it, the app lives.

Started by kam_core.ingest.workbook; by hand ``python -m kam_core.ingest.reader_child VERB REQUEST``. VERB is `read` (sheets
to Parquet) or `scan` (a look at the raw parts, beside the reading), REQUEST a JSON object. Answers are JSON lines on
standard output: {"progress": share}, {"sheet": …}, {"refuse": code, …}, {"done": true}. Error codes are turned
into messages by the parent: nothing here may import the catalogues, pandas or a database.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import Any

GIGABYTE = 1024**3
# The libraries of the reader themselves take about this much of the address space.
LIBRARIES = GIGABYTE // 2


class Refused(Exception):  # noqa: N818  an answer, not a failure
    """The file is refused: a code of kam_core.ingest.workbook_refusals, and its values."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def emit(**record: object) -> None:
    """One JSON line to the parent."""
    sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def limit(memory: int, seconds: int, disk: int) -> None:
    """Bound this process: memory and disk in bytes, CPU in seconds. What the system does not know is left out."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        "RLIMIT_AS": memory + LIBRARIES, "RLIMIT_DATA": memory, "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": disk, "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        hard = resource.getrlimit(which)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (value, hard))


def die_with_parent() -> None:
    """On Linux: end when the parent ends, so that a killed importer leaves no reader behind."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def main(verb: str, request: dict[str, Any]) -> int:
    """Do one request; the exit status is 0 also for a refusal, which is an answer."""
    if request["parent"] != os.getppid():
        return 1
    limit(int(request["memory"]), int(request["seconds"]), int(request["disk"]))
    try:
        if verb == "scan":
            from kam_core.ingest.workbook_scan import scan

            scan(request, emit)
        elif request["kind"] == "xls":
            from kam_core.ingest.workbook_xls import read_xls

            read_xls(request, emit)
        else:
            from kam_core.ingest.workbook_calamine import read_calamine

            read_calamine(request, emit)
    except Refused as refusal:
        emit(refuse=refusal.code, **refusal.values)
        return 0
    except MemoryError:
        emit(refuse="memory")
        return 0
    except OSError as error:
        emit(refuse="disk" if error.errno in (27, 28) else "damaged", detail=f"{type(error).__name__}: {error}"[:300])
        return 0
    except BaseException as error:  # noqa: BLE001  a panic of calamine is a BaseException
        emit(refuse="damaged", detail=f"{type(error).__name__}: {error}"[:300])
        return 0
    emit(done=True)
    return 0


def run(verb: str, request: str) -> None:
    """The whole life of the child. Does not return."""
    die_with_parent()
    status = main(verb, json.loads(request))
    sys.stdout.flush()
    # freeing millions of cells one by one takes longer than forgetting them all
    os._exit(status)


if __name__ == "__main__":
    # This module is __main__ here; the readers import it by its name and must meet the same classes.
    sys.modules["kam_core.ingest.reader_child"] = sys.modules["__main__"]
    run(sys.argv[1], sys.argv[2])
