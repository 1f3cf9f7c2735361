"""Retention, cohorts and survival against independently computed and published results."""

from __future__ import annotations

import csv

import pytest

from kam_core.metrics.survival import curve, log_rank
from metrics.test_acceptance import expected, run

H2 = ("--from", "1997-07-01", "--to", "1998-01-01", "--set", "compare_with=previous")


@pytest.fixture(scope="module")
def northwind(northwind_data):
    """Answers over Northwind's order lines, by account: a season against that a year before, a half-year, cohorts."""
    level = ("--level", "account")
    return {
        "4.1": run(northwind_data, "ask", "retention", "--from", "1998-01-01", "--to", "1998-05-01", *level)["summary"],
        "4.2": run(northwind_data, "ask", "retention", *H2, *level)["summary"],
        "4.3": {row["quarter"]: row["active"] for row in run(northwind_data, "ask", "cohorts", "--all", *level)["rows"]
                if row["cohort"] == "1996-07-01"},
    }


RATES = {"l": "logo_retention", "g": "grr", "n": "nrr", "b": "base_accounts"}
RETENTION = [f"4.{case}.{rate}" for case in (1, 2) for rate in RATES if (case, rate) != (2, "b")]
COHORTS = [f"4.3.{quarter}" for quarter in range(7)]
SURVIVAL = ["4.4", "4.5", "4.6", "4.7.Maintained", "4.7.Nonmaintained"]


@pytest.mark.parametrize("row", RETENTION)
def test_retention(shared, northwind, row):
    value, tolerance = expected(shared, row)
    assert abs(northwind[row[:3]][RATES[row[4:]]] - value) <= tolerance


def test_the_bridge_of_a_season(northwind):
    """In cents, as computed twice: lost 24,986.79, less 20,336.92, more 209,487.61, new and won back 66,804.45."""
    found = northwind["4.1"]
    assert round(found["change_lost"], 2) == -24986.79
    assert found["change_shrunk"] == pytest.approx(-20336.92, abs=0.006)
    assert round(found["change_grown"], 2) == 209487.61
    assert round(found["change_new"] + found["change_won_back"], 2) == 66804.45
    assert found["value_now"] == pytest.approx(422290.24, abs=0.006)


@pytest.mark.parametrize("row", COHORTS)
def test_cohorts(shared, northwind, row):
    value, tolerance = expected(shared, row)
    assert abs(northwind["4.3"][int(row[4:])] - value) <= tolerance
    assert len(northwind["4.3"]) == 7


def columns(shared, name, *keys):
    with (shared / "reference" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [[row[key] for row in rows] for key in keys]


@pytest.fixture(scope="module")
def curves(shared):
    """Survival of 228 patients, and of two arms of 11 and 12."""
    time, status = columns(shared, "lung.csv", "time", "status")
    found = {"lung": curve([float(each) for each in time], [each == "2" for each in status])}
    time, status, arm = columns(shared, "aml.csv", "time", "status", "x")
    for name in set(arm):
        mine = [i for i, each in enumerate(arm) if each == name]
        found[name] = curve([float(time[i]) for i in mine], [status[i] == "1" for i in mine])
    return found


@pytest.mark.parametrize("row", SURVIVAL)
def test_survival(shared, curves, row):
    value, tolerance = expected(shared, row)
    found = {"4.4": lambda: curves["lung"].reached(), "4.5": lambda: curves["lung"].at(180),
             "4.6": lambda: curves["lung"].reached(0.9)}.get(row, lambda: curves[row[4:]].reached())
    assert abs(found() - value) <= tolerance


def test_the_interval_of_the_median_as_lifelines_gives_it(curves):
    assert curves["lung"].reached_interval() == (284, 361)


def test_log_rank_of_two_arms(shared):
    time, status, arm = columns(shared, "aml.csv", "time", "status", "x")
    chi, chance = log_rank([float(each) for each in time], [each == "1" for each in status], arm)
    assert chi == pytest.approx(3.396, abs=5e-4)
    assert chance == pytest.approx(0.0653, abs=5e-5)


def test_every_row_of_this_part_is_tested(shared):
    with (shared / "acceptance.csv").open(encoding="utf-8") as file:
        rows = {line["id"] for line in csv.DictReader(file) if line["id"].startswith("4.")}
    assert rows == {*RETENTION, *COHORTS, *SURVIVAL}
