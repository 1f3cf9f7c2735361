"""Named sources: an accepted plan is kept, and the next file of the same shape needs no questions."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kam_core.i18n import Message, msg
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
        self._read: tuple[int, dict[Path, Source], list[Message]] | None = None

    def all(self) -> list[Source]:
        """Every source that is kept, by name; one whose file cannot be read is left out."""
        return sorted(self._known()[0].values(), key=lambda source: source.name)

    @property
    def remarks(self) -> list[Message]:
        """What is to be said of files that cannot be read."""
        return self._known()[1]

    def _known(self) -> tuple[dict[Path, Source], list[Message]]:
        """Sources by their files, read again when the folder has changed."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return {}, []
        if self._read is None or self._read[0] != changed:
            found: dict[Path, Source] = {}
            remarks: list[Message] = []
            for path in sorted(self._folder.glob("*.json")):
                try:
                    found[path] = self._load(path)
                except (OSError, ValueError, LookupError, TypeError, AttributeError):
                    remarks.append(msg("The kept source {file} cannot be read; it is not used.", file=path.name))
            self._read = changed, found, remarks
        return self._read[1:]

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
        path = self._folder / _file(source.name)
        draft = path.with_suffix(".new")
        kept = {"name": source.name, "shape": source.shape, "plan": source.plan.to_json()}
        draft.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")
        older = [each for each, known in self._known()[0].items() if known.name == source.name and each != path]
        draft.replace(path)
        for each in older:
            each.unlink(missing_ok=True)
        self._read = None

    @staticmethod
    def _load(path: Path) -> Source:
        kept = json.loads(path.read_text("utf-8"))
        return Source(kept["name"], kept["shape"], Plan.from_json(kept["plan"]))


def _file(name: str) -> str:
    """The file of a source: its name as far as file systems allow, and what tells it from names that look alike then."""
    plain = re.sub(r"[^\w.-]+", "_", name)[:60]
    return f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.json"
