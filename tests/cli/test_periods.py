"""Periods that no question can be asked of are refused in words."""

from __future__ import annotations

import datetime

import pytest

from kam_core.errors import UsageError
from kam_core.scope import add_months, last_months, parse_month
from kam_core.ui.period import parse


@pytest.fixture
def held(gives, register):
    """The register, brought in."""
    gives("import", register)


@pytest.mark.parametrize(("arguments", "said"), [
    (("--as-of", "0000-01"), "year 0 is out of range"),
    (("--as-of", "0001-01"), "year 1 is out of range"),
    (("--as-of", "1899-12"), "year 1899 is out of range"),
    (("--as-of", "9999-12"), "year 9999 is out of range"),
    (("--months", "100000"), "is out of range"),
    (("--months", "2000"), "is out of range"),
    (("--from", "9999-12-02", "--to", "9999-12-31"), "year 9999 is out of range"),
    (("--from", "0001-01-01", "--to", "2024-01-01"), "year 1 is out of range"),
    (("--from", "2024-01-01", "--to", "9999-12"), "year 9999 is out of range"),
    (("--all", "--months", "3"), "--all and --as-of/--months do not go together"),
    (("--all", "--months", "0"), "--all and --as-of/--months do not go together"),
    (("--all", "--as-of", "2024-02"), "--all and --as-of/--months do not go together"),
    (("--all", "--from", "2024-01-01", "--to", "2024-02-01"), "--all and --from/--to do not go together"),
    (("--all", "--to", "2024-02-01"), "--all and --from/--to do not go together"),
    (("--from", "2024-01-01", "--to", "2024-02-01", "--as-of", "2024-02"), "do not go together"),
    (("--from", "2024-01-01", "--to", "2024-02-01", "--months", "1"), "do not go together"),
])
def test_a_period_that_is_none(held, refuses, arguments, said):
    assert said in refuses(2, "ask", "concentration", *arguments)


def test_the_ends_of_the_years(held, gives):
    for arguments in (("--from", "1900-01-01", "--to", "2100-12-01"), ("--as-of", "2100-12", "--months", "2412")):
        assert gives("ask", "concentration", *arguments)["summary"]["revenue_total"] == 3450.5


def test_months_past_the_calendar():
    assert last_months(datetime.date(2024, 2, 1), 2) == (datetime.date(2024, 1, 1), datetime.date(2024, 3, 1))
    for wrong in (lambda: add_months(datetime.date(9999, 12, 1), 1), lambda: add_months(datetime.date(1, 1, 1), -1),
                  lambda: last_months(datetime.date(2024, 1, 1), 1500), lambda: parse_month("2101-01")):
        with pytest.raises(UsageError, match="out of range"):
            wrong()


def test_periods_of_an_address():
    for wrong in ("0000", "0001", "9999", "9999-q4", "0001-01..2024-01", "2024-01..9999-12"):
        assert parse(wrong) is None
    assert parse("2024-q1") == (datetime.date(2024, 1, 1), datetime.date(2024, 4, 1))
