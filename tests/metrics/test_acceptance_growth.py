"""Published and independently computed results of growth: a published example, and Northwind through a real import."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kam_core.metrics.five_bars import five_bars
from metrics.test_acceptance import expected, run

Found = dict[str, dict]
FOUR_MONTHS = ("--from", "1998-01-01", "--to", "1998-05-01", "--level", "account")


@pytest.fixture(scope="module")
def northwind(northwind_data: Path) -> Found:
    """Answers about Northwind's order lines: January to April 1998 against the year before, and all time."""
    return {
        "bars": run(northwind_data, "ask", "price_volume_mix", *FOUR_MONTHS),
        "sold": run(northwind_data, "ask", "cross_sell", *FOUR_MONTHS),
        "ever": run(northwind_data, "ask", "cross_sell", "--all", "--level", "account"),
        "white": run(northwind_data, "ask", "whitespace", "--all", "--level", "account"),
    }


BARS = ("price", "volume", "mix", "new", "lost", "total")
NORTHWIND = {
    **{f"5.2.{bar}": lambda found, bar=bar: found["bars"]["summary"][bar] for bar in BARS},
    "5.3": lambda found: found["white"]["summary"]["categories_mean"],
    "5.4": lambda found: found["white"]["summary"]["empty_cells"],
    "5.5": lambda found: next(row["penetration"] for row in found["ever"]["rows"] if row["category"] == "Produce"),
    "5.6": lambda found: found["sold"]["summary"]["eligible"],
    "5.7": lambda found: found["sold"]["summary"]["cross_sold"],
}


@pytest.mark.parametrize("row", NORTHWIND)
def test_northwind(shared, northwind, row):
    value, tolerance = expected(shared, row)
    assert abs(NORTHWIND[row](northwind) - value) <= tolerance


@pytest.mark.parametrize("bar", BARS)
def test_the_published_example(shared, bar):
    """Products A, B, C of accountancyindex.com: quantities and revenue of two years."""
    found = five_bars([1000, 800, 500], [10_000, 12_000, 10_000], [1000, 700, 800], [11_000, 10_500, 18_400])
    value, tolerance = expected(shared, f"5.1.{bar}")
    assert abs(float(getattr(found, bar)) - value) <= tolerance


def test_the_cells_and_the_split_of_northwind(northwind):
    assert northwind["white"]["summary"]["cells"] == 712
    assert northwind["ever"]["summary"]["categories_mean"] == northwind["white"]["summary"]["categories_mean"]
    sold = northwind["sold"]["summary"]
    parts = ("revenue_held", "revenue_cross_sell", "revenue_new_clients")
    assert [round(sold[part], 2) for part in parts] == [374_641.03, 45_657.15, 1_992.05]
    assert sum(sold[part] for part in parts) == pytest.approx(422_290.2355, abs=1e-6)
    assert sold["cross_sell_rate"] == 45 / 69


def test_the_bars_of_northwind_add_up_to_the_last_digit(northwind):
    bars = northwind["bars"]["summary"]
    assert round(sum(bars[bar] for bar in BARS[:-1]), 4) == bars["total"] == round(bars["revenue"] - bars["revenue_before"], 4)


def test_every_row_of_this_part_is_tested(shared):
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("5.")}
    assert rows == {*NORTHWIND, *(f"5.1.{bar}" for bar in BARS)}
