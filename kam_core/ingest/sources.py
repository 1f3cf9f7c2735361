"""Named sources: an accepted plan is kept, and the next file of the same shape needs no questions."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kam_core.ingest.naming import stem
from kam_core.ingest.plan import Plan


@dataclass(frozen=True)
class Source:
    """A source: its name, the shape of its files (their headers), and the plan they are read by."""

    name: str
    shape: str
    plan: Plan


def shape(headers: Sequence[str], layout: str) -> str:
    """What tells files of one kind from others: the layout and the headers, in order."""
    return layout + "|" + "|".join(re.sub(r"\W+", " ", header).strip().lower() for header in headers)


class Sources:
    """The sources of a data folder."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "sources"

    def all(self) -> list[Source]:
        """Every source that is kept, by name."""
        return [self._load(path) for path in sorted(self._folder.glob("*.json"))]

    def named(self, name: str) -> Source | None:
        """The source of this name."""
        return next((source for source in self.all() if source.name == name), None)

    def of_shape(self, wanted: str, file: str) -> Source | None:
        """The source whose files have this shape; where several have, the one that this file's name belongs to."""
        fitting = [source for source in self.all() if source.shape == wanted]
        return next((source for source in fitting if source.name == stem(file, source.plan.table)), next(iter(fitting), None))

    def keep(self, source: Source) -> None:
        """Keep a source, in place of an older one of the same name."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / (re.sub(r"[^\w.-]+", "_", source.name)[:80] + ".json")
        draft = path.with_suffix(".new")
        kept = {"name": source.name, "shape": source.shape, "plan": source.plan.to_json()}
        draft.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")
        draft.replace(path)

    def forget(self, name: str) -> None:
        """Drop a source; what was imported from it stays."""
        for path in self._folder.glob("*.json"):
            if self._load(path).name == name:
                path.unlink()

    @staticmethod
    def _load(path: Path) -> Source:
        kept = json.loads(path.read_text("utf-8"))
        return Source(kept["name"], kept["shape"], Plan.from_json(kept["plan"]))
