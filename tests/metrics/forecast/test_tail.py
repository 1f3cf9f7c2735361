"""The model of the long tail as a measure: its rows have names, and where it is not shown it says why."""

from __future__ import annotations

import numpy as np
import pytest

from kam_core.metrics import ask
from kam_core.settings import Settings
from metrics.company import ledger, said, sale, scope


def test_a_small_base_is_refused_with_the_reason(company):
    found = ask("long_tail", company[0], scope("2025-01", "2026-01"), Settings())
    assert found.rows.empty
    assert found.summary["shown"] == 0
    assert found.summary["revenue_12"] is None
    assert said(found.thesis).startswith("A model of the long tail needs")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """1,200 clients that buy by chance, each at a rate of its own, over three years, and never leave."""
    dice = np.random.default_rng(8)
    sales = []
    for client, rate in enumerate(dice.gamma(0.8, 1.6, 1200)):
        days = sorted(set(dice.integers(0, 1095, max(1, dice.poisson(3 * rate)))))
        mean = dice.gamma(6, 20)
        sales += [sale(f"c{client:04d}", str(np.datetime64("2023-01-01") + day), round(dice.gamma(4, mean / 4), 2))
                  for day in days]
    sales.append(sale("c0000", "2025-12-31", 1))
    return ledger(tmp_path_factory.mktemp("tail"), sales)


def test_where_it_stood_its_test_every_client_has_its_name_and_money(base):
    found = ask("long_tail", base, scope("2025-01", "2026-01"), Settings().with_(tail_error=0.5))
    if not found.summary["shown"]:
        assert "not shown" in said(found.thesis)
        pytest.fail(said(found.thesis))
    assert len(found.rows) == 1200
    assert found.rows["name"].notna().all()
    assert found.summary["purchases_12"] == pytest.approx(found.rows["purchases_12"].sum())
    told = found.rows["revenue_12"].dropna()
    assert found.summary["revenue_12"] == (pytest.approx(told.sum()) if len(told) else None)
    assert told.is_monotonic_decreasing
