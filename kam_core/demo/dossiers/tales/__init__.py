"""What is written about each client of the made-up company."""

from __future__ import annotations

from dataclasses import replace

from kam_core.demo.dossiers.tale import Tale
from kam_core.demo.dossiers.tales import answers, drift, edges, grower, key, loss, steady

TALES: tuple[Tale, ...] = (
    replace(grower.TALE, notes=(*grower.TALE.notes, *answers.GROWER)), replace(key.TALE, notes=(*key.TALE.notes, *answers.KEY)),
    loss.TALE, drift.TALE, steady.LARGE1, steady.LARGE2, steady.LARGE3, steady.LARGE4, steady.LARGE5, edges.SOUR, edges.NEW,
    edges.RETURNS,
)
"""The key of each is that of its client (kam_core.demo.dossiers.actors)."""
