"""Health of a company of eight clients whose parts are worked out by hand, and what must hold of any company."""

from __future__ import annotations

import datetime
import json

import pandas as pd
import pytest

from kam_core.metrics import ask
from kam_core.metrics.answer import to_json
from kam_core.metrics.health_said import how_well, proved, told, why_red
from kam_core.metrics.health_score import PARTS
from kam_core.scope import Viewer
from kam_core.settings import Settings
from metrics.company import answer, invoice, ledger, said, sale, scope

MONTHS = [f"{year}-{number:02d}" for year in (2023, 2024, 2025) for number in range(1, 13)]


def buys(account, months, revenue=100.0, rate=0.6):
    """A purchase of two categories on the tenth day of each of these months."""
    return [sale(account, month, revenue * part, revenue * part * rate, category=category)
            for month in months for category, part in (("A", 0.6), ("B", 0.4))]


def ticket(number, account, opened, hours=None, priority="Normal"):
    at = datetime.datetime.fromisoformat(opened)
    done = None if hours is None else at + datetime.timedelta(hours=hours)
    return {"ticket_id": number, "account": account, "opened_at": at, "resolved_at": done, "priority": priority}


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """Sales of three years to 31 December 2025. All but young, sliding and gone buy 100 a month; see the tests."""
    sales = [row for name in ("steady", "debtor", "urgent") for row in buys(name, MONTHS)]
    sales += buys("falling", MONTHS[:-3]) + buys("falling", MONTHS[-3:], 85)
    sales += buys("young", MONTHS[-2:]) + buys("gone", MONTHS[:24])
    sales += buys("sliding", MONTHS[:20]) + buys("sliding", MONTHS[20:24], 50)
    sales.append(sale(None, "2025-12-31", 0))
    return ledger(
        tmp_path_factory.mktemp("health"), sales,
        accounts=[{"account_id": name, "name": name.title(), "manager": "Ivanova"}
                  for name in ("steady", "debtor", "urgent", "falling", "young", "gone", "sliding")],
        invoices=[
            invoice("falling", "2025-10-01", "2025-11-01", 40, 40, "2025-10-20"),
            invoice("falling", "2025-11-11", "2025-12-11", 50, 0), invoice("falling", "2025-12-20", "2026-01-20", 50, 0),
            invoice("debtor", "2025-08-01", "2025-09-01", 100, 0),
        ],
        nps=[answer("falling", "2025-05-01", 9), answer("falling", "2025-06-01", 3), answer("falling", "2025-06-02", 6),
             answer("falling", "2024-12-31", 10)],
        tickets=[ticket("1", "falling", "2025-10-01 10:00", 10), ticket("2", "falling", "2025-10-02 10:00", 72),
                 ticket("3", "falling", "2025-10-03 10:00", 10), ticket("4", "falling", "2025-12-20 10:00"),
                 ticket("5", "falling", "2025-12-31 10:00"), ticket("6", "falling", "2025-05-01 10:00", 900),
                 ticket("7", "urgent", "2025-12-20 10:00", None, "Critical")],
    )


@pytest.fixture(scope="module")
def found(company):
    return ask("health", company, scope("2025-01", "2026-01"), Settings())


def row(found, client):
    return next(each for each in found.rows.to_dict("records") if each["account_id"] == client)


def test_a_steady_client_is_worked_out(found):
    """Level 60 × 25, on time 100 × 15, margin 60 × 10, categories 70 × 10: 4,300 ÷ 60. 60 % of the weight is enough."""
    steady = row(found, "steady")
    assert [steady[part] for part in ("trend", "rhythm", "margin", "breadth")] == pytest.approx([60, 100, 60, 70])
    # 24 days with a purchase from 10 January 2024 to 10 December 2025 are 700 days apart
    assert (steady["days_since"], steady["interval"]) == (21, pytest.approx(700 / 23))
    assert (steady["score"], steady["coverage"], steady["band"]) == (pytest.approx(4300 / 60), pytest.approx(0.6), "amber")
    assert steady["change"] == pytest.approx(0, abs=1e-6)
    assert [steady[f"{part}_points"] for part in ("trend", "rhythm", "margin", "breadth")] == pytest.approx(
        [1500 / 60, 1500 / 60, 600 / 60, 700 / 60])


def test_every_part_of_one_client(found):
    """Falling: 255 against 300; NPS −1/3; 3 of 4 requests judged in time; 50 of 100 owed are 20 days overdue."""
    falling = row(found, "falling")
    facts = [falling[f"{part}_fact"] for part in PARTS]
    assert [facts[0], *facts[2:]] == pytest.approx([-0.15, 0, -1 / 3, 0.75, 10, 1])
    scores = [30, 100, 60, 55 * 2 / 3, 50, 100 - 10 * 50 / 30, 70]
    assert [falling[part] for part in PARTS] == pytest.approx(scores)
    total = sum(weight * score for weight, score in zip((25, 15, 10, 15, 15, 10, 10), scores, strict=True)) / 100
    assert (falling["score"], falling["coverage"], falling["band"]) == (pytest.approx(total), 1, "amber")
    assert (falling["requests"], falling["requests_met"], falling["answers"]) == (4, 3, 3)
    assert said(told("trend", falling)) == "−15.0 %"
    assert said(told("relation", falling)) == "NPS −33 from 3 answers"
    assert said(told("service", falling)) == "3 of 4 requests within the limit"


def test_the_change_against_a_month_before(found):
    """On 30 November two months at 85 and one at 100 (60 − 60 × 0.1 / 0.3 = 40), NPS 0 of four answers, 3 of 3 in time."""
    before = (25 * 40 + 1500 + 600 + 15 * 55 + 15 * 100 + 700) / 90
    now = (25 * 30 + 1500 + 600 + 15 * 55 * 2 / 3 + 15 * 50 + 700) / 90
    assert row(found, "falling")["change"] == pytest.approx(now - before)
    past = found.frames["past"]
    mine = past[past["account_id"] == "falling"].assign(month=past["month"].astype(str)).set_index("month")
    assert mine.loc["2025-11-01", "score"] == pytest.approx(before)
    assert mine.loc["2025-12-01", "score"] == pytest.approx(now)
    # before the first answer and the first request less is known
    assert mine.loc["2025-03-01", "coverage"] == pytest.approx(0.75)


def test_what_makes_a_client_red_whatever_the_rest_says(found):
    debtor, urgent = row(found, "debtor"), row(found, "urgent")
    assert (debtor["cap"], debtor["score"], debtor["band"]) == ("overdue", 50, "red")
    assert debtor["raw"] == pytest.approx(4300 / 70)
    assert (urgent["cap"], urgent["score"], urgent["band"]) == ("critical", 50, "red")
    # one request is too few for a part
    assert urgent["raw"] == pytest.approx(4300 / 60)
    assert said(why_red(urgent)) == "red because of: a critical request past its limit; without it 72"
    assert said(why_red(urgent | {"raw": 41.0, "score": 41.0})) == "red in any case: a critical request past its limit"
    assert found.summary["capped"] == 2


def test_a_small_debt_makes_nobody_red(company):
    """100 of 1,200 are 8.3 % of a year."""
    found = ask("health", company, scope("2025-01", "2026-01"), Settings().with_(health_overdue_share=0.09))
    assert pd.isna(row(found, "debtor")["cap"])
    assert row(found, "debtor")["band"] == "amber"
    found = ask("health", company, scope("2025-01", "2026-01"), Settings().with_(health_overdue_days=130))
    assert pd.isna(row(found, "debtor")["cap"])


def test_no_data_is_never_green(found):
    young = row(found, "young")
    assert young["band"] == "unknown"
    assert young["score"] != young["score"]
    assert young["coverage"] < 0.6
    assert set(found.rows["account_id"]) == {"steady", "debtor", "urgent", "falling", "young"}
    figures = found.summary
    assert [figures[name] for name in ("clients", "red", "amber", "green", "unknown")] == [5, 2, 2, 0, 1]
    assert [figures[f"revenue_{name}"] for name in ("red", "amber", "unknown")] == [2400, 2355, 200]
    assert said(found.thesis) == "2 clients are red; they brought 2.4 k in twelve months, 48.4 % of the revenue."
    assert "As of 31 Dec 2025; what is owed, as of 31 Dec 2025." in map(said, found.notes)


def test_the_trial_on_the_past(company, found):
    """A year ago: sliding at half of the year before is red (2,800 ÷ 60); gone was as steady as the rest. Both are lost.

    A promoter on the last day of that year makes falling green: 5,800 ÷ 75.
    """
    tried = found.frames["backtest"].set_index("band")
    assert tried["clients"].to_dict() == {"red": 1, "amber": 4, "green": 1, "unknown": 0}
    assert tried["lost"].to_dict() == {"red": 1, "amber": 1, "green": 0, "unknown": 0}
    assert tried["rate"].isna().all()
    assert tried["revenue_lost"].to_dict() == {"red": 1000, "amber": 1200, "green": 0, "unknown": 0}
    assert said(proved(found.summary)) == (
        "2 clients were lost in the last year. A year ago, of these: red 1, amber 1, green 0, not enough data 0.")
    assert how_well(found.summary) == []
    found = ask("health", company, scope("2025-01", "2026-01"), Settings().with_(retention_min_clients=1))
    assert (found.summary["red_lost_rate"], found.summary["base_rate"]) == (1, pytest.approx(1 / 3))
    assert found.summary["lift"] == pytest.approx(3)
    assert said(how_well(found.summary)[0]) == "Of 100 clients that were red, 100 were lost; of 100 of any kind, 33."


def test_the_months_before(found):
    months = found.frames["history"].set_index(found.frames["history"]["month"].astype(str))
    assert len(months) == 12
    # of December's red ones debts are not known of the past; a year before December, gone and sliding still count
    assert months.loc["2025-12-01", ["red", "amber", "unknown"]].tolist() == [1, 3, 1]
    # in January gone and sliding had still bought within twelve months
    assert months.loc["2025-01-01", "clients"] == 6


def test_an_earlier_end_looks_from_there(company):
    """Nothing of 2025 is known at the end of 2024, nor what was owed then."""
    found = ask("health", company, scope("2024-01", "2025-01"), Settings())
    assert set(found.rows["account_id"]) == {"steady", "debtor", "urgent", "falling", "gone", "sliding"}
    assert row(found, "sliding")["band"] == "red"
    assert row(found, "sliding")["score"] == pytest.approx((0 + 1500 + 600 + 700) / 60)
    assert found.rows["payment"].isna().all()
    assert found.rows["cap"].isna().all()
    assert any("so payment is in no score" in said(note) for note in found.notes)


def test_weights_are_settings(company):
    """Where only the rhythm counts, everybody who is on time has 100."""
    weights = {f"health_{part}_weight": 0 for part in PARTS if part != "rhythm"}
    found = ask("health", company, scope("2025-01", "2026-01"), Settings().with_(**weights))
    assert row(found, "steady")["score"] == 100
    assert row(found, "steady")["band"] == "green"
    assert row(found, "debtor")["band"] == "red"
    nothing = ask("health", company, scope("2025-01", "2026-01"), Settings().with_(health_rhythm_weight=0, **weights))
    assert set(nothing.rows["band"]) == {"unknown"}


def test_the_answer_is_plain_json(found):
    shown = json.dumps(to_json(found), allow_nan=False)
    assert '"band": "red"' in shown


def test_who_sees_a_part_sees_no_other(company):
    view = scope("2025-01", "2026-01", viewer=Viewer("ann", frozenset({"falling"})))
    assert ask("health", company, view, Settings()).rows["account_id"].tolist() == ["falling"]
    assert ask("health", company, scope("2025-01", "2026-01", viewer=Viewer()), Settings()).rows.empty


def test_a_month_that_was_not_brought_in_is_not_zero(tmp_path):
    sales = [row for name in ("a", "b") for row in buys(name, [month for month in MONTHS if month != "2024-11"])]
    found = ask("health", ledger(tmp_path, [*sales, sale(None, "2025-12-31", 0)]), scope("2025-01", "2026-01"), Settings())
    # the same three months a year before are not whole; the mean of the eleven of twelve that were brought in stands in
    assert row(found, "a")["trend_fact"] == pytest.approx(0)
    assert row(found, "a")["breadth"] != row(found, "a")["breadth"]


def test_a_seldom_buyer_is_judged_by_years(tmp_path):
    """Twice a year for 300, in the last year once: half of what was to be expected, not nothing."""
    sales = [row for month in ("2023-02", "2023-08", "2024-02", "2024-08", "2025-02") for row in buys("rare", [month], 300)]
    sales += buys("often", MONTHS)
    found = ask("health", ledger(tmp_path, [*sales, sale(None, "2025-12-31", 0)]), scope("2025-01", "2026-01"), Settings())
    assert row(found, "rare")["trend_fact"] == pytest.approx(-0.5)


def test_a_buyer_of_every_quarter_is_judged_by_half_a_year(tmp_path):
    """First in May 2024, then every quarter: 100 + 130 in the last six months of 2025 against 100 + 100 a year before."""
    sales = [row for month in ("2024-05", "2024-08", "2024-11", "2025-02", "2025-05", "2025-08") for row in buys("q", [month])]
    sales += [*buys("q", ["2025-11"], 130, 0.7), *buys("often", MONTHS)]
    found = ask("health", ledger(tmp_path, [*sales, sale(None, "2025-12-31", 0)]), scope("2025-01", "2026-01"), Settings())
    assert row(found, "q")["trend_fact"] == pytest.approx(0.15)
    assert row(found, "q")["margin_fact"] == pytest.approx((40 + 39) / 230 - 0.4)


def test_days_without_a_full_month(tmp_path):
    few = [sale("a", f"2025-12-{day:02d}", 10) for day in range(3, 12)]
    found = ask("health", ledger(tmp_path, few), scope(), Settings())
    assert found.rows.empty
    assert found.summary["clients"] is None
    assert said(found.thesis) == "There is no full month yet, so nothing can be said about the health of clients."
