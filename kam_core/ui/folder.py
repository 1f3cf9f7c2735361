"""Where this installation keeps its data."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from kam_core.ui.registry import ROOT


def data_folder() -> Path:
    """KAM_DATA, or data/ beside the app."""
    return _folder(os.environ.get("KAM_DATA") or str(ROOT / "data"))


@lru_cache(maxsize=16)
def _folder(given: str) -> Path:
    return Path(given).resolve()
