"""Runs a command as a process of its own: wall time and the peak of its memory."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Run:
    """wall: seconds; cpu: seconds of all processors; peak: MB of the process and all that it started, together; out: output."""

    wall: float
    cpu: float
    peak: float
    out: str


def measure(command: list[str], cwd: Path, limit: float = 1800, **environment: str) -> Run:
    """Run a command to its end. One that fails stops the bench with what it said."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        child = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=errors, env={**os.environ, **environment})
        seen = [0.0]
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(child.pid, seen, done, start + limit), daemon=True)
        watcher.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        done.set()
        watcher.join()
        out.seek(0)
        errors.seek(0)
        if child.returncode:
            raise SystemExit(f"{' '.join(command)}\nended with {child.returncode}\n{errors.read()[-4000:]}")
        # the kernel's figure is exact for the largest single process; the samples see processes side by side
        return Run(wall, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss / 1024, seen[0]), out.read())


def _watch(pid: int, seen: list[float], done: threading.Event, stop_at: float) -> None:
    """Keep the largest sum of resident memory over the tree; end what takes longer than it may."""
    while not done.wait(0.05):
        seen[0] = max(seen[0], sum(map(_resident, _tree(pid))))
        if time.perf_counter() > stop_at:
            os.kill(pid, 9)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*"):
            try:
                found += [int(child) for child in (task / "children").read_text().split()]
            except OSError:
                continue
    return found


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 2**20
    except OSError:
        return 0.0
