"""Real files through the real command line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kam_core.cli import main


@pytest.fixture
def bring(tmp_path, capsys, monkeypatch) -> Callable[..., dict[str, Any]]:
    """Imports into the data folder of the test; gives what --json prints."""
    monkeypatch.setenv("KAM_LANGUAGE", "en")

    def run(*arguments: object, data: Path = tmp_path / "data") -> dict[str, Any]:
        capsys.readouterr()
        code = main(["import", *map(str, arguments), "--data", str(data), "--json"])
        said = capsys.readouterr()
        assert (code, said.err) == (0, "")
        return json.loads(said.out)

    return run


@pytest.fixture
def asked(tmp_path, capsys) -> Callable[..., dict[str, Any]]:
    """Asks for a measure in the data folder of the test."""

    def run(*arguments: object, measure: str = "concentration", data: Path = tmp_path / "data") -> dict[str, Any]:
        capsys.readouterr()
        assert main(["ask", measure, *map(str, arguments), "--data", str(data), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def rows(path: Path, encoding: str = "utf-8-sig") -> Iterator[list[str]]:
    """A CSV by Python's own reader."""
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.reader(file)


def column(path: Path, header: str) -> list[str]:
    """One column by Python's own reader."""
    first, *rest = rows(path)
    place = first.index(header)
    return [row[place] for row in rest]


def total(values: list[str]) -> Decimal:
    """Exact sum of what is a number; NULL is nothing."""
    return sum((Decimal(value) for value in values if value != "NULL"), Decimal(0))
