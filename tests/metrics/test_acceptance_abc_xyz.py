"""Published and independently computed results on ABC, XYZ and migration, through the command line and a real import."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from kam_core.metrics.classes import CELLS, variation
from metrics.test_acceptance import expected, run

YEAR = ("--from", "1997-01-01", "--to", "1998-01-01")


@pytest.fixture(scope="module")
def answers(northwind_data: Path) -> dict[str, dict]:
    """Every question that the table of expected results asks."""
    def ask(measure: str, *arguments: str) -> dict:
        return run(northwind_data, "ask", measure, "--level", "account", *arguments)

    def limits(a: float, b: float) -> tuple[str, ...]:
        return "--set", f"abc_a_share={a}", "--set", f"abc_b_share={b}"

    return {
        "before": ask("abc_xyz", "--all"),
        "inclusive": ask("abc_xyz", "--all", "--set", "abc_rule=inclusive"),
        "70": ask("abc_xyz", "--all", *limits(0.7, 0.2)),
        "50": ask("abc_xyz", "--all", *limits(0.5, 0.3)),
        "year": ask("abc_xyz", *YEAR),
        "strict": ask("abc_xyz", *YEAR, "--set", "xyz_cv_x=0.1", "--set", "xyz_cv_y=0.25"),
        "migration": ask("migration", "--from", "1997-07-01", "--to", "1998-01-01", "--set", "compare_with=previous"),
    }


def of(question: str, key: str):
    return lambda found: found[question]["summary"][key]


def of_client(column: str, client: str):
    return lambda found: next(row[column] for row in found["year"]["rows"] if row["account_id"] == client)


ROWS = {
    **{f"2.1.before.{name}": of("before", name.lower()) for name in "ABC"},
    **{f"2.1.incl.{name}": of("inclusive", name.lower()) for name in "ABC"},
    **{f"2.2.{name}": of("70", name.lower()) for name in "ABC"},
    **{f"2.3.{name}": of("50", name.lower()) for name in "ABC"},
    **{f"2.4.{client}": of_client("cv", client) for client in ("QUICK", "ERNSH", "SAVEA")},
    **{f"2.5.{client}": of_client("cv_sample", client) for client in ("QUICK", "ERNSH", "SAVEA")},
    "2.6": lambda found: sum(row["active_months"] > 0 for row in found["year"]["rows"]),
    "2.7": of("year", "z_cv"),
    "2.8": lambda _: variation([1.0] * 10 + [0.0] * 2),
    **{f"2.9.{name}": of("year", name.lower()) for name in "XYZ"},
    **{f"2.10.{cell}": of("year", cell) for cell in CELLS},
    **{f"2.11.{pair}": of("migration", pair) for pair in ("A>A", "A>C", "B>A", "C>-", "->C")},
}


@pytest.mark.parametrize("row", ROWS)
def test_northwind(shared: Path, answers: dict[str, dict], row: str) -> None:
    value, tolerance = expected(shared, row)
    assert math.isclose(ROWS[row](answers), value, rel_tol=0, abs_tol=tolerance or 1e-12)


def test_every_client_of_1997_is_uneven_by_the_strict_limits_too(answers: dict[str, dict]) -> None:
    assert answers["strict"]["summary"]["z_cv"] == 86
    assert answers["year"]["summary"]["other_limits"] == 0


def test_shares_of_the_classes(answers: dict[str, dict]) -> None:
    """Of all time's revenue: 80.07, 15.23 and 4.69 % before, 79.10, 15.88 and 5.02 % inclusive, as published."""
    for question, shares in (("before", (0.8007, 0.1523, 0.0469)), ("inclusive", (0.7910, 0.1588, 0.0502))):
        rows = answers[question]["rows"]
        for name, share in zip("ABC", shares, strict=True):
            assert sum(row["share"] for row in rows if row["abc"] == name) == pytest.approx(share, abs=5.1e-5)


def test_every_row_of_this_part_is_tested(shared: Path) -> None:
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("2.")}
    assert rows == set(ROWS)
