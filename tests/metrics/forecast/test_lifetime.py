"""Lifetime of clients: sums to date, who has a forecast and why, and what the forecast rests on."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kam_core.metrics import ask
from kam_core.scope import NOBODY
from kam_core.settings import Settings
from metrics.company import ledger, said, sale, scope

YEARS = (2021, 2022, 2023, 2024, 2025)
MONTHS = [f"{year}-{month:02d}" for year in YEARS for month in range(1, 13)]
SEASON = [0.94, 0.96, 0.98, 1.0, 1.02, 1.04, 1.06, 1.04, 1.02, 1.0, 0.98, 0.96]
END = sale(None, "2025-12-31", 7)
"""Makes December a full month."""


def growing() -> list[dict]:
    """Five years: ten seasonal clients that grow evenly, and one of every kind that has no model or no forecast."""
    sales = [sale(f"grows{client}", month, 1000 * (client + 1) * (1 + 0.05 * place) * SEASON[place % 12], 10, unit="U")
             for client in range(10) for place, month in enumerate(MONTHS)]
    sales += [sale("seldom", month, 500) for month in MONTHS[::4]]
    sales += [sale("young", month, 100) for month in MONTHS[-19:]]
    sales += [sale("new", month, 100) for month in MONTHS[-12:]]
    sales += [sale("gone", month, 100) for month in MONTHS[:40]]
    sales += [sale("refunded", month, 10) for month in MONTHS] + [sale("refunded", "2025-06", -5000)]
    sales += [sale("returns", month, -3) for month in MONTHS[10:12]]
    return [*sales, END]


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    return ledger(tmp_path_factory.mktemp("grown"), growing())


@pytest.fixture(scope="module")
def answer(grown):
    return ask("lifetime", grown, scope("2025-01", "2026-01"), Settings())


@pytest.fixture(scope="module")
def rows(answer):
    return answer.rows.set_index("account_id")


def test_to_date_is_the_exact_sum_of_the_lines(answer, rows):
    for client in ("grows3", "seldom", "refunded", "returns"):
        lines = [Decimal(line["revenue"]).quantize(Decimal("0.0001")) for line in growing() if line["account"] == client]
        assert rows.loc[client, "revenue_to_date"] == float(sum(lines))
    assert answer.summary["clients"] == 16
    named = [Decimal(line["revenue"]).quantize(Decimal("0.0001")) for line in growing() if line["account"]]
    assert answer.summary["revenue_to_date"] == pytest.approx(float(sum(named)), abs=1e-6)


def test_since_and_months(rows):
    assert str(rows.loc["grows0", "since"])[:10] == "2021-01-10"
    assert rows.loc["grows0", "months"] == 60
    assert rows.loc["new", "months"] == 12
    assert pd.isna(rows.loc["returns", "months"])


def test_margin_is_absent_where_no_cost_is_known(rows):
    assert rows.loc["grows3", "margin_to_date"] == pytest.approx(rows.loc["grows3", "revenue_to_date"] - 600)
    assert np.isnan(rows.loc["seldom", "margin_to_date"])


def test_theta_wins_where_clients_grow(answer, rows):
    """The last twelve months miss growth of 60 % of the first year a year, Theta half of it at most."""
    assert answer.summary["theta_won"] == 1
    assert answer.summary["error_theta"] < answer.summary["error_ltm"]
    assert answer.summary["origins"] == 3
    assert answer.summary["compared"] == 3 * (10 + 2), "the ten, and two that were regular before they came to grief"
    grows = rows.loc[[f"grows{i}" for i in range(10)]]
    assert set(grows["method"]) == {"theta"}
    assert (grows["next_12"] > grows["last_12"] * 1.03).all()
    assert (grows["reason"] == "won").all()
    ratio = grows["next_12"] / grows["last_12"]
    np.testing.assert_allclose(ratio, ratio.iloc[0], rtol=1e-3)


def test_who_has_the_last_twelve_months_instead_and_who_nothing(rows):
    assert (rows.loc["seldom", "method"], rows.loc["seldom", "reason"], rows.loc["seldom", "next_12"]) == (
        "ltm", "irregular", 1500)
    assert (rows.loc["young", "reason"], rows.loc["young", "next_12"]) == ("young", 1200)
    kinds = {"new": "new", "gone": "inactive", "refunded": "negative", "returns": "returns"}
    assert {name: rows.loc[name, "reason"] for name in kinds} == kinds
    for column in ("next_12", "next_12_low", "next_12_high", "method"):
        assert rows.loc[list(kinds), column].isna().all()


def test_intervals_hold_their_forecast(answer, rows):
    told = rows[rows["next_12"].notna()]
    assert (told["next_12_low"] <= told["next_12"]).all()
    assert (told["next_12_high"] >= told["next_12"]).all()
    assert answer.summary["interval_n"] >= 20


def test_totals_are_those_of_the_rows(answer, rows):
    told = rows[rows["next_12"].notna()]
    assert answer.summary["next_12"] == pytest.approx(told["next_12"].sum())
    assert answer.summary["last_12"] == pytest.approx(told["last_12"].sum())
    assert answer.summary["forecast_clients"] == len(told) == answer.summary["theta_clients"] + answer.summary["ltm_clients"]


def test_a_client_more_changes_nothing_of_the_others_by_the_last_twelve_months(tmp_path):
    one = ledger(tmp_path / "one", [sale("a", month, 5) for month in MONTHS[:30]])
    two = ledger(tmp_path / "two", [sale(name, month, 5) for name in "ab" for month in MONTHS[:30]])
    alone, both = (ask("lifetime", each, scope("2022-07", "2023-07"), Settings()).rows for each in (one, two))
    assert alone.iloc[0]["next_12"] == both.set_index("account_id").loc["a", "next_12"] == 60


def test_what_came_later_is_not_known_yet(grown, tmp_path):
    """As of the end of 2024 the answer is that of a ledger that ends there."""
    then = ledger(tmp_path, [line for line in growing() if str(line["date"]) < "2025"]
                  + [sale(None, "2024-12-31", 7)])
    period = scope("2024-01", "2025-01")
    early, late = (ask("lifetime", each, period, Settings()) for each in (then, grown))
    assert early.summary == late.summary
    assert early.rows.equals(late.rows)


def test_a_month_that_was_not_brought_in_is_not_zero(tmp_path):
    gap = ledger(tmp_path / "gap", [sale("a", month, 100) for month in MONTHS if month != "2023-05"] + [END])
    found = ask("lifetime", gap, scope("2025-01", "2026-01"), Settings())
    assert found.rows.iloc[0]["next_12"] == 1200
    assert "No sales of May 2023 were brought in; the forecast rests on the months after it." in map(said, found.notes)
    late = ledger(tmp_path / "late", [sale("a", month, 100) for month in (*MONTHS[:59], "2026-01", "2026-01-30")])
    found = ask("lifetime", late, scope("2025-01", "2026-01"), Settings())
    assert found.summary["next_12"] is None
    assert any(said(note).startswith("No sales of December 2025 were brought in, so nothing") for note in found.notes)


@pytest.mark.parametrize(("months", "told"), [(25, False), (26, True)])
def test_too_little_history_is_refused_with_a_reason(tmp_path, months, told):
    short = ledger(tmp_path, [sale("a", month, 100) for month in MONTHS[60 - months:]] + [END])
    found = ask("lifetime", short, scope("2025-01", "2026-01"), Settings())
    assert (found.summary["next_12"] == 1200) is told
    assert any("a forecast and its test need 26" in said(note) for note in found.notes) is not told
    assert found.rows.iloc[0]["reason"] == ("simple" if told else "history")


def test_few_clients_have_no_interval_and_it_is_said(tmp_path):
    found = ask("lifetime", ledger(tmp_path, [END, *(sale("a", month, 100) for month in MONTHS)]), scope("2025-01", "2026-01"),
                Settings())
    assert found.summary["interval_n"] is None
    assert found.rows["next_12_low"].isna().all()
    assert "3 compared years are too few for an interval." in map(said, found.notes)


def test_nobody_and_the_other_filters(grown):
    assert ask("lifetime", grown, scope("2025-01", "2026-01", viewer=NOBODY), Settings()).rows.empty
    unit = ask("lifetime", grown, scope("2025-01", "2026-01", where=(("unit", ("U",)),)), Settings())
    assert set(unit.rows["account_id"]) == {f"grows{i}" for i in range(10)}


def test_the_interval_holds_what_it_says_where_years_are_alike(tmp_path):
    """60 clients whose years differ by chance alone: an 80 % interval holds 70 to 90 % of the next year."""
    dice = random.Random(5)
    years = {year: {client: dice.lognormvariate(7, 0.4) for client in range(60)} for year in (*YEARS, 2026)}
    sales = [sale(f"c{client}", f"{year}-{month:02d}", round(years[year][client], 2))
             for year in YEARS for client in range(60) for month in range(1, 13)]
    found = ask("lifetime", ledger(tmp_path, [*sales, END]), scope("2025-01", "2026-01"), Settings())
    rows = found.rows.set_index("account_id")
    came = np.array([12 * years[2026][client] for client in range(60)])
    some = rows.loc[[f"c{client}" for client in range(60)]]
    held = ((some["next_12_low"] <= came) & (came <= some["next_12_high"])).mean()
    assert 0.65 <= held <= 0.95
    assert 0.7 <= found.summary["coverage"] <= 0.9


@pytest.mark.parametrize(("cost", "told"), [(-5, False), (None, True)])
def test_returns_alone_have_a_known_cost_where_their_lines_do(tmp_path, cost, told):
    sales = [sale("a", "2025-02", -10, -5), sale("a", "2025-03", -10, cost)]
    found = ask("lifetime", ledger(tmp_path, sales), scope("2025-01", "2026-01"), Settings())
    assert told == any("Cost is not known for all sales" in said(note) for note in found.notes)
