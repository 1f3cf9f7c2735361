"""Published and independently computed results, through the command line: import a real file, ask, compare."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
from pathlib import Path

import pytest

from kam_core.cli import main
from kam_core.i18n import use_language
from kam_core.metrics import shares

ROOT = Path(__file__).resolve().parents[2]
INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
"""The vector in the manual of the R package ineq."""


def run(data: Path, *arguments: str) -> dict:
    """What a command prints with --json, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), use_language("en"):
        code = main([*arguments, "--data", str(data), "--json"])
    assert code == 0, err.getvalue()
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def northwind(northwind_data: Path) -> dict:
    """Concentration of Northwind's order lines, all time, by account."""
    return run(northwind_data, "ask", "concentration", "--all", "--level", "account")


@pytest.fixture(scope="module")
def wholesale(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Concentration of 440 clients of a wholesaler: their spend over six categories, a client a row."""
    data = tmp_path_factory.mktemp("wholesale")
    spend = "revenue=Fresh+Milk+Grocery+Frozen+Detergents_Paper+Delicassen"
    run(data, "import", str(shared / "reference" / "wholesale_customers.csv"), "--table", "sales", "--map", spend,
        "--map", "account=@row", "--map", "date==2024-01-15")
    return run(data, "ask", "concentration", "--all", "--level", "account")


NORTHWIND = {
    "1.1": lambda found: found["summary"]["revenue_total"],
    "1.2": lambda found: found["rows"][0]["value"],
    "1.3": lambda found: found["rows"][0]["share"],
    "1.4.3": lambda found: found["summary"]["cr3"],
    "1.4.5": lambda found: found["summary"]["cr5"],
    "1.4.10": lambda found: found["summary"]["cr10"],
    "1.5": lambda found: found["summary"]["gini"],
    "1.6": lambda found: found["summary"]["gini_corrected"],
    "1.7": lambda found: found["summary"]["hhi"] / 10_000,
    "1.8": lambda found: found["summary"]["hhi"],
    "1.9": lambda found: found["summary"]["effective_accounts"],
    "1.10": lambda found: found["summary"]["accounts_for_80"],
    "1.11": lambda found: found["summary"]["top20_share"],
    "1.12": lambda found: found["summary"]["top20_interpolated"],
    "1.15": lambda found: found["summary"]["loss_sd"],
}
WHOLESALE = {
    "1.18": lambda found: found["summary"]["revenue_total"],
    "1.19": lambda found: found["summary"]["gini"],
    "1.20": lambda found: found["summary"]["hhi"],
}
INLINE = {"1.13": lambda: shares.hhi([30, 30, 20, 20]), "1.14": lambda: shares.gini(INEQ)}


def expected(shared: Path, row: str) -> tuple[float, float]:
    """(value, tolerance) of a row of the table of expected results."""
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        found = next(line for line in csv.DictReader(file) if line["id"] == row)
    return float(found["expected"]), float(found["tolerance"])


@pytest.mark.parametrize("row", NORTHWIND)
def test_northwind(shared, northwind, row):
    value, tolerance = expected(shared, row)
    assert abs(NORTHWIND[row](northwind) - value) <= tolerance


@pytest.mark.parametrize("row", WHOLESALE)
def test_wholesale(shared, wholesale, row):
    value, tolerance = expected(shared, row)
    assert abs(WHOLESALE[row](wholesale) - value) <= tolerance


@pytest.mark.parametrize("row", INLINE)
def test_inline(shared, row):
    value, tolerance = expected(shared, row)
    assert math.isclose(INLINE[row](), value, rel_tol=1e-12, abs_tol=tolerance)


def test_the_largest_client_of_northwind(northwind):
    assert northwind["rows"][0]["account_id"] == "QUICK"
    assert northwind["summary"]["accounts_positive"] == 89


def test_every_row_of_this_part_is_tested(shared):
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("1.")}
    assert rows == {*NORTHWIND, *WHOLESALE, *INLINE}
