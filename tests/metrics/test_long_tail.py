"""The model of the long tail: what it reads from the ledger, and when it is shown."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pandas as pd
import pytest

from kam_core.metrics import long_tail
from kam_core.metrics.models import BgNbd, holdout, tail_forecast
from kam_core.metrics.models.holdout import HISTORY, YEAR
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope
from metrics.test_models import simulated

DEFAULT = Settings()
LONG = 3 * YEAR


def purchases(clients: int, seed: int, end: float, growth: float = 1.0) -> list[tuple[np.ndarray, np.ndarray]]:
    """(days, amounts) of each client of a base that behaves as BG/NBD and Gamma-Gamma have it, up to ``end`` weeks.

    growth: how much quicker clients buy in the last year
    """
    dice = np.random.default_rng(seed)
    found = []
    for _ in range(clients):
        rate, leave = dice.gamma(0.7, 1 / 6.0), dice.beta(0.5, 2.5)
        spend = dice.gamma(3.5, 1 / 15.0)
        now, days = dice.uniform(0, end - YEAR), []
        while now < end:
            days.append(round(now * 7) / 7)
            if len(days) > 1 and dice.random() < leave:
                break
            now += dice.exponential(1 / (rate * (growth if now > end - YEAR else 1)))
        days = np.unique(days)
        found.append((days, dice.gamma(6.0, 1 / spend, len(days))))
    return found


def history(base: list[tuple[np.ndarray, np.ndarray]], end: float) -> pd.DataFrame:
    """What tail_forecast reads, counted plainly client by client."""
    rows = []
    for number, (days, money) in enumerate(base):
        days, money = days[days <= end], money[days <= end]
        cut = end - YEAR
        before, year = days <= cut, (days <= cut) & (days > cut - YEAR)
        row = {"account_id": f"c{number:05d}", "x_after": (~before).sum(), "money_after": money[~before].sum(),
               "x": len(days) - 1, "t": days[-1] - days[0], "age": end - days[0],
               "mean": money[1:].mean() if len(days) > 1 else math.nan}
        if before.any():
            own = money[before]
            row |= {"x_before": before.sum() - 1, "t_before": days[before][-1] - days[0], "age_before": cut - days[0],
                    "mean_before": own[1:].mean() if len(own) > 1 else math.nan, "year_before": year.sum(),
                    "money_before": money[year].sum()}
        rows.append(row)
    return pd.DataFrame(rows, columns=list(HISTORY)).astype(dict.fromkeys(HISTORY[1:], float))


@pytest.fixture(scope="module")
def steady() -> pd.DataFrame:
    return history(purchases(3000, 11, LONG), LONG)


def test_a_base_as_the_model_has_it_is_shown(steady):
    found = tail_forecast(steady, LONG, DEFAULT)
    assert found.shown
    assert said(found.reason).startswith("The model of the long tail is shown: of the last twelve months it expected ")
    assert abs(found.figures["error"]) < 0.15
    assert found.figures["actual"] == steady.loc[steady["x_before"].notna(), "x_after"].sum()
    assert found.figures["mae"] < found.figures["mae_last_year"]
    table = found.table
    assert table["account_id"].tolist() == steady["account_id"].tolist()
    once = steady["x"] == 0
    assert table.loc[once, "alive"].isna().all()
    assert table.loc[~once, "alive"].between(0, 1).all()
    assert (table["revenue_12"] - table["purchases_12"] * table["spend"]).abs().max() < 1e-9
    model = BgNbd(*(found.figures[key] for key in ("r", "alpha", "a", "b")))
    told = model.conditional(YEAR, steady["x"], steady["t"], steady["age"])
    assert np.allclose(told, table["purchases_12"])


def test_what_the_model_told_of_a_year_ahead_comes_true():
    base = purchases(3000, 12, LONG + YEAR)
    found = tail_forecast(history([(d, m) for d, m in base if d[0] <= LONG], LONG), LONG, DEFAULT)
    assert found.shown
    later = sum(int((days > LONG).sum()) for days, _ in base if days[0] <= LONG)
    assert found.table["purchases_12"].sum() == pytest.approx(later, rel=0.15)


def test_a_large_base_is_fitted_to_a_part_of_it(steady, monkeypatch):
    whole = tail_forecast(steady, LONG, DEFAULT)
    monkeypatch.setattr(holdout, "MOST", 1000)
    part = tail_forecast(steady, LONG, DEFAULT)
    assert said(part.notes[0]) == "The model of the long tail is fitted to 1,000 of 3,000 clients, taken evenly."
    assert len(part.table) == 3000
    assert part.table["purchases_12"].sum() == pytest.approx(whole.table["purchases_12"].sum(), rel=0.1)
    assert not any("taken evenly" in said(note) for note in whole.notes)


def test_a_base_that_grows_is_not_shown():
    found = tail_forecast(history(purchases(2000, 13, LONG, growth=3.0), LONG), LONG, DEFAULT)
    assert not found.shown
    assert found.table.empty
    assert found.figures["error"] < -0.15
    assert "is not shown: of the last twelve months it expected" in said(found.reason)


def test_a_model_no_better_than_last_year_is_not_shown(steady):
    known = steady.assign(year_before=steady["x_after"].where(steady["x_before"].notna()))
    found = tail_forecast(known, LONG, DEFAULT)
    assert not found.shown
    assert found.figures["mae_last_year"] == 0
    assert "no better than “same as last year”" in said(found.reason)


@pytest.mark.parametrize(("part", "observed", "words"), [
    (lambda base: base.head(200), LONG, "needs 300 clients a year ago; there were"),
    (lambda base: base.head(0), LONG, "needs 300 clients a year ago; there were 0."),
    (lambda base: base, 1.5 * YEAR, "it needs two years of sales"),
    (lambda base: base[base["x_before"] > 1], LONG, "needs a long tail: 0.0 % of the clients"),
], ids=["few", "none", "short", "loyal"])
def test_too_little_is_refused_with_a_reason(steady, part, observed, words):
    found = tail_forecast(part(steady), observed, DEFAULT)
    assert not found.shown
    assert words in said(found.reason)
    assert said(found.reason, "ru") != said(found.reason)


def test_money_is_left_out_where_it_depends_on_the_number_of_purchases(steady):
    tied = steady.assign(mean=steady["mean"] * (1 + steady["x"]) ** 2)
    found = tail_forecast(tied, LONG, DEFAULT)
    assert found.shown
    assert found.table["revenue_12"].isna().all()
    assert found.table["purchases_12"].notna().all()
    assert "also spends otherwise" in said(found.notes[0])


def test_money_is_left_out_where_its_own_test_failed(steady):
    found = tail_forecast(steady.assign(money_after=steady["money_after"] * 2), LONG, DEFAULT)
    assert found.shown
    assert found.table["revenue_12"].isna().all()
    assert "on the revenue of the last twelve months" in said(found.notes[-1])


def test_where_nobody_leaves_no_probability_is_shown():
    x, last, age = simulated(BgNbd(0.5, 8.0, 1e-9, 1.0), 2000, 3)
    base = pd.DataFrame({"account_id": [f"c{i}" for i in range(len(x))], "x_before": x, "t_before": last, "age_before": age,
                         "mean_before": math.nan, "year_before": 0.0, "money_before": 0.0,
                         "x_after": YEAR * (0.5 + x) / (8.0 + age), "money_after": 0.0, "x": x, "t": last, "age": age,
                         "mean": math.nan})
    found = tail_forecast(base, LONG, DEFAULT)
    assert found.shown
    assert found.figures["alive_known"] == 0
    assert found.table["alive"].isna().all()
    assert found.table["revenue_12"].isna().all()
    assert [said(note) for note in found.notes] == [
        "Whether a client has left cannot be told from these purchases, so no probability is shown.",
        "Expected revenue is not shown: too little is known of what a purchase brings."]


def test_histories_of_the_ledger_by_hand(tmp_path):
    sales = [
        # a: three days in its first month, one of them in two units; then a return, and two days of the holdout
        sale("a", "2023-02-07", 10, unit="x"), sale("a", "2023-02-07", 20, unit="y"), sale("a", "2023-02-14", 60),
        sale("a", "2023-02-28", 30), sale("a", "2023-03-05", -12), sale("a", "2024-03-01", 40), sale("a", "2024-12-31", 50),
        sale("b", "2024-06-10", 5), sale("c", "2023-05-02", 7), sale("d", "2023-05-02", -7), sale(None, "2023-05-02", 9),
        sale("later", "2025-01-01", 5),
    ]
    book = ledger(tmp_path, [*sales, *open_months(2023, 2024)])
    asked = scope("2024-01", "2025-01")
    found = book.query("long_tail", asked, year_from=datetime.date(2023, 1, 1)).set_index("account_id")
    assert list(found.columns) == list(HISTORY[1:])
    assert found.index.tolist() == ["a", "b", "c"]
    a = found.loc["a"].to_dict()
    # 7 February to 31 December 2023 is 327 days, to 31 December 2024 366 more
    assert (a["x_before"], a["t_before"], a["age_before"]) == (2, 21, 327)
    # 120 - 12 of revenue, less a third of the first month, over two repeat days
    assert a["mean_before"] == pytest.approx((108 - 40) / 2)
    assert (a["year_before"], a["money_before"], a["x_after"], a["money_after"]) == (3, 108, 2, 90)
    assert (a["x"], a["t"], a["age"]) == (4, 693, 693)
    assert a["mean"] == pytest.approx((198 - 40) / 4)
    assert found.loc["b", ["x", "t", "x_after"]].tolist() == [0, 0, 1]
    assert found.loc["b", ["x_before", "t_before", "mean_before", "year_before", "money_before", "mean"]].isna().all()
    assert found.loc["c", ["x_before", "t_before", "year_before", "x_after", "money_after"]].tolist() == [0, 0, 1, 0, 0]


def test_the_ledger_is_asked_as_a_whole(tmp_path):
    sales = [sale(f"c{n:03d}", f"{2023 + year}-{1 + (n + year) % 12:02d}", 10 + n % 7) for n in range(320) for year in range(3)]
    book = ledger(tmp_path, [*sales, sale("c000", "2025-12-31", 1), *open_months(2023, 2024, 2025)])
    whole = scope("2025-01", "2026-01")
    found = long_tail.find(book, whole, DEFAULT)
    assert found.figures["clients"] == 320
    assert found.figures["actual"] == 321
    assert found.figures["light_share"] == 1
    for part in (whole.filtered("manager", ("Anna",)), scope("2025-01", "2026-01", viewer=Viewer("m", frozenset({"c001"})))):
        refused = long_tail.find(book, part, DEFAULT)
        assert not refused.shown
        assert "whole client base only" in said(refused.reason)
    early = long_tail.find(book, scope("2024-01", "2024-07"), DEFAULT)
    assert "it needs two years of sales" in said(early.reason)


def test_a_month_not_brought_in_is_no_pause(tmp_path):
    sales = [sale(f"c{n:03d}", f"{2023 + year}-{1 + n % 11:02d}", 10) for n in range(320) for year in range(3)]
    book = ledger(tmp_path, [*sales, sale("c000", "2025-12-31", 1)])
    found = long_tail.find(book, scope("2025-01", "2026-01"), DEFAULT)
    assert said(found.reason).endswith("2 of 36 months hold none, so it is not made.")
