"""A writer of records is killed between and within its edits: what it reported as saved is there, and nothing half-written."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kam_core.book import open_book
from kam_core.book.verify import verify

ROOT = Path(__file__).resolve().parents[2]
WRITER = """import sys; from kam_core.book import open_book
book, run = open_book(sys.argv[1]), sys.argv[2]
person = book.records.add("person", None, {"name": f"Ivo Quirk{run}"}, "k").id
print("ready", flush=True)
for n in range(10**6):
    text = f"{run}-{n} met Ivo Quirk{run}" + "x" * (n % 7000)
    made = book.records.put("dossier", "G1", {"story": text, "mission": text}, "k")
    print("dossier", made.version, text, flush=True)
    task = book.records.add("task", "G1", {"text": text[:900]}, "k")
    print("task", task.id, flush=True)
    book.drafts.put("k", "dossier:G1", "story", text, "G1")
    if n % 5 == 4:
        book.persons.erase(person, "k", "letter")
        print("erased", person, flush=True)
        person = book.records.add("person", None, {"name": f"Ivo Quirk{run}"}, "k").id
"""


def killed(place: Path, run: int, rng: random.Random) -> list[list[str]]:
    """What a writer said before it was killed."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(place), str(run)], cwd=ROOT, text=True, stdout=subprocess.PIPE)
    writer.stdout.readline()
    time.sleep(rng.uniform(0, 0.6))
    writer.send_signal(signal.SIGKILL)
    said = writer.communicate()[0].splitlines(keepends=True)
    assert writer.returncode == -signal.SIGKILL
    return [line.split(maxsplit=2) for line in said if line.endswith("\n")]  # the last may be cut off


def holds(place: Path, said: list[list[str]]) -> None:
    book = open_book(place)
    saved = [each for each in said if each[0] == "dossier"]
    dossier = book.records.single("dossier", "G1")
    if saved:
        assert dossier.version >= int(saved[-1][1])
    if dossier is not None:
        assert dossier.get("story") == dossier.get("mission")             # one edit, both fields or none
        if saved and dossier.version == int(saved[-1][1]):
            assert dossier.get("story") == saved[-1][2].strip()
    for _, id, *_ in (each for each in said if each[0] == "task"):
        assert book.records.get(id) is not None
    for _, id, *_ in (each for each in said if each[0] == "erased"):
        assert book.records.get(id) is None
    assert all(each.ok for each in verify(place)), [str(each.detail) for each in verify(place)]


def kill(place: Path, times: int) -> None:
    rng = random.Random(7)
    told = 0
    for run in range(times):
        said = killed(place, run, rng)
        told += len(said)
        holds(place, said)
    assert told
    open_book(place).records.put("dossier", "G1", {"story": "and on"}, "ann")


def test_what_was_reported_as_saved_is_there_after_a_kill(place, book):
    kill(place, 3)


@pytest.mark.slow
def test_what_was_reported_as_saved_is_there_after_many_kills(place, book):
    kill(place, int(os.environ.get("KAM_EXAMPLES", "40")))
