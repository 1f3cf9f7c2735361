"""A database in memory for looking at files before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb


class Scratch:
    """A short-lived connection of one thread; nothing it does is kept."""

    def __init__(self, memory_gb: float = 0.5) -> None:
        self._connection = duckdb.connect(config={"memory_limit": f"{memory_gb}GB"})

    def run(self, sql: str, values: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement and give its rows."""
        return self._connection.execute(sql, values).fetchall()

    def columns(self, sql: str) -> list[tuple[str, str]]:
        """Names and types of what a query gives."""
        return [(str(row[0]), str(row[1])) for row in self._connection.execute(f"describe {sql}").fetchall()]

    def close(self) -> None:
        """Let it go."""
        self._connection.close()
