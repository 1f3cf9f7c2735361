"""The whale curve of contributions that are added up by hand, and its laws."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.metrics import whale

AMOUNTS = st.lists(st.decimals(-10**6, 10**6, places=2), max_size=60)


def of(amounts: list[float]) -> pd.DataFrame:
    """Clients named by their amount, the most profitable first."""
    ordered = sorted(amounts, reverse=True)
    return pd.DataFrame({"name": [str(amount) for amount in ordered], "contribution": pd.array(ordered, dtype="float64")})


def test_by_hand():
    """150 and 60 earn 210; 10 is lost twice and 90 once: 100 is left, the peak is 210 %."""
    amounts = [60, -10, 150, -90, -10]
    found = whale.figures(np.array(amounts, dtype=float))
    assert found == {"clients_profitable": 2, "clients_losing": 3, "earned": 210, "loss": -110, "peak": 2.1,
                     "loss_share": -1.1, "top20_share": 1.5}
    curve = whale.curve(of(amounts))
    assert curve["clients"].tolist() == [0, 1, 2, 3, 4, 5]
    assert curve["amount"].tolist() == [0, 150, 210, 200, 190, 100]
    assert curve["share"].tolist() == [0, 1.5, 2.1, 2.0, 1.9, 1.0]
    assert curve["name"].isna().tolist() == [True, False, False, False, False, False]
    assert curve["name"].tolist()[1:] == ["150", "60", "-10", "-10", "-90"]
    assert curve["contribution"].tolist()[1:] == [150, 60, -10, -10, -90]


@pytest.mark.parametrize("amounts", [[], [-5.0, -1.0], [5.0, -5.0], [0.0]])
def test_without_a_profit_there_are_no_shares_of_it(amounts):
    found = whale.figures(np.array(amounts, dtype=float))
    assert found["peak"] is None
    assert found["loss_share"] is None
    assert whale.curve(of(amounts))["share"].isna().all()
    assert whale.curve(of(amounts))["clients"].tolist() == list(range(len(amounts) + 1))


@given(AMOUNTS)
def test_the_curve_ends_at_the_total_and_peaks_where_losses_begin(amounts: list[Decimal]):
    curve = whale.curve(of([float(amount) for amount in amounts]))
    found = whale.figures(np.array([float(amount) for amount in amounts]))
    whole = sum(amounts, Decimal(0))
    assert curve["amount"].iloc[-1] == pytest.approx(float(whole), abs=1e-9)
    assert curve["amount"].max() == pytest.approx(float(sum((a for a in amounts if a > 0), Decimal(0))), abs=1e-6)
    assert (found["clients_profitable"] or 0) + (found["clients_losing"] or 0) + amounts.count(0) == len(amounts)
    if found["peak"] is not None:
        assert found["peak"] >= 1 - 1e-12
        assert found["peak"] + found["loss_share"] == pytest.approx(1)


@given(AMOUNTS, st.randoms())
def test_the_order_of_the_clients_does_not_matter(amounts: list[Decimal], dice):
    plain = [float(amount) for amount in amounts]
    mixed = list(plain)
    dice.shuffle(mixed)
    assert whale.figures(np.array(plain)) == whale.figures(np.array(mixed))


def test_a_million_clients_are_a_few_hundred_points():
    amounts = np.concatenate([np.full(999_000, 1.0), np.full(1_000, -100.0)])
    rows = pd.DataFrame({"name": np.arange(len(amounts)).astype(str), "contribution": amounts})
    curve = whale.curve(rows)
    assert len(curve) <= 320
    assert curve["amount"].max() == 999_000
    assert curve["amount"].iloc[-1] == 899_000
    assert {0, 1, 2, 999_000, 999_999, 1_000_000} <= set(curve["clients"])
    assert math.isclose(curve["share"].max(), 999 / 899)
