"""Late, inactive and lost by hand, and the trial on the past against a plain loop over every client and month end."""

from __future__ import annotations

import calendar
import datetime
import itertools
import statistics

import pandas as pd
import pytest

from kam_core.metrics import ask, late
from kam_core.metrics.late import proof
from kam_core.settings import Settings
from metrics.company import ledger, open_months, said, sale, scope

DAY = datetime.timedelta(days=1)
START = datetime.date(2024, 1, 1)


def every(client, days, count, first=START, **more):
    """``count`` purchases, one each ``days`` days."""
    return [sale(client, str(first + DAY * days * i), 10, **more) for i in range(count)]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A ledger to 31 December 2025. Days since the last purchase: see the test."""
    lines = [*open_months(2024, 2025), sale("today", "2025-12-31", 1), *every("today", 30, 24)]
    lines += every("on time", 30, 24)                       # last 2025-11-21, 40 days
    lines += every("late", 30, 23)                          # last 2025-10-22, 70 days: > 60, not > 90
    lines += every("inactive", 30, 22)                      # last 2025-09-22, 100 days: > 90
    lines += every("lost", 30, 10)                          # last 2024-09-27, 460 days
    lines += every("slow", 130, 4)                          # last 2025-01-25, 340 days: > 260, not > 390
    lines += every("very slow", 110, 4, datetime.date(2023, 6, 5))   # last 2024-04-30: 610 days, > 440
    lines += every("twice", 10, 2, datetime.date(2025, 9, 1))        # judged by the others: 30 days, 111 since
    lines += every("daily", 1, 40, datetime.date(2025, 11, 18))      # last 2025-12-27, 4 days: nobody is late so soon
    return ledger(tmp_path_factory.mktemp("shop"), lines)


FEW = Settings().with_(retention_min_clients=3)


def test_states_by_hand(shop):
    found = ask("rhythm", shop, scope("2025-01", "2026-01"), FEW)
    rows = found.rows.set_index("account_id")
    assert rows["state"].to_dict() == {
        "late": "late", "inactive": "inactive", "lost": "lost", "slow": "late", "very slow": "lost", "twice": "inactive"}
    assert found.summary["on_time"] == 3
    assert found.summary["clients"] == 9
    assert rows["own"].to_dict() == {key: key != "twice" for key in rows.index}
    assert rows.at["late", "days_since"] == 70
    assert rows.at["late", "rhythm"] == 30
    assert rows.at["late", "expected"] == pd.Timestamp("2025-11-21")
    assert rows.at["late", "stake"] == 10 * sum(START + DAY * 30 * i >= datetime.date(2025, 1, 1) for i in range(23))
    assert found.rows["stake"].is_monotonic_decreasing


def test_what_came_later_is_not_known_earlier(shop):
    """At the end of June 2025 "late" and "inactive" have just bought; "slow" is 156 days after its fourth purchase."""
    found = ask("rhythm", shop, scope("2024-07", "2025-07"), FEW)
    assert set(found.rows["account_id"]) == {"lost", "very slow"}
    assert "As of 30 Jun 2025." in [said(note) for note in found.notes]
    assert found.summary["clients"] == 7


def test_lives_kept_and_lives_taken_anew_agree(company):
    store = company[0]
    kept = ask("rhythm", store, scope("2025-01", "2026-01", level="account"), FEW).rows
    units = tuple(sorted({"Metal", "Tools"}))
    every_line = store.query("late", scope("2025-01", "2026-01", level="account"), **late._rules(FEW), min_clients=3,
                             inactive_factor=3.0, as_of=store.info.last_date, year_ago=datetime.date(2024, 12, 1), anew=True)
    again = every_line[every_line["state"].isin(["late", "inactive", "lost"])]
    assert kept["account_id"].tolist() == again["client_id"].tolist()
    assert kept["state"].tolist() == again["state"].tolist()
    assert kept["rhythm"].tolist() == again["gap_median"].tolist()
    some = ask("rhythm", store, scope("2025-01", "2026-01", level="account", where=(("unit", units),)), FEW)
    assert some.summary["clients"] <= 31


def trial(sales, settings, first, day, horizon):
    """[(month end, tested, stopped, flagged, both)] by the words of the rule, client after client."""
    days = {}
    for line in sales:
        if line["account"] is not None and float(line["revenue"]) > 0:
            days.setdefault(line["account"], set()).add(line["date"])
    found = []
    for year in range(first.year, day.year + 1):
        for month in range(1, 13):
            end = datetime.date(year, month, calendar.monthrange(year, month)[1])
            if not first <= end <= day - DAY * horizon:
                continue
            counts = [0] * 4
            for bought in days.values():
                past = sorted(each for each in bought if each <= end)
                if len(past) < settings.number("late_min_days"):
                    continue
                gaps = [(b - a).days for a, b in itertools.pairwise(past)]
                waiting = (end - past[-1]).days
                if waiting > max(settings.number("lost_days"), settings.number("lost_factor") * statistics.mean(gaps)):
                    continue
                flag = waiting > max(settings.number("late_floor_days"),
                                     settings.number("late_factor") * statistics.median(gaps))
                stop = not any(end < each <= end + DAY * horizon for each in bought)
                counts = [a + b for a, b in zip(counts, (1, stop, flag, flag and stop), strict=True)]
            if counts[0]:
                found.append((end, *counts))
    return found


@pytest.mark.parametrize("changed", [
    {}, {"late_min_days": 6, "late_factor": 1.5}, {"late_floor_days": 30, "late_horizon_days": 30, "lost_days": 60},
], ids=str)
def test_the_trial_against_a_plain_loop(company, changed):
    store, sales, _ = company
    settings = Settings().with_(**changed)
    horizon = int(settings.number("late_horizon_days"))
    tried = ask("rhythm", store, scope("2025-01", "2026-01", level="account"), settings).frames["backtest"]
    got = [(row.month_end.date(), row.tested, row.stopped, row.flagged, row.hits) for row in tried.itertuples()]
    assert got == trial(sales, settings, store.info.first_date, store.info.last_date, horizon)
    assert len(got) > 20


def test_rates_of_a_trial_by_hand():
    tried = pd.DataFrame({"tested": [40] * 6, "stopped": [10] * 6, "flagged": [8] * 6, "hits": [6] * 6, "fresh": [3] * 6,
                          "clients": [10_000] * 6, "used": [5_000] * 6})
    found = proof(tried)
    assert (found["base_rate"], found["precision"], found["recall"], found["lift"]) == (0.25, 0.75, 0.6, 3)
    assert found["flagged_share"] == 0.2
    assert found["alerts_monthly"] == 6  # half of the clients were watched


def test_too_little_history_gives_no_rates(shop):
    found = ask("rhythm", shop, scope("2025-01", "2026-01"), FEW)
    assert found.summary["precision"] is None
    assert any("not enough history" in said(note) for note in found.notes)


def test_months_that_were_not_brought_in_stop_nobody(tmp_path):
    """All of March 2025 is missing: no month end is judged by it."""
    lines = [line for client in ("a", "b") for line in every(client, 10, 60)
             if (line["date"].year, line["date"].month) != (2025, 3)]
    tried = ask("rhythm", ledger(tmp_path, lines), scope(), Settings().with_(late_horizon_days=28)).frames["backtest"]
    ends = {str(each.date()) for each in tried["month_end"]}
    assert "2025-01-31" in ends
    assert "2025-04-30" in ends
    assert not ends & {"2025-02-28", "2025-03-31"}
    assert tried["stopped"].sum() == 0


def test_nobody_late_is_said(tmp_path):
    found = ask("rhythm", ledger(tmp_path, every("a", 30, 20)), scope(), FEW)
    assert said(found.thesis) == "No client is late by its own rhythm."
    assert found.rows.empty
