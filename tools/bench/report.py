"""What was measured, against what is promised."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value. bound: the most it may be; None where it is only told."""

    name: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def holds(self) -> bool:
        return self.bound is None or self.value <= self.bound


@dataclass
class Report:
    """All figures of a run, printed as they come."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, bound: float | None = None) -> None:
        """Print and keep a figure."""
        figure = Figure(name, round(value, 4), unit, bound)
        self.figures.append(figure)
        verdict = "" if bound is None else f"  at most {bound:g}  {'ok' if figure.holds else 'BROKEN'}"
        print(f"{name:<58}{value:>12.3f} {unit:<6}{verdict}", flush=True)

    def close(self, path: Path, **about: object) -> int:
        """Write results.json; gives 1 when a bound is broken, else 0."""
        machine = {"cpu": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(
            {"machine": machine, **about, "figures": [asdict(figure) | {"holds": figure.holds} for figure in self.figures]},
            ensure_ascii=False, indent=1,
        ), "utf-8")
        broken = [figure.name for figure in self.figures if not figure.holds]
        print(f"\n{path}: {len(self.figures)} figures, {len(broken)} broken" + "".join(f"\n  {name}" for name in broken))
        return int(bool(broken))
