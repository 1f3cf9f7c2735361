"""What a period is compared with: the same months a year before, or what is right before it."""

from __future__ import annotations

import pytest

from kam_core.errors import UsageError
from kam_core.metrics.period import windows
from kam_core.settings import Settings
from metrics.company import ledger, month, open_months, said, sale, scope

PREVIOUS = Settings().with_(compare_with="previous")


@pytest.fixture(scope="module")
def three_years(tmp_path_factory):
    return ledger(tmp_path_factory.mktemp("windows"), [*open_months(2023, 2024, 2025), sale(None, "2025-12-31", 0)])


@pytest.mark.parametrize(("start", "end", "settings", "before"), [
    ("2025-01", "2025-05", Settings(), ("2024-01", "2024-05")),
    ("2025-01", "2025-05", PREVIOUS, ("2024-09", "2025-01")),
    ("2025-01", "2026-01", Settings(), ("2024-01", "2025-01")),
    ("2025-01", "2026-01", PREVIOUS, ("2024-01", "2025-01")),
    ("2024-07", "2026-01", Settings(), ("2023-01", "2024-07")),
])
def test_the_earlier_period(three_years, start, end, settings, before):
    found, why = windows(three_years, scope(start, end), settings)
    assert why is None
    assert (found.start, found.end) == (month(before[0]), month(before[1]))


def test_no_earlier_period_says_why(three_years):
    found, why = windows(three_years, scope("2023-03", "2023-06"), PREVIOUS)
    assert found is None
    assert said(why) == "The ledger begins in January 2023: there is no earlier period to compare with."


def test_a_choice_is_one_of_its_values():
    with pytest.raises(UsageError, match="decade"):
        Settings().with_(compare_with="decade")
