"""The short version of ``make load``: a few read and write at once through real websockets; no error, no lost edit."""

from __future__ import annotations

import sys
from pathlib import Path

from ledgers import build
from running import run
from server import serving

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from load.__main__ import missing, work


def test_no_edit_of_many_at_once_is_lost(tmp_path, monkeypatch) -> None:
    data = build(tmp_path / "data", "whole")
    monkeypatch.delenv("KAM_BOOK", raising=False)
    with serving(data, tmp_path / "app.log") as server:
        seen = run(work(server.url, data, 3, 4, 6.0, 0.5))
    assert seen.errors == []
    assert missing(data, seen) == []
    assert seen.edits > 0
