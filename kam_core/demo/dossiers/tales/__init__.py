"""What is written about each client of the made-up company."""

from __future__ import annotations

from kam_core.demo.dossiers.tale import Tale
from kam_core.demo.dossiers.tales import drift, grower, key, loss

TALES: tuple[Tale, ...] = (grower.TALE, key.TALE, loss.TALE, drift.TALE)
"""The key of each is that of its client (kam_core.demo.dossiers.actors)."""
