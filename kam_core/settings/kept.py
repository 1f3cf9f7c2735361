"""The settings in force, kept in a data folder; changing one is logged with who and when."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from kam_core.settings.catalogue import CATALOGUE, checked, lookup


@dataclass(frozen=True)
class Settings:
    """The settings in force: the defaults, and what differs from them. Hashable: a part of every cache key."""

    changed: tuple[tuple[str, float | str], ...] = ()

    def __getitem__(self, key: str) -> float | str:
        return next((value for name, value in self.changed if name == key), lookup(key).default)

    def number(self, key: str) -> float:
        """A numeric setting."""
        return float(self[key])

    def text(self, key: str) -> str:
        """A setting that is a text."""
        return str(self[key])

    def with_(self, **values: float | str) -> Settings:
        """The same settings with some changed; each value is checked against its range."""
        merged: dict[str, float | str] = dict(self.changed)
        for key, value in values.items():
            merged[key] = checked(key, value)
        return Settings(tuple(sorted((k, v) for k, v in merged.items() if v != CATALOGUE[k].default)))

    def as_dict(self) -> dict[str, float | str]:
        """Every setting in force by its key."""
        return {key: self[key] for key in CATALOGUE}


def load(data: Path) -> Settings:
    """The settings kept in a data folder."""
    path = data / "settings.json"
    values: Mapping[str, float | str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return Settings().with_(**{key: value for key, value in values.items() if key in CATALOGUE})


def save(data: Path, settings: Settings, who: str) -> None:
    """Keep the settings; what changed is appended to settings.log with who and when."""
    data.mkdir(parents=True, exist_ok=True)
    with FileLock(data / "settings.lock", timeout=30):
        _write(data, settings, who)


def change(data: Path, who: str, values: Mapping[str, float | str | None]) -> Settings:
    """Change some settings in a data folder and give all of them; None puts one back to its default.

    Two who change different settings at once both keep what they changed. Raises UsageError, and changes nothing, where
    a value is out of range.
    """
    data.mkdir(parents=True, exist_ok=True)
    with FileLock(data / "settings.lock", timeout=30):
        given = {key: lookup(key).default if value is None else value for key, value in values.items()}
        settings = load(data).with_(**given)
        _write(data, settings, who)
    return settings


def history(data: Path) -> list[dict[str, str | float]]:
    """What was changed, the last first: when (ISO, UTC), who, setting, was, is."""
    path = data / "settings.log"
    return [json.loads(line) for line in reversed(path.read_text("utf-8").splitlines())] if path.exists() else []


def _write(data: Path, settings: Settings, who: str) -> None:
    before = load(data).as_dict()
    lines = [
        json.dumps({"when": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), "who": who,
                    "setting": key, "was": before[key], "is": value}, ensure_ascii=False)
        for key, value in settings.as_dict().items() if before[key] != value
    ]
    draft = data / "settings.json.new"
    draft.write_text(json.dumps(dict(settings.changed), ensure_ascii=False, indent=1), "utf-8")
    draft.replace(data / "settings.json")
    if lines:
        with (data / "settings.log").open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
