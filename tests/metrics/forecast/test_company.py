"""The forecast of the company against the plan: sums, gaps, what it rests on, and when there is none."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
from ledgers import insert

from kam_core.ledger import Ledger, Store
from kam_core.metrics import Answer, ask
from kam_core.scope import NOBODY, Scope
from kam_core.settings import Settings
from metrics.company import said, sale, scope

MONTHS = [f"{year}-{number:02d}" for year in (2021, 2022, 2023, 2024, 2025) for number in range(1, 13)]
GROWTH = 1.02


def built(folder: Path, sales: list[dict], plan: list[tuple] = (), accounts: list[tuple] = ()) -> Ledger:
    """A ledger with a plan of (account, month, revenue) and accounts of (id, manager); its last month is made full."""
    store = Store(folder)
    last = max(line["date"] for line in sales).replace(day=28) + datetime.timedelta(days=4)
    sales = [*sales, {**sales[0], "date": last - datetime.timedelta(days=last.day), "revenue": "0"}]
    with store.draft("test", fresh=True) as building:
        insert(building.draft, "sales", sales)
        insert(building.draft, "accounts", ({"account_id": key, "name": key, "manager": manager} for key, manager in accounts))
        insert(building.draft, "targets", (
            {"account": account, "month": datetime.date.fromisoformat(f"{month}-01"), "revenue": amount}
            for account, month, amount in plan))
        building.publish("made by a test")
    return store.open()


def asked(ledger: Ledger, period: Scope | None = None) -> Answer:
    return ask("forecast", ledger, period or scope("2025-01", "2026-01"), Settings())


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """Two clients of two managers grow by 2 % a month; the plan runs from October 2025 to September 2026."""
    sales = [sale(client, month, round(size * GROWTH**place, 2), manager=manager, unit="U")
             for client, manager, size in (("a", "Ann", 1000), ("b", "Bob", 3000)) for place, month in enumerate(MONTHS)]
    plan = [("a", month, 100) for month in ("2025-10", "2025-11", "2025-12")]
    plan += [("b", f"2026-{number:02d}", 20_000) for number in range(1, 10)] + [("a", "2026-02", 1000)]
    return built(tmp_path_factory.mktemp("grown"), sales, plan, [("a", "Ann"), ("b", "Bob")])


@pytest.fixture(scope="module")
def answer(grown):
    return asked(grown)


def test_months_that_were_and_months_to_come(answer):
    rows = answer.rows
    assert [str(day)[:7] for day in rows["month"]] == [*MONTHS[-24:], *(f"2026-{number:02d}" for number in range(1, 13))]
    assert rows["actual"].notna().tolist() == [True] * 24 + [False] * 12
    assert rows["forecast"].isna().tolist() == [True] * 24 + [False] * 12
    assert rows["actual"].iloc[23] == pytest.approx(4000 * GROWTH**59, abs=0.01)
    ahead = rows.tail(12)
    assert (ahead["low"] <= ahead["forecast"]).all()
    assert (ahead["high"] >= ahead["forecast"]).all()
    assert answer.summary["next_12"] == pytest.approx(ahead["forecast"].sum())


def test_theta_wins_in_a_company_that_grows(answer):
    """The last twelve months are a year behind growth of 27 %; Theta follows at least half of the trend."""
    found = answer.summary
    assert found["theta_won"] == 1
    assert found["error_ltm"] == pytest.approx(1 - 1 / GROWTH**12, abs=0.001)
    assert found["error_theta"] < found["error_ltm"]
    assert found["last_12"] < found["next_12"] <= found["last_12"] * GROWTH**12
    assert found["compared"] == found["origins"] == 25, "every month from the 24th to the 48th"
    assert found["next_12_low"] <= found["next_12"] <= found["next_12_high"]
    assert found["change"] == pytest.approx(found["next_12"] / found["last_12"] - 1)


def test_the_gap_is_that_of_months_with_a_plan(answer):
    found, rows = answer.summary, answer.rows
    assert (found["planned_months"], found["plan_12"]) == (9, 181_000)
    assert found["forecast_planned"] == pytest.approx(rows["forecast"].iloc[24:33].sum())
    assert found["gap"] == pytest.approx(found["forecast_planned"] - 181_000)
    assert rows["plan"].dropna().tolist() == [100.0] * 3 + [20_000, 21_000] + [20_000] * 7
    assert rows["gap"].iloc[23] == pytest.approx(rows["actual"].iloc[23] - 100)
    assert "9 of the forecast months have a plan; the gap is that of these months." in map(said, answer.notes)


def test_the_year_is_what_came_and_what_is_expected(grown):
    found = asked(grown, scope("2025-01", "2025-12")).summary
    rows = asked(grown, scope("2025-01", "2025-12")).rows
    assert (found["year"], found["year_months"], found["year_plan"]) == (2025, 3, 300)
    assert found["year_actual"] == pytest.approx(4000 * (GROWTH**57 + GROWTH**58), abs=0.02)
    assert found["year_rest"] == pytest.approx(rows["forecast"].iloc[24])
    assert found["year_expected"] == pytest.approx(found["year_actual"] + found["year_rest"])
    assert found["year_gap"] == pytest.approx(found["year_expected"] - 300)


def test_managers_and_units(answer):
    managers = answer.frames["managers"].set_index("part")
    assert managers.index.tolist() == ["Bob", "Ann"]
    assert managers.loc["Bob", "last_12"] == pytest.approx(3 * managers.loc["Ann", "last_12"], rel=1e-5)
    assert managers.loc["Bob", "next_12"] == pytest.approx(3 * managers.loc["Ann", "next_12"], rel=1e-4)
    assert managers["plan_12"].tolist() == [180_000, 1000]
    assert managers.loc["Ann", "gap"] == pytest.approx(managers.loc["Ann", "next_12"] / 12 - 1000, rel=0.2)
    units = answer.frames["units"]
    assert units["part"].tolist() == ["U"]
    assert units["last_12"].iloc[0] == pytest.approx(answer.summary["last_12"])
    assert units["plan_12"].isna().all()


def test_a_filter_by_manager_and_by_unit(grown):
    bob = asked(grown, scope("2025-01", "2026-01", where=(("manager", ("Bob",)),)))
    assert bob.summary["plan_12"] == 180_000
    assert bob.summary["last_12"] == pytest.approx(sum(3000 * GROWTH**place for place in range(48, 60)), abs=0.1)
    unit = asked(grown, scope("2025-01", "2026-01", where=(("unit", ("U",)),)))
    assert unit.summary["plan_12"] is None
    assert any("names no business units" in said(note) for note in unit.notes)


def test_nobody_sees_a_forecast_or_a_plan(grown):
    found = asked(grown, scope("2025-01", "2026-01", viewer=NOBODY))
    assert not any(found.summary[name] for name in ("next_12", "last_12", "plan_12"))
    assert found.rows["forecast"].isna().all()
    assert found.rows["plan"].isna().all()


def test_a_level_company_goes_on_and_its_interval_is_nothing_wide(tmp_path):
    found = asked(built(tmp_path, [sale("a", month, 100) for month in MONTHS]))
    assert [found.summary[name] for name in ("next_12", "next_12_low", "next_12_high")] == pytest.approx([1200] * 3)
    assert "No sales plan was brought in, so the forecast stands alone." in map(said, found.notes)
    assert "about 1.2 k" in said(found.thesis)
    assert "1,2 тыс" in said(found.thesis, "ru")


def test_scaling_the_company_scales_its_forecast(tmp_path):
    made = []
    for factor in (1, 1000):
        dice = np.random.default_rng(3)
        sales = [sale("a", month, round(factor * float(amount), 2))
                 for month, amount in zip(MONTHS, dice.lognormal(5, 0.3, 60), strict=True)]
        made.append(asked(built(tmp_path / str(factor), sales)).summary)
    for key in ("next_12", "next_12_low", "next_12_high"):
        assert made[1][key] == pytest.approx(1000 * made[0][key], rel=1e-3)


@pytest.mark.parametrize(("months", "told", "banded"), [(25, False, False), (26, True, False), (33, True, True)])
def test_too_little_history(tmp_path, months, told, banded):
    found = asked(built(tmp_path, [sale("a", month, 100) for month in MONTHS[60 - months:]]))
    assert (found.summary["next_12"] is not None) is told
    assert (found.summary["next_12_low"] is not None) is banded
    assert any("a forecast and its test need 26" in said(note) for note in found.notes) is not told
    assert any("too few earlier years" in said(note) for note in found.notes) is (told and not banded)
    assert len(found.rows) == 24 + 12 * told


def test_what_is_not_above_zero_is_not_forecast(tmp_path):
    sales = [sale("a", month, 100) for month in MONTHS] + [sale("a", "2025-05", -5000)]
    found = asked(built(tmp_path, sales))
    assert found.summary["next_12"] is None
    assert "The last twelve months are not above zero, so nothing is forecast." in map(said, found.notes)


def test_a_month_that_was_not_brought_in_is_missing_not_zero(tmp_path):
    found = asked(built(tmp_path, [sale("a", month, 100) for month in MONTHS if month != "2022-05"]))
    assert found.summary["next_12"] == pytest.approx(1200)
    assert any("No sales of May 2022 were brought in" in said(note) for note in found.notes)
    assert len(found.rows) == 36
