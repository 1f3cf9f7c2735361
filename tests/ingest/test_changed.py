"""A file that is not any more what was looked at is not brought in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kam_core.errors import FileError
from kam_core.i18n import use_language
from kam_core.ingest import Batch, bring, importing
from kam_core.ledger import Store

BEFORE = "Date;Customer;Revenue\n2024-01-05;Lily;10\n"
AFTER = "Date;Customer;Revenue\n2024-01-05;Lily;10\n2024-01-06;Rose;20\n"


def refused(batch: Batch, **said: bool) -> None:
    with use_language("en"), pytest.raises(FileError) as error:
        bring(batch, **said)
    assert "export.csv has changed since it was looked at." in str(error.value.what)
    assert batch.store.current() is None


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_that_changed_before_the_import(tmp_path: Path, dry_run: bool) -> None:
    path = tmp_path / "export.csv"
    path.write_text(BEFORE)
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(path)
        assert len(batch.files) == 1
        path.write_text(AFTER)
        refused(batch, dry_run=dry_run)


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(BEFORE)
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(path)
        assert len(batch.files) == 1
        path.unlink()
        refused(batch)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "export.csv"
    path.write_text(BEFORE)
    load = importing.load

    def slow(job):
        outcome = load(job)
        path.write_text(AFTER)
        return outcome

    monkeypatch.setattr(importing, "load", slow)
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(path)
        refused(batch)


def test_a_file_that_keeps_its_size_and_time_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(BEFORE)
    with Batch(Store(tmp_path / "data")) as batch:
        batch.add(path)
        assert batch.files[0].sha256
        before = path.stat()
        path.write_text(BEFORE.replace("Lily", "Rose"))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        refused(batch)
