"""Streamlit with a clock: ``python timed.py FILE run script.py …`` writes the seconds of every run of a script to FILE.

What a client waits for holds pauses of the socket that are longer than many a page, and the server's own count of a run
comes only with its usage statistics, which slow each call of the page down. So the run itself is timed, on the server.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.web import cli


def time_runs(file: Path) -> None:
    """From here on every run of a script appends a line to the file."""
    run = ScriptRunner._run_script

    def timed(self: ScriptRunner, data: Any) -> None:
        start = time.perf_counter()
        try:
            run(self, data)
        finally:
            seconds = time.perf_counter() - start
            with file.open("a") as kept:
                kept.write(f"{seconds:.6f}\n")

    ScriptRunner._run_script = timed  # type: ignore[method-assign]


if __name__ == "__main__":
    time_runs(Path(sys.argv[1]))
    sys.argv = ["streamlit", *sys.argv[2:]]
    cli.main()
