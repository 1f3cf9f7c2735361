"""The command line as a process of its own: what stands on standard output and standard error, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def kam(data: Path, *arguments: object, **options) -> subprocess.CompletedProcess:
    environment = {**os.environ, "KAM_LANGUAGE": "en", "KAM_DATA": str(data), "PYTHONWARNINGS": "always"}
    return subprocess.run([sys.executable, "-m", "kam_core", *map(str, arguments)], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=60, **options)


def test_json_is_alone_on_standard_output(data, register):
    for arguments in (["import", register, "--json"], ["import", register, "--json"], ["ask", "concentration", "--json"],
                      ["check", "--json"]):
        done = kam(data, *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert isinstance(json.loads(done.stdout), dict)


def big(tmp_path: Path, dates: str) -> Path:
    path = tmp_path / f"{dates}.csv"
    path.write_text("client,date,amount\n" + "".join(f"Lily {i},2024-01-{i % 28 + 1:02d},{i}\n" for i in range(400))
                    + "".join(f"Lily {i},{dates},{i}\n" for i in range(900)))
    return path


def test_an_error_is_three_lines_whatever_was_open(data, register, tmp_path):
    assert kam(data, "import", register).returncode == 0
    current = data / "ledger" / "000001.duckdb"
    wholesome = current.read_bytes()
    cases = [(["import", big(tmp_path, "someday"), "--json"], "someday"), (["ask", "nosuch", "--json"], "nosuch"),
             (["rollback", "7"], "7")]
    damaged = bytearray(wholesome)
    damaged[20] ^= 255
    damages = [(["ask", "concentration"], "000001"), (["import", big(tmp_path, "2024-01-01")], "000001")]
    for place, (arguments, part) in enumerate(cases + damages):
        if place == len(cases):
            current.write_bytes(damaged)
        done = kam(data, *arguments)
        assert done.returncode in (1, 2)
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 3, done.stderr
        assert part in done.stderr
        assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(data, register):
    kam(data, "import", register)
    shell = f"{sys.executable} -m kam_core measures --json | head -c 10"
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""


def test_what_nobody_foresaw_is_still_told_in_three_lines(data, register, tmp_path):
    """A data folder that is a file: no part of the program looks for that."""
    data.write_text("I am not a folder.")
    done = kam(data, "import", register)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 3
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(data, register):
    data.mkdir()
    data.chmod(0o500)
    done = kam(data, "import", register)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 3


def test_an_error_of_the_database_leaves_no_leak_behind(data, register):
    """The traceback of an error holds connections: they must be let go before the process ends."""
    from kam_core.ledger import Store

    kam(data, "import", register)
    with Store(data).draft("import") as building:
        building.build_marts()
        building.draft.run("drop table account_dim")
        building.publish("")
    for arguments in (["ask", "concentration"], ["ask", "overview", "--json"]):
        done = kam(data, *arguments)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 3, done.stderr
        assert "nanobind" not in done.stderr
        assert "account_dim" in done.stderr
